"""From the folder of a run to the files of one or more formats, in one pass and in bounded memory."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from service.errors import UsageError
from service.export.csv_files import csv_files
from service.export.folder import failures, results, schema_of
from service.export.layout import Layout, derive
from service.export.rows import failure_row, rows_of
from service.export.sqlite_file import sqlite_file
from service.export.writer import Writer
from service.export.xlsx_file import xlsx_file
from service.requirements import require_pyarrow
from service.types import JsonObject

Format = Literal["csv", "parquet", "sqlite", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)

_Open: TypeAlias = Callable[[Path, Layout], AbstractContextManager[Writer]]
_PLACES: Mapping[Format, str] = {
    "csv": "csv",
    "parquet": "parquet",
    "sqlite": "results.sqlite",
    "xlsx": "results.xlsx",
}


@dataclass(frozen=True)
class Exported:
    """`rows` by table, and `notes` on what a format could not hold as it is."""

    rows: Mapping[str, int]
    notes: Sequence[str]


def check(names: str) -> tuple[Format, ...]:
    """The formats in a list such as `csv,xlsx`. Raises UsageError for an unknown one, MissingExtra for what a format
    needs and is not installed.
    """
    chosen: list[Format] = []
    for name in (part.strip().casefold() for part in names.split(",")):
        known = next((one for one in FORMATS if one == name), None)
        if known is None:
            raise UsageError(f"there is no format {name!r}", hint=f"the formats are {', '.join(FORMATS)}")
        if known == "parquet":
            require_pyarrow()
        if known not in chosen:
            chosen.append(known)
    return tuple(chosen)


def destination(out: Path, name: Format) -> Path:
    """Where a format goes without another wish: a folder for CSV and Parquet, a file for the others."""
    return out / _PLACES[name]


def export(
    out: Path,
    places: Mapping[Format, Path],
    *,
    schema: JsonObject | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Exported:
    """Writes what is in the folder of a run to `places`, each replaced when it is complete.

    `schema` is the JSON Schema of the records (None: what the folder says); `told` is given the bytes read so far.
    Raises UsageError if the folder holds no run, ExportError if a line or a place cannot be used.
    """
    layout = derive(schema if schema is not None else schema_of(out))
    counts = dict.fromkeys((table.name for table in layout.tables), 0)
    with ExitStack() as stack:
        writers = [stack.enter_context(_opener(name)(place, layout)) for name, place in places.items()]
        for result in results(out, told):
            for table, row in rows_of(result, layout):
                counts[table.name] += 1
                for writer in writers:
                    writer.write(table, row)
        for failure in failures(out):
            counts[layout.failures.name] += 1
            for writer in writers:
                writer.write(layout.failures, failure_row(failure))
        notes = [note for writer in writers for note in writer.notes()]
    return Exported(counts, notes)


def _opener(name: Format) -> _Open:
    if name == "parquet":
        from service.export.parquet_files import parquet_files  # noqa: PLC0415 - needs what may not be installed

        return parquet_files
    openers: Mapping[Format, _Open] = {"csv": csv_files, "sqlite": sqlite_file, "xlsx": xlsx_file}
    return openers[name]
