"""What every format's writer is, and what several of them need."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Protocol, TypeAlias

from service.errors import ExportError
from service.export.layout import Kind, Table
from service.export.rows import Cell, Row
from service.types import Span

Scalar: TypeAlias = str | int | float | Decimal | None

EXACT_DIGITS = 15
"""So many significant digits a double keeps, which is what SQLite and spreadsheets count with."""


class Writer(Protocol):
    """Takes rows in order: an article's row before all that belongs to it."""

    def write(self, table: Table, row: Row) -> None:
        """Adds a row. Raises ExportError or OSError."""
        ...

    def notes(self) -> list[str]:
        """What could not be written as it is, a sentence each."""
        ...


def scalar(cell: Cell, kind: Kind) -> Scalar:
    """A cell for a format that has no lists: lists and what else is nested become JSON, spans `start-end; …`."""
    if cell is None:
        return None
    if kind == "spans":
        spans = [span for span in cell if isinstance(span, Span)] if isinstance(cell, list) else []
        return "; ".join(f"{span.start}-{span.end}" for span in spans) or None
    if kind in ("list", "json"):
        return as_json(cell)
    return cell if isinstance(cell, str | int | float | Decimal) else None


def digits(number: Decimal | int) -> int:
    """Significant digits, without zeros at the end."""
    return len(Decimal(number).normalize().as_tuple().digits)


def as_json(cell: Cell) -> str:
    """A cell as JSON, Chinese unescaped."""
    return json.dumps(cell, ensure_ascii=False)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write a file or a folder at, which takes the place of `path` when it is complete, and never before.

    Of a folder, the files of the same names are replaced and the others left alone. Raises ExportError.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        _remove(partial)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield partial
        except BaseException:
            _remove(partial)
            raise
        if partial.is_dir():
            path.mkdir(exist_ok=True)
            for file in sorted(partial.iterdir()):
                file.replace(path / file.name)
            partial.rmdir()
        else:
            partial.replace(path)
    except OSError as error:
        raise ExportError(
            f"cannot write {path}: {error.strerror or error}", hint="make room, or give another place with --dest"
        ) from error


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
