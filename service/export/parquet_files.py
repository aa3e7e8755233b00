"""Parquet: a file a table, zstd, with lists and spans nested and decimals exact. Needs pa."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from service.errors import ExportError
from service.export.layout import Column, Kind, Layout, Table
from service.export.rows import Cell, Row
from service.export.writer import as_json, replacing
from service.types import Span

_ROWS_AT_ONCE = 5_000
_DIGITS, _PLACES = 38, 10
_SPAN = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "decimal": pa.decimal128(_DIGITS, _PLACES),
    "boolean": pa.bool_(),
    "list": pa.list_(pa.string()),
    "json": pa.string(),
    "spans": pa.list_(_SPAN),
}


class _ParquetFiles:
    def __init__(self, writers: dict[str, pq.ParquetWriter]) -> None:
        self._writers = writers
        self._pending: dict[str, list[list[object]]] = {name: [] for name in writers}
        self._tables: dict[str, Table] = {}
        self._long = 0

    def write(self, table: Table, row: Row) -> None:
        self._tables[table.name] = table
        pending = self._pending[table.name]
        pending.append([self._value(cell, column) for cell, column in zip(row, table.columns, strict=True)])
        if len(pending) >= _ROWS_AT_ONCE:
            self._flush(table)

    def notes(self) -> list[str]:
        if not self._long:
            return []
        return [f"parquet: {self._long} numbers do not fit decimal({_DIGITS}, {_PLACES}); only their text is there"]

    def finish(self) -> None:
        for table in self._tables.values():
            self._flush(table)

    def _flush(self, table: Table) -> None:
        pending, writer = self._pending[table.name], self._writers[table.name]
        if not pending:
            return
        columns = [
            pa.array([row[i] for row in pending], type=_TYPES[column.kind]) for i, column in enumerate(table.columns)
        ]
        writer.write_table(pa.Table.from_arrays(columns, schema=writer.schema))
        pending.clear()

    def _value(self, cell: Cell, column: Column) -> object:
        if cell is None:
            return None
        if column.kind == "json":
            return as_json(cell)
        if column.kind == "spans" and isinstance(cell, list):
            return [span.model_dump() for span in cell if isinstance(span, Span)]
        if isinstance(cell, Decimal) and not _fits(cell):
            self._long += 1
            return None
        return cell


@contextmanager
def parquet_files(folder: Path, layout: Layout) -> Iterator[_ParquetFiles]:
    """Writes `TABLE.parquet` into `folder`."""
    with replacing(folder) as partial:
        try:
            with ExitStack() as stack:
                partial.mkdir()
                files = _ParquetFiles(
                    {
                        table.name: stack.enter_context(
                            pq.ParquetWriter(partial / f"{table.name}.parquet", _schema(table), compression="zstd")
                        )
                        for table in layout.tables
                    }
                )
                yield files
                files.finish()
        except pa.ArrowException as error:
            raise ExportError(f"cannot write {folder}: {error}", hint="export to another format") from error


def _schema(table: Table) -> pa.Schema:
    return pa.schema([(column.name, _TYPES[column.kind]) for column in table.columns])


def _fits(number: Decimal) -> bool:
    return number == round(number, _PLACES) and abs(number) < Decimal(10) ** (_DIGITS - _PLACES)
