"""SQLite: one file with a table a table, keys and foreign keys; what is nested is JSON, which SQLite can query.

A number of more digits than SQLite's own keeps (15) is null, beside its text, and is counted in the notes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

from service.errors import ExportError
from service.export.layout import Kind, Layout, Table
from service.export.rows import Row
from service.export.writer import EXACT_DIGITS, Scalar, digits, replacing, scalar

_TYPES: dict[Kind, str] = {
    "text": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "decimal": "NUMERIC",
    "boolean": "INTEGER",
    "list": "TEXT",
    "json": "TEXT",
    "spans": "TEXT",
}


class _SqliteFile:
    def __init__(self, connection: sqlite3.Connection, layout: Layout) -> None:
        self._connection = connection
        self._insertions = {table.name: _insertion(table) for table in layout.tables}
        self._long = 0

    def write(self, table: Table, row: Row) -> None:
        cells = [self._stored(scalar(cell, column.kind)) for cell, column in zip(row, table.columns, strict=True)]
        self._connection.execute(self._insertions[table.name], cells)

    def notes(self) -> list[str]:
        if not self._long:
            return []
        return [f"sqlite: {self._long} numbers have more than {EXACT_DIGITS} digits; only their text is there"]

    def _stored(self, cell: Scalar) -> str | int | float | None:
        if not isinstance(cell, Decimal):
            return cell
        if digits(cell) <= EXACT_DIGITS:
            return format(cell, "f")  # becomes a number by the column's affinity
        self._long += 1
        return None


@contextmanager
def sqlite_file(path: Path, layout: Layout) -> Iterator[_SqliteFile]:
    """Writes the file `path`."""
    with replacing(path) as partial:
        try:
            with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
                # Nobody reads the file before it is complete, and a torn one is thrown away: no journal is needed.
                connection.executescript(
                    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON"
                )
                connection.execute("BEGIN")
                for table in layout.tables:
                    connection.execute(_creation(table, layout))
                yield _SqliteFile(connection, layout)
                connection.execute(
                    f"CREATE INDEX records_of_evidence ON {_quoted(layout.evidence.name)} "
                    "(article_id, record_type, record)"
                )
                connection.execute("COMMIT")
        except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
            raise ExportError(f"cannot write {path}: {error}", hint="export to another format or place") from error


def _creation(table: Table, layout: Layout) -> str:
    parts = [f"{_quoted(column.name)} {_TYPES[column.kind]}" for column in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    if table.of_article:
        parts.append(f"FOREIGN KEY (article_id) REFERENCES {_quoted(layout.articles.name)} (article_id)")
    return f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)})"


def _insertion(table: Table) -> str:
    places = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {_quoted(table.name)} VALUES ({places})"  # noqa: S608 - the name is quoted


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
