"""Agreement of two annotators, and the list of their differences."""

import copy
import json
from pathlib import Path

import pytest

from evals.agreement import agree
from evals.bootstrap import f1_interval
from evals.scores import Counts
from service.errors import GoldError
from service.types import JsonObject
from tests.evals.folders import labels, write_labels


def other_labels() -> JsonObject:
    """A second annotator's: another owner, no person, one more company."""
    value = copy.deepcopy(labels(people=[]))
    record = value["record"]
    assert isinstance(record, dict)
    assert isinstance(record["projects"], list)
    assert isinstance(record["projects"][0], dict)
    record["projects"][0]["owner"] = None
    assert isinstance(record["organizations"], list)
    record["organizations"].append({"name": "近水公司", "kind": "company"})
    return value


def test_the_same_labels_agree_whatever_their_ids(tmp_path: Path) -> None:
    write_labels(tmp_path / "a")
    write_labels(tmp_path / "b", {**labels(), "id": "007_whole_stem"})
    found = agree(tmp_path / "a", tmp_path / "b")
    assert found.scores.leaves().f1 == found.scores.records().f1 == 1
    assert list(found.differences()) == []


def test_every_difference_is_counted_and_listed(tmp_path: Path) -> None:
    write_labels(tmp_path / "a")
    write_labels(tmp_path / "b", other_labels())
    found = agree(tmp_path / "a", tmp_path / "b")
    assert found.scores.leaves() == Counts(tp=6, fp=2, fn=2)
    assert found.scores.records() == Counts(tp=2, fp=1, fn=1)
    assert list(found.differences()) == [
        "007 differs projects[0/0] 远山风电场 .owner: A=远山能源 | B=None",
        "007 B-only organizations[1]: name=近水公司; kind=company",
        "007 A-only people[0]: name=林远",
    ]
    assert list(found.only(["people"]).differences()) == ["007 A-only people[0]: name=林远"]


def test_a_schema_of_ones_own_is_found_beside_either_folder(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"headline": {"type": "string"}}}
    (tmp_path / "news.json").write_text(json.dumps(schema))
    for folder, headline in (("a", "丰收"), ("b", "歉收")):
        value: JsonObject = {"id": "1", "schema": "../news.json", "record": {"headline": headline}}
        write_labels(tmp_path / folder, value, "1.json")
    found = agree(tmp_path / "a", tmp_path / "b")
    assert list(found.differences()) == ["1 differs headline: A=丰收 | B=歉收"]


def test_folders_that_label_different_articles_are_refused(tmp_path: Path) -> None:
    write_labels(tmp_path / "a")
    write_labels(tmp_path / "b", name="008.json")
    with pytest.raises(GoldError, match="007, 008"):
        agree(tmp_path / "a", tmp_path / "b")


def test_labels_of_different_schemas_are_refused(tmp_path: Path) -> None:
    write_labels(tmp_path / "a")
    write_labels(tmp_path / "b", {**labels(), "schema": "news_event@1"})
    with pytest.raises(GoldError, match="news_event@1"):
        agree(tmp_path / "a", tmp_path / "b")


def test_folders_without_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no labels"):
        agree(tmp_path, tmp_path)


def test_the_interval_is_the_same_each_time_and_holds_the_value() -> None:
    articles = [Counts(tp=8, fp=2, fn=1), Counts(tp=5, fp=5, fn=4), Counts(tp=9), Counts(tp=2, fn=6)]
    interval = f1_interval(articles)
    assert interval is not None
    assert interval == f1_interval(articles)
    assert 0 <= interval.low < 48 / 66 < interval.high <= 1
    assert interval.samples == 2000


def test_articles_that_are_all_alike_leave_no_uncertainty() -> None:
    interval = f1_interval([Counts(tp=1, fp=1)] * 5)
    assert interval is not None
    assert interval.low == interval.high == pytest.approx(2 / 3)


@pytest.mark.parametrize("articles", [[], [Counts(tp=1)], [Counts(), Counts()]])
def test_there_is_no_interval_without_two_articles_that_say_something(articles: list[Counts]) -> None:
    assert f1_interval(articles) is None
