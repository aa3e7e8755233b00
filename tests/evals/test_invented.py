"""Articles that hold nothing to extract: that their gold is empty, and that what is invented is counted."""

from pathlib import Path

import pytest

from evals import evaluate, invented
from evals.gold import load_gold
from evals.invented import measure
from evals.layout import Layout
from evals.scores import Share
from service.types import JsonObject
from tests.evals.folders import failure, labels, result, write_labels, write_run

NULL = Path("evals/null")
EMPTY: JsonObject = {name: [] for name in ("projects", "organizations", "people", "indicators", "initiatives")}
BODY: JsonObject = {"name": "远山能源", "kind": "company"}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Three articles, of which 007 has records, 008 and 009 have none."""
    write_labels(tmp_path / "gold")
    for name in ("008", "009"):
        write_labels(tmp_path / "gold", {**labels(**EMPTY), "id": name}, f"{name}.json")
    return tmp_path / "gold"


def test_the_null_articles_have_no_record_but_a_headline_and_a_summary() -> None:
    files = load_gold(NULL / "gold", articles=NULL / "articles")
    assert len(files) >= 8
    for one in files:
        assert all(one.record[group.name] == [] for group in Layout.of(one.schema).record_types), one.id
        assert one.record["title"], one.id
        assert one.record["summary"], one.id


def test_records_are_counted_where_gold_has_none(tmp_path: Path, gold: Path) -> None:
    first = result("007_a.txt", record={"organizations": [BODY, BODY]})
    second = result("008_a.txt", record={"organizations": [BODY], "people": [{"name": "林远"}]})
    third = result("009_a.txt", record={"title": "远山"})
    found = measure(evaluate(gold, write_run(tmp_path / "out", first, second, third)))
    assert found is not None
    assert [one.id for one in found.articles] == ["008", "009"]
    assert (found.records(), found.per_article(), found.empty()) == (2, 1.0, Share(part=1, whole=2))
    assert found.articles[0].records["people"] == 1


def test_an_article_without_a_result_is_not_empty(tmp_path: Path, gold: Path) -> None:
    run = write_run(tmp_path / "out", failures=(failure("008_a.txt"),))
    found = measure(evaluate(gold, run))
    assert found is not None
    assert [one.outcome for one in found.articles] == ["failure", "missing"]
    assert (found.empty().whole, found.per_article()) == (0, None)
    assert invented.as_json(found)["per_article"] is None


def test_nothing_is_told_where_gold_has_records_throughout(tmp_path: Path) -> None:
    write_labels(tmp_path / "gold")
    assert measure(evaluate(tmp_path / "gold", write_run(tmp_path / "out", result(record={})))) is None


def test_the_table_has_a_row_for_each_article(tmp_path: Path, gold: Path) -> None:
    found = measure(evaluate(gold, write_run(tmp_path / "out", result("008_a.txt", record={"organizations": [BODY]}))))
    assert found is not None
    rows = invented.table(found, plain=True)
    assert [list(column.cells) for column in rows.columns][:3] == [["008", "009"], ["result", "missing"], ["1", "0"]]
