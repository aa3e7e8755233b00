"""A run against gold, from the files to the totals."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from evals import Scores, as_json, evaluate, render
from evals.gold import load_gold
from service.errors import GoldError, UsageError
from service.types import JsonObject, Span
from tests.evals.folders import ARTICLE, FILE, failure, labels, result, write_article, write_labels, write_run


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write_labels(tmp_path / "gold").parent


@pytest.fixture
def record(gold: Path) -> JsonObject:
    """The labelled record as a perfect run would give it."""
    labelled = load_gold(gold)[0]
    return labelled.schema.to_record(labelled.record, year=2024)[0]


def test_a_perfect_run_is_perfect(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    scores = evaluate(gold, write_run(tmp_path / "out", result(record=record)))
    assert (scores.leaves().tp, scores.leaves().f1) == (8, 1.0)
    assert (scores.records().tp, scores.records().f1) == (3, 1.0)


@pytest.mark.parametrize("failed", [True, False])
def test_an_article_that_failed_or_is_missing_is_an_empty_prediction(
    tmp_path: Path, gold: Path, *, failed: bool
) -> None:
    run = write_run(tmp_path / "out", failures=(failure(),) if failed else ())
    scores = evaluate(gold, run)
    assert scores.articles[0].outcome == ("failure" if failed else "missing")
    assert (scores.leaves().tp, scores.leaves().fp, scores.leaves().fn) == (0, 0, 8)
    assert scores.leaves().f1 == 0


def test_results_without_gold_do_not_count(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    run = write_run(tmp_path / "out", result(record=record), result("other.txt", record=record))
    assert len(evaluate(gold, run).articles) == 1


def test_totals_group_by_type_and_field(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    scores = evaluate(gold, write_run(tmp_path / "out", result(record=record)))
    assert scores.leaves_by_type()["projects"].tp == 3
    assert scores.leaves_by_field()["projects.investment"].tp == 1
    assert scores.leaves_by_field()["title"].tp == 1
    assert scores.records_by_type()["people"].tp == 1
    assert scores.records_by_type()["indicators"].f1 is None
    assert (scores.key_facts().part, scores.key_facts().whole) == (1, 2)


def test_an_alias_in_the_gold_file_counts(tmp_path: Path, record: JsonObject) -> None:
    value = labels(organizations=[{"name": "远山能源公司", "kind": "company", "aliases": ["远山能源"]}])
    gold = write_labels(tmp_path / "gold", value).parent
    assert evaluate(gold, write_run(tmp_path / "out", result(record=record))).leaves().f1 == 1


def test_with_articles_faithfulness_is_measured(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    start = ARTICLE.index("远山能源")
    good = Span(start=start, end=start + 4, text="远山能源")
    bad = Span(start=start, end=start + 4, text="远山能量")
    run = write_run(
        tmp_path / "out",
        result(record=record, spans=[good, bad, good], __title="exact", __projects__0__owner="unsupported"),
    )
    found = evaluate(gold, run, write_article(tmp_path / "articles")).faithfulness()
    assert found is not None
    assert (found.unsupported.part, found.unsupported.whole) == (6, 7)
    assert (found.exact.part, found.exact.whole) == (2, 3)
    assert (found.summary_numbers.part, found.summary_numbers.whole) == (1, 1)


def test_without_articles_faithfulness_is_unknown(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    assert evaluate(gold, write_run(tmp_path / "out", result(record=record))).faithfulness() is None


def test_a_line_that_is_no_result_voids_the_run(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    run = write_run(tmp_path / "out", result(record=record))
    with (run / "results.jsonl").open("a", encoding="utf-8") as lines:
        lines.write('{"article": {}}\n')
    with pytest.raises(UsageError, match=r"results\.jsonl line 2"):
        evaluate(gold, run)


def test_an_article_twice_voids_the_run(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    with pytest.raises(UsageError, match="twice"):
        evaluate(gold, write_run(tmp_path / "a", result(record=record), result(record=record)))
    with pytest.raises(UsageError, match=FILE):
        evaluate(gold, write_run(tmp_path / "b", result(record=record), failures=(failure(),)))


def test_two_articles_for_one_gold_file_void_the_run(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    run = write_run(tmp_path / "out", result("007_a.txt", record=record), result("007_b.txt", record=record))
    with pytest.raises(UsageError, match=r"007_a\.txt, 007_b\.txt"):
        evaluate(gold, run)


def test_another_schema_voids_the_run(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    other = result(record=record).model_copy(update={"schema_": "news_event@1"})
    with pytest.raises(UsageError, match="news_event@1"):
        evaluate(gold, write_run(tmp_path / "out", other))


def test_a_folder_without_results_is_refused(tmp_path: Path, gold: Path) -> None:
    with pytest.raises(UsageError, match="no results"):
        evaluate(gold, tmp_path)


def test_broken_gold_voids_the_run(tmp_path: Path, record: JsonObject) -> None:
    gold = write_labels(tmp_path / "gold", labels(title=7)).parent
    with pytest.raises(GoldError, match="/title"):
        evaluate(gold, write_run(tmp_path / "out", result(record=record)))


def test_the_gold_hash_changes_with_the_gold(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    run = write_run(tmp_path / "out", result(record=record))
    before = evaluate(gold, run).gold_sha256
    assert evaluate(gold, run).gold_sha256 == before
    write_labels(gold, labels(title="别的"))
    assert evaluate(gold, run).gold_sha256 != before


def test_scores_survive_json(tmp_path: Path, gold: Path, record: JsonObject) -> None:
    scores = evaluate(gold, write_run(tmp_path / "out", result(record=record)))
    assert Scores.model_validate_json(scores.model_dump_json()) == scores
    told = json.loads(json.dumps(as_json(scores), allow_nan=False))
    assert told["leaves"]["f1"] == 1
    assert told["records_by_type"]["indicators"]["f1"] is None
    assert told["articles"][0]["leaf_counts"]["tp"] == 8


@pytest.mark.parametrize("terminal", [True, False])
def test_the_tables_say_the_headline(tmp_path: Path, gold: Path, record: JsonObject, *, terminal: bool) -> None:
    out = io.StringIO()
    scores = evaluate(gold, write_run(tmp_path / "out", result(record=record)))
    render(scores, Console(file=out, force_terminal=terminal, width=100, color_system=None))
    text = out.getvalue()
    assert "leaf F1" in text
    assert "projects.investment" in text
    assert ("─" in text) is terminal
