"""Batches under way at an endpoint, and the questions in them.

Each step at the endpoint is written down before it is taken, so that whatever interrupts it, the next run knows what
may have happened: a batch that was to be made is looked for by its token before another one is.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias

from service.ledger.database import Database
from service.types import Frozen

State: TypeAlias = Literal["written", "uploaded", "creating", "submitted", "collected"]
"""Its file lies here; lies at the endpoint; a batch may have been made of it; there is one; all it gave is here."""

_BATCH = "token, digest, address, state, requests, tokens, file_id, batch_id, created"


class Batch(Frozen):
    """A request file, and what was made of it.

    `token` is a random name, `digest` the SHA-256 of the file in hex, `address` the endpoint's, `tokens` an estimate of
    all questions, `created` Unix seconds.
    """

    token: str
    digest: str
    address: str
    state: State = "written"
    requests: int
    tokens: int
    file_id: str | None = None
    batch_id: str | None = None
    created: float


class Question(Frozen):
    """A question by the key of its answer. `owner` is the key of the article that pays for it, `way` how it is put (as
    JSON), `batch` the token of the batch it is in; `status` and `line` are what came back, None as long as nothing did.
    """

    key: str
    owner: str
    way: str
    batch: str | None = None
    status: int | None = None
    line: str | None = None

    @property
    def under_way(self) -> bool:
        return self.batch is not None and self.status is None


class Batches:
    """The batches of one ledger. Every method raises LedgerError if the file cannot be read or written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, batch: Batch, questions: Sequence[Question]) -> None:
        """Keeps a batch whose file is complete, and its questions, in place of what was known of them."""
        rows = [(q.key, q.owner, q.way, batch.token) for q in questions]

        def operation(connection: sqlite3.Connection) -> None:
            values = batch.model_dump()
            connection.execute(
                f"INSERT INTO batches ({_BATCH}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608 - names alone
                [values[name] for name in _BATCH.split(", ")],
            )
            connection.executemany(
                "INSERT INTO questions (key, owner, way, batch) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                "owner = excluded.owner, way = excluded.way, batch = excluded.batch, status = NULL, line = NULL",
                rows,
            )

        await self._database.write(operation)

    async def under_way(self) -> list[Batch]:
        """The batches that are not collected, oldest first."""
        rows = await self._rows(
            f"SELECT {_BATCH} FROM batches WHERE state != 'collected' ORDER BY created, token",  # noqa: S608 - names alone
        )
        return [Batch.model_validate(dict(zip(_BATCH.split(", "), row, strict=True))) for row in rows]

    async def move(self, token: str, state: State, *, file_id: str | None = None, batch_id: str | None = None) -> None:
        """Notes the state that a batch is in, or is about to be, and the names that the endpoint has given."""
        await self._execute(
            "UPDATE batches SET state = ?, file_id = coalesce(?, file_id), batch_id = coalesce(?, batch_id) "
            "WHERE token = ?",
            (state, file_id, batch_id, token),
        )

    async def take(self, token: str, lines: Iterable[tuple[str, int, str]]) -> None:
        """Keeps lines (key, status, line) that came back. An answer stays; anything else gives way to a later line."""
        values = [(status, line, key, token) for key, status, line in lines]

        def operation(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "UPDATE questions SET status = ?, line = ? WHERE key = ? AND batch = ? AND status IS NOT 200", values
            )

        await self._database.write(operation)

    async def close(self, token: str, lost: int) -> None:
        """Notes that a batch is collected; questions that nothing came back for get the status `lost`."""

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE questions SET status = ? WHERE batch = ? AND status IS NULL", (lost, token))
            connection.execute("UPDATE batches SET state = 'collected' WHERE token = ?", (token,))

        await self._database.write(operation)

    async def forget(self, token: str) -> None:
        """Drops a batch that the endpoint has not carried out; its questions may be put again, as they were."""

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE questions SET batch = NULL WHERE batch = ?", (token,))
            connection.execute("DELETE FROM batches WHERE token = ?", (token,))

        await self._database.write(operation)

    async def question(self, key: str) -> Question | None:
        """What is known of a question."""
        rows = await self._rows("SELECT key, owner, way, batch, status, line FROM questions WHERE key = ?", (key,))
        if not rows:
            return None
        key, owner, way, batch, status, line = rows[0]
        return Question(key=key, owner=owner, way=way, batch=batch, status=status, line=line)

    async def waiting(self, owner: str) -> bool:
        """Whether a question that an article pays for is under way."""
        return bool(
            await self._rows(
                "SELECT 1 FROM questions WHERE owner = ? AND batch IS NOT NULL AND status IS NULL LIMIT 1", (owner,)
            )
        )

    async def pending(self) -> int:
        """How many questions were handed in, and their answers not yet taken by an article that has ended."""
        rows = await self._rows(
            "SELECT count(*) FROM questions JOIN batches ON batch = token WHERE state NOT IN ('written', 'uploaded') "
            "AND (status IS NULL OR owner NOT IN (SELECT key FROM results))"
        )
        count: int = rows[0][0]
        return count

    async def finish(self, owners: Iterable[str]) -> None:
        """Drops what is known of the questions of articles that have ended."""
        values = [(owner,) for owner in owners]

        def operation(connection: sqlite3.Connection) -> None:
            connection.executemany("DELETE FROM questions WHERE owner = ?", values)

        await self._database.write(operation)

    async def clear(self) -> None:
        """Drops what is known of all questions, but for answers that no article has taken yet."""
        await self._execute(
            "DELETE FROM questions WHERE status IS NOT 200 OR key IN (SELECT key FROM answers) "
            "OR owner IN (SELECT key FROM results)",
            (),
        )

    async def reopen(self, owner: str) -> None:
        """Takes the failure of an article back that is worked on again."""
        await self._execute("DELETE FROM results WHERE key = ? AND kind = 'failure'", (owner,))

    async def tidy(self, statuses: Iterable[int]) -> None:
        """Drops what an earlier run has left that is of no use to this one.

        That is the questions of articles that have a result, the files that no batch was made of, and what came back
        with one of these statuses, under which nothing else could succeed either: it may be put again.
        """
        values = [(status,) for status in statuses]

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE questions SET batch = NULL WHERE batch IN "
                "(SELECT token FROM batches WHERE state IN ('written', 'uploaded'))"
            )
            connection.execute("DELETE FROM batches WHERE state IN ('written', 'uploaded')")
            connection.execute("DELETE FROM questions WHERE owner IN (SELECT key FROM results WHERE kind = 'result')")
            connection.executemany(
                "UPDATE questions SET batch = NULL, status = NULL, line = NULL WHERE status = ?", values
            )

        await self._database.write(operation)

    async def _rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        def operation(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(query, values).fetchall()

        return await self._database.read(operation)

    async def _execute(self, statement: str, values: Sequence[Any]) -> None:
        def operation(connection: sqlite3.Connection) -> None:
            connection.execute(statement, values)

        await self._database.write(operation)
