"""Persons: a title beside a name, a surname, a foreign name with its dot, and who spoke."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.extract.name_page import Draft, NamePage, is_generic
from pipeline.lexicon.name_words import characters, name_words, surnames, word_set

_HAN = re.compile(r"[\u3400-\u9fff]")
_DOTTED = re.compile(r"[\u3400-\u9fffA-Z]{1,7}(?:[·・][\u3400-\u9fffA-Z]{1,8}){1,4}")
_NICK = re.compile(r"[老小阿]([\u3400-\u9fff])(?![\u3400-\u9fff]?[于区镇城县市])")
_SOME = re.compile(r"([\u3400-\u9fff])(?:某某|某)(?![种个些次位地项类年天日人])")


@functools.cache
def _titles() -> AhoCorasick:
    return AhoCorasick(sorted(name_words()["title"]), matchkind=MatchKind.LeftmostLongest)


@functools.cache
def _by_first(role: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in name_words()[role]:
        found.setdefault(word[0], []).append(word)
    return {first: tuple(words) for first, words in found.items()}


@functools.cache
def _sets() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    ordinary = word_set("ordinary") | word_set("generic") | word_set("title") | word_set("organ")
    return frozenset(characters("given_never")), frozenset(characters("transliteration")), ordinary


def border(text: str, at: int) -> bool:
    """Whether a name may end at `at`: the text ends, a mark follows, or a word that follows persons."""
    if at >= len(text) or not _HAN.match(text[at]):
        return True
    for role in ("verb", "title_after"):
        if any(text.startswith(word, at) for word in _by_first(role).get(text[at], ())):
            return True
    return False


def person_at(text: str, at: int) -> int:
    """Where a person's name that begins at `at` ends; `at` itself when there is none.

    >>> text = "董事长周启明表示"
    >>> text[3:person_at(text, 3)]
    '周启明'
    """
    if text[at : at + 2] in _sets()[2]:
        return at
    for parse in (_chinese_at, _japanese_at, _foreign_at):
        end = parse(text, at)
        if end > at:
            return end
    return at


def _chinese_at(text: str, at: int) -> int:
    never, _, ordinary = _sets()
    kinds = surnames()
    base = at + 2 if kinds.get(text[at : at + 2]) == "double" else at + 1
    if base == at + 1 and kinds.get(text[at : at + 1]) not in ("common", "rare"):
        return at
    one, two = base + 1, base + 2
    if two > len(text) + 1 or not _HAN.match(text[base : base + 1] or " ") or text[base:two] in ordinary:
        return at
    short, long = border(text, one), two <= len(text) and bool(_HAN.match(text[one:two] or " ")) and border(text, two)
    if text[base] in never:
        return two if long and not short and text[one] not in never else at
    if long and text[one:two] not in never and not (short and _verb_holds(text, one)):
        return two
    return one if short else at


def _verb_holds(text: str, at: int) -> bool:
    """Whether the word at `at` is a long verb, or a short one with a mark behind it."""
    verbs = [w for w in _by_first("verb").get(text[at], ()) if text.startswith(w, at)]
    return any(len(w) > 1 for w in verbs)


def _japanese_at(text: str, at: int) -> int:
    kinds = surnames()
    size = next((n for n in (3, 2) if kinds.get(text[at : at + n]) == "japanese"), 0)
    if not size:
        return at
    for end in range(at + size, min(len(text), at + size + 3) + 1):
        if border(text, end):
            return end
    return at


def _foreign_at(text: str, at: int) -> int:
    _, foreign, _ = _sets()
    end = at
    while end < len(text) and end - at < 10 and (text[end] in foreign or (text[end] == "·" and end > at)):
        end += 1
    while end - at >= 2:
        if border(text, end) and text[end - 1] != "·":
            return end
        end -= 1
    return at


def titled(page: NamePage) -> Iterator[Draft]:
    """A name after its title: 董事长周启明, 日本选手佐野, 记者 蒋芸, 教练老郑.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> text = "日本选手佐野和9秒97获得亚军，卡塔尔选手哈迈德以10秒02列第三"
    >>> [d.entity for d in titled(lay_out(text, load_entities()))]
    ['佐野', '哈迈德']
    """
    text = page.text
    for _, _, end in _titles().find_matches_as_indexes(text):
        at = end + 1 if text[end : end + 1] in (" ", "、", "　") and text[end : end + 1] else end
        nick = _NICK.match(text, at)
        if nick is not None and surnames().get(nick.group(1)) in ("common", "rare"):
            yield Draft(at, nick.end(), "PERSON", nick.group(0), "nickname", 4)
            continue
        stop = person_at(text, at)
        if stop > at and (at == end or border(text, stop)):
            rank = 6 if stop - at == 3 and surnames().get(text[at]) == "common" else 4
            yield Draft(at, stop, "PERSON", text[at:stop], "titled", rank)


def before_title(page: NamePage) -> Iterator[Draft]:
    """A name before its title: 周启明教授; 罗某 and 老郑 stand for themselves.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in before_title(lay_out("老板罗某说，老郑今年67岁", load_entities()))]
    ['罗某', '老郑']
    """
    text, kinds = page.text, surnames()
    for found in _SOME.finditer(text):
        start, end = found.span()
        clear = start == 0 or not _HAN.match(text[start - 1]) or page.borders[start]
        if kinds.get(found.group(1)) in ("common", "rare") and clear:
            if not border(text, end) and (border(text, end + 1) or page.said_twice(text[start : end + 1], start)):
                end += 1
            yield Draft(start, end, "PERSON", text[start:end], "some", 4)
    for nick in _NICK.finditer(text):
        start = nick.start()
        clear = start == 0 or not _HAN.match(text[start - 1]) or page.borders[start]
        called = kinds.get(nick.group(1)) == "common" and nick.group(0) not in word_set("ordinary")
        if clear and called and nick.group(0)[0] != "阿" and nick.end() < len(text) and border(text, nick.end()):
            yield Draft(start, nick.end(), "PERSON", nick.group(0), "nickname", 2)


def addressed(page: NamePage) -> Iterator[Draft]:
    """A name before its title: 姚绮雯教授, and a surname alone: 李女士, 周董事长.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in addressed(lay_out("姚绮雯教授指出，李女士说太贵", load_entities()))]
    ['姚绮雯', '李女士']
    """
    text, kinds = page.text, surnames()
    for found in _after_titles().finditer(text):
        at, title = found.start(), found.group(0)
        start = page.name_before(at, 4)
        if start < 0 or page.inner[at] or text[start:at] in word_set("ordinary"):
            continue
        if at - start == 1 and kinds.get(text[start]) == "common" and len(title) > 1:
            kind = "courtesy" if title in word_set("courtesy") else "surname"
            yield Draft(start, at, "PERSON", text[start : found.end()], kind, 3)
        elif at - start in (2, 3) and person_at(text, start) == at and not _odd(text[start:at], page):
            yield Draft(start, at, "PERSON", text[start:at], "addressed", 3)


@functools.cache
def _after_titles() -> re.Pattern[str]:
    words = [w for w in {*name_words()["title_after"], *name_words()["courtesy"]} if len(w) > 1]
    return re.compile("|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w))))


def dotted(page: NamePage) -> Iterator[Draft]:
    """Foreign names with their dot: 玛丽埃尔·扎格尼斯.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in dotted(lay_out("来自冰岛的奥拉维尔·埃利亚松表示", load_entities()))]
    ['奥拉维尔·埃利亚松']
    """
    if "·" not in page.text and "・" not in page.text:
        return
    _, foreign, _ = _sets()
    walls = {n.end for n in page.safe if n.type in ("GPE", "LOC")}
    walls |= {end for _, _, end in _titles().find_matches_as_indexes(page.text)}
    for found in _DOTTED.finditer(page.text):
        start, end = found.start(), found.end()
        first, last = found.group(0).index("·") if "·" in found.group(0) else 0, found.group(0).rfind("·")
        head = start + first
        while head > start and (page.text[head - 1] in foreign or page.text[head - 1].isascii()):
            if head in walls:
                break
            head -= 1
        tail = start + last + 1
        while tail < end and (page.text[tail] in foreign or page.text[tail].isascii()):
            tail += 1
        if start + first > head and tail > start + last + 1:
            yield Draft(head, tail, "PERSON", page.text[head:tail].replace("・", "·"), "dotted", 6)


_SPEECH = re.compile(r"(?:表示|指出|认为|介绍|透露|坦言|告诉|强调|直言|解释|回应|回忆|补充|感慨|笑言|称|说)")


def speakers(page: NamePage) -> Iterator[Draft]:
    """Who speaks at the head of a clause (周启明表示): a common surname and nothing ordinary in the name."""
    for found in _SPEECH.finditer(page.text):
        end = found.start()
        start = page.name_before(end, 5)
        if start < 0 or end - start not in (3, 4):
            continue
        surface = page.text[start:end]
        double = surnames().get(surface[:2]) == "double"
        family = double or (end - start == 3 and surnames().get(surface[0]) == "common")
        if family and not _odd(surface, page):
            yield Draft(start, end, "PERSON", surface, "speaker", 2)


def _odd(surface: str, page: NamePage) -> bool:
    never, _, ordinary = _sets()
    pairs = {surface[i : i + 2] for i in range(len(surface) - 1)}
    return bool(pairs & ordinary) or any(c in never for c in surface[1:]) or is_generic(surface, page.table)
