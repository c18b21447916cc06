"""What neighbouring figures do to each other: lists lend their unit, two bounds make a range, headings state units."""

from __future__ import annotations

import re

from pipeline.extract.amount import Amount, Words, match_word, skip_spaces
from pipeline.extract.drafts import KINDS, Draft
from pipeline.extract.numerals import read_numeral, whole
from pipeline.extract.quantities import read_amount
from pipeline.extract.ranges import Pair, lend_scale, lend_unit
from pipeline.lexicon.currencies import CurrencyRow
from pipeline.lexicon.figure_cues import cue_pattern, figure_cues
from pipeline.records import Mention, Span

_SAME_BELOW = re.compile(r"([\u4e00-\u9fff]{2,5}|[A-Z]{3})[,，;；、]? ?下同")
_BRACKET = re.compile(r"[(（](?:人民币|港币|新台币)?[百千万亿]{1,2}[元美港]")
_HEADING = re.compile(
    r"单位[:：为] ?|[(（](?:人民币|港币|新台币)?(?=[百千万亿]{1,2}[元美港][^()（）\n]{0,2}[)）][ \u3000]*\n)"
)
_SECTION = re.compile(
    r"\n(?=[ \u3000]*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\n|单位[:：]))"
)


def lend_back(text: str, drafts: list[Draft | Mention], table: Words) -> list[Draft | Mention]:
    """Units stated once for a list: 3、5、8亿元 are three sums."""
    found = list(drafts)
    for i in range(len(found) - 2, -1, -1):
        here, following = found[i], found[i + 1]
        if not isinstance(here, Draft) or here.kind != "number" or following.kind in ("ordinal", "number"):
            continue
        first = following.span.start if isinstance(following, Mention) else following.start
        if here.amount.role != "bare" or here.pair or text[here.end : first] not in ("、", "和", "及", "与"):
            continue
        lender = read_amount(text, first, table) if isinstance(following, Mention) else following.amount
        if lender is None or here.amount.numeral.form != "arabic" or (isinstance(following, Draft) and following.pair):
            continue
        amount = lend_unit(lend_scale(here.amount, lender, listed=True), lender)
        rules = (*here.rules, *(r for r in amount.rules if r.startswith("lent") or r.startswith("home")))
        found[i] = here._replace(amount=amount, kind=following.kind, rules=rules)
    return found


_LOWER, _UPPER = ("more_than", "at_least"), ("less_than", "at_most")


def join_bounds(text: str, drafts: list[Draft | Mention]) -> list[Draft | Mention]:
    """A lower and an upper bound side by side are one range: 3年以上7年以下, 大于100且小于300."""
    found: list[Draft | Mention] = []
    for d in drafts:
        last = found[-1] if found else None
        joined = _one_range(text, last, d) if isinstance(last, Draft) and isinstance(d, Draft) else None
        if joined is None:
            found.append(d)
        else:
            found[-1] = joined
    return found


def _one_range(text: str, a: Draft, b: Draft) -> Draft | None:
    if not ((a.hedge in _LOWER and b.hedge in _UPPER) or (a.hedge in _UPPER and b.hedge in _LOWER)):
        return None
    if (
        a.pair
        or b.pair
        or a.amount.inner
        or b.amount.inner
        or text[a.end : b.start].strip(" ") not in ("", *figure_cues("bound_join"))
    ):
        return None
    if text[a.end : b.start].strip(" ") and any(_crosses(text, d) for d in (a, b)):
        return None
    first, second = a.amount, b.amount
    if first.role == "bare" and second.role != "bare":
        first = lend_unit(first, second)
    if (first.unit, first.currency) != (second.unit, second.currency):
        return None
    low, high = (first, second) if a.hedge in _LOWER else (second, first)
    if not low.value < high.value:
        return None
    rules = (*a.rules, *b.rules, "bounds")
    return Draft(a.start, b.end, Span(a.start, b.end), second, Pair(low, high, b.end), "range", None, b.kind, rules)


def _crosses(text: str, d: Draft) -> bool:
    """Whether the bound is a mark that something crossed, as no bound of one range is: 站上4000点，失守2.6万点."""
    return text.endswith(figure_cues("bound_crossing"), d.start, d.core.start)


def states_units(text: str) -> bool:
    """Whether a heading or a 下同 says something of figures elsewhere.

    >>> states_units("(单位:万元)"), states_units("用人单位")
    (True, False)
    """
    if "下同" in text:
        return True
    return ("单位" in text or _BRACKET.search(text) is not None) and _HEADING.search(text) is not None


