"""The ledger as the rest of the program sees it."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeAlias

from service.endpoint.protocol import Answer, Attempt
from service.errors import LedgerError
from service.ledger import answers, leases, results
from service.ledger.answers import Attempts
from service.ledger.batches import Batches
from service.ledger.database import Database
from service.ledger.job_store import JobStore
from service.ledger.leases import Claim
from service.ledger.results import Ending, Outcome
from service.ledger.worklist import Worklist
from service.types import Frozen

Kind: TypeAlias = Literal["answer", "result", "failure"]

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


class Census(Frozen):
    """Rows by kind, and the times of the first and the last one (ISO 8601, UTC; None where there is none).

    `leases` is how many articles are being worked on, by whomever.
    """

    answers: int
    results: int
    failures: int
    first: str | None
    last: str | None
    leases: int = 0


class Row(Frozen):
    """One row: when it was written, its key, and what it holds as JSON."""

    created: str
    key: str
    payload: str


class Ledger:
    """Answers by the key of their call, outcomes by the key of their article, schema, prompt, model and parameters.

    Any number of processes may use the file at once. What is awaited is on disk when it returns, and never keeps the
    event loop waiting; what is not is for those who have none. May be used from any thread. Every method raises
    LedgerError if the file cannot be read or written.
    """

    def __init__(self, path: Path | None, *, clock: Callable[[], float] = time.time) -> None:
        """Opens the file, creating it and its folder where missing; None keeps everything in memory.

        `clock` gives Unix seconds, alike for all processes.
        """
        self.path = path
        self.owner = leases.new_owner()
        self._clock = clock
        if path is not None:
            _create_folder(path.parent)
        self._database = Database(path)
        self.jobs = JobStore(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file, when what is under way is written; the ledger is of no use afterwards."""
        self._database.close()

    async def get(self, key: str) -> Answer | None:
        """The raw answer bought for a call, if there is one."""
        return await self._database.read(partial(answers.get, key=key))

    async def put(self, key: str, answer: Answer) -> None:
        """Keeps a raw answer for good; the first one of a key stays."""
        await self._database.write(partial(answers.put, key=key, answer=answer.model_dump_json()))

    def note(self, key: str, attempt: Attempt) -> None:
        """Keeps what became of one request for a call; it is written with what comes next."""
        self._database.post(partial(answers.note, key=key, owner=self.owner, attempt=attempt))

    async def outcome(self, key: str) -> Outcome | None:
        """What an article ended as, if it was worked on."""
        return await self._database.read(partial(results.outcome, key=key))

    async def kind(self, key: str) -> Ending | None:
        """Whether an article ended as a result or a failure; None if it was not worked on."""
        return await self._database.read(partial(results.ending, key=key))

    async def record(self, key: str, outcome: Outcome) -> None:
        """Commits an outcome, and gives the claim on its article up, in one step.

        A result is never replaced; a failure is, by what came of the next attempt.
        """
        payload = outcome.to_json()
        owner = self.owner

        def both(connection: sqlite3.Connection) -> None:
            results.record(connection, key, outcome, payload)
            leases.release(connection, key, owner=owner)

        await self._database.write(both)

    async def claim(self, keys: Sequence[str], *, failures_since: str | None = None) -> list[Claim]:
        """Claims the articles that have not ended and that nobody works on; one word for each key.

        A claim holds for LEASE_SECONDS and is then anybody's, unless it is renewed. With `failures_since` (ISO 8601,
        UTC) a failure of before does not count as an end.
        """
        claim = partial(leases.claim, keys=keys, owner=self.owner, now=self._clock(), failures_since=failures_since)
        return await self._database.write(claim)

    async def others(self) -> int:
        """How many articles are being worked on through other ledger objects, of this process or another."""
        return await self._database.read(partial(leases.held, now=self._clock(), besides=self.owner))

    async def busy(self, keys: Sequence[str]) -> list[bool]:
        """Which of these articles are claimed, by whomever."""
        return await self._database.read(partial(leases.busy, keys=keys, now=self._clock()))

    async def renew(self) -> None:
        """Lets all claims of this ledger hold from now on again."""
        await self._database.write(partial(leases.renew, owner=self.owner, now=self._clock()))

    async def release(self, key: str | None = None) -> None:
        """Gives the claim on an article up (all claims if None)."""
        await self._database.write(partial(leases.release, key=key, owner=self.owner))

    def worklist(self) -> Worklist:
        """An empty list for the articles of one run, in place of the one before."""
        return Worklist(self._database)

    def batches(self) -> Batches:
        """The batches that are under way at an endpoint."""
        return Batches(self._database)

    def attempts(self, *, own: bool = False) -> Attempts:
        """The sums over all requests sent (or those through this object alone)."""
        return self._database.read_now(partial(answers.attempts, owner=self.owner if own else None))

    def census(self) -> Census:
        """How much there is of what, and since when."""
        now = self._clock()

        def count(connection: sqlite3.Connection) -> Census:
            counts = dict(
                connection.execute(
                    "SELECT kind, count(*) FROM results GROUP BY kind UNION ALL SELECT 'answer', count(*) FROM answers"
                ).fetchall()
            )
            first, last = connection.execute(
                "SELECT min(created), max(created) FROM "
                "(SELECT created FROM answers UNION ALL SELECT created FROM results)"
            ).fetchone()
            return Census(
                answers=counts["answer"],
                results=counts.get("result", 0),
                failures=counts.get("failure", 0),
                first=first,
                last=last,
                leases=leases.held(connection, now=now),
            )

        return self._database.read_now(count)

    def rows(self, kind: Kind) -> Iterator[Row]:
        """Every row of a kind, in the order of their keys; read in portions, so that memory does not grow with them."""
        key = ""
        while True:
            portion = self._database.read_now(partial(_portion, kind=kind, after=key))
            for key, created, payload in portion:
                yield Row(created=created, key=key, payload=payload)
            if len(portion) < _PORTION:
                return

    def prune(self, kind: Kind, before: str) -> int:
        """Deletes the rows of a kind from before a time (ISO 8601, UTC), gives the room back: how many there were."""
        deleted = self._database.write_now(lambda connection: connection.execute(_DELETIONS[kind], (before,)).rowcount)
        self._database.read_now(lambda connection: connection.execute("VACUUM"))
        return deleted


def _portion(connection: sqlite3.Connection, *, kind: Kind, after: str) -> list[tuple[str, str, str]]:
    return connection.execute(_PORTIONS[kind], (after, _PORTION)).fetchall()


def _create_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"cannot create {folder}: {error.strerror}", hint="use another folder") from error
