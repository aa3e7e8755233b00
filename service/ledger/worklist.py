"""The articles of one run, of any number, in a temporary table: nothing of them has to stay in memory.

The table lies in a temporary file of the ledger's connection, which goes with it, and is joined there with the results.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from service.ledger.database import Database
from service.ledger.results import Ending

_TABLE = """
CREATE TEMP TABLE worklist (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,
    place    TEXT NOT NULL,
    key      TEXT,
    chars    INTEGER,
    failure  TEXT,
    waiting  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX temp.waiting ON worklist (position) WHERE waiting;
"""
_NEXT = "SELECT position, id, place, key FROM worklist WHERE position > ? ORDER BY position LIMIT ?"
_NEXT_WAITING = "SELECT position, id, place, key FROM worklist WHERE waiting AND position > ? ORDER BY position LIMIT ?"
_PORTION = 200


class Item(NamedTuple):
    """One article: its place in the order (from 1), its id, where it is found, and its key once that is known."""

    position: int
    id: str
    place: str
    key: str | None = None


class Found(NamedTuple):
    """What was found on looking at an article: its key and length, or the failure (as JSON) that it is."""

    position: int
    key: str | None
    chars: int | None
    failure: str | None


class Line(NamedTuple):
    """How an article ended, as JSON, and the id that stands in it: that of the first article with the same text."""

    id: str
    kind: Ending
    payload: str
    article_id: str


class Totals(NamedTuple):
    """How many articles there are, have a result, have failed, and have not been looked at."""

    total: int
    ok: int
    failed: int
    unseen: int


class Todo(NamedTuple):
    """What is not done: how many different articles, and their characters."""

    articles: int
    chars: int


class Worklist:
    """The list. Methods with `await` are for the event loop, the others for other threads. All raise LedgerError."""

    def __init__(self, database: Database) -> None:
        """Makes an empty list; there is one for a ledger."""
        self._database = database
        self.started: str = database.read_now(_create)
        """When it was made, in the words of the ledger's clock (ISO 8601, UTC)."""

    def add(self, entries: Sequence[tuple[str, str]]) -> None:
        """Adds ids and places at the end."""
        self._database.read_now(partial(_add, entries=entries))

    async def after(self, position: int, size: int) -> list[Item]:
        """The next articles behind a position, `size` at most."""
        return await self._database.read(partial(_items, query=_NEXT, position=position, size=size))

    async def found(self, found: Sequence[Found]) -> None:
        """Takes note of what articles are."""
        await self._database.read(partial(_found, found=found))

    def found_now(self, found: Sequence[Found]) -> None:
        """As `found`, for those without an event loop."""
        self._database.read_now(partial(_found, found=found))

    async def wait(self, positions: Sequence[int], *, waiting: bool = True) -> None:
        """Puts articles aside until later, or takes them back."""
        await self._database.read(partial(_wait, positions=positions, waiting=waiting))

    async def waiting(self, position: int, size: int) -> list[Item]:
        """The next articles behind a position that were put aside, `size` at most."""
        return await self._database.read(partial(_items, query=_NEXT_WAITING, position=position, size=size))

    def unseen(self, ids: Sequence[str], *, listed: bool) -> set[str]:
        """Those of the ids whose articles were not looked at; with `listed` false, any that are not in the list too."""
        return self._database.read_now(partial(_unseen, ids=ids, listed=listed))

    def totals(self) -> Totals:
        """The counts, over the articles that were looked at."""
        return self._database.read_now(_totals)

    def todo(self, *, retry_failed: bool) -> Todo:
        """What would have to be worked on; with `retry_failed` failures too. Articles of one key count once."""
        return self._database.read_now(partial(_todo, retry_failed=retry_failed))

    def lines(self) -> Iterator[Line]:
        """How the articles ended, in input order; those that did not are left out."""
        position = 0
        while True:
            portion: list[tuple[int, Line | None]] = self._database.read_now(partial(_lines, position=position))
            yield from (line for _, line in portion if line is not None)
            if len(portion) < _PORTION:
                return
            position = portion[-1][0]


def _create(connection: sqlite3.Connection) -> str:
    connection.execute("DROP TABLE IF EXISTS temp.worklist")
    for statement in filter(str.strip, _TABLE.split(";")):
        connection.execute(statement)
    started: str = connection.execute("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')").fetchone()[0]
    return started


def _add(connection: sqlite3.Connection, *, entries: Sequence[tuple[str, str]]) -> None:
    with _at_once(connection):
        connection.executemany("INSERT INTO worklist (id, place) VALUES (?, ?)", entries)


def _items(connection: sqlite3.Connection, query: str, *, position: int, size: int) -> list[Item]:
    return [Item(*row) for row in connection.execute(query, (position, size))]


def _found(connection: sqlite3.Connection, *, found: Sequence[Found]) -> None:
    with _at_once(connection):
        connection.executemany(
            "UPDATE worklist SET key = ?, chars = ?, failure = ?, waiting = 0 WHERE position = ?",
            [(one.key, one.chars, one.failure, one.position) for one in found],
        )


def _wait(connection: sqlite3.Connection, *, positions: Sequence[int], waiting: bool) -> None:
    with _at_once(connection):
        connection.executemany(
            "UPDATE worklist SET waiting = ? WHERE position = ?", [(waiting, position) for position in positions]
        )


def _unseen(connection: sqlite3.Connection, *, ids: Sequence[str], listed: bool) -> set[str]:
    connection.execute("CREATE INDEX IF NOT EXISTS temp.by_id ON worklist (id)")
    rows = connection.execute(
        "SELECT value, worklist.id IS NOT NULL, key IS NULL AND failure IS NULL "
        "FROM json_each(?) LEFT JOIN worklist ON worklist.id = value",
        (json.dumps(ids),),
    )
    return {row[0] for row in rows if (row[2] if row[1] else not listed)}


def _totals(connection: sqlite3.Connection) -> Totals:
    return Totals(
        *connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE kind = 'result'), "
            "count(*) FILTER (WHERE kind = 'failure' OR failure IS NOT NULL), "
            "count(*) FILTER (WHERE worklist.key IS NULL AND failure IS NULL) "
            "FROM worklist LEFT JOIN results USING (key)"
        ).fetchone()
    )


def _todo(connection: sqlite3.Connection, *, retry_failed: bool) -> Todo:
    return Todo(
        *connection.execute(
            "SELECT count(*), coalesce(sum(chars), 0) FROM ("
            "SELECT worklist.key, max(chars) AS chars FROM worklist LEFT JOIN results USING (key) "
            "WHERE worklist.key IS NOT NULL AND (kind IS NULL OR (? AND kind = 'failure')) GROUP BY worklist.key)",
            (retry_failed,),
        ).fetchone()
    )


def _lines(connection: sqlite3.Connection, *, position: int) -> list[tuple[int, Line | None]]:
    rows = connection.execute(
        "SELECT position, id, failure, kind, payload, article_id FROM worklist LEFT JOIN results USING (key) "
        "WHERE position > ? ORDER BY position LIMIT ?",
        (position, _PORTION),
    )
    return [(row[0], _line(*row[1:])) for row in rows]


def _line(
    id_: str, failure: str | None, kind: Ending | None, payload: str | None, article_id: str | None
) -> Line | None:
    if failure is not None:
        return Line(id_, "failure", failure, id_)
    if kind is None or payload is None or article_id is None:
        return None
    return Line(id_, kind, payload, article_id)


@contextmanager
def _at_once(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction, of the temporary file alone: nothing waits for the disk."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
