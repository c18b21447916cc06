"""The entity tables: sorted, unique, parents there, clashes reported with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import LexiconError
from pipeline.lexicon.entities import build_table, load_entities, names_of
from pipeline.lexicon.name_words import NameWord, PlaceCharacter, Role, Surname, place_characters
from pipeline.lexicon.references import ReferenceRow
from pipeline.lexicon.tables import DATA, read_rows

TABLES = sorted((DATA / "entities").glob("*.tsv"))
HEADER = "entity\ttype\taliases\trisky\tparent\trelation\tregion\tnote\n"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_rows_are_sorted_and_unique(path: Path) -> None:
    names = [line.split("\t", 1)[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert names == sorted(set(names))


def test_an_entity_stands_in_one_table() -> None:
    names = [line.split("\t", 1)[0] for path in TABLES for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert len(names) == len(set(names)) == len(load_entities().rows)


def test_there_are_enough_rows() -> None:
    assert len(load_entities().rows) >= 7000


def test_no_alias_is_one_character_or_a_bare_number() -> None:
    short = [a for row in load_entities().rows.values() for a in names_of(row) if len(a) < 2]
    bare = [a for row in load_entities().rows.values() for a in names_of(row) if a.isdigit() and len(a) < 5]
    assert short == [] and bare == ["996"]


@pytest.mark.parametrize(
    ("table", "row", "key"),
    [
        ("name_words.tsv", NameWord, lambda r: (r.role, r.word)),
        ("surnames.tsv", Surname, lambda r: r.surname),
        ("place_characters.tsv", PlaceCharacter, lambda r: r.character),
        ("references.tsv", ReferenceRow, lambda r: r.word),
    ],
)
def test_word_tables_are_sorted_and_unique(table: str, row: type, key: object) -> None:
    keys = [key(r) for r in read_rows(table, row)]  # type: ignore[operator]
    assert keys == sorted(set(keys))


def test_roles_are_declared() -> None:
    assert {r.role for r in read_rows("name_words.tsv", NameWord)} <= set(Role.__args__)


def test_place_characters_are_entities() -> None:
    assert set(place_characters().values()) <= load_entities().rows.keys()


@pytest.mark.parametrize(
    ("alias", "entity"),
    [
        ("辉达", "英伟达"),
        ("台积电", "台积电"),
        ("TSMC", "台积电"),
        ("川普", "唐纳德·特朗普"),
        ("阿里巴巴集团", "阿里巴巴"),
        ("阿里", "阿里巴巴"),
        ("通义千问", "千问"),
        ("中石油", "中国石油"),
        ("HuggingFace", "Hugging Face"),
        ("联准会", "美国联邦储备委员会"),
    ],
)
def test_aliases_of_all_regions_meet(alias: str, entity: str) -> None:
    assert [row.entity for row in load_entities().lookup(alias)] == [entity]


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("阿里云", "阿里巴巴"),
        ("千问", "阿里巴巴"),
        ("真武810E", "平头哥"),
        ("真武810E", "阿里巴巴"),
        ("武侯区", "四川省"),
    ],
)
def test_parts_belong_to_wholes(part: str, whole: str) -> None:
    assert load_entities().is_part_of(part, whole)
    assert not load_entities().is_part_of(whole, part)


def _table(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "mine.tsv"
    path.write_text(HEADER + "".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_users_file_adds_entities(tmp_path: Path) -> None:
    path = _table(tmp_path, "澜川科技\tORG\t澜川\t\t\t\tCN\t", "阿里巴巴\tORG\t阿里妈妈公司\t\t\t\tCN\t")
    table = load_entities((path,))
    assert [row.entity for row in table.lookup("澜川")] == ["澜川科技"]
    assert [row.entity for row in table.lookup("阿里妈妈公司")] == ["阿里巴巴"]
    assert [row.entity for row in table.lookup("阿里")] == ["阿里巴巴"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ("甲公司\tORG\t阿里巴巴\t\t\t\tCN\t",),
            r"mine\.tsv:2: alias '阿里巴巴' is '阿里巴巴' already at companies\.tsv:\d+",
        ),
        (("甲公司\tORG\t\t阿里云\t\t\tCN\t",), r"mine\.tsv:2: risky alias '阿里云' is safe for '阿里云'"),
        (("甲公司\tFIRM\t\t\t\t\tCN\t",), r"mine\.tsv:2: type is 'FIRM'"),
        (("甲公司\tORG\t\t\t乙公司\tpart_of\tCN\t",), r"mine\.tsv:2: parent '乙公司' has no row"),
        (("甲公司\tORG\t\t\t阿里巴巴\tsister_of\tCN\t",), r"mine\.tsv:2: relation is 'sister_of'"),
        (("甲公司\tORG\t\t\t阿里巴巴\t\tCN\t",), r"mine\.tsv:2: parent and relation go together"),
        (("甲公司\tORG\tCN",), r"mine\.tsv:2: 3 cells, expected 8"),
    ],
)
def test_bad_rows_are_reported_where_they_stand(tmp_path: Path, lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(LexiconError, match=message):
        load_entities((_table(tmp_path, *lines),))


def test_shared_short_names_are_risky_in_all_rows() -> None:
    assert len(load_entities().risky["朝阳区"]) == 2
    assert build_table(()).rows == {}
