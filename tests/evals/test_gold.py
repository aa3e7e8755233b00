"""Gold files: what is loaded, and what is refused, with the file and the field."""

import copy
from pathlib import Path

import pytest
from pydantic import JsonValue

from evals.gold import is_article_of, load_gold
from evals.layout import Layout
from evals.score import score_record
from service.errors import GoldError
from service.types import JsonObject
from tests.evals.folders import ID, labels, write_article, write_labels


def changed(record_type: str, **changes: JsonValue) -> JsonObject:
    """The labels with keys of the first record of a type set."""
    value = copy.deepcopy(labels())
    record = value["record"]
    assert isinstance(record, dict)
    items = record[record_type]
    assert isinstance(items, list)
    assert isinstance(items[0], dict)
    items[0].update(changes)
    return value


def test_evidence_and_aliases_stand_beside_the_record(tmp_path: Path) -> None:
    write_labels(tmp_path, changed("projects", aliases=["远山风场"]))
    (gold,) = load_gold(tmp_path)
    projects = gold.record["projects"]
    assert isinstance(projects, list)
    assert isinstance(projects[0], dict)
    assert {"evidence", "aliases"}.isdisjoint(projects[0])
    assert gold.id == ID
    assert gold.evidence["/people/0"] == ("林远表示",)
    assert gold.aliases == {"/projects/0": {"name": ("远山风场",)}}


def test_aliases_may_be_given_by_field(tmp_path: Path) -> None:
    write_labels(tmp_path, changed("projects", aliases={"owner": ["远山能源公司"]}))
    assert load_gold(tmp_path)[0].aliases == {"/projects/0": {"owner": ("远山能源公司",)}}


def test_aliases_of_the_articles_own_fields_stand_beside_its_record(tmp_path: Path) -> None:
    write_labels(tmp_path, {**labels(publisher="远山日报/远山网"), "aliases": {"publisher": ["远山网"]}})
    gold = load_gold(tmp_path)[0]
    assert gold.aliases == {"": {"publisher": ("远山网",)}}
    answer = {**gold.record, "publisher": "远山网"}
    assert (
        score_record(gold.id, Layout.of(gold.schema), gold.record, answer, aliases=gold.aliases).leaf_counts().fp == 0
    )
    assert score_record(gold.id, Layout.of(gold.schema), gold.record, answer).leaf_counts().fp == 1


def test_evidence_is_found_whatever_its_width(tmp_path: Path) -> None:
    articles = write_article(tmp_path / "articles")
    write_labels(tmp_path / "gold", changed("people", evidence=["林远表示,风电企业"]))
    assert load_gold(tmp_path / "gold", articles=articles)


def test_evidence_that_is_not_in_the_article_is_refused(tmp_path: Path) -> None:
    articles = write_article(tmp_path / "articles")
    write_labels(tmp_path / "gold", changed("people", evidence=["林远表示", "林近表示"]))
    with pytest.raises(GoldError, match=r"007\.json: /people/0/evidence/1"):
        load_gold(tmp_path / "gold", articles=articles)


def test_a_gold_file_without_an_article_is_refused(tmp_path: Path) -> None:
    articles = write_article(tmp_path / "articles", "008_cafe.txt")
    write_labels(tmp_path / "gold")
    with pytest.raises(GoldError, match="found none"):
        load_gold(tmp_path / "gold", articles=articles)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({**labels(), "note": "x"}, "unknown key 'note'"),
        ({**labels(), "id": 7}, "id is 7"),
        ({**labels(), "schema": "industry_breef"}, "industry_breef"),
        ({**labels(), "record": []}, "record is not an object"),
        (labels(publisher=7), "/publisher"),
        (labels(colour="red"), "colour"),
        (labels(projects=["x"]), "/projects/0 is not an object"),
        (changed("organizations", kind="pub"), "/organizations/0/kind"),
        (changed("organizations", colour="red"), "colour"),
        (changed("projects", evidence="a"), "/projects/0/evidence"),
        (changed("projects", aliases=[1]), "/projects/0/aliases"),
        (changed("projects", aliases={"nmae": ["a"]}), "nmae"),
        ({**labels(), "aliases": {"publsher": ["a"]}}, "publsher"),
        ({**labels(), "aliases": {"publisher": "a"}}, "/aliases/publisher"),
    ],
)
def test_a_broken_gold_file_is_refused_with_file_and_field(tmp_path: Path, value: JsonObject, named: str) -> None:
    write_labels(tmp_path, value)
    with pytest.raises(GoldError) as refused:
        load_gold(tmp_path)
    assert named in str(refused.value)
    assert "007.json" in str(refused.value)


@pytest.mark.parametrize("text", ['{"id": "a", "id": "b"}', '{"id": NaN}', "[]", "{", "\udcff"])
def test_what_is_not_plain_json_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "007.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(GoldError, match=r"007\.json"):
        load_gold(tmp_path)


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    write_labels(tmp_path, name="a.json")
    write_labels(tmp_path, name="b.json")
    with pytest.raises(GoldError, match=r"b\.json.*a\.json"):
        load_gold(tmp_path)


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no gold file"):
        load_gold(tmp_path)


@pytest.mark.parametrize(
    ("article", "belongs"),
    [
        ("000.txt", True),
        ("000_ab.txt", True),
        ("in/000_ab.v2.txt", True),
        ("000", True),
        ("0001.txt", False),
        ("1000.txt", False),
        ("000/001.txt", False),
    ],
)
def test_an_article_belongs_to_gold_by_its_stem(article: str, *, belongs: bool) -> None:
    assert is_article_of("000", article) is belongs
