"""Figures of a text in one pass: typed mentions that do not overlap, with what was refused and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pipeline.extract.hedges import hedge_after, hedge_before, interval
from pipeline.extract.not_figures import addresses, code_at, run_end, word_over
from pipeline.extract.numerals import negated, parse_numeral, read_numeral
from pipeline.extract.quantities import Amount, Words, match_word, skip_spaces, with_unit, words
from pipeline.extract.ranges import Pair, lend_scale, lend_unit, read_range
from pipeline.lexicon.currencies import CurrencyRow, currencies, home_currency
from pipeline.lexicon.money_cues import money_cues
from pipeline.lexicon.numerals import numeral_values
from pipeline.records import Hedge, Kind, Mention, Quantity, Refusal, Span, Timex

HOLE = "\ue000"  # stands for what is already read: nothing reaches over it
_KINDS: dict[str, Kind] = {
    "money": "money", "percent": "percent", "bare": "number", "time": "duration", "fraction": "number",
}  # fmt: skip
_MODS = {
    "approx": "APPROX", "about_to": "APPROX", "more_than": "MORE_THAN", "at_least": "EQUAL_OR_MORE",
    "less_than": "LESS_THAN", "at_most": "EQUAL_OR_LESS",
}  # fmt: skip
_ISO = {"a": "Y", "{decade}": "Y", "{century}": "Y", "{quarter}": "M", "mo": "M", "wk": "W", "d": "D"}
_ISO_CLOCK = {"h": "H", "{quarter_hour}": "M", "min": "M", "s": "S"}
_ISO_TIMES = {"{decade}": 10, "{century}": 100, "{quarter}": 3, "{quarter_hour}": 15}


class Draft(NamedTuple):
    """A mention before its neighbours have had their say (lists lend units backwards)."""

    start: int
    end: int
    core: Span
    amount: Amount
    pair: Pair | None
    hedge: Hedge
    width: Decimal | None
    kind: Kind
    rules: tuple[str, ...]


@cache
def _candidate() -> re.Pattern[str]:
    """Where a figure may begin: a digit, or a Chinese numeral that something countable or another numeral follows."""
    table = words("CN")
    numerals = "".join(numeral_values("digit", "small", "big", "tens", "formal_rare"))
    following = "".join(sorted({*table, *numerals, *"0123456789多余来几许个成折分点半又 级"}))
    start = f"0-9{numerals}半几数"
    return re.compile(f"[{start}](?:(?<=[0-9])|(?=[{re.escape(following)}])|(?<=[十百千万亿]))")


def find_figures(
    text: str, region: str, blocked: Sequence[Span] = (), *, refusals: list[Refusal] | None = None
) -> list[Mention]:
    """Every figure of a simplified text outside `blocked`, in order; what was not taken goes to `refusals`.

    >>> [text[m.span.start:m.span.end] for text in ["服务超400家客户，增长5.2%"] for m in find_figures(text, "CN")]
    ['超400家', '5.2%']
    """
    return _Pass(text, region, blocked, refusals).run()


class _Pass:
    """One walk over one text; `drafts` are the figures so far."""

    def __init__(self, text: str, region: str, blocked: Sequence[Span], refusals: list[Refusal] | None) -> None:
        self.text = _masked(text, [*blocked, *addresses(text)])
        self.region = region
        self.table: Words = words(region)
        self.refusals = refusals
        self.drafts: list[Draft] = []
        self.floor = 0  # where the last figure ends

    def run(self) -> list[Mention]:
        text, find, at = self.text, _candidate().search, 0
        while match := find(text, at):
            at = self._at(match.start())
        whole = self._whole() if not self.drafts and len(text) <= 60 else None
        return [whole] if whole else [_mention(d) for d in _lend(text, self.drafts)]

    def _whole(self) -> Mention | None:
        """A text that is a number and nothing else."""
        n = parse_numeral(self.text)
        if n is None or (n.start and self.text[: n.start].strip(" -−负的")):
            return None
        start = len(self.text) - len(self.text.lstrip(" "))
        amount = with_unit(self.text, n, self.table)._replace(value=n.value)
        kind: Kind = _KINDS.get(amount.role, "number")
        span = Span(start, n.end)
        return _mention(Draft(start, n.end, span, amount, None, "exact", None, kind, (n.form, "whole_text")))

    def refuse(self, start: int, end: int, rule: str, reason: str) -> int:
        """Notes a refused stretch and returns where to go on."""
        if self.refusals is not None:
            self.refusals.append(Refusal(Span(start, end), rule, reason))
        return end

    def _at(self, at: int) -> int:
        """Reads what begins at `at`; returns where to go on."""
        text = self.text
        char = text[at]
        ascii_digit = char.isascii()
        word = word_over(text, at)
        if word is not None:
            return max(self.refuse(*word, "word", "a word that holds a numeral"), at + 1)
        if ascii_digit:
            stop = self._not_a_number(at)
            if stop is not None:
                return stop
        n = read_numeral(text, at)
        if n is None:
            return at + 1 if not ascii_digit else run_end(text, at)
        if n.form == "digits" and n.end - at > 12:
            return self.refuse(at, n.end, "code", "a long row of digits")
        amount = with_unit(text, n, self.table)
        return self._take(at, amount)

    def _not_a_number(self, at: int) -> int | None:
        text = self.text
        code = code_at(text, at)
        if code is not None:
            return self.refuse(at, code, "code", "a telephone number, version or serial number")
        before = text[at - 1] if at else ""
        if before == "." and at > 1 and text[at - 2].isascii() and text[at - 2].isalnum():
            return self.refuse(at, run_end(text, at), "code", "follows a point inside a code")
        return None

    def _take(self, at: int, a: Amount) -> int:
        text = self.text
        pair = read_range(text, a, self.table)
        start, a, pair, signs = _signed(text, at, self.floor, a, pair)
        start, a, named = self._prefixed(start, a)
        if pair is not None and named:
            pair = pair._replace(left=a, right=pair.right._replace(role="money", currency=a.currency, unit=a.unit))
        if text[start - 1 : start] == "第" and start > self.floor and not named:
            return self._ordinal(start - 1, at, a)
        reason = _refusal(text, at, start, a, pair)
        if reason is not None:
            end = a.end if a.role == "label" else max(a.bare_end, a.numeral.end)
            return self.refuse(at, end, *reason)
        return self._draft(start, at, a, pair, (*signs, *named))

    def _prefixed(self, start: int, a: Amount) -> tuple[int, Amount, tuple[str, ...]]:
        """A currency before the number: US$3.5亿, 人民币50元, RMB100."""
        end = start
        while end > self.floor and self.text[end - 1] == " " and start - end < 3:
            end -= 1
        for surface, row in _currencies_by_end(self.region).get(self.text[end - 1 : end], ()):
            begin = end - len(surface)
            if begin < self.floor or not self.text.startswith(surface, begin):
                continue
            if (
                surface[0].isascii()
                and surface[0].isalpha()
                and begin
                and self.text[begin - 1].isascii()
                and self.text[begin - 1].isalpha()
            ):
                continue
            if (
                a.role == "money"
                and (a.rules[:1] == () or not a.rules[0].startswith("home_currency"))
                and a.currency != row.code
            ):
                return start, a, ()
            if a.role not in ("bare", "money"):
                return start, a, ()
            rules = (f"home_currency:{row.code}",) if row.region is not None else ("named_currency",)
            return (
                begin,
                a._replace(role="money", currency=row.code, unit=a.unit if a.role == "money" else None, rules=rules),
                rules[:1],
            )
        return start, a, ()

    def _ordinal(self, start: int, at: int, a: Amount) -> int:
        text = self.text
        reverse = text[start - 2 : start] == "倒数"
        first = start - 2 if reverse else start
        n_end = a.numeral.end
        classifier = text[n_end : n_end + 1]
        small = a.numeral.form == "chinese" and a.numeral.value <= 3
        if classifier in ("条", "款", "章", "节", "编", "页", "方", "人", "时"):
            return self.refuse(start, n_end + 1, "article_number", "a numbered article, chapter or page")
        if small and classifier in (
            "个",
            "次",
            "批",
            "把",
            "步",
            "种",
            "类",
            "项",
            "张",
            "天",
            "块",
            "条",
            "件",
            "笔",
            "点",
            "环",
            "道",
            "枪",
            "句",
            "眼",
            "场",
            "支",
            "部",
            "只",
            "幕",
        ):
            return self.refuse(start, n_end + 1, "enumerator", "counts along, ranks nothing")
        line_head = not text[:first].rstrip(" \u3000") or text[first - 1] in "\n。；;！!：:"
        if line_head and classifier in ("、", "，", ",", "：", ":") and classifier:
            return self.refuse(start, n_end, "enumerator", "numbers a list")
        if classifier in ("季", "年", "天", "日", "周", "月") or text.startswith("个月", n_end):
            return self.refuse(start, n_end + 1, "time", "a time, not a rank")
        end = (
            n_end + 1
            if classifier
            in ("位", "名", "届", "大", "高", "轮", "期", "代", "例", "宗", "次", "站", "回", "集", "任", "号")
            and classifier
            else n_end
        )
        value = -a.numeral.value if reverse else a.numeral.value
        whole_amount = a._replace(value=value, high=None, step=None, role="bare", unit=None, currency=None, parts=())
        core = Span(first, n_end)
        self.drafts.append(
            Draft(first, end, core, whole_amount, None, "exact", None, "ordinal", ("ordinal", a.numeral.form))
        )
        self.floor = end
        return end

    def _draft(self, start: int, at: int, a: Amount, pair: Pair | None, signs: tuple[str, ...]) -> int:
        text = self.text
        end = pair.end if pair else a.end
        last = pair.right if pair else a
        power = a.numeral.form in ("power", "half") and pair is None
        role = "fraction" if a.numeral.form == "fraction" else last.role
        before = hedge_before(text, start, self.floor, power)
        level = text[end : end + 1] == "级" and a.numeral.form == "power" and a.role in ("bare", "money", "article")
        after = None if level else hedge_after(text, end, role, last.role == "money")
        hedge, width = _combined(before, after, a.inner)
        if level:
            hedge, end = "order_of_magnitude", end + 1
        elif pair is not None:
            hedge = "range"
        elif a.high is not None and a.numeral.form != "several":
            hedge = "range"
        elif a.numeral.form == "several" and hedge in ("exact", "approx"):
            hedge = "order_of_magnitude"
        core = Span(start, end if not (pair and text.startswith(("之间", "间"), last.end)) else last.end)
        first = before.at if before else start
        stop = after.at if after else end
        implied = () if pair else self._implied(start, stop, a)
        if implied:
            a = a._replace(role="money", currency=home_currency(self.region))
        kind = _KINDS.get(a.role if pair is None else pair.right.role, "quantity")
        rules = (a.numeral.form, *(pair.right.rules if pair else a.rules), *signs, *implied)
        rules = (*rules, f"hedge:{hedge}") if hedge != "exact" else rules
        self.drafts.append(Draft(first, stop, core, a, pair, hedge, width, kind, rules))
        self.floor = stop
        return stop

    def _implied(self, start: int, end: int, a: Amount) -> tuple[str, ...]:
        """Money without a currency word where the words beside it say so."""
        if a.role != "bare" or a.numeral.value < 10**4 or a.numeral.scale == 1 and a.numeral.form != "power":
            return ()
        text = self.text
        after = skip_spaces(text, end)
        if any(text.startswith(word, after) for word in _cues_after().get(text[after : after + 1], ())):
            return ("implied",)
        left = text[max(self.floor, start - 12) : start]
        clause = re.split(r"[，。；、,;:：\n（(]", left)[-1]
        return ("implied",) if _cues_before().search(clause) else ()


@cache
def _cues_after() -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for word in money_cues("after"):
        grouped.setdefault(word[0], []).append(word)
    return {first: tuple(found) for first, found in grouped.items()}


@cache
def _cues_before() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, money_cues("before")), key=len, reverse=True)))


@cache
def _currencies_by_end(region: str) -> dict[str, tuple[tuple[str, CurrencyRow], ...]]:
    grouped: dict[str, list[tuple[str, CurrencyRow]]] = {}
    rows = {s: r for s, r in currencies(region).items() if r.place != "after"}
    for surface in sorted(rows, key=lambda s: (-len(s), s)):
        grouped.setdefault(surface[-1], []).append((surface, rows[surface]))
    return {last: tuple(found) for last, found in grouped.items()}


def _masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with `spans` blotted out, of the same length."""
    if not spans:
        return text
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        start = max(start, at)
        pieces += [text[at:start], HOLE * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _signed(
    text: str, at: int, floor: int, a: Amount, pair: Pair | None
) -> tuple[int, Amount, Pair | None, tuple[str, ...]]:
    """The sign before the number: -, 负, 零下, ±, and what 摄氏 or 华氏 before it say of degrees."""
    start, rules = at, ()
    scale = _scale_before(text, at, floor)
    if scale:
        start, code = scale
        a = a._replace(unit=code) if a.unit == "deg" else a
    space = start - 1 if start > floor and text[start - 1] == " " else start
    sign = next((s for s in ("零下", "负的", "负", "-", "−", "±") if text.endswith(s, floor, space)), None)
    if sign is None:
        return (
            (start, *_degrees(text, start, a), pair, rules)
            if False
            else (start, _degrees(text, start, a, False), pair, rules)
        )
    begin = space - len(sign)
    if sign in ("-", "−") and not _is_minus(text, begin, a):
        return start, _degrees(text, start, a, False), pair, rules
    if sign == "±":
        return begin, a._replace(high=a.value, value=-a.value), pair, ("plus_minus",)
    if sign == "零下" and text[start : start + 2] not in ("摄氏", "华氏") and a.role not in ("measure", "bare"):
        return start, a, pair, rules
    again = _scale_before(text, begin, floor)
    if again:
        begin = again[0]
        a = a._replace(unit=again[1]) if a.unit == "deg" else a
    a = _degrees(
        text,
        begin,
        a._replace(value=-a.value, numeral=negated(a.numeral) if a.numeral.high is None else a.numeral),
        True,
    )
    if pair is not None:
        if sign == "零下":
            low, high = sorted((-abs(pair.left.value), -abs(pair.right.value)))
            pair = pair._replace(left=a._replace(value=low), right=pair.right._replace(value=high, unit=a.unit))
        else:
            pair = pair._replace(left=pair.left._replace(value=-pair.left.value))
    return begin, a, pair, ("negative",)


def _scale_before(text: str, at: int, floor: int) -> tuple[int, str] | None:
    for surface, code in (("摄氏", "Cel"), ("华氏", "[degF]"), ("摄氏温度", "Cel"), ("华氏温度", "[degF]")):
        if text.endswith(surface, floor, at):
            return at - len(surface), code
    return None


def _degrees(text: str, start: int, a: Amount, negative: bool) -> Amount:
    if a.unit != "deg":
        return a
    left = text[max(0, start - 8) : start]
    if negative or (
        abs(a.value) <= 60
        and any(w in left for w in ("气温", "温度", "高温", "低温", "体温", "最高", "最低", "升温", "降温"))
    ):
        return a._replace(unit="Cel")
    return a


def _is_minus(text: str, at: int, a: Amount) -> bool:
    before = text[at - 1 : at]
    if not before or before in " \n(（:：,，、。为至到~～[":
        return True
    return (
        not before.isascii()
        and before != HOLE
        and (a.unit in ("%", "[ppth]", "Cel", "{pp}") or "." in text[at : a.bare_end])
    )


def _combined(before: object, after: object, inner: str | None) -> tuple[Hedge, Decimal | None]:
    """One hedge from those before, after and inside: bounds win over estimates."""
    found: Hedge = "exact"
    width: Decimal | None = None
    for hedged in (before, after):
        if hedged is None:
            continue
        hedge = hedged.hedge  # type: ignore[attr-defined]
        if hedge != "exact" and (found == "exact" or found == "approx"):
            found, width = hedge, hedged.width  # type: ignore[attr-defined]
    if inner and found in ("exact", "approx"):
        return inner, width  # type: ignore[return-value]
    return found, width


_LABELS = re.compile(
    r"(?:代码|代号|编号|邮编|热线|电话|拨打|车牌|尾号|学号|证号|航班|车次|热线电话|热线：|QQ|微信)[:：为是]{0,2}$"
)


def _refusal(text: str, at: int, start: int, a: Amount, pair: Pair | None) -> tuple[str, str] | None:
    """Why this is no figure: rule and reason, or None where it is one."""
    n = a.numeral
    before, after = text[start - 1 : start], text[a.end : a.end + 1]
    if a.role == "label":
        return "label", "the number names a thing"
    if n.form in ("arabic", "mixed", "fraction") and text[at].isascii():
        return _refused_arabic(text, at, start, a, pair, before, after)
    return _refused_chinese(text, at, start, a, pair, before, after)


def _refused_arabic(
    text: str, at: int, start: int, a: Amount, pair: Pair | None, before: str, after: str
) -> tuple[str, str] | None:
    n = a.numeral
    strong = a.role in ("money", "percent") or n.scale >= 10**4
    if before.isascii() and before.isalpha() and not strong and start == at:
        return "letter_before", "a letter stands directly before it"
    if (
        start == at
        and before in "-_."
        and text[at - 2 : at - 1].isascii()
        and text[at - 2 : at - 1].isalnum()
        and before
        and not strong
    ):
        return "letter_before", "part of a code"
    if after.isascii() and after.isalpha() and a.role == "bare" and pair is None:
        return "letter_after", "a letter stands directly after it"
    if before in "·/" and before or (after == "·" and text[a.end + 1 : a.end + 2].isdigit()):
        return "code", "part of a name or a path"
    if a.role == "time":
        return _refused_time(text, at, a, pair)
    if n.form == "fraction" and text.startswith("决赛", a.end):
        return "label", "a round of a tournament"
    if a.role == "count" and a.unit == "{point}" or a.surface in ("点", "分") and a.unit == "{point}":
        if (
            a.surface == "点"
            and a.value <= 24
            and a.value == a.value.to_integral_value()
            and not (before in "涨跌升降挫低高报" and before)
        ):
            return "clock", "may be a time of day"
    if a.role != "bare" or pair is not None:
        return None
    return _refused_bare(text, at, start, a, before, after)


def _refused_bare(text: str, at: int, start: int, a: Amount, before: str, after: str) -> tuple[str, str] | None:
    n = a.numeral
    digits = text[at : n.end]
    plain = digits.isdigit()
    whole = not before.strip() and not after.strip() and at == start
    if plain and len(digits) > 1 and digits[0] == "0":
        return "code", "begins with a zero"
    if plain and len(digits) >= 9 and not digits.endswith("000"):
        return "code", "a long row of digits without a unit"
    if plain and before in "(（" and after in ")）" and before and after and 4 <= len(digits) <= 6:
        return "code", "a code in brackets"
    if (
        plain
        and len(digits) == 4
        and "1900" <= digits <= "2099"
        and not whole
        and before not in ("达", "为", "是", "至", "到", "约", "超", "近")
    ):
        return "year", "a year without its 年"
    if plain and _LABELS.search(text[max(0, at - 8) : at]):
        return "code", "a number that names something"
    if after in ("月", "日", "时", "号") and after:
        return "time", "a date or a time of day"
    if (after in ("、", ".", "．", ")", "）") and after) and (
        not text[:at].rstrip(" \u3000(（") or text[:at].rstrip(" \u3000(（")[-1:] == "\n"
    ):
        return "enumerator", "numbers a list"
    return None


def _refused_time(text: str, at: int, a: Amount, pair: Pair | None) -> tuple[str, str] | None:
    digits = text[at : a.numeral.end]
    if a.surface == "年" and digits.isdigit() and (len(digits) == 4 and "1000" <= digits <= "2199" or digits[0] == "0"):
        return "year", "a calendar year"
    if a.surface == "日" and len(a.parts) == 1 and a.value <= 31 and pair is None:
        if not text.startswith(("游", "内", "假", "长假", "间", "后", "前", "之", "以内"), a.end) and text[
            at - 1 : at
        ] not in ("近", "共", "达", "期", "续", "满"):
            return "time", "a day of the month"
    return None


def _refused_chinese(
    text: str, at: int, start: int, a: Amount, pair: Pair | None, before: str, after: str
) -> tuple[str, str] | None:
    n = a.numeral
    length = n.end - n.start
    if n.form in ("fraction", "percent", "per_mille", "several") or pair is not None:
        return None
    if n.form == "half":
        return None if a.role in ("measure", "time", "money", "percent") else ("half", "半 counts nothing here")
    if a.role == "time":
        if n.form == "digits" or n.form == "power":
            return "time", "a year or an age of the world"
        if a.surface == "日" and a.value not in (2,) and a.value <= 31 and len(a.parts) == 1:
            return "time", "a day of the month"
        return None
    if n.form == "power" and a.role in ("bare", "article", "count") and not _power_counts(text, start, a):
        return "power", "a bare power says many, not how many"
    if a.role == "bare":
        if length == 1 and n.form == "chinese" and a.inner is None:
            return "bare_digit", "one Chinese digit alone counts nothing"
        if n.form == "digits" and length < 4 and n.value < 1000:
            return "bare_digit", "digits in a row"
        return None
    if a.value == 1 and length == 1 and a.role == "article" and not _counted(text, start, a):
        return "article", "一 before a measure word is an article"
    if a.surface == "点" and a.value <= 24 and len(a.rules) == 1:
        return "clock", "may be a time of day"
    if a.role == "result" and length == 1 and a.surface not in ("死", "伤", "亡"):
        return "bare_digit", "one Chinese digit before 男, 女, 金 or 胜"
    return None


def _power_counts(text: str, start: int, a: Amount) -> bool:
    if a.inner or text[a.end : a.end + 1] == "级" or a.numeral.value >= 10**4 and a.role != "bare":
        return True
    return hedge_before(text, start, max(0, start - 6), True) is not None


_CASUALTY = re.compile(
    r"(?:死|伤|遇难|失踪|重伤|轻伤|获救|被困|确诊|落网|被捕|身亡|罹难|丧生|骨折|死亡|受伤|危殆|命危)"
)
_COUNTING = re.compile(
    r"(?:共|共有|仅|只有|另有|新增|至少|死亡|约|不足|不到|超过|其中|包括|[0-9]名|[0-9]人|和|及|与|、|重伤|轻伤)$"
)


def _counted(text: str, start: int, a: Amount) -> bool:
    """Whether 一 counts: 一人死亡, 新增一例, 仅一家; alone it is a number too."""
    if not text[:start].strip() and not text[a.end :].strip():
        return True
    if a.surface in ("人", "名", "例", "宗", "位", "死") and _CASUALTY.match(text, a.end):
        return True
    return (
        a.surface in ("人", "名", "例", "宗", "起", "家", "户", "票", "分")
        and _COUNTING.search(text[max(0, start - 4) : start]) is not None
    )


def _lend(text: str, drafts: list[Draft]) -> list[Draft]:
    """Units stated once for a list: 3、5、8亿元 are three sums."""
    found = list(drafts)
    for i in range(len(found) - 2, -1, -1):
        here, following = found[i], found[i + 1]
        if (
            here.kind != "number"
            or here.amount.role != "bare"
            or here.pair
            or following.pair
            or following.kind in ("ordinal", "number")
        ):
            continue
        if here.amount.numeral.form != "arabic" or text[here.end : following.start] not in ("、", "和", "及", "与"):
            continue
        amount = lend_unit(lend_scale(here.amount, following.amount), following.amount)
        rules = (*here.rules, *(r for r in amount.rules if r.startswith("lent") or r.startswith("home")))
        found[i] = here._replace(amount=amount, kind=following.kind, rules=rules)
    return found


def _mention(d: Draft) -> Mention:
    quantity = _quantity(d)
    timex = _duration(d) if d.kind == "duration" else None
    return Mention(d.kind, Span(d.start, d.end), d.core, quantity, timex, d.rules)


def _quantity(d: Draft) -> Quantity:
    a = d.amount
    if d.pair is not None:
        low, high, last = d.pair.left.value, d.pair.right.high or d.pair.right.value, d.pair.right
        return Quantity(None, low, high, last.step, "range", last.unit, last.currency)
    if a.high is not None:
        stated = None if d.hedge == "range" else a.value
        return Quantity(stated, a.value, a.high, a.step, d.hedge, a.unit, a.currency)
    low_end, high_end = interval(a.value, d.hedge, d.width, a.step)
    if a.inner and a.numeral.value == 10 and d.hedge == "more_than":
        high_end = a.value * 2
    return Quantity(a.value, low_end, high_end, a.step, d.hedge, a.unit, a.currency)


def _duration(d: Draft) -> Timex:
    if d.pair is not None:
        return Timex("DURATION", f"{_iso(d.pair.left)}/{_iso(d.pair.right)}")
    return Timex("DURATION", _iso(d.amount), _MODS.get(d.hedge))


def _iso(a: Amount) -> str:
    """The ISO 8601 value of an amount of time: PT1H30M, P3.5Y."""
    parts = a.parts if len(a.parts) > 1 else ((a.value, a.unit or ""),)
    day, clock = "", ""
    for value, code in parts:
        if not value:
            continue
        shown = f"{value * _ISO_TIMES.get(code, 1):f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        if code in _ISO:
            day += shown + _ISO[code]
        else:
            clock += shown + _ISO_CLOCK.get(code, "S")
    return f"P{day}" + (f"T{clock}" if clock else "")
