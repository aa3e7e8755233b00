"""XLSX: a sheet a table, with the header frozen, a filter and numbers as numbers. Dates stay text, no more precise than
the article.

Every text is written as a text, so that none is ever run as a formula. A sheet holds 1,048,576 rows: what is more goes
on in `TABLE (2)`. A cell holds 32,767 characters: what is longer is cut, ends in …, and is counted in the notes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
import xlsxwriter.exceptions
import xlsxwriter.worksheet

from service.errors import ExportError
from service.export.layout import Column, Layout, Table
from service.export.rows import Row
from service.export.writer import EXACT_DIGITS, Scalar, digits, replacing, scalar

MAX_ROWS = 1_048_576
_MAX_COLUMNS = 16_384
_MAX_CHARACTERS = 32_767
_NO_XML = re.compile("[\ufffe\uffff]")  # with one of them Excel takes the file for broken
_WIDE = {"evidence", "summary", "text", "message"}
# The same records give the same file, whenever they are written.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)


class _Sheet:
    """A table's sheets, of which the last one is being written; `next_row` counts from 0, the header."""

    def __init__(self, workbook: xlsxwriter.Workbook, table: Table, max_rows: int) -> None:
        self._workbook = workbook
        self._table = table
        self._max_rows = max_rows
        self._number = 0
        self._bold = workbook.add_format({"bold": True})
        self._open()

    def _open(self) -> None:
        self._number += 1
        name = self._table.name if self._number == 1 else f"{self._table.name[:25]} ({self._number})"
        self._sheet: xlsxwriter.worksheet.Worksheet = self._workbook.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for i, column in enumerate(self._table.columns):
            self._sheet.set_column(i, i, _width(column))
            self._sheet.write_string(0, i, column.name[:_MAX_CHARACTERS], self._bold)
        self._next_row = 1

    def write(self, cells: list[Scalar]) -> None:
        if self._next_row >= self._max_rows:
            self.finish()
            self._open()
        for i, cell in enumerate(cells):
            match cell:
                case None:
                    continue
                case bool():
                    self._sheet.write_boolean(self._next_row, i, cell)
                case str():
                    self._sheet.write_string(self._next_row, i, cell)
                case _:
                    self._sheet.write_number(self._next_row, i, cell)
        self._next_row += 1

    def finish(self) -> None:
        self._sheet.autofilter(0, 0, self._next_row - 1, len(self._table.columns) - 1)


class _XlsxFile:
    def __init__(self, workbook: xlsxwriter.Workbook, layout: Layout, max_rows: int) -> None:
        self._sheets = {table.name: _Sheet(workbook, table, max_rows) for table in layout.tables}
        self._cut = 0

    def write(self, table: Table, row: Row) -> None:
        cells = [scalar(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)]
        self._sheets[table.name].write([self._fitting(cell) for cell in cells])

    def notes(self) -> list[str]:
        if not self._cut:
            return []
        return [f"xlsx: {self._cut} texts are longer than {_MAX_CHARACTERS:,} characters, and cut; CSV has them whole"]

    def finish(self) -> None:
        for sheet in self._sheets.values():
            sheet.finish()

    def _fitting(self, cell: Scalar) -> Scalar:
        """A text that a cell can hold; a number of more digits than a spreadsheet keeps is written as text."""
        if isinstance(cell, str):
            cell = _NO_XML.sub("\ufffd", cell)
            if len(cell.encode("utf-16-le")) // 2 <= _MAX_CHARACTERS:
                return cell
            self._cut += 1
            return cell.encode("utf-16-le")[: 2 * (_MAX_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "…"
        if isinstance(cell, Decimal) or (isinstance(cell, int) and not isinstance(cell, bool)):
            return cell if digits(cell) <= EXACT_DIGITS else format(Decimal(cell), "f")
        return cell


@contextmanager
def xlsx_file(path: Path, layout: Layout, *, max_rows: int = MAX_ROWS) -> Iterator[_XlsxFile]:
    """Writes the file `path`; `max_rows` is how many rows a sheet takes, the header included."""
    wide = next((table.name for table in layout.tables if len(table.columns) > _MAX_COLUMNS), None)
    if wide is not None:
        raise ExportError(f"{wide} has more than {_MAX_COLUMNS:,} columns", hint="export to csv or parquet")
    with replacing(path) as partial:
        # In this mode a row is on disk as soon as the next one begins.
        workbook = xlsxwriter.Workbook(str(partial), {"constant_memory": True})
        workbook.set_properties({"created": _CREATED})
        file = _XlsxFile(workbook, layout, max_rows)
        yield file
        file.finish()
        try:
            workbook.close()
        except xlsxwriter.exceptions.XlsxWriterException as error:
            raise ExportError(f"cannot write {path}: {error}", hint="make room, or export to csv") from error


def _width(column: Column) -> int:
    if column.name in _WIDE:
        return 60
    return 24 if column.kind in ("text", "json", "list") and not column.support else 14
