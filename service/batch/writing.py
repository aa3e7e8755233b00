"""The files of a run: `results.jsonl`, `failures.jsonl`, `run.json`, and `schema.json`, which the records follow."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from service.errors import LedgerError
from service.ledger import Line
from service.types import Failure, JsonObject, Result

_PORTION = 200
_TAIL = 1 << 16
_PARTIAL = ".partial"


class OutputFolder:
    """One line an article, appended while the run goes on, in input order when it is done.

    Every method raises LedgerError if a file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        """Takes a folder, creating it where missing."""
        self.folder = folder
        self.results = folder / "results.jsonl"
        self.failures = folder / "failures.jsonl"
        self.report = folder / "run.json"
        self.schema = folder / "schema.json"
        self.ledger = folder / "ledger.sqlite"
        self.reprints = folder / "reprints.sqlite"
        with writing_to(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def begin(self, identity: str, *, shared: bool) -> None:
        """Readies the files for lines of a run.

        `identity` stands for all that decides its results but the articles. Lines of a run with another one go; so
        does one that was torn by a crash, unless the file is `shared` with a run that may be writing it just now.
        """
        stale = self._identity() not in (None, identity)
        for path in (self.results, self.failures):
            with writing_to(path):
                path.touch()
                if stale:
                    os.truncate(path, 0)
                elif not shared:
                    _cut_torn_line(path)
        for left in self.folder.glob(f"*{_PARTIAL}"):
            if not _is_running(left.name.split(".")[-2]):
                with writing_to(left):
                    left.unlink(missing_ok=True)
        self.write_report({"identity": identity, "running": True})

    def append(self, outcome: Result | Failure) -> None:
        """Adds one line to the file it belongs to."""
        path = self.results if isinstance(outcome, Result) else self.failures
        # In one piece, so that the lines of two runs do not mix.
        with writing_to(path), path.open("ab", buffering=0) as stream:
            stream.write((outcome.to_json() + "\n").encode())

    def write(self, lines: Iterable[Line], keep: Callable[[list[str]], set[str]] | None = None) -> None:
        """Replaces both files at once by these lines, in their order.

        Behind them stay the lines of before whose articles `keep` picks from their ids.
        """
        with _replacing(self.results) as results, _replacing(self.failures) as failures:
            for line in lines:
                (results if line.kind == "result" else failures).write(_under_its_id(line) + "\n")
            if keep is not None:
                for path, stream in ((self.results, results), (self.failures, failures)):
                    stream.writelines(_kept(path, keep))

    def write_report(self, report: JsonObject) -> None:
        """Replaces `run.json`."""
        _write_json(self.report, report)

    def write_schema(self, schema: JsonObject) -> None:
        """Replaces `schema.json`: with it, results can be read and exported wherever the user's own schema went."""
        _write_json(self.schema, schema)

    def _identity(self) -> str | None:
        """That of the run before; None where there was none, or it did not say."""
        try:
            report = json.loads(self.report.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        identity = report.get("identity") if isinstance(report, dict) else None
        return identity if isinstance(identity, str) else None


def _is_running(process: str) -> bool:
    """Whether the process with this number may still be there."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except OSError:
        return True
    return True


def _write_json(path: Path, document: JsonObject) -> None:
    with _replacing(path) as stream:
        stream.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _under_its_id(line: Line) -> str:
    """The line of an article; the outcome may be that of another one with the same text."""
    if line.id == line.article_id:
        return line.payload
    outcome = (Result if line.kind == "result" else Failure).model_validate_json(line.payload)
    return outcome.model_copy(update={"article": outcome.article.model_copy(update={"id": line.id})}).to_json()


def _kept(path: Path, keep: Callable[[list[str]], set[str]]) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        while lines := list(islice(stream, _PORTION)):
            by_id = {json.loads(line)["article"]["id"]: line for line in lines}
            for id_ in keep(list(by_id)):
                yield by_id[id_]


def _cut_torn_line(path: Path) -> None:
    """Cuts off what stands behind the last line's end."""
    with path.open("rb+") as stream:
        size = end = stream.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - _TAIL)
            stream.seek(start)
            line_end = stream.read(end - start).rfind(b"\n")
            if line_end >= 0:
                end = start + line_end + 1
                break
            end = start
        if end < size:
            stream.truncate(end)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[str]]:
    """A file that takes the place of `path` when it is complete, and never before. Two processes write two of them."""
    partial = path.with_name(f"{path.name}.{os.getpid()}{_PARTIAL}")
    with writing_to(path):
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Within the block what keeps the file from being written is a LedgerError."""
    try:
        yield
    except OSError as error:
        raise LedgerError(
            f"cannot write {path}: {error.strerror}", hint="make room or give another --out; finished work is kept"
        ) from error
