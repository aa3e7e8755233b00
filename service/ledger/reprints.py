"""Articles that others may be reprints of, found by the bands of their sketches: a small SQLite file beside the ledger.

It is an index, made anew by working again: losing its last rows in a crash costs a call, never a result.
"""

import sqlite3
from array import array
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import NamedTuple, Self

from service.errors import LedgerError

_BUSY_SECONDS = 30.0
_MOST = 20
_TABLES = """
CREATE TABLE IF NOT EXISTS originals (id INTEGER PRIMARY KEY, identity TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
    article TEXT NOT NULL, clauses BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS bands (band INTEGER NOT NULL, hash INTEGER NOT NULL, original INTEGER NOT NULL,
    PRIMARY KEY (band, hash, original)) WITHOUT ROWID;
"""


class Original(NamedTuple):
    """An article that was worked on: the key of its result, its id, and the hashes of its clauses, in order."""

    key: str
    article: str
    clauses: "array[int]"


class ReprintIndex:
    """Originals by the bands of their sketches, on disk (None: in memory). Several processes may share a file.

    `identity` stands for all that decides results but the articles (schema, model, policy …): only originals of the
    same one are found. Every method raises LedgerError if the file cannot be read or written.
    """

    def __init__(self, path: Path | None, identity: str) -> None:
        self._path = path
        self._identity = identity
        self._lock = Lock()
        try:
            # Without write-ahead log: several processes may write, and old SQLites do not bear that there.
            self._connection = sqlite3.connect(path or ":memory:", timeout=_BUSY_SECONDS, check_same_thread=False)
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.executescript(_TABLES)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._connection.close()

    def add(self, original: Original, bands: Sequence[int]) -> None:
        """Keeps an original under its bands; the first one of a key stays."""
        row = (self._identity, original.key, original.article, original.clauses.tobytes())
        try:
            with self._lock, self._connection, closing(self._connection.cursor()) as cursor:
                cursor.execute(
                    "INSERT OR IGNORE INTO originals (identity, key, article, clauses) VALUES (?, ?, ?, ?)", row
                )
                if cursor.rowcount:
                    rows = [(band, value, cursor.lastrowid) for band, value in enumerate(bands)]
                    cursor.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def alike(self, bands: Sequence[int]) -> list[Original]:
        """Originals with a band in common, those with the most first; at most 20."""
        same = " UNION ALL ".join(["SELECT original FROM bands WHERE band = ? AND hash = ?"] * len(bands))
        query = (
            "SELECT key, article, clauses FROM originals JOIN "  # noqa: S608 - only the number of places varies
            f"(SELECT original, count(*) AS n FROM ({same}) GROUP BY original) ON original = id "
            f"WHERE identity = ? ORDER BY n DESC, id LIMIT {_MOST}"
        )
        places = [part for band, value in enumerate(bands) for part in (band, value)]
        try:
            with self._lock:
                rows = self._connection.execute(query, [*places, self._identity]).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error
        return [Original(key, article, array("q", clauses)) for key, article, clauses in rows]

    def _failed(self, error: sqlite3.Error) -> LedgerError:
        return LedgerError(
            f"{self._path or 'reprints'}: {error}", hint="remove that file: it is made anew, or leave out --dedupe"
        )
