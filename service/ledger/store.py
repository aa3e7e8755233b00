"""One SQLite file, one connection, one process: every write is on disk when the call returns."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Literal, Self, TypeAlias, TypeVar

from pydantic import ValidationError

from service.endpoint.protocol import Answer
from service.errors import LedgerError
from service.ledger.migrations import migrate
from service.types import Failure, Frozen, Result

Outcome: TypeAlias = Result | Failure
Kind: TypeAlias = Literal["answer", "result", "failure"]
_Stored = TypeVar("_Stored", Answer, Result, Failure)

_BUSY_SECONDS = 1.0
_PORTION = 500
_PORTIONS: dict[Kind, str] = {
    "answer": "SELECT key, created, answer FROM answers WHERE key > ? ORDER BY key LIMIT ?",
    "result": "SELECT key, created, payload FROM results WHERE kind = 'result' AND key > ? ORDER BY key LIMIT ?",
    "failure": "SELECT key, created, payload FROM results WHERE kind = 'failure' AND key > ? ORDER BY key LIMIT ?",
}
_DELETIONS: dict[Kind, str] = {
    "answer": "DELETE FROM answers WHERE created < ?",
    "result": "DELETE FROM results WHERE kind = 'result' AND created < ?",
    "failure": "DELETE FROM results WHERE kind = 'failure' AND created < ?",
}
_HINTS = {
    "SQLITE_FULL": "free some space, then run again: finished work is kept",
    "SQLITE_BUSY": "another zhailu is using this file: wait for it to end, or use another folder",
    "SQLITE_NOTADB": "move that file away, or use another folder",
    "SQLITE_CORRUPT": "move that file away, or restore it from a copy",
    "SQLITE_CANTOPEN": "check that the folder exists and that you may write there",
    "SQLITE_READONLY": "check that you may write to the file and its folder",
}


class Census(Frozen):
    """Rows by kind, and the times of the first and the last one (ISO 8601, UTC; None where there is none)."""

    answers: int
    results: int
    failures: int
    first: str | None
    last: str | None


class Row(Frozen):
    """One row: when it was written, its key, and what it holds as JSON."""

    created: str
    key: str
    payload: str


class Ledger:
    """Answers by the key of their call, outcomes by the key of their article, schema, prompt, model and parameters.

    The file belongs to one process at a time: a second one gets LedgerError. (SQLite before 3.51.3 can lose data
    where several connections write in WAL mode.) May be used from any thread. Every method raises LedgerError if the
    file cannot be read or written.
    """

    def __init__(self, path: Path | None) -> None:
        """Opens the file, creating it and its folder where missing; None keeps everything in memory."""
        self.path = path
        self._lock = Lock()
        if path is not None:
            _create_folder(path.parent)
        with self._errors():
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._set_up()
            except BaseException:  # nobody has the object yet who could close it
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; the ledger is of no use afterwards."""
        with self._lock, self._errors():
            self._connection.close()

    def get(self, key: str) -> Answer | None:
        """The raw answer bought for a call, if there is one."""
        row = self._row("SELECT answer FROM answers WHERE key = ?", key)
        return None if row is None else self._read(Answer, row[0])

    def put(self, key: str, answer: Answer) -> None:
        """Keeps a raw answer for good; the first one of a key stays."""
        self._write(
            "INSERT INTO answers (key, answer) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
            (key, answer.model_dump_json()),
        )

    def outcome(self, key: str) -> Outcome | None:
        """What an article ended as, if it was worked on."""
        row = self._row("SELECT kind, payload FROM results WHERE key = ?", key)
        if row is None:
            return None
        return self._read(Result, row[1]) if row[0] == "result" else self._read(Failure, row[1])

    def kind(self, key: str) -> Literal["result", "failure"] | None:
        """Whether an article ended as a result or a failure; None if it was not worked on."""
        row = self._row("SELECT kind FROM results WHERE key = ?", key)
        if row is None:
            return None
        return "result" if row[0] == "result" else "failure"

    def record(self, key: str, outcome: Outcome) -> None:
        """Commits an outcome. A result is never replaced; a failure is, by what came of the next attempt."""
        kind = "result" if isinstance(outcome, Result) else "failure"
        self._write(
            "INSERT INTO results (key, article_id, schema, kind, payload) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, payload = excluded.payload, "
            "article_id = excluded.article_id, created = excluded.created WHERE kind = 'failure'",
            (key, outcome.article.id, outcome.schema_, kind, outcome.to_json()),
        )

    def census(self) -> Census:
        """How much there is of what, and since when."""
        with self._lock, self._errors():
            counts = dict(
                self._connection.execute(
                    "SELECT kind, count(*) FROM results GROUP BY kind UNION ALL SELECT 'answer', count(*) FROM answers"
                ).fetchall()
            )
            first, last = self._connection.execute(
                "SELECT min(created), max(created) FROM "
                "(SELECT created FROM answers UNION ALL SELECT created FROM results)"
            ).fetchone()
        return Census(
            answers=counts["answer"],
            results=counts.get("result", 0),
            failures=counts.get("failure", 0),
            first=first,
            last=last,
        )

    def rows(self, kind: Kind) -> Iterator[Row]:
        """Every row of a kind, in the order of their keys; read in portions, so that memory does not grow with them."""
        key = ""
        while True:
            with self._lock, self._errors():
                portion = self._connection.execute(_PORTIONS[kind], (key, _PORTION)).fetchall()
            for key, created, payload in portion:
                yield Row(created=created, key=key, payload=payload)
            if len(portion) < _PORTION:
                return

    def prune(self, kind: Kind, before: str) -> int:
        """Deletes the rows of a kind from before a time (ISO 8601, UTC), gives the room back: how many there were."""
        with self._lock, self._errors():
            deleted = self._connection.execute(_DELETIONS[kind], (before,)).rowcount
            self._connection.execute("VACUUM")
        return deleted

    def _set_up(self) -> None:
        # Exclusive before WAL: the index of the log then lives in this process, where no other one can spoil it.
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        migrate(self._connection)

    def _row(self, query: str, key: str) -> tuple[str, ...] | None:
        with self._lock, self._errors():
            row: tuple[str, ...] | None = self._connection.execute(query, (key,)).fetchone()
        return row

    def _write(self, statement: str, values: tuple[str, ...]) -> None:
        with self._lock, self._errors():
            self._connection.execute(statement, values)

    def _read(self, kind: type[_Stored], payload: str) -> _Stored:
        try:
            return kind.model_validate_json(payload)
        except ValidationError as error:
            raise LedgerError(
                f"a row of {self.path} is no {kind.__name__} of this version", hint="use another folder"
            ) from error

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            hint = next((hint for code, hint in _HINTS.items() if name.startswith(code)), "check the disk and the file")
            raise LedgerError(f"{self.path or 'ledger'}: {error}", hint=hint) from error


def _create_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"cannot create {folder}: {error.strerror}", hint="use another folder") from error
