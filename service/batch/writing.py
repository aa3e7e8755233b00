"""The files of a run: `results.jsonl`, `failures.jsonl`, `run.json`."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from service.errors import LedgerError
from service.types import Failure, JsonObject, Result


class OutputFolder:
    """One line an article, appended while the run goes on, in input order when it is done.

    Every method raises LedgerError if a file cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        """Takes a folder, creating it where missing."""
        self.folder = folder
        self.results = folder / "results.jsonl"
        self.failures = folder / "failures.jsonl"
        self.report = folder / "run.json"
        self.ledger = folder / "ledger.sqlite"
        with _writing(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def append(self, outcome: Result | Failure) -> None:
        """Adds one line to the file it belongs to."""
        path = self.results if isinstance(outcome, Result) else self.failures
        with _writing(path), path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(outcome.to_json() + "\n")

    def write(self, outcomes: Iterable[Result | Failure]) -> tuple[int, int]:
        """Replaces both files at once by these outcomes, in their order: how many results, how many failures."""
        ok = failed = 0
        with _replacing(self.results) as results, _replacing(self.failures) as failures:
            for outcome in outcomes:
                if isinstance(outcome, Result):
                    ok += 1
                    results.write(outcome.to_json() + "\n")
                else:
                    failed += 1
                    failures.write(outcome.to_json() + "\n")
        return ok, failed

    def write_report(self, report: JsonObject) -> None:
        """Replaces `run.json`."""
        with _replacing(self.report) as stream:
            stream.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def _replacing(path: Path) -> Iterator[IO[str]]:
    """A file that takes the place of `path` when it is complete, and never before."""
    partial = path.with_name(path.name + ".partial")
    with _writing(path):
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LedgerError(
            f"cannot write {path}: {error.strerror}", hint="make room or give another --out; finished work is kept"
        ) from error
