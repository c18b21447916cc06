"""One walk over a number with Chinese multipliers: 四千五百六十九万, 1兆2,703亿8千万, 七百三四十."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.not_figures import word_over
from pipeline.extract.numeral_words import (
    ARABIC,
    LONGEST,
    ONE,
    TEN,
    Form,
    Numeral,
    big,
    digit_run,
    digits,
    inside,
    is_unit_here,
    multipliers,
    place,
    rare,
    small,
    tens,
    unit_heads,
    whole,
)  # fmt: skip
from pipeline.lexicon.figure_cues import figure_cues
from pipeline.lexicon.hedges import hedges

_CLOCKS = ("十", "拾", "刻", "钟", "半")  # after 点 and digits: a time of day
_SPOKEN_ENDS = ("", *"，。；、！？,;!?）)\n”")
_COUNTED = frozenset("成个天年次名人周家位件种例处场项倍块条句步")
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")


class Scan:
    """One walk over a number with Chinese multipliers; `groups` are the finished parts, largest first."""

    __slots__ = (
        "at",
        "gap",
        "groups",
        "high",
        "inner",
        "last",
        "lead",
        "part",
        "pending",
        "place",
        "pos",
        "small",
        "text",
        "unit",
    )

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at, self.pos = text, at, at
        self.groups: list[tuple[Decimal, int]] = []
        self.part = Decimal(0)
        self.pending: Decimal | None = None
        self.high: Decimal | None = None
        self.gap = Decimal(0)
        self.place = ONE  # of the last digit written
        self.small = 10**4
        self.unit = 1  # the multiplier last read
        self.last = "start"
        self.lead = False  # began with a multiplier: 百万
        self.inner: str | None = None

    def run(self, literal: Decimal | None, pos: int) -> Numeral | None:
        self.pos = pos
        if literal is not None:
            self.pending, self.last, self.place = literal, "literal", place(literal)
        while self._step():
            pass
        return self._close()

    def _step(self) -> bool:
        text, pos = self.text, self.pos
        char = text[pos : pos + 1]
        if char == " " and self.last != "start":
            char = text[pos + 1 : pos + 2]
            if not self._joins_over_space(char, pos + 1):
                return False
            pos += 1
        if not char:
            return False
        if char in digits() or (char in rare() and self._among_formal(pos)):
            return self._digit(char, pos)
        if char in small():
            return self._take_small(small()[char], pos)
        if char in big():
            return self._take_big(big()[char], pos)
        if char in tens():
            return self._take_tens(tens()[char], pos)
        if char.isdigit() and char.isascii():
            return self._literal(pos)
        if char in inside():
            return self._take_inside(char, pos)
        if char == "个" and self.last in ("digit", "literal") and text[pos + 1 : pos + 2] == "亿":
            self.pos = pos + 1
            return self._take_big(10**8, pos + 1)
        if char == "个" and self.last in ("digit", "literal") and text[pos + 1 : pos + 3] == "多亿":
            self.inner, self.pos = hedges("inside")["多"].hedge, pos + 2
            return self._take_big(10**8, pos + 2)
        return False

    def _joins_over_space(self, char: str, pos: int) -> bool:
        if char in multipliers():
            return not is_unit_here(self.text, pos) and word_over(self.text, pos) is None
        if char in inside():
            return self.text[pos + 1 : pos + 3].lstrip(" ")[:1] in big()
        if self.last in ("small", "big") and (char in digits() or char.isdigit()):
            match = re.compile("[0-9]{1,4} ?").match(self.text, pos)
            after = match.end() if match else pos + 1
            return self.text[after : after + 1] in multipliers()
        return False

    def _among_formal(self, pos: int) -> bool:
        """Whether 参 here is the formal three: another formal numeral stands within two characters."""
        return any(char in _FORMAL for char in self.text[max(0, pos - 2) : pos + 3])

    def _digit(self, char: str, pos: int) -> bool:
        value = digits().get(char) or rare().get(char, 0)
        if value == 0 and char in "零〇":
            if self.last in ("digit", "literal", "zero", "tens"):
                return False
            if self.last == "start":
                self.pending = Decimal(0)
            self.last = "zero"
        elif char == "两" and self._one_or_two(pos):
            self.high = Decimal(2)
        elif char in "两俩仨" and self.last != "start" and self.text[pos + 1 : pos + 2] not in multipliers():
            return False
        elif self.last == "digit" and self.high is None and self.pending is not None and char not in "两俩仨":
            if not (value == self.pending + 1 or (self.pending == 3 and value == 5)):
                return False
            self.high = Decimal(value)
        elif self.last == "big" and self.text[self.at].isascii() and not self._multiplied(pos + 1):
            return False  # 30.5亿一路叫到
        elif self.last in ("start", "small", "big", "zero", "tens"):
            if self.last == "zero" and self.pending is not None and not self.groups and not self.part:
                return False
            self.pending, self.last, self.place = Decimal(value), "digit", ONE
        else:
            return False
        self.pos = pos + 1
        return True

    def _one_or_two(self, pos: int) -> bool:
        """Whether 两 behind 一 says one or two (一两成, 一两个), and no weight."""
        started = self.last == "digit" and self.pending == 1 and self.high is None and pos == self.at + 1
        return started and self.text[pos + 1 : pos + 2] in _COUNTED

    def _multiplied(self, pos: int) -> bool:
        """Whether the digit that ends here is multiplied (二 of 1亿二千万)."""
        return self.text[pos : pos + 1] in multipliers() and not is_unit_here(self.text, pos)

    def _literal(self, pos: int) -> bool:
        """Arabic digits after a multiplier: 5 of 3万5千, 5000 of 2万5000, 20 of 1千零20."""
        if self.last not in ("small", "big", "zero") or (self.last == "zero" and self.unit == 1):
            return False
        match = ARABIC.match(self.text, pos)
        if match is None or match.end() - pos > LONGEST:
            return False
        follow = self.text[match.end() : match.end() + 1]
        if follow == " ":
            follow = self.text[match.end() + 1 : match.end() + 2]
        value = Decimal(match[0].replace(",", "").replace("，", ""))
        written = match[0].replace(",", "")
        filled = len(written.partition(".")[0]) == len(str(self.unit)) - 1
        if self._spoken(match):
            self.pending, self.last, self.pos, self.place = value, "digit", match.end(), ONE
            return True
        below = small().get(follow) or big().get(follow) or 0
        if self.last == "zero":
            below = below if below < self.unit else 0
        elif not (filled or self._short(match) or (0 < below < self.unit and not is_unit_here(self.text, match.end()))):
            return False
        if value * (below or 1) >= self.unit:
            return False
        self.pending, self.last, self.pos, self.place = value, "literal", match.end(), place(value)
        return True

    def _spoken(self, match: re.Match[str]) -> bool:
        """Whether one digit after a multiplier counts the next lower one, as in speech: 1万2 is 12000."""
        end = match.end()
        if end - match.start() != 1 or match[0] == "0" or self.unit < 100 or self.last == "zero" or self.inner:
            return False
        if self.part and self.groups:
            return False
        follow = self.text[end : end + 1]
        return follow in _SPOKEN_ENDS or self.text.startswith(figure_cues("spoken_tail_after"), end)

    def _short(self, match: re.Match[str]) -> bool:
        """Whether two or three digits after 万 go on without a 零, as in Taiwan: 600 of 3万600元."""
        end = match.end()
        if self.unit != 10**4 or self.last != "big" or not 2 <= end - match.start() <= 3 or not match[0].isdigit():
            return False
        return match[0][0] != "0" and self.text[end : end + 1] in unit_heads() and not self.inner

    def _take_tens(self, value: int, pos: int) -> bool:
        if self.last not in ("start", "zero", "small", "big") or self.small <= 10:
            return False
        self.part += value
        self.small, self.unit, self.last, self.pos, self.place = 10, 10, "tens", pos + 1, TEN
        return True

    def _take_small(self, unit: int, pos: int) -> bool:
        if is_unit_here(self.text, pos) or unit >= self.small or self.last == "tens":
            return False
        if self.pending is None or self.last == "zero":
            if self.last == "start":
                self.lead = unit > 10
            elif unit != 10 or self.last not in ("small", "big", "zero"):
                return False
            self.pending, self.place = ONE, ONE
        elif self.last == "literal" and self.small != 10**4 and self.pending >= 10:
            return False
        self.part += self.pending * unit
        if self.high is not None:
            self.gap = (self.high - self.pending) * unit
        self.high, self.pending = None, None
        self.place *= unit
        self.small, self.unit, self.last, self.pos = unit, unit, "small", pos + 1
        return True

    def _take_big(self, unit: int, pos: int) -> bool:
        if is_unit_here(self.text, pos):
            return False
        current = self.part + (self.pending or 0)
        keep = list(self.groups)
        if self.last == "start":
            current, self.lead = ONE, True
        elif self.last == "big":
            if unit < self.unit:
                return False
            current = keep.pop()[0]
        while keep and keep[-1][1] < unit:
            current += keep.pop()[0]
        if not current or (keep and keep[-1][1] <= unit) or self.last == "zero":
            return False
        if self.high is not None and self.pending is not None:
            self.gap = self.high - self.pending
        self.gap *= unit
        self.place *= unit
        self.groups = [*keep, (current * unit, unit)]
        self.part, self.pending, self.high, self.small = Decimal(0), None, None, 10**4
        self.unit, self.last, self.pos = unit, "big", pos + 1
        return True

    def _take_inside(self, char: str, pos: int) -> bool:
        """多, 余, 几, 来 between a number and 万 or 亿: 3000多万, 二十几万, 一百零几万."""
        if self.inner or self.last in ("start", "digit"):
            return False
        after = pos + 1 + (self.text[pos + 1 : pos + 2] in ("个", " "))
        if self.text[after : after + 1] not in big():
            return False
        if self.last == "zero" and char != "几":
            return False
        if self.last == "literal" and self.pending is not None and self.pending % 10:
            return False
        self.inner = hedges("inside")[char].hedge
        self.last = "small" if self.last == "zero" else self.last
        self.pos = after
        return True

    def _close(self) -> Numeral | None:
        text, last, end = self.text, self.last, self.pos
        if last == "start" or end == self.at:
            return None
        tail = self.pending or Decimal(0)
        if last == "zero" and (self.groups or self.part):
            end -= 1  # 一百零: the zero belongs to nothing
        if last == "digit" and self.unit >= 100 and text[end - 2 - (self.high is not None)] not in "零〇":
            self.place = Decimal(self.unit) / 10
            tail *= self.place
            self.gap = (self.high - (self.pending or 0)) * self.place if self.high is not None else self.gap
        elif self.high is not None and self.pending is not None:
            self.gap = self.high - self.pending
        if self._leaves_wan_out():
            self.part *= 10**4
            self.place *= 10**4
        value = sum((amount for amount, _ in self.groups), self.part) + tail
        form: Form = "arabic" if last == "literal" and not (self.groups or self.part) else "chinese"
        if self.lead and value == self._lead_value():
            form = "power"
        elif text[self.at].isascii():
            form = "arabic" if form == "arabic" else "mixed"
        scale, mantissa = self._split(value, last)
        high = whole(value + self.gap) if self.gap else None
        value = whole(value) if form != "arabic" else value
        found = Numeral(self.at, end, value, high, self.place, mantissa, scale, form, self.inner)
        found = with_point(text, found) if last != "literal" or form == "arabic" else found
        return found

    def _leaves_wan_out(self) -> bool:
        """Whether one digit and 千 right after 亿 mean 千万: 2亿6千."""
        if self.last != "small" or not self.groups or self.groups[-1][1] != 10**8 or self.unit != 1000:
            return False
        return 1000 <= self.part < 10**4 and not self.part % 1000 and "零" not in self.text[self.at : self.pos]

    def _lead_value(self) -> Decimal:
        value = ONE
        for char in self.text[self.at : self.pos]:
            value *= small().get(char) or big().get(char) or 1
        return value

    def _split(self, value: Decimal, last: str) -> tuple[Decimal, Decimal]:
        scale = ONE
        position = self.pos - 1
        while position > self.at and self.text[position] in big():
            scale *= big()[self.text[position]]
            position -= 1
        if last == "small" and self.text[self.at].isascii():
            scale = Decimal(self.unit)
        return scale, value / scale


def with_point(text: str, n: Numeral) -> Numeral:
    """The number with a decimal part after 点 and the multipliers after that: 二十点一万."""
    if text[n.end : n.end + 1] not in ("点", " "):
        return n
    dot = n.end + (text[n.end : n.end + 2] == " 点")
    if text[dot : dot + 1] != "点":
        return n
    first = dot + 1 + (text[dot + 1 : dot + 2] == " ")
    row = digit_run().match(text, first) or re.compile("[0-9]{1,20}").match(text, first)
    if row is None or row.end() - first > LONGEST or text[row.end() : row.end() + 1] in _CLOCKS:
        return n
    part = "".join(str(digits().get(c, c)) for c in row[0])
    value = n.value + Decimal("0." + part)
    end, scale = _big_chain(text, row.end())
    return Numeral(
        n.start, end, whole(value * scale) if scale != 1 else value, None, place(value) * scale, value, scale, n.form
    )


def _big_chain(text: str, at: int) -> tuple[int, Decimal]:
    """万, 亿, 万亿, 千万 after a decimal part: where they end and what they multiply to."""
    scale, end = ONE, at
    while True:
        skip = end + (text[end : end + 1] == " ")
        value = big().get(text[skip : skip + 1])
        if value is None:
            below = small().get(text[skip : skip + 1])
            if below is None or is_unit_here(text, skip) or scale != ONE:
                return end, scale
            value = below
        end, scale = skip + 1, scale * value
