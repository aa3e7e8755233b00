"""What is shown on stderr while something takes time: bars on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeAlias

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from service.batch import Counts, Pace, projected_cost
from service.cli.figures import duration, money, tokens
from service.ledger import Outcome
from service.types import Failure

Download: TypeAlias = Callable[[int, int], None]

_SMALL = 100
_TOLD_EVERY = 10.0


@contextmanager
def downloading() -> Iterator[Download]:
    """A callable that is told bytes done and bytes in all; nothing is shown before it is called."""
    if not sys.stderr.isatty():
        yield _PlainDownload()
        return
    columns = (
        TextColumn("fetching the model"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(), transient=True) as progress:
        tasks: list[TaskID] = []

        def advance(done: int, total: int) -> None:
            if not tasks:
                tasks.append(progress.add_task("model", total=total))
            progress.update(tasks[0], completed=done, total=total)

        yield advance


class _PlainDownload:
    """A line for every tenth."""

    def __init__(self) -> None:
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        tenth = done * 10 // total if total else 10
        if tenth > self._shown:
            self._shown = tenth
            typer.echo(f"fetching the model: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB", err=True)


@contextmanager
def exporting(out: Path) -> Iterator[Callable[[int], None]]:
    """A callable that is told the bytes of results read so far; shown on a terminal alone, as it is a matter of seconds
    for most.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("exporting"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    size = (out / "results.jsonl").stat().st_size if (out / "results.jsonl").exists() else None
    with Progress(*columns, console=console(), transient=True) as progress:
        task = progress.add_task("export", total=size)
        yield lambda done: progress.update(task, completed=done)


class PlainArticles:
    """A line for each article that has ended; in a large run for each failure, and the figures now and then."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pace = Pace(clock)
        self._told = clock()

    def finished(self, outcome: Outcome, counts: Counts) -> None:
        if _is_small(counts) or isinstance(outcome, Failure):
            typer.echo(f"[{counts.ended}/{counts.total}] {described(outcome)}", err=True)
        self.progressed(counts)

    def progressed(self, counts: Counts) -> None:
        """Says how far it is, every ten seconds at most."""
        self._pace.note(counts)
        if not _is_small(counts) and self._clock() - self._told >= _TOLD_EVERY:
            self._told = self._clock()
            typer.echo(f"{standing(counts)}; {outlook(counts, self._pace)}", err=True)


class LiveArticles:
    """The same lines, above a bar and the figures; these go on by themselves between two articles."""

    def __init__(self) -> None:
        self._counts = Counts()
        self._pace = Pace()

    def finished(self, outcome: Outcome, counts: Counts) -> None:
        if _is_small(counts) or isinstance(outcome, Failure):
            style = "red" if isinstance(outcome, Failure) else ""
            console().print(Text(described(outcome), style=style))
        self.progressed(counts)

    def progressed(self, counts: Counts) -> None:
        self._counts = counts
        self._pace.note(counts)

    def render(self) -> RenderableType:
        """The bar and the figures as of now."""
        counts = self._counts
        head = Table.grid(padding=(0, 1))
        head.add_row(ProgressBar(total=max(counts.total, 1), completed=counts.ended, width=30), standing(counts))
        return Group(head, Text(outlook(counts, self._pace)))


@contextmanager
def articles() -> Iterator[PlainArticles | LiveArticles]:
    """The observer of a run."""
    if not sys.stderr.isatty():
        yield PlainArticles()
        return
    observer = LiveArticles()
    with Live(get_renderable=observer.render, console=console(), transient=True):
        yield observer


@cache
def console() -> Console:
    """The one on stderr: displays that are there at the same time share it, so that none overwrites another."""
    return Console(stderr=True)


def _is_small(counts: Counts) -> bool:
    return counts.total <= _SMALL


def standing(counts: Counts) -> str:
    """How many articles are done, failed, in flight."""
    found = f"{counts.total:,}" if counts.complete else f"{counts.total:,}+"
    parts = [f"{counts.ended:,}/{found} articles", f"{counts.failed:,} failed", f"{counts.in_flight:,} in flight"]
    if counts.reprints:
        parts.append(f"{counts.reprints:,} reprints")
    return ", ".join(parts)


def outlook(counts: Counts, pace: Pace) -> str:
    """The pace, the time left, the cost so far and in the end, tokens."""
    a_minute, left = pace.a_minute(), pace.seconds_left(counts)
    cost = f"cost {cost_so_far(counts)}"
    projected = projected_cost(counts)
    if projected:
        cost += f", about {money(projected, counts.usage.currency)} in all"
    parts = [
        "" if a_minute is None else f"{a_minute:,.{0 if a_minute >= 10 else 1}f} articles/min",
        "" if left is None else f"{duration(left)} left",
        cost,
        tokens(counts.usage),
    ]
    return "; ".join(part for part in parts if part)


def cost_so_far(counts: Counts) -> str:
    """The cost; where that of some articles is not known, it says so, and what the others cost."""
    if counts.usage.cost is not None or not counts.known_cost:
        return money(counts.usage.cost, counts.usage.currency)
    known = money(counts.known_cost, counts.usage.currency)
    return f"unknown ({known} without {counts.unpriced:,} articles that did not tell)"


def described(outcome: Outcome) -> str:
    """One line: the id, and how many of what were found in which time, or why it failed."""
    name = outcome.article.id
    if isinstance(outcome, Failure):
        return f"{name}: failed, {outcome.error.code}: {outcome.error.message}"
    lists = {field: len(value) for field, value in outcome.record.items() if isinstance(value, list)}
    parts = [f"{count} {field}" for field, count in lists.items()] or ["1 record"]
    if outcome.issues:
        parts.append(f"{len(outcome.issues)} issues")
    return f"{name}: {', '.join(parts)} in {outcome.provenance.seconds:.1f} s"
