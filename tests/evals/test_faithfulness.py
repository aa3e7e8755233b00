"""Evidence as gold has it, values that stand in what they cite, and names of the summary that the article lacks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evals import evaluate
from evals.gold import load_gold
from evals.passages import ArticleText, overlaps
from evals.scores import Faithfulness, Share
from service.types import JsonObject, Span
from tests.evals.folders import ARTICLE, result, write_article, write_labels, write_run

Measure = Callable[..., Faithfulness]


def span(text: str, article: str = ARTICLE) -> Span:
    start = article.index(text)
    return Span(start=start, end=start + len(text), text=text)


@pytest.fixture
def measure(tmp_path: Path) -> Measure:
    """Scores a run whose record is the gold one with changes, and the evidence given."""
    gold = write_labels(tmp_path / "gold").parent
    articles = write_article(tmp_path / "articles")
    labelled = load_gold(gold)[0]
    record = labelled.schema.to_record(labelled.record, year=2024)[0]

    def measured(evidence: dict[str, list[Span]], **changes: object) -> Faithfulness:
        value: JsonObject = {**record, **changes}  # type: ignore[dict-item] # tests give JSON
        one = result(record=value).model_copy(update={"evidence": evidence})
        found = evaluate(gold, write_run(tmp_path / "out", one), articles).faithfulness()
        assert found is not None
        return found

    return measured


PROJECT = "远山能源投资2.5亿元建设远山风电场"


@pytest.mark.parametrize(
    ("cited", "right"),
    [
        ([PROJECT], 1),
        (["2024年5月1日，" + PROJECT], 1),
        (["2024年5月1日，" + PROJECT + "。林远表示，风电企业已有30余家。"], 0),
        (["林远表示"], 0),
        ([], 0),
    ],
)
def test_evidence_is_right_if_it_overlaps_golds_by_half(measure: Measure, cited: list[str], right: int) -> None:
    assert measure({"/projects/0": [span(text) for text in cited]}).evidence == Share(part=right, whole=3)


def test_evidence_counts_only_where_the_record_is_right(measure: Measure) -> None:
    wrong: list[JsonObject] = [{"name": "远山能源", "kind": "media"}]
    found = measure({"/projects/0": [span(PROJECT)]}, organizations=wrong, people=[])
    assert found.evidence == Share(part=1, whole=1)


def test_a_value_is_derivable_if_its_numbers_and_name_stand_in_its_span(measure: Measure) -> None:
    found = measure(
        {
            "/projects/0/investment": [span("2.5亿元")],
            "/projects/0/name": [span("远山风电场")],
            "/projects/0/owner": [span("林远")],
            "/published": [span("5月1日")],
            "/title": [span("远山风电场开工")],
        }
    )
    assert found.derivable == Share(part=2, whole=4)


def test_zeros_in_front_of_a_number_do_not_matter(measure: Measure) -> None:
    assert measure({"/published": [span("2024年5月1日")]}).derivable == Share(part=1, whole=1)


@pytest.mark.parametrize(
    ("summary", "part", "whole"),
    [("林远表示,远山能源建成风电场。", 2, 2), ("林远与王建国会面。", 1, 2), ("风电企业有30余家。", 0, 0), (None, 0, 0)],
)
def test_names_of_the_summary_are_looked_for_in_the_article(
    measure: Measure, summary: str | None, part: int, whole: int
) -> None:
    assert measure({}, summary=summary).summary_names == Share(part=part, whole=whole)


def test_spans_with_pinyin_or_traditional_characters_are_read_as_clean_text() -> None:
    text = ArticleText("遠山風電場開工。" * 30)
    cited = Span(start=0, end=5, text="遠山風電場")
    assert text.text_of([cited]) == "远山风电场"
    assert text.quoted("远山风电场") == text.cited([cited]) == frozenset(range(5))
    assert text.quoted("别的") == frozenset()


@pytest.mark.parametrize(
    ("cited", "accepted", "expected"),
    [
        (range(4), [range(4)], True),
        (range(4), [range(8)], True),
        (range(4), [range(9)], False),
        (range(8), [range(4), range(4, 8)], True),
        (range(4), [range(4), range(20, 40)], True),
        (range(0), [range(4)], False),
    ],
)
def test_half_of_the_union_must_be_shared(cited: range, accepted: list[range], *, expected: bool) -> None:
    assert overlaps(frozenset(cited), [frozenset(one) for one in accepted]) is expected
