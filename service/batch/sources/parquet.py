"""Articles in Parquet: one a row. Needs pyarrow."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from service.batch.sources.fields import Fields
from service.batch.sources.ids import Repeats
from service.batch.sources.protocol import Entry, Skipped
from service.errors import ArticleError, DuplicateId, UnreadableArticle, UsageError
from service.types import Article

_ROWS_AT_ONCE = 64
_BATCHES_KEPT = 8
_SHOWN = 10


class Parquet:
    """The rows of a file as articles. A row that gives none is an entry too, and fails by its number when it is read.

    A row without an id is called `FILE:ROW`, and so is one that repeats the id of another; rows count from 1.
    Rows are decoded a few at a time, going on where the last one asked for stood: reading in order decodes each once.
    """

    def __init__(self, path: Path, fields: Fields | None = None, name: str | None = None) -> None:
        """`name` is what the file is called in ids and messages: its own, if None.

        Raises UsageError if there is no such file, it is not Parquet, or has no such columns.
        """
        self._path = path
        self._called = name or path.name
        self._fields = fields or Fields()
        self._lock = Lock()
        # Row group, first row, rows: what was decoded last.
        self._kept: deque[tuple[int, int, list[dict[str, Any]]]] = deque(maxlen=_BATCHES_KEPT)
        self._group, self._next = -1, 0
        self._decoded: Iterator[pa.RecordBatch] = iter(())
        with self._usable():
            # Without a buffer a column is read whole, and a row group may hold a million articles.
            self._file = pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)
            self._columns = self._wanted()

    def entries(self) -> Iterator[Entry | Skipped]:
        """One a row. Reads the ids alone, twice: the first time to know which are not unique."""
        repeats = Repeats(row_id for row_id, _, _ in self._ids())
        for number, (row_id, group, row) in enumerate(self._ids(), 1):
            first = repeats.first(row_id, number)
            name = row_id if first == number else f"{self._name(number)} (repeated id)"
            yield Entry(name, f"{group}:{row}:{number}:{first}")

    def read(self, entry: Entry) -> Article:
        """The article in a row. Raises InvalidRow, DuplicateId, EmptyArticle, UnreadableArticle."""
        group, row, number, first = map(int, entry.place.split(":"))
        place = self._name(number)
        if first != number:
            raise DuplicateId(
                f"{place} has the id of row {first}",
                hint="give each article an id of its own, or name another --id-field",
            )
        try:
            with self._lock:
                values = self._row(group, row)
        except (pa.ArrowException, OSError, IndexError, UnicodeDecodeError) as error:
            raise UnreadableArticle(
                f"cannot read {place}: the file is damaged or has changed", hint="run again"
            ) from error
        if self._fields.row_id(values, place) != entry.id:
            raise UnreadableArticle(f"{place} has changed while the run went on", hint="run again")
        return self._fields.article(values, entry.id, place)

    def _name(self, number: int) -> str:
        return f"{self._called}:{number}"

    def _wanted(self) -> list[str]:
        """The columns to read. Raises UsageError where one that was asked for is not there."""
        fields = self._fields
        names = self._file.schema_arrow.names
        for name, option in ((fields.text, "--text-field"), (fields.id, "--id-field")):
            if name is not None and name not in names and name.split(".")[0] not in names:
                shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
                raise UsageError(f"{self._path} has no column {name!r}", hint=f"name one with {option}: {shown}")
        asked = [fields.text, fields.id or "id", fields.title, fields.published]
        return [name for name in asked if name and (name in names or name.split(".")[0] in names)]

    def _ids(self) -> Iterator[tuple[str, int, int]]:
        """Each row's id, row group, and number within it."""
        column = self._fields.id or "id"
        columns = [column] if column in self._columns else []
        number = 0
        for group in range(self._file.num_row_groups):
            row = 0
            if not columns:  # rows are counted without reading any
                for row in range(self._file.metadata.row_group(group).num_rows):
                    number += 1
                    yield self._name(number), group, row
                continue
            with self._usable():
                for batch in self._file.iter_batches(row_groups=[group], columns=columns):
                    for values in batch.to_pylist():
                        number += 1
                        yield self._id(values, self._name(number)), group, row
                        row += 1

    def _id(self, values: dict[str, Any], place: str) -> str:
        try:
            return self._fields.row_id(values, place)
        except ArticleError:
            return place

    def _row(self, group: int, row: int) -> dict[str, Any]:
        """A row by its place. Raises IndexError if it is not there."""
        found = self._among_kept(group, row)
        if found is not None:
            return found
        if group != self._group or row < self._next:
            self._group, self._next = group, 0
            self._decoded = self._file.iter_batches(_ROWS_AT_ONCE, row_groups=[group], columns=self._columns)
        while row >= self._next:
            batch = next(self._decoded, None)
            if batch is None:
                raise IndexError(row)
            self._kept.append((group, self._next, batch.to_pylist()))
            self._next += batch.num_rows
        return self._kept[-1][2][row - self._kept[-1][1]]

    def _among_kept(self, group: int, row: int) -> dict[str, Any] | None:
        for of_group, start, rows in self._kept:
            if of_group == group and start <= row < start + len(rows):
                return rows[row - start]
        return None

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError) as error:
            raise UsageError(f"cannot read {self._path} as Parquet", hint="check that it is a complete file") from error
