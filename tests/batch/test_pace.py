"""How fast a run is, when it will be done and what it will have cost."""

from decimal import Decimal

import pytest

from service.batch import Counts, Pace, projected_cost
from service.types import Usage


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def counts(ok: int, total: int, *, reused: int = 0, cost: str | None = "0") -> Counts:
    usage = Usage(cost=None if cost is None else Decimal(cost), currency="CNY")
    return Counts(total=total, complete=True, ok=ok, reused=reused, usage=usage)


def paced(*marks: tuple[float, int], total: int = 1_000) -> tuple[Pace, Counts]:
    clock = Clock()
    pace = Pace(clock)
    for now, ok in marks:
        clock.now = now
        pace.note(counts(ok, total))
    return pace, counts(marks[-1][1], total)


def test_nothing_is_known_before_the_first_article() -> None:
    """No division by nothing, and no time left of zero."""
    pace, now = paced((5.0, 0))
    assert (pace.a_minute(), pace.seconds_left(now)) == (None, None)


def test_what_had_ended_before_is_not_this_runs_pace() -> None:
    """A run that finds most of it done would else promise to be quick."""
    clock = Clock()
    pace = Pace(clock)
    clock.now = 60.0
    resumed = counts(10, 1_000, reused=900)
    pace.note(resumed)
    assert pace.a_minute() == pytest.approx(10)
    assert pace.seconds_left(resumed) == pytest.approx(90 * 6)


def test_the_pace_is_that_of_the_last_minute() -> None:
    """A slow start is forgotten once there are enough articles after it."""
    slow = [(float(second), second // 10) for second in range(10, 100, 10)]
    fast = [(90.0 + second, 9 + 10 * second) for second in range(1, 121)]
    pace, now = paced(*slow, *fast)
    assert pace.a_minute() == pytest.approx(600, rel=0.02)
    assert pace.seconds_left(now) is not None


def test_where_an_article_takes_a_minute_the_pace_stands_firm() -> None:
    """Twenty articles are looked at, however long they took."""
    pace, _ = paced(*((60.0 * n, n) for n in range(1, 61)))
    assert pace.a_minute() == pytest.approx(1, rel=0.06)


def test_the_cost_in_the_end_is_in_proportion() -> None:
    """What had ended before costs nothing more; without a known cost there is none."""
    assert projected_cost(counts(10, 120, reused=10, cost="0.5")) == Decimal("5.5")
    assert projected_cost(counts(10, 120, cost=None)) is None
    assert projected_cost(counts(0, 120)) is None
