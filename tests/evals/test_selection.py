"""Scores of a part of the schema."""

import pytest

from evals.bootstrap import f1_interval
from evals.score import score_record
from evals.scores import Counts, Scores, Share
from evals.selection import select
from service.errors import UsageError
from tests.evals.samples import LAYOUT, LEAVES, berths, record


@pytest.fixture
def scores() -> Scores:
    """Two articles: one right, one with a wrong cost and a missing headline."""
    changed = {**record(), "headline": None}
    berths(changed)[0]["cost"] = "1元"
    articles = tuple(score_record(name, LAYOUT, record(), one) for name, one in (("a", record()), ("b", changed)))
    return Scores(schema_id="harbour", gold_sha256="0", articles=articles)


def test_nothing_named_is_everything(scores: Scores) -> None:
    assert select(scores, ()) is scores


def test_a_record_type_has_its_leaves_records_and_interval(scores: Scores) -> None:
    found = select(scores, ["berths"])
    assert found.leaves() == Counts(tp=27, fp=1, fn=1)
    assert found.records() == Counts(tp=6)
    assert found.key_facts() == Share()
    assert found.leaf_f1_interval == f1_interval([Counts(tp=14), Counts(tp=13, fp=1, fn=1)])


def test_the_articles_own_fields(scores: Scores) -> None:
    found = select(scores, ["article"])
    assert found.leaves() == Counts(tp=7, fn=1)
    assert found.records() == Counts()


def test_single_fields_without_records(scores: Scores) -> None:
    found = select(scores, ["berths.cost", "headline"])
    assert found.leaves() == Counts(tp=4, fp=1, fn=2)
    assert found.records() == Counts()


def test_all_parts_together_are_the_whole(scores: Scores) -> None:
    assert select(scores, ["article", "berths"]).leaves() == scores.leaves() == Counts(tp=2 * LEAVES - 2, fp=1, fn=2)


def test_an_unknown_name_says_what_there_is(scores: Scores) -> None:
    with pytest.raises(UsageError, match="'berth'") as caught:
        select(scores, ["berth"])
    assert "berths.cost" in caught.value.hint
