"""Memory and time for a file stay what they are, however many files there are."""

import asyncio
import multiprocessing
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from service.batch import Counts, FolderSource, OutputFolder, Run
from service.ledger import Ledger, Outcome
from service.types import Article, Provenance, Result, Usage

_SIZES = (2_000, 20_000, 200_000)
_A_FOLDER = 2_000
_AT_ONCE = 200
_TEXT = "青禾县农机合作社成立，二十户农民出资，春耕期间服务三千亩。\n" * 20


@dataclass(frozen=True)
class Measured:
    """Seconds of a run and of one over what is done, and the most memory of each, in megabytes."""

    seconds: float
    again: float
    megabytes: float


class _Worker:
    """An extraction that takes no time: what is measured is all that is around it."""

    sending = 0

    async def extract(self, article: Article) -> Outcome:
        await asyncio.sleep(0)
        return Result(
            article=article.reference(),
            schema="brief@1",
            record={"title": article.text},
            evidence={},
            support={},
            issues=[],
            provenance=Provenance(
                model="m", prompt="p", strategy="s", calls=1, attempts=1, cached=False, seconds=0.0, usage=Usage()
            ),
        )

    def stop(self) -> None:
        """Nothing is sent anyway."""


class _Silent:
    def finished(self, outcome: Outcome, counts: Counts) -> None:
        """Shows nothing."""

    def progressed(self, counts: Counts) -> None:
        """Shows nothing."""


@pytest.mark.proof
def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    """At a hundred times as many, at most a third more; the figures are printed."""
    measured: dict[int, Measured] = {}
    for size in _SIZES:
        base = tmp_path / str(size)
        _fill(base / "articles", size)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            measured[size] = one = pool.apply(_measure, (base, size))
        print(  # noqa: T201
            f"{size:,} files: {one.seconds / size * 1e3:.2f} ms a file, {one.again / size * 1e3:.2f} ms when done "
            f"before, {one.megabytes:.0f} MB at most"
        )
    assert measured[_SIZES[-1]].megabytes <= 1.33 * measured[_SIZES[0]].megabytes


def _fill(folder: Path, count: int) -> None:
    for number in range(count):
        if number % _A_FOLDER == 0:
            below = folder / f"{number:06}"
            below.mkdir(parents=True)
        (below / f"{number:06}.txt").write_text(f"第{number}篇\n{_TEXT}", encoding="utf-8")


def _measure(base: Path, count: int) -> Measured:
    seconds = [_run(base, count) for _ in range(2)]
    return Measured(seconds[0], seconds[1], _peak_megabytes())


def _peak_megabytes() -> float:
    """The most memory of this process. (What getrusage tells has the peak of the process that started it in it.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def _run(base: Path, count: int) -> float:
    started = time.monotonic()
    with Ledger(base / "out" / "ledger.sqlite") as ledger:
        done = asyncio.run(_executed(base, ledger))
    assert done == count
    return time.monotonic() - started


async def _executed(base: Path, ledger: Ledger) -> int:
    run = Run(
        FolderSource(base / "articles"),
        schema="brief@1",
        worker=_Worker(),
        key=_key,
        ledger=ledger,
        output=OutputFolder(base / "out"),
        observer=_Silent(),
        concurrency=_AT_ONCE,
    )
    return (await run.execute()).ok


def _key(article: Article) -> str:
    return sha256(article.text.encode()).hexdigest()
