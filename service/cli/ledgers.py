"""`zhailu ledger …`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer

from service.cli.figures import tokens
from service.cli.options import Rows
from service.errors import UsageError
from service.ledger import Attempts, Kind, Ledger
from service.types import Usage

_FILE = "ledger.sqlite"
_KINDS: dict[Rows, Kind] = {"answers": "answer", "results": "result", "failures": "failure"}


def show(path: Path) -> int:
    """Prints the counts, the articles being worked on, the requests sent, the time they span, and the file's size."""
    with _opened(path) as ledger:
        census = ledger.census()
        attempts = ledger.attempts()
        size = ledger.path.stat().st_size if ledger.path else 0
    typer.echo(f"answers   {census.answers}\nresults   {census.results}\nfailures  {census.failures}")
    typer.echo(f"leases    {census.leases}\nrequests  {_requests(attempts)}")
    typer.echo(f"from      {census.first or '-'}\nto        {census.last or '-'}\nsize      {size / 1e6:.1f} MB")
    return 0


def _requests(attempts: Attempts) -> str:
    """Of how many it is known what became, and what: a fault is named by its code, unknown usage is no zero."""
    if not attempts.sent:
        return "0"
    faults = "".join(f", {count} {fault}" for fault, count in attempts.faults.items())
    unmetered = f"; usage unknown for {attempts.unmetered}" if attempts.unmetered else ""
    usage = Usage(input_tokens=attempts.input_tokens, output_tokens=attempts.output_tokens)
    return f"{attempts.sent}{faults}; {tokens(usage)}{unmetered}"


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
