"""Two runs compared: p, interval, verdict, and what is not compared at all."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.paired import Study, rejections
from evals.paired import (
    Difference,
    Table,
    compare,
    holm,
    least_p,
    measured,
    randomisation_p,
    require_comparable,
)
from evals.scores import ArticleScores, Counts, LeafOutcome, Scores
from service.errors import NotComparable


def article(name: str, right: int, wrong: int = 0, group: str = "berths") -> ArticleScores:
    leaves = [LeafOutcome(group=group, field="f", verdict="right", gold=i, gold_index=i) for i in range(right)]
    leaves += [
        LeafOutcome(group=group, field="f", verdict="wrong", gold=i, predicted="x", gold_index=i)
        for i in range(right, right + wrong)
    ]
    return ArticleScores(
        id=name, outcome="result", leaves=tuple(leaves), pairs=(), records={group: Counts(tp=1)}, strict={}
    )


def run(*rights: int, of: int = 10, **changes: str) -> Scores:
    """A run with so many right leaves in each article."""
    articles = tuple(article(f"{i:03}", right, of - right) for i, right in enumerate(rights))
    hashes = {"schema_id": "s@1", "gold_sha256": "g", "schema_sha256": "s", "scorer_sha256": "c"}
    return Scores.model_validate({**hashes, **changes, "articles": articles})


def parts(*rows: tuple[int, int]) -> Table:
    return np.array(rows, dtype=np.float64)


def test_the_difference_is_that_of_the_micro_f1() -> None:
    found = compare(run(5, 5, 5, 5, 5, 5, 5, 5), run(9, 9, 8, 9, 7, 9, 9, 9)).headline
    assert (found.before, found.after) == (0.5, 69 / 80)
    assert found.delta == pytest.approx(69 / 80 - 0.5)
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < 69 / 80 - 0.5 < found.high
    assert (found.p, found.verdict) == (2 / 2**8, "better")


def test_the_other_way_round_it_is_worse() -> None:
    one, other = run(5, 5, 5, 5, 5, 5, 5, 5), run(9, 9, 8, 9, 7, 9, 9, 9)
    forth, back = compare(one, other).headline, compare(other, one).headline
    assert back.verdict == "worse"
    assert back.p == forth.p
    assert back.delta == pytest.approx(-(forth.delta or 0))
    assert back.low == pytest.approx(-(forth.high or 0))


def test_a_run_against_itself_is_inconclusive() -> None:
    found = compare(run(5, 6, 7), run(5, 6, 7)).headline
    assert (found.delta, found.p, found.verdict, found.low, found.high) == (0, 1, "inconclusive", 0, 0)


def test_five_articles_can_show_nothing() -> None:
    found = compare(run(0, 0, 0, 0, 0), run(10, 10, 10, 10, 10))
    assert (found.exact, found.assignments, found.least_p) == (True, 32, 0.0625)
    assert (found.headline.p, found.headline.verdict, found.headline.smallest) == (0.0625, "inconclusive", None)


def test_six_articles_can() -> None:
    found = compare(run(0, 0, 0, 0, 0, 0), run(10, 9, 10, 10, 8, 10)).headline
    assert (found.p, found.verdict) == (2 / 64, "better")
    assert found.smallest is not None


@pytest.mark.parametrize(("articles", "least"), [(1, 1.0), (5, 0.0625), (13, 2 / 2**13), (14, 1 / 10_001)])
def test_the_least_p_that_n_articles_allow(articles: int, least: float) -> None:
    assert least_p(articles) == least


ROWS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 8)).map(lambda t: (2 * t[0], 2 * t[1], t[2])),
    min_size=1,
    max_size=7,
)


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_exact_p_is_what_counting_by_hand_gives(rows: list[tuple[int, int, int]]) -> None:
    before = [(a, a + extra) for a, _, extra in rows]
    after = [(b, b + extra) for _, b, extra in rows]

    def difference(swapped: tuple[bool, ...]) -> float:
        one = [y if s else x for x, y, s in zip(before, after, swapped, strict=True)]
        other = [x if s else y for x, y, s in zip(before, after, swapped, strict=True)]
        ratios = [sum(part for part, _ in side) / sum(whole for _, whole in side) for side in (one, other)]
        return abs(ratios[1] - ratios[0])

    every = [difference(swapped) for swapped in product((False, True), repeat=len(rows))]
    expected = sum(value >= every[0] - 1e-12 for value in every) / len(every)
    assert randomisation_p(parts(*before), parts(*after)) == pytest.approx(expected)


def test_drawn_assignments_come_near_the_exact_p_and_are_repeatable() -> None:
    chance = np.random.default_rng(1)
    right = chance.integers(0, 30, (12, 2))
    before, after = (np.stack([2 * side, side + 30], axis=1).astype(np.float64) for side in right.T)
    exact = randomisation_p(before, after)
    drawn = randomisation_p(before, after, assignments=4_000)
    assert drawn == randomisation_p(before, after, assignments=4_000)
    assert drawn == pytest.approx(exact, abs=0.03)


def test_a_drawn_p_is_never_zero() -> None:
    before, after = parts(*[(0, 20)] * 40), parts(*[(20, 20)] * 40)
    assert randomisation_p(before, after, assignments=999) == 1 / 1_000


def test_an_undefined_measure_has_no_difference() -> None:
    found = measured("key_facts", parts((0, 0), (0, 0)), parts((0, 0), (0, 0)))
    assert found == Difference(measure="key_facts", before=None, after=None)


def test_types_are_told_apart_and_corrected_for_their_number() -> None:
    one = run(2, 2, 2, 2, 2, 2, 2, 2)
    better = run(9, 9, 9, 9, 9, 9, 9, 8)
    with_people = [
        scores.model_copy(
            update={
                "articles": tuple(
                    each.model_copy(update={"leaves": each.leaves + article("x", 3, 1, "people").leaves})
                    for each in scores.articles
                )
            }
        )
        for scores in (one, better)
    ]
    found = {each.measure: each for each in compare(*with_people).types}
    assert found["berths"].p == 2 / 256
    assert found["berths"].adjusted_p == 6 / 256  # of berths, people and records
    assert (found["people"].delta, found["people"].adjusted_p) == (0, 1)


def test_holm_corrects_step_by_step() -> None:
    known = [Difference(measure=str(p), before=0, after=1, delta=1, p=p) for p in (0.04, 0.01, 0.03)]
    unknown = Difference(measure="-", before=None, after=None)
    found = holm([*known, unknown])
    assert [one.adjusted_p for one in found] == [pytest.approx(0.06), pytest.approx(0.03), pytest.approx(0.06), None]
    assert [one.verdict for one in found] == ["inconclusive", "better", "inconclusive", "inconclusive"]


@pytest.mark.parametrize("field", ["schema_id", "schema_sha256", "gold_sha256", "scorer_sha256"])
def test_runs_scored_otherwise_are_not_compared(field: str) -> None:
    with pytest.raises(NotComparable) as caught:
        require_comparable(run(1), run(1).model_copy(update={field: "another"}))
    assert "another" in caught.value.message
    assert str(getattr(run(1), field)) in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2


def test_runs_over_other_articles_are_not_compared() -> None:
    with pytest.raises(NotComparable, match="000, 001"):
        compare(run(1), run(1, 2))


@pytest.mark.parametrize("articles", [10, 20, 50])
def test_equal_systems_are_told_apart_in_one_of_twenty_cases(articles: int) -> None:
    assert 0.03 <= rejections(Study(articles), 1_000, assignments=1_023) <= 0.07


def test_five_articles_never_reject() -> None:
    assert rejections(Study(5, advantage=3.0), 50) == 0


def test_a_great_difference_is_found() -> None:
    assert rejections(Study(50, advantage=1.0), 50) > 0.95
