"""Articles in JSON Lines: an object a line, in UTF-8."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from service.batch.sources.fields import Fields
from service.batch.sources.ids import Repeats
from service.batch.sources.protocol import Entry, Skipped
from service.errors import ArticleError, DuplicateId, InvalidRow, UnreadableArticle, UsageError
from service.text.formats import MAX_TEXT_BYTES
from service.types import Article

# JSON may write a character of three bytes as \uXXXX, and there are other fields in the line.
_MAX_LINE = 3 * MAX_TEXT_BYTES
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"


class _Line(NamedTuple):
    """`number` counts from 1, `start` and `length` are bytes; `data` is None where there are too many of them."""

    number: int
    start: int
    length: int
    data: bytes | None


class JsonLines:
    """The lines of a file as articles. A line that gives none is an entry too, and fails by its number when it is read.

    A line without an id is called `FILE:LINE`, and so is one that repeats the id of another. Memory is that of one
    line, and eight bytes for each.
    """

    def __init__(self, path: Path, fields: Fields | None = None, name: str | None = None) -> None:
        """`name` is what the file is called in ids and messages: its own, if None.

        Raises UsageError if there is no such file, or it cannot be read.
        """
        self._path = path
        self._called = name or path.name
        self._fields = fields or Fields()
        try:
            with path.open("rb") as stream:
                self._offset = len(_BOM) if stream.read(len(_BOM)) == _BOM else 0
        except OSError as error:
            raise UsageError(
                f"cannot read {path}: {error.strerror}", hint="give a file with an article a line"
            ) from error

    def entries(self) -> Iterator[Entry | Skipped]:
        """One a line; blank lines are none. Reads the file twice: the first time to know which ids are not unique."""
        repeats = Repeats(self._id(line) for line in self._lines())
        for line in self._lines():
            line_id = self._id(line)
            first = repeats.first(line_id, line.number)
            name = line_id if first == line.number else f"{self._name(line.number)} (repeated id)"
            yield Entry(name, f"{line.start}:{line.length}:{line.number}:{first}")

    def read(self, entry: Entry) -> Article:
        """The article in a line. Raises InvalidRow, DuplicateId, EmptyArticle, UnreadableArticle."""
        start, length, number, first = map(int, entry.place.split(":"))
        place = self._name(number)
        if first != number:
            raise DuplicateId(
                f"{place} has the id of line {first}",
                hint="give each article an id of its own, or name another --id-field",
            )
        row = self._row(_Line(number, start, length, self._bytes(start, length, place)))
        if self._fields.row_id(row, place) != entry.id:
            raise UnreadableArticle(f"{place} has changed while the run went on", hint="run again")
        return self._fields.article(row, entry.id, place)

    def _name(self, number: int) -> str:
        return f"{self._called}:{number}"

    def _id(self, line: _Line) -> str:
        place = self._name(line.number)
        try:
            return self._fields.row_id(self._row(line), place)
        except ArticleError:
            return place

    def _row(self, line: _Line) -> dict[str, Any]:
        """Raises InvalidRow, UnreadableArticle."""
        place = self._name(line.number)
        if line.data is None:
            raise UnreadableArticle(f"{place} is larger than {_MAX_LINE:,} bytes", hint="give one article a line")
        try:
            row = json.loads(line.data.decode("utf-8"))
            problem = "" if isinstance(row, dict) else "is no JSON object"
        except UnicodeDecodeError:
            problem = "is not UTF-8"
        except (ValueError, RecursionError) as error:
            problem = f"is no JSON: {getattr(error, 'msg', 'it is too deep')}"
        if problem:
            raise InvalidRow(f"{place} {problem}", hint='write a line as {"id": "…", "text": "…"}, in UTF-8')
        return dict(row)

    def _bytes(self, start: int, length: int, place: str) -> bytes | None:
        if length > _MAX_LINE:
            return None
        try:
            with self._path.open("rb") as stream:
                return os.pread(stream.fileno(), length, start)
        except OSError as error:
            raise UnreadableArticle(f"cannot read {place}: {error.strerror}", hint="check the file") from error

    def _lines(self) -> Iterator[_Line]:
        """The lines that hold something."""
        try:
            with self._path.open("rb") as stream:
                start = stream.seek(self._offset)
                number = 0
                while data := stream.readline(_MAX_LINE + 1):
                    number += 1
                    length = len(data) if len(data) <= _MAX_LINE else len(data) + _skip_line(stream, data)
                    if length > _MAX_LINE or data.strip():
                        yield _Line(number, start, length, data if length <= _MAX_LINE else None)
                    start += length
        except OSError as error:
            raise UsageError(f"cannot read {self._path}: {error.strerror}", hint="check the file") from error


def _skip_line(stream: IO[bytes], read: bytes) -> int:
    """Reads on to the end of the line that `read` begins: how many bytes that was."""
    skipped = 0
    while not read.endswith(b"\n") and (read := stream.readline(_CHUNK)):
        skipped += len(read)
    return skipped
