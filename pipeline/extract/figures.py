"""Figures of a text in one pass: typed mentions that do not overlap, with what was refused and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache, lru_cache

from pipeline.extract.amount import Amount, Words, match_word, words
from pipeline.extract.borders import hole_of, in_figure, masked
from pipeline.extract.drafts import KINDS, Draft, to_mention
from pipeline.extract.hedges import Hedged, compared, hedge_after, hedge_before, merged
from pipeline.extract.implied import currency_before, is_implied_money
from pipeline.extract.lists import (
    in_unit,
    join_bounds,
    lend_back,
    row_unit,
    stated_currency,
    stated_units,
    states_units,
)
from pipeline.extract.not_figures import NUMERALS, WordSpans, addresses, code_at, run_end, word_over
from pipeline.extract.numeral_words import multipliers
from pipeline.extract.numerals import Numeral, parse_numeral, read_numeral, skip_digits
from pipeline.extract.ordinals import more_ranks, read_last, read_ordinal
from pipeline.extract.plain import Plain, plain_words, read_plain
from pipeline.extract.quantities import read_amount, with_unit
from pipeline.extract.ranges import Pair, lend_unit, read_range
from pipeline.extract.ranks import find_ranks
from pipeline.extract.ratios import read_ratio, several_end
from pipeline.extract.refusals import is_article, refusal
from pipeline.extract.signs import doubled, intensity, per_base, rate_before, rate_steps, signed
from pipeline.extract.spells import read_split_time
from pipeline.extract.unread import unread
from pipeline.lexicon.currencies import home_currency
from pipeline.lexicon.figure_cues import figure_cues
from pipeline.lexicon.numerals import numeral_values
from pipeline.lexicon.units import UnitRow
from pipeline.records import Hedge, Mention, Refusal, Span

Rules = tuple[str, ...]
_RATED = frozenset(("money", "measure", "count", "article"))
_CODE_JOINTS = ("-", "–", ".")
_FREE_CALLS = ("400 ", "800 ")
_RATIO_JOINTS = ("比", ":", "：", "∶", " ", "-", "–")
_RANGE_JOINTS = frozenset("-–—―~～〜－至到乃与和跟及± ")
_BEFORE_COMPARED = ("比", " ")
_HALF_OF = frozenset("的是都已由来为被未在仍将")
_UNIT_STOPS = ":： "  # between a unit in brackets and its figure
_UNIT_ENDS = tuple(")）" + _UNIT_STOPS)
_MUCH = 10**4
ROMAN = "ⅠⅡⅢⅣⅤⅥⅦ"  # of levels: Ⅲ级响应
_SHORT = 60  # a text up to this length may be one number and nothing else


@cache
def _candidate() -> re.Pattern[str]:
    """Where a figure may begin: a digit, or a Chinese numeral that something countable or another numeral follows."""
    numerals = "".join(numeral_values("digit", "small", "big", "tens", "formal_rare"))
    following = re.escape(
        "".join(sorted({*words("CN"), *numerals, *"0123456789多余来几许个成折分点半又比数 级至到~～-–—―"}))
    )
    behind = f"(?<=[十百千万亿])|(?<=[第是前][{numerals}])|(?<=[近过超逾大]半)"
    several = f"[几数](?=[{''.join(multipliers())}])"
    several += f"|[{ROMAN}](?=级)"
    return re.compile(f"(?<=打)对(?=折)|[0-9{numerals}半](?:(?<=[0-9])|(?=[{following}])|{behind})|{several}")


def find_figures(
    text: str,
    region: str,
    blocked: Sequence[Span] = (),
    *,
    taken: Sequence[Span] = (),
    refusals: list[Refusal] | None = None,
) -> list[Mention]:
    """Every figure of a simplified text, in order, outside the names `blocked` and what is `taken` already.

    A name that is part of a figure blocks nothing (瑞士 of 1亿瑞士法郎). What was refused goes to `refusals`.

    >>> [text[m.span.start:m.span.end] for text in ["服务超400家客户，增长5.2%"] for m in find_figures(text, "CN")]
    ['超400家', '5.2%']
    """
    table = words(region)
    holes = [*taken, *(hole_of(text, span) for span in blocked if not in_figure(text, span, table)), *addresses(text)]
    return _Pass(masked(text, sorted(holes)) if holes else text, region, refusals).run()


class _Pass:
    """One walk over one text; `drafts` are the figures so far, `floor` is where the last of them ends."""

    __slots__ = ("drafts", "each", "floor", "known", "plain", "refusals", "region", "table", "text", "words")

    def __init__(self, text: str, region: str, refusals: list[Refusal] | None) -> None:
        self.region = region
        self.table: Words = words(region)
        self.text = text
        self.refusals = refusals
        self.drafts: list[Draft | Mention] = []
        self.floor = 0
        self.plain = not states_units(text)
        self.each = "每" in text
        self.known: Plain = plain_words(region)
        self.words = WordSpans(self.text)

    def run(self) -> list[Mention]:
        """The figures with the ranks that only words name."""
        found = self._figures()
        ranked = find_ranks(self.text, found)
        if ranked:
            found = sorted([*found, *ranked], key=lambda m: m.span)
        if self.refusals is not None:
            self.refusals.extend(unread(self.text, found, self.refusals))
        return found

    def _figures(self) -> list[Mention]:
        text, find, at = self.text, _candidate().search, 0
        drafts, known, each, words = self.drafts, self.known, self.each, self.words
        while match := find(text, at):
            at = match.start()
            if self.plain and at < words.ahead:
                plain = read_plain(text, at, self.floor, known, drafts, each)
                if plain is not None:
                    drafts.append(plain)
                    self.floor = at = plain.span.end
                else:
                    at = self._long(at)
            else:
                at = self._at(at)
        if not self.drafts:
            whole = self._whole() if len(text) <= _SHORT else None
            return [whole] if whole else []
        if self.plain and Draft not in set(map(type, drafts)):
            return [d for d in drafts if isinstance(d, Mention)]
        found = join_bounds(text, lend_back(text, self.drafts, self.table))
        if not self.plain:
            stated = stated_units(text, [d for d in found if isinstance(d, Draft)], self.table)
            found = [*stated_currency(text, stated, self.table)]
        return [d if isinstance(d, Mention) else to_mention(d) for d in found]

    def _whole(self) -> Mention | None:
        """A text that is a number and nothing else."""
        n = parse_numeral(self.text)
        if n is None or (n.form == "power" and n.value >= 100) or word_over(self.text, n.start) is not None:
            return None
        start = len(self.text) - len(self.text.lstrip(" "))
        amount = with_unit(self.text, n, self.table)._replace(value=n.value)
        kind = KINDS.get(amount.role, "number")
        span = Span(start, n.end)
        return to_mention(Draft(start, n.end, span, amount, None, "exact", None, kind, (n.form, "whole_text")))

    def _refuse(self, start: int, end: int, rule: str, reason: str) -> int:
        """Notes a refused stretch and returns where to go on."""
        if self.refusals is not None:
            self.refusals.append(Refusal(Span(start, end), rule, reason))
        return end

    def _at(self, at: int) -> int:
        """Reads what begins at `at`; returns where to go on."""
        text = self.text
        word = self.words.over(at)
        if word is not None and not (
            (text[at] == "半" or _may_end_in_unit(text[word[0] : word[1]], self.region)) and self._unit_beyond(at, word)
        ):
            return max(self._refuse(*word, "word", "a word that holds a numeral"), at + 1)
        if self.plain:
            plain = read_plain(text, at, self.floor, self.known, self.drafts, self.each)
            if plain is not None:
                self.drafts.append(plain)
                self.floor = plain.span.end
                return self.floor
        return self._long(at)

    def _long(self, at: int) -> int:
        """Reads the long way what begins at `at` in no word of its own; returns where to go on."""
        text = self.text
        digit = text[at].isascii()
        if (level := ROMAN.find(text[at])) >= 0:
            value = Decimal(level + 1)
            return self._take(at, Numeral(at, at + 1, value, None, Decimal(1), value, Decimal(1), "chinese"))
        if digit:
            if text[at - 1 : at] == "." and at - 1 >= self.floor:
                at -= 1
        elif text[at] in "一半对":
            if text[at] == "一" and is_article(text, at, self.table):
                return self._refuse(at, at + 1, "article", "一 before a measure word is an article")
            half = self._half(at)
            if half is not None:
                return half
        n = read_numeral(text, at)
        if n is None:
            return run_end(text, at) if digit else skip_digits(text, at)
        if digit and (text[n.end : n.end + 1] in _CODE_JOINTS or text.startswith(_FREE_CALLS, at)):
            code = code_at(text, at)
            if code is not None:
                return self._refuse(at, code, "code", "a telephone number, version or serial number")
        return self._take(at, n)

    def _half(self, at: int) -> int | None:
        """一半, 半数, 近半, 过半, 大半, 打对折: half, as a share."""
        text = self.text
        end = at + 2 if text.startswith(("一半", "半数", "对折"), at) else at + 1
        if end == at + 1:
            if text[at] != "半" or text[at - 1 : at] not in ("近", "过", "超", "逾", "大"):
                return None
            unit = match_word(text, end, self.table)
            follow = text[end : end + 1]
            if (unit is not None and unit[1] is not None) or (
                text[at - 1] == "大" and follow.isalpha() and follow not in _HALF_OF
            ):
                return None
        n = Numeral(at, end, Decimal(50), None, None, Decimal(50), Decimal(1), "percent")
        after = self._draft(at, with_unit(text, n, self.table), None, ("half",))
        half = self.drafts[-1]
        if isinstance(half, Draft) and text[at - 1 : end] == "大半":
            self.drafts[-1] = half._replace(start=at - 1, hedge="more_than", rules=(*half.rules, "hedge:more_than"))
        return after

    def _unit_beyond(self, at: int, word: tuple[int, int]) -> bool:
        """Whether a unit reaches over the end of the word: 三公 of 三公里, 十分 of 十分钟."""
        if self.text[at] == "半" and word[1] == at + 1:  # 减半厘
            unit = match_word(self.text, word[1], self.table)
            return unit is not None and isinstance(unit[1], UnitRow) and unit[1].role == "percent"
        end = at + 1
        while end < word[1] and self.text[end] in NUMERALS:
            end += 1
        if word[0] != at or end >= word[1]:
            return False
        unit = match_word(self.text, end, self.table)
        return unit is not None and unit[1] is not None and end + len(unit[0]) > word[1]

    def _take(self, at: int, n: Numeral) -> int:
        text = self.text
        a = with_unit(text, n, self.table)
        if a.role == "bare" and text[n.end : n.end + 1] in _RATIO_JOINTS:
            clock = read_split_time(text, n)
            if clock is not None:
                return self._draft(at, clock, None, ())
            several = several_end(text, at)
            if several >= 0:
                return self._refuse(at, several, "ratio", "a ratio of more than two")
            ratio = read_ratio(text, n)
            if ratio is not None:
                return self._ratio(a, ratio.end, ratio.left, ratio.right, ratio.value)
        if a.unit == "deg" and n.scale >= _MUCH:
            a = a._replace(unit="kW.h")  # 3.14亿度 counts electricity
        start, a, signs = signed(text, at, self.floor, a)
        pair = None
        if text[a.end : a.end + 1] in _RANGE_JOINTS:
            pair = self._spread(a) or read_range(text, a, self.table)
        start, a, named = currency_before(text, start, self.floor, self.region, a)
        if pair is not None and named:
            pair = pair._replace(left=a, right=pair.right._replace(role="money", currency=a.currency, unit=a.unit))
        if text[start - 1 : start] == "第" and start > self.floor and not named:
            return self._ordinal(start - 1, a)
        if a.surface in ("番", "码"):
            a = doubled(text, start, self.floor, a) or rate_steps(text, start, self.floor, a) or a
        if a.surface == "强" or text[a.end : a.end + 1] == "弱":
            a = intensity(text, start, self.floor, a) or a
        refused = refusal(text, at, start, a, pair)
        if refused is not None:
            end = max(a.end, at + 1) if a.role == "label" else max(a.bare_end, n.end)
            if refused[0] == "letter":
                end = max(end, run_end(text, at + (text[at] == ".")))
            return self._refuse(at, end, *refused)
        return self._draft(start, a, pair, (*signs, *named))

    def _spread(self, a: Amount) -> Pair | None:
        """100±5: the range from 95 to 105."""
        if self.text[a.end : a.end + 1] != "±":
            return None
        by = read_amount(self.text, a.end + 1, self.table)
        if by is None or a.role not in ("bare", by.role):
            return None
        mean = lend_unit(a, by) if a.role == "bare" else a
        ends = mean._replace(value=a.value - by.value), mean._replace(value=a.value + by.value, end=by.end)
        return Pair(*ends, by.end)

    def _ratio(self, a: Amount, end: int, left: Decimal, right: Decimal, value: Decimal | None) -> int:
        """A ratio or score: its quotient, with both sides in `rules`."""
        amount = a._replace(value=Decimal(0) if value is None else value, step=None, role="count", unit="{ratio}")
        rules = ("ratio", f"ratio:{left}:{right}")
        span = Span(a.start, end)
        self.drafts.append(Draft(a.start, end, span, amount, None, "exact", None, "quantity", rules))
        self.floor = end
        return end

    def _ordinal(self, at: int, a: Amount) -> int:
        found, first = read_ordinal(self.text, at, a), a.numeral.value
        last = read_last(self.text, found, first, self.table) if found.value_sign == 1 else None
        refused = found.refused if last is None else last.refused
        if refused:
            return self._refuse(found.start, max(found.core_end if last is None else last.core_end, at + 2), *refused)
        rules = ("ordinal", a.numeral.form)
        if last is not None:
            return self._rank(found.start, last.core_end, last.end, a, first, last.value, (*rules, "ordinal_range"))
        end = self._rank(found.start, found.core_end, found.end, a, first * found.value_sign, None, rules)
        for start, core_end, end, value in more_ranks(self.text, found, first):
            self._rank(start, core_end, end, a, value, None, rules)
        return end

    def _rank(
        self, start: int, core_end: int, end: int, a: Amount, value: Decimal, high: Decimal | None, rules: Rules
    ) -> int:
        """Adds a rank, or a range of them up to `high`; returns where it ends."""
        amount = a._replace(value=value, high=high, step=None, role="bare", unit=None, currency=None, parts=())
        hedge: Hedge = "exact" if high is None else "range"
        core = Span(start, core_end)
        self.drafts.append(Draft(start, end, core, amount, None, hedge, None, "ordinal", rules))
        self.floor = end
        return end

    def _draft(self, start: int, a: Amount, pair: Pair | None, signs: tuple[str, ...]) -> int:
        """Adds the figure with what hedges it; returns where it ends."""
        text, n = self.text, a.numeral
        end, last = (pair.end, pair.right) if pair else (a.end, a)
        start, a, per = self._rated(start, a) if a.role in _RATED and pair is None else (start, a, ())
        power = (n.form in ("power", "half") or "half" in signs) and pair is None
        before = hedge_before(text, start, self.floor, power, last.role == "measure")
        a, end, level = self._level(a, end) if pair is None and "级" in text[end - 1 : end + 1] else (a, end, False)
        after = (
            None
            if level
            else hedge_after(text, end, "fraction" if n.form == "fraction" else last.role, last.role == "money")
        )
        hedge, width = merged(before, after, a.inner)
        held = compared(text, start, end, self.floor) if text[start - 1 : start] in _BEFORE_COMPARED else None
        if held is not None:
            before, after, hedge = Hedged(held[0], held[2], None), Hedged(held[1], held[2], None), held[2]
        if level:
            hedge = "order_of_magnitude"
        elif pair is not None or (a.high is not None and n.form != "several"):
            hedge = "range"
        elif n.form == "several" and hedge in ("exact", "approx"):
            hedge = "order_of_magnitude"
        first, stop = before.at if before else start, after.at if after else end
        rules: tuple[str, ...] = (n.form, *last.rules, *signs, *per)
        if pair is None and a.role == "bare":
            a, extra, start, first = self._bare(a, start, first, stop)
            rules += extra
        if hedge != "exact":
            rules += (f"hedge:{hedge}",)
        kind = KINDS.get((pair.right if pair else a).role, "quantity")
        trailing = pair is None and a.inner is not None and a.surface == "" and a.end > n.end
        core = Span(start, last.end if pair else n.end if trailing else end)
        self.drafts.append(Draft(first, stop, core, a, pair, hedge, width, kind, rules))
        self.floor = stop
        return stop

    def _rated(self, start: int, a: Amount) -> tuple[int, Amount, tuple[str, ...]]:
        """每小时60公里 as a speed; the base of 每10股派6.2元 as a rule."""
        rated = rate_before(self.text, start, self.floor, a)
        if rated is not None:
            return (*rated, ())
        if self.text[start - 1 : start] == "每":
            return start, a, ("base",)
        return start, a, per_base(self.text, max(0, start - 16), start, self.table)

    def _level(self, a: Amount, end: int) -> tuple[Amount, int, bool]:
        """百亿级, 亿元级, 万卡级: an order of magnitude."""
        n = a.numeral
        if n.value < 10**4 or n.value.normalize().as_tuple().digits != (1,):
            return a, end, False
        if a.surface == "级" and a.unit == "{level}":
            return a._replace(role="bare", unit=None, surface="", rules=()), end, True
        level = self.text[end : end + 1] == "级" and a.role in ("bare", "money", "article", "count", "measure")
        return a, end + level, level

    def _bare(self, a: Amount, start: int, first: int, stop: int) -> tuple[Amount, tuple[str, ...], int, int]:
        """What words beside it make of a bare number: money, a magnitude, a doubling."""
        text = self.text
        if a.numeral.form == "arabic" and text[start - 1 : start] in _UNIT_ENDS:
            closed = text[max(0, start - 4) : start].rstrip(_UNIT_STOPS)[-1:] in (")", "）")
            own = row_unit(text, start, self.table, None) if closed else None
            if own is not None:
                return in_unit(a, own), (*own.rules, "heading_unit"), start, first
        if any(is_implied_money(text, at, stop, self.floor, a) for at in {first, start}):
            return a._replace(role="money", currency=home_currency(self.region)), ("implied",), start, first
        if a.value < 10 and "." in text[start:stop] and text.endswith(figure_cues("magnitude_before"), 0, start):
            return a._replace(role="measure", unit="{level}"), ("magnitude",), start, first
        return a, (), start, first


@lru_cache(maxsize=8192)
def _may_end_in_unit(word: str, region: str) -> bool:
    """Whether a unit longer than the rest of the word may begin inside it: 公 of 三公 may, 大 of 十八大 may not."""
    table = words(region)
    for at in range(1, len(word)):
        rest = word[at:]
        entry = table.get(rest[0])
        if entry is not None and any(len(u) > len(rest) and u.startswith(rest) for u, row in entry[1].items() if row):
            return True
    return False
