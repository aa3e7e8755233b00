"""CSV: a file a table, in UTF-8 with a byte order mark (without it Excel takes Chinese for mojibake).

Texts are in quotation marks, numbers are not, and what is not there is empty: so an empty text differs from none, and a
reader with another separator cannot cut a text in two. A text that a spreadsheet would run as a formula gets an
apostrophe in front: one that begins with = + - @ (of any width), tab or carriage return, after any apostrophes of its
own. A program that reads the file takes off one apostrophe where that is so.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from service.export.layout import Layout, Table
from service.export.rows import Row
from service.export.writer import Scalar, replacing, scalar

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


class _CsvFiles:
    def __init__(self, streams: dict[str, IO[str]]) -> None:
        self._streams = streams

    def write(self, table: Table, row: Row) -> None:
        cells = (scalar(cell, column.kind) for cell, column in zip(row, table.columns, strict=True))
        self._streams[table.name].write(_line(cells))

    def notes(self) -> list[str]:
        return []


@contextmanager
def csv_files(folder: Path, layout: Layout) -> Iterator[_CsvFiles]:
    """Writes `TABLE.csv` into `folder`."""
    with replacing(folder) as partial, ExitStack() as stack:
        partial.mkdir()
        streams: dict[str, IO[str]] = {}
        for table in layout.tables:
            path = partial / f"{table.name}.csv"
            stream = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
            stream.write(_line(column.name for column in table.columns))
            streams[table.name] = stream
        yield _CsvFiles(streams)


def _line(cells: Iterator[Scalar]) -> str:
    return ",".join(map(_written, cells)) + "\r\n"


def _written(cell: Scalar) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case str():
            text = f"'{cell}" if _FORMULA.match(cell) else cell
            return '"' + text.replace('"', '""') + '"'
        case int() | float():
            return repr(cell)
    return format(cell, "f")
