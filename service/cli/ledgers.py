"""`zhailu ledger …`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer

from service.cli.options import Rows
from service.errors import UsageError
from service.ledger import Kind, Ledger

_FILE = "ledger.sqlite"
_KINDS: dict[Rows, Kind] = {"answers": "answer", "results": "result", "failures": "failure"}


def show(path: Path) -> int:
    """Prints the counts, the time they span, and the size of the file."""
    with _opened(path) as ledger:
        census = ledger.census()
        size = ledger.path.stat().st_size if ledger.path else 0
    typer.echo(f"answers   {census.answers}\nresults   {census.results}\nfailures  {census.failures}")
    typer.echo(f"from      {census.first or '-'}\nto        {census.last or '-'}\nsize      {size / 1e6:.1f} MB")
    return 0


def export(path: Path, what: Rows) -> int:
    """Prints one JSON object a row: `created`, `key`, and what it holds under `answer`, `result` or `failure`."""
    kind = _KINDS[what]
    with _opened(path) as ledger:
        for row in ledger.rows(kind):
            held = {"created": row.created, "key": row.key, kind: json.loads(row.payload)}
            typer.echo(json.dumps(held, ensure_ascii=False))
    return 0


def prune(path: Path, what: Rows, before: str) -> int:
    """Deletes rows, and says how many. Raises UsageError for a day that is none."""
    try:
        day = date.fromisoformat(before)
    except ValueError as error:
        raise UsageError(f"--before is no day: {before!r}", hint="write it as 2026-01-31") from error
    with _opened(path) as ledger:
        deleted = ledger.prune(_KINDS[what], day.isoformat())
    typer.echo(f"{deleted} {what} deleted", err=True)
    return 0


@contextmanager
def _opened(path: Path) -> Iterator[Ledger]:
    file = path / _FILE if path.is_dir() else path
    if not file.is_file():
        raise UsageError(f"there is no ledger {file}", hint="give a ledger.sqlite, or a folder that zhailu batch wrote")
    with Ledger(file) as ledger:
        yield ledger
