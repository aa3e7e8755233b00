"""A crash loses nothing that was committed, and buys again at most what was in flight."""

import math
import random
import signal
import time

import pytest

from service.cli.batching import ARTICLES_A_REQUEST
from tests.fake_endpoint import FakeEndpoint
from tests.lean_endpoint import lean_endpoint
from tests.proofs.child import POINTS, Fate
from tests.proofs.conftest import Folder, bought

_AT_ONCE = 2
_IN_FLIGHT = math.ceil(_AT_ONCE * ARTICLES_A_REQUEST)
"""A call is in flight from when it is sent until its answer is committed: another may be sent meanwhile."""


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_costs_at_most_what_was_in_flight(folder: Folder, point: str) -> None:
    """Before sending, after the answer, before and after the commit, in the middle of the files."""
    folder.fill(6)
    with FakeEndpoint() as fake:
        code, said = folder.start(fake.base_url, "--concurrency", str(_AT_ONCE), fate=Fate(kill_at=(point, 3))).wait()
        assert code == -signal.SIGKILL, said
        folder.run(fake.base_url)
        calls = bought(fake.completions)
    folder.check(6)
    assert set(calls) == {str(number) for number in range(6)}
    # Nothing is in flight any more when the files are written.
    assert calls.total() - 6 <= (0 if point == "exporting" else _IN_FLIGHT)


@pytest.mark.proof
def test_fifty_kills_at_random(folder: Folder) -> None:
    """2,000 articles, 50 kills, a last run: 2,000 rows, extra calls at most kills × in flight, a sound file."""
    articles, kills, at_once = 2_000, 50, 8
    chance = random.Random(6)  # noqa: S311 - no secret
    folder.fill(articles)
    with lean_endpoint(latency=0.5, spread=0.5) as lean:
        landed = 0
        for _ in range(kills):
            run = folder.start(lean.base_url, "--concurrency", str(at_once))
            time.sleep(chance.uniform(0.2, 5.0))
            landed += run.kill()
        folder.run(lean.base_url, "--concurrency", str(at_once))
        tally = lean.tally()
    folder.check(articles)
    again = sum(tally.answered.values()) - articles
    most = kills * math.ceil(at_once * ARTICLES_A_REQUEST)
    print(f"{kills} kills, {landed} of them of a live run: {again} calls again, at most {most}")  # noqa: T201
    assert len(tally.answered) == articles
    assert landed > 0.9 * kills  # those of a run that had ended prove nothing
    assert again <= most
