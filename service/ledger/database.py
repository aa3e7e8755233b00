"""One SQLite file, and the one thread of this process that reads and writes it.

Whoever asks for a write waits until it is on disk. Writes that come in while one is being committed are committed
together by the next: as many callers as there are share one wait for the disk.

The file has a rollback journal, which any number of processes may share: SQLite before 3.51.3 can corrupt a
write-ahead log that several connections write. In groups it is as fast.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeAlias, TypeVar

from service.errors import LedgerError
from service.ledger.migrations import migrate

_T = TypeVar("_T")
Operation: TypeAlias = Callable[[sqlite3.Connection], _T]

OPEN_SECONDS = 5.0
"""How long to wait for a file that somebody else has for himself."""
_BUSY_SECONDS = 120.0
_GROUP = 512
_HINTS = {
    "SQLITE_FULL": "free some space, then run again: finished work is kept",
    "SQLITE_BUSY": "another program has this file for itself: wait for it to end, or use another folder",
    "SQLITE_NOTADB": "move that file away, or use another folder",
    "SQLITE_CORRUPT": "move that file away, or restore it from a copy",
    "SQLITE_CANTOPEN": "check that the folder exists and that you may write there",
    "SQLITE_READONLY": "check that you may write to the file and its folder",
}


@dataclass(frozen=True)
class _Job:
    """An operation and where its value goes. A caller who no longer waits does not undo it."""

    operation: Operation[Any]
    writes: bool
    done: "Future[Any]" = field(default_factory=Future)


class Database:
    """The file, from any thread and any event loop. Every method raises LedgerError if it cannot be read or written."""

    def __init__(self, path: Path | None) -> None:
        """Opens the file, creating it where missing; None keeps everything in memory."""
        self.path = path
        self._closed = False
        with self._errors():
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=OPEN_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._set_up()
            except BaseException:  # nobody has the object yet who could close it
                self._connection.close()
                raise
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = Thread(target=self._serve, name="ledger", daemon=True)
        self._thread.start()

    async def read(self, operation: Operation[_T]) -> _T:
        """What the operation finds."""
        return await asyncio.wrap_future(self._submit(operation, writes=False))

    async def write(self, operation: Operation[_T]) -> _T:
        """What the operation gives, when its changes are on disk. A cancelled caller leaves them to be written."""
        return await asyncio.wrap_future(self._submit(operation, writes=True))

    def read_now(self, operation: Operation[_T]) -> _T:
        """As `read`, for those without an event loop."""
        return self._submit(operation, writes=False).result()

    def write_now(self, operation: Operation[_T]) -> _T:
        """As `write`, for those without an event loop."""
        return self._submit(operation, writes=True).result()

    def post(self, operation: Operation[None]) -> None:
        """Has changes written with the next group; nobody waits for them or hears of their failing."""
        self._submit(operation, writes=True)

    def close(self) -> None:
        """Writes what was asked for, and closes the file."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._thread.join()
        with self._errors():
            self._connection.close()

    def _set_up(self) -> None:
        mode = self._connection.execute("PRAGMA journal_mode = TRUNCATE").fetchone()[0]
        if mode == "wal":
            raise sqlite3.OperationalError("the file is in use")
        self._connection.execute("PRAGMA synchronous = FULL")
        migrate(self._connection)
        self._connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000:.0f}")

    def _submit(self, operation: Operation[_T], *, writes: bool) -> "Future[_T]":
        if self._closed:
            raise LedgerError(f"{self._name} is closed")
        job = _Job(operation, writes)
        job.done.set_running_or_notify_cancel()
        self._jobs.put(job)
        return job.done

    def _serve(self) -> None:
        open_ = True
        while open_:
            group, open_ = self._group()
            self._commit([job for job in group if job.writes])
            for job in group:
                if not job.writes:
                    self._settle([job])

    def _group(self) -> tuple[list[_Job], bool]:
        """What waits to be done, at least one job, and whether more may come."""
        group: list[_Job] = []
        try:
            while len(group) < _GROUP:
                job = self._jobs.get(block=not group)
                if job is None:
                    return group, False
                group.append(job)
        except Empty:
            pass
        return group, True

    def _commit(self, jobs: list[_Job]) -> None:
        """All in one transaction; each in its own if that fails, so that the one it fails for is alone with it."""
        if not jobs:
            return
        if len(jobs) == 1 or not self._settle(jobs, transaction=True, last=False):
            for job in jobs:
                self._settle([job], transaction=True)

    def _settle(self, jobs: list[_Job], *, transaction: bool = False, last: bool = True) -> bool:
        """Whether all went well. Callers hear of it, but of a failure only if no further try follows (`last`)."""
        try:
            with self._errors(), self._transaction(wanted=transaction):
                values = [job.operation(self._connection) for job in jobs]
        except Exception as error:  # noqa: BLE001 - it is raised where the job was asked for
            if last:
                for job in jobs:
                    job.done.set_exception(error)
            return False
        for job, value in zip(jobs, values, strict=True):
            job.done.set_result(value)
        return True

    @contextmanager
    def _transaction(self, *, wanted: bool) -> Iterator[None]:
        if not wanted:
            yield
            return
        # Immediate: a reader that wants to become the writer would be refused where another one has become it.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @property
    def _name(self) -> str:
        return str(self.path or "the ledger in memory")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "SQLITE_BUSY")
            hint = next((hint for code, hint in _HINTS.items() if name.startswith(code)), "check the disk and the file")
            raise LedgerError(f"{self._name}: {error}", hint=hint) from error
