"""The command that writes results as tables. As in `service.cli.app`, it imports what it needs when it runs."""
# ruff: noqa: PLC0415 - imports inside the command: `zhailu --help` must not wait for them

from pathlib import Path
from typing import Annotated

import typer

_EXPORT_EXAMPLES = """\b
    zhailu export out --to csv                     out/csv/projects.csv, out/csv/articles.csv, …
    zhailu export out --to xlsx --dest brief.xlsx
    zhailu export out --to sqlite,parquet
"""

app = typer.Typer(rich_markup_mode=None)


@app.command(epilog=_EXPORT_EXAMPLES)
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `zhailu batch` wrote.")],
    *,
    to: Annotated[str, typer.Option(metavar="FORMATS", help="csv, parquet, sqlite, xlsx, or several (csv,xlsx).")],
    dest: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="A folder for csv and parquet, a file for sqlite and xlsx. "
            "[default: csv, parquet, results.sqlite, results.xlsx in OUT]",
        ),
    ] = None,
    schema: Annotated[
        str | None,
        typer.Option("--schema", "-s", metavar="S", help="Of the records. [default: what OUT/schema.json says]"),
    ] = None,
) -> int:
    """Write a run's results as tables: one a record type, with the articles, the evidence, issues and failures.

    Every row has its article's id. A value read from the text has columns of its own for number, unit, currency or
    date, and one for its support. `evidence` has the sentences, and the table of that name each span by its characters.
    """
    from service.cli import exporting

    return exporting.export_command(out, to, dest, schema)
