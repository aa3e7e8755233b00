"""`zhailu eval`."""

import json
import sys
from pathlib import Path

import typer
from rich.console import Console

import evals
from evals import report as pages
from service.errors import UsageError

_PIPE_WIDTH = 120


def evaluate(gold: Path, results: Path, articles: Path, *, report: Path | None, as_json: bool) -> int:
    """Prints the scores of a run, and writes them to `report` as a page.

    Raises GoldError, and UsageError for a folder that is not there or a page that cannot be written.
    """
    for option, folder in (("--gold", gold), ("--results", results), ("--articles", articles)):
        if not folder.is_dir():
            raise UsageError(f"{option}: there is no folder {folder}", hint=f"give another {option}")
    scores = evals.evaluate(gold, results, articles)
    if report is not None:
        _write(report, pages.load(scores, gold, results, articles))
    if as_json:
        typer.echo(json.dumps(evals.as_json(scores), ensure_ascii=False, indent=2))
    else:
        # In a pipe there is no width to keep to: headings must not be cut.
        evals.render(scores, Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH))
    return 0


def _write(report: Path, evaluation: pages.Evaluation) -> None:
    try:
        pages.write(report, evaluation)
    except OSError as error:
        message = f"--report: cannot write {report}: {error.strerror}"
        raise UsageError(message, hint="give a file in a folder that is there") from error
