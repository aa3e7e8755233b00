"""`zhailu eval`."""

import json
from pathlib import Path

import typer
from rich.console import Console

import evals
from service.errors import UsageError


def evaluate(gold: Path, results: Path, articles: Path, *, as_json: bool) -> int:
    """Prints the scores of a run. Raises GoldError, and UsageError for a folder that is not there."""
    for option, folder in (("--gold", gold), ("--results", results), ("--articles", articles)):
        if not folder.is_dir():
            raise UsageError(f"{option}: there is no folder {folder}", hint=f"give another {option}")
    scores = evals.evaluate(gold, results, articles)
    if as_json:
        typer.echo(json.dumps(evals.as_json(scores), ensure_ascii=False, indent=2))
    else:
        evals.render(scores, Console())
    return 0