def stated_units(text: str, drafts: list[Draft], table: Words) -> list[Draft]:
    """Bare numbers under a heading that states their unit: 单位:万元 holds to the end of its section."""
    for heading in _HEADING.finditer(text):
        lender = _heading_unit(text, heading.end(), table)
        if lender is None:
            continue
        body = text.find("\n", heading.end())
        first = heading.end() if body < 0 else body
        close = _SECTION.search(text, min(first + 1, len(text)))
        stop = close.start() if close else len(text)
        drafts = [
            _under(d, row_unit(text, d.start, table, lender)) if heading.end() < d.start < stop else d
            for d in drafts
            if d.start != heading.end()
        ]
    return drafts


_ROW = 40  # characters that may stand between the head of a row and its figure
_ROW_UNIT = re.compile(r"[(（]([^()（）\n]{1,8})[)）](?=[^()（）\n]*$)")


def row_unit(text: str, at: int, table: Words, lender: Amount | None) -> Amount | None:
    """The unit in which the figure at `at` stands: that of its own row (每股收益（元） 0.35), else `lender`.

    None where the row counts in no unit of the heading.
    """
    first = max(0, at - _ROW)
    row = text[max(text.rfind("\n", first, at) + 1, first) : at]
    match = _ROW_UNIT.search(row)
    begin = at - len(row) + match.start(1) if match is not None else at
    own = _heading_unit(text, begin, table) if match is not None else None
    if own is not None and match is not None and own.end + len(own.surface) - begin >= len(match[1]):
        return own
    return None if cue_pattern("row_apart").search(row) is not None else lender


_SCALED = tuple("百千万亿元")


def _heading_unit(text: str, at: int, table: Words) -> Amount | None:
    """The unit that stands at `at`: 万元, 人民币千元, 吨."""
    named = match_word(text, at, table)
    if named is not None and isinstance(named[1], CurrencyRow) and text.startswith(_SCALED, at + len(named[0])):
        below = _heading_unit(text, at + len(named[0]), table)
        code = named[1].code
        return None if below is None else below._replace(currency=code, rules=(f"stated_currency:{code}",))
    n = read_numeral(text, at) if text[at : at + 1] in "百千万亿" else None
    n = n or read_numeral("1", 0)
    end = n.end if n and n.start == at else at
    word = match_word(text, skip_spaces(text, end), table)
    if n is None or word is None or word[1] is None:
        return None
    row = word[1]
    currency = row.code if isinstance(row, CurrencyRow) else None
    role, unit = ("money", None) if isinstance(row, CurrencyRow) else (row.role, row.code)
    rules = (f"home_currency:{currency}",) if isinstance(row, CurrencyRow) and row.region is not None else ()
    return Amount(at, end, end, n, n.value, None, None, role, unit, currency, word[0], rules=rules)


def _under(d: Draft, lender: Amount | None) -> Draft:
    if lender is None or d.kind != "number" or d.amount.role != "bare" or d.pair or d.amount.numeral.form != "arabic":
        return d
    a = in_unit(d.amount, lender)
    return d._replace(amount=a, kind=KINDS.get(a.role, "quantity"), rules=(*d.rules, *lender.rules, "heading_unit"))


def in_unit(bare: Amount, lender: Amount) -> Amount:
    """A bare number in the unit that a heading or a bracket states, multiplied by what stands there (万元)."""
    a = lend_unit(bare, lender)
    return a._replace(value=whole(a.value * lender.value), step=None if a.step is None else a.step * lender.value)


def stated_currency(text: str, drafts: list[Draft], table: Words) -> list[Draft]:
    """(人民币,下同): from there on 元 alone is that currency."""
    for stated in _SAME_BELOW.finditer(text):
        word = match_word(stated[1], 0, table)
        if word is not None and isinstance(word[1], CurrencyRow) and word[0] == stated[1]:
            code = word[1].code
            drafts = [_restated(d, code) if d.start > stated.start() else d for d in drafts]
    return drafts


def _restated(d: Draft, code: str) -> Draft:
    """The figure in the currency stated, where only the outlet's region named one."""
    if not any(rule.startswith("home_currency") for rule in d.rules):
        return d
    rules = tuple(f"stated_currency:{code}" if rule.startswith("home_currency") else rule for rule in d.rules)
    pair = d.pair
    if pair is not None:
        pair = pair._replace(left=pair.left._replace(currency=code), right=pair.right._replace(currency=code))
    return d._replace(amount=d.amount._replace(currency=code), pair=pair, rules=rules)
