"""`zhailu export`, and `--also` of `zhailu batch`."""

from collections.abc import Mapping
from pathlib import Path

import typer

import schemas
from service.cli.progress import exporting
from service.errors import UsageError
from service.export import Format, check, destination, export


def export_command(out: Path, to: str, dest: Path | None, spec: str | None) -> int:
    """Writes the formats that `to` names; where they are goes to stdout. Raises UsageError, ExportError."""
    formats = check(to)
    if dest is not None and len(formats) > 1:
        raise UsageError("--dest is one place, --to names several formats", hint="give one format, or leave out --dest")
    places = {name: dest or destination(out, name) for name in formats}
    for name, place in places.items():
        if place.is_dir() != (name in ("csv", "parquet")) and place.exists():
            kind = "file" if place.is_file() else "folder"
            raise UsageError(f"{place} is a {kind}, which {name} is not", hint="give another --dest")
    export_to(out, places, spec)
    for place in places.values():
        typer.echo(str(place))
    return 0


def export_to(out: Path, places: Mapping[Format, Path], spec: str | None = None) -> None:
    """Writes the formats to their places, and on stderr how many rows there are, and what did not fit."""
    schema = None if spec is None else schemas.get(spec, folder=Path()).record_schema()
    with exporting(out) as told:
        exported = export(out, places, schema=schema, told=told)
    rows = ", ".join(f"{count:,} {table}" for table, count in exported.rows.items())
    typer.echo(f"exported: {rows}\nto: {', '.join(str(place) for place in places.values())}", err=True)
    for note in exported.notes:
        typer.echo(f"note: {note}", err=True)
