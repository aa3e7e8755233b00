"""What is shown on stderr while something takes time: bars on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from service.batch import Counts
from service.ledger import Outcome
from service.types import Failure, Usage

Download: TypeAlias = Callable[[int, int], None]


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
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
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
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("export", total=size)
        yield lambda done: progress.update(task, completed=done)


class PlainArticles:
    """One line for each article that has ended."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def finished(self, outcome: Outcome, counts: Counts) -> None:
        typer.echo(f"[{_done(counts)}/{counts.total}] {described(outcome)}", err=True)

    def progressed(self, counts: Counts) -> None:
        """Says nothing: a line is for an article that has ended now."""


class LiveArticles:
    """The same lines above a bar with articles, tokens and the time left."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None, failed="", tokens="")

    def finished(self, outcome: Outcome, counts: Counts) -> None:
        self._progress.console.print(described(outcome), markup=False, highlight=False)
        self.progressed(counts)

    def progressed(self, counts: Counts) -> None:
        self._progress.update(
            self._task,
            completed=_done(counts),
            total=counts.total,
            failed=f"{counts.failed} failed" if counts.failed else "",
            tokens=tokens(counts.usage),
        )


@contextmanager
def articles() -> Iterator[PlainArticles | LiveArticles]:
    """The observer of a run."""
    if not sys.stderr.isatty():
        yield PlainArticles()
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("articles {task.fields[failed]} · {task.fields[tokens]} ·"),
        TimeElapsedColumn(),
        TextColumn("· left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield LiveArticles(progress)


def _done(counts: Counts) -> int:
    return counts.ok + counts.failed + counts.reused


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


def tokens(usage: Usage) -> str:
    """Tokens in and out; what the endpoint did not report is unknown, not zero."""
    sent, received = (
        "unknown" if count is None else f"{count:,}" for count in (usage.input_tokens, usage.output_tokens)
    )
    return f"{sent} tokens in, {received} out"
