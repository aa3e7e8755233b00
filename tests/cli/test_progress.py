"""What a run shows while it goes on."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from service.batch import Counts, Pace
from service.cli.figures import duration, money
from service.cli.progress import PlainArticles, cost_so_far, outlook, standing
from service.types import JsonObject, Usage
from tests.cli.conftest import ROOT
from tests.export.runs import failure, result
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema, smallest

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def counts(total: int, *, ok: int, failed: int = 0, in_flight: int = 0) -> Counts:
    usage = Usage(input_tokens=1_000, output_tokens=200, cost=Decimal("0.5"), currency="USD")
    return Counts(total=total, complete=True, usage=usage, ok=ok, failed=failed, in_flight=in_flight)


def test_a_small_run_has_a_line_for_each_article(capsys: pytest.CaptureFixture[str]) -> None:
    """With what was found, or why not."""
    plain = PlainArticles()
    plain.finished(result({"deals": [{}, {}]}, "a"), counts(2, ok=1))
    plain.finished(failure("b"), counts(2, ok=1, failed=1))
    assert capsys.readouterr().err.splitlines() == [
        "[1/2] a: 2 deals in 0.5 s",
        "[2/2] b: failed, unreadable_article: cannot be read",
    ]


def test_a_large_run_has_failures_and_the_figures_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """One line in ten seconds, however many articles end."""
    now = 0.0
    plain = PlainArticles(lambda: now)
    for second in range(1, 26):
        now = float(second)
        for article in range(10):
            ended = (second - 1) * 10 + article + 1
            plain.finished(result({}), counts(1_000, ok=ended, in_flight=7))
    plain.finished(failure("b"), counts(1_000, ok=250, failed=1))
    figures = "cost 0.50 USD, about {} USD in all; 1,000 tokens in, 200 out"
    assert capsys.readouterr().err.splitlines() == [
        "91/1,000 articles, 0 failed, 7 in flight; 546 articles/min; 1 min 40 s left; " + figures.format("5.49"),
        "191/1,000 articles, 0 failed, 7 in flight; 573 articles/min; 1 min 25 s left; " + figures.format("2.62"),
        "[251/1000] b: failed, unreadable_article: cannot be read",
    ]


def test_figures_say_what_is_not_known() -> None:
    """A list that goes on, a cost that some articles did not tell, no pace yet."""
    some = Counts(total=50, ok=3, in_flight=2, reprints=1, known_cost=Decimal("0.02"), unpriced=2)
    some.usage = Usage(input_tokens=None, output_tokens=5, cost=None, currency="USD")
    assert standing(some) == "3/50+ articles, 0 failed, 2 in flight, 1 reprints"
    assert cost_so_far(some) == "unknown (0.020 USD without 2 articles that did not tell)"
    assert outlook(some, Pace()) == f"cost {cost_so_far(some)}; unknown tokens in, 5 out"


@pytest.mark.parametrize(
    ("cost", "shown"),
    [(None, "unknown"), ("0", "0"), ("0.000123", "0.00012 USD"), ("0.5", "0.50 USD"), ("1234.567", "1,234.57 USD")],
)
def test_money_keeps_the_digits_that_count(cost: str | None, shown: str) -> None:
    """Small amounts too."""
    assert money(None if cost is None else Decimal(cost), "USD") == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.4, "0 s"), (59.6, "1 min 0 s"), (3_599, "59 min 59 s"), (28_900, "8 h 1 min"), (200_000, "2 d 7 h")],
)
def test_a_duration_has_two_units(seconds: float, shown: str) -> None:
    """The two that count."""
    assert duration(seconds) == shown


def test_a_terminal_shows_the_figures_while_articles_are_under_way(home: Path) -> None:
    """In flight, pace, cost so far and in all, time left: before the end, and on a narrow screen."""
    (home / "articles").mkdir()
    for name in "abcdef":
        (home / f"articles/{name}.txt").write_text(f"{name}县合作社4月12日成立。")
    (home / "prices.toml").write_text('[[prices]]\nmodels = ["m"]\ncurrency = "CNY"\ninput = 8\noutput = 20\n')
    seen = 0

    def answer(body: JsonObject) -> str | Reply:
        nonlocal seen
        seen += 1
        return Reply(hang=True) if seen > 3 else json.dumps(smallest(asked_schema(body)))

    with FakeEndpoint(answer) as fake:
        shown = _on_terminal(home, fake)
    assert re.search(r"3/6 articles, 0 failed, \d in flight", shown)
    assert re.search(r"[\d.,]+ articles/min; \d+ s left; cost 0\.0036\s+CNY,\s+about 0\.0072\s+CNY in all", shown)
    assert "300 tokens in, 60 out" in re.sub(r"\s+", " ", shown)
    assert "3 not done" in shown


def _on_terminal(home: Path, fake: FakeEndpoint) -> str:
    """What a terminal of 80 columns shows until the figures are there, then Ctrl-C twice, then the end."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [
            *(sys.executable, "-m", "service", "batch", "articles", "--out", "out", "-m", "m", "--strategy", "direct"),
            *("--base-url", fake.base_url, "--prices", "prices.toml", "--concurrency", "1"),
        ],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    shown = ""
    interrupts = 0
    while select.select([leader], [], [], 20)[0]:
        try:
            data = os.read(leader, 10_000)
        except OSError:  # the terminal is gone with the last process on it
            break
        shown += _ESCAPES.sub("", data.decode(errors="replace"))
        if "3/6" in shown and "tokens in" in shown.rpartition("3/6")[2] and interrupts < 2:
            interrupts += 1
            process.send_signal(signal.SIGINT)
    os.close(leader)
    process.communicate(timeout=20)
    return shown
