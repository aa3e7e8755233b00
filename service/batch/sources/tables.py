"""The tables among the files of a folder: their rows are articles, not they themselves."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from service.batch.sources.fields import Fields
from service.batch.sources.json_lines import JsonLines
from service.batch.sources.protocol import Entry, Skipped, Source
from service.errors import UnreadableArticle, UsageError, ZhailuError
from service.requirements import require_pyarrow
from service.types import Article

_JSON_LINES = (".jsonl", ".ndjson")
_PARQUET = (".parquet", ".pq")
_KEPT_OPEN = 4


def is_table(name: str) -> bool:
    """Whether a file of this name is a table: JSON Lines or Parquet, by its suffix."""
    return Path(name).suffix.casefold() in (*_JSON_LINES, *_PARQUET)


def open_table(path: Path, fields: Fields | None, name: str | None = None) -> Source:
    """The rows of a table; `name` is what it is called in ids and messages, without one its file name.

    Raises UsageError if it cannot be read, or has no such columns; MissingExtra.
    """
    if path.suffix.casefold() in _JSON_LINES:
        return JsonLines(path, fields, name)
    require_pyarrow()
    from service.batch.sources.parquet import Parquet  # noqa: PLC0415 - needs what may not be installed

    return Parquet(path, fields, name)


class WithTables:
    """The files of a folder, and in place of each table its rows.

    A row's id is `FILE#ID`, or `FILE:ROW` where it has none, as two files may have the same ids. A table that cannot be
    opened is skipped.
    """

    def __init__(self, files: Source, folder: Path, fields: Fields | None = None) -> None:
        """Takes a source whose places are paths relative to `folder`.

        Raises UsageError where fields are named and no file is a table.
        """
        self._files = files
        self._folder = folder
        self._fields = fields
        # Rows are read in order, by and large.
        self._opened = lru_cache(maxsize=_KEPT_OPEN)(self._open)
        if fields is not None and not any(is_table(entry.id) for entry in files.entries()):
            raise UsageError(
                f"{folder} has no fields to name", hint="--text-field and the like go with .jsonl and .parquet"
            )

    def entries(self) -> Iterator[Entry | Skipped]:
        """Files and rows, in the order of the files."""
        for entry in self._files.entries():
            if isinstance(entry, Entry) and is_table(entry.id):
                yield from self._rows(entry)
            elif isinstance(entry, Entry):
                yield Entry(entry.id, f" {entry.place}")
            else:
                yield entry

    def read(self, entry: Entry) -> Article:
        """As the source of the files reads it, or the table."""
        row, _, file = entry.place.partition(" ")
        if not row:
            return self._files.read(Entry(entry.id, file))
        try:
            table = self._opened(file)
        except ZhailuError as error:
            raise UnreadableArticle(error.message, hint=error.hint) from error
        return table.read(Entry(entry.id.removeprefix(f"{file}#"), row)).model_copy(update={"id": entry.id})

    def _rows(self, file: Entry) -> Iterator[Entry | Skipped]:
        try:
            for row in self._open(file.place).entries():
                named = row.id if row.id.startswith(f"{file.place}:") else f"{file.place}#{row.id}"
                yield (
                    Entry(named, f"{row.place} {file.place}") if isinstance(row, Entry) else Skipped(named, row.reason)
                )
        except ZhailuError as error:
            yield Skipped(file.id, f"{error.message} ({error.hint})")

    def _open(self, file: str) -> Source:
        return open_table(self._folder / file, self._fields, file)
