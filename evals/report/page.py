"""The report as one HTML file."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from evals.inlining import inlined
from evals.report.inputs import Earlier, Evaluation
from evals.report.payload import payload

ASSETS = files("evals.report") / "assets"
_STYLES = ("page.css", "explorer.css")
_SCRIPTS = (
    "words.js",
    "language.js",
    "dom.js",
    "marks.js",
    "data.js",
    "overview.js",
    "tables.js",
    "disputes.js",
    "reader.js",
    "cards.js",
    "explorer.js",
    "comparison.js",
    "reviews.js",
    "main.js",
)


def write(path: Path, evaluation: Evaluation, earlier: Earlier | None = None, *, made: datetime | None = None) -> None:
    """Write the report of `evaluation`, held against an `earlier` one if given. `made`: now, in UTC."""
    path.write_text(render(evaluation, earlier, made=made), encoding="utf-8", newline="")


def render(evaluation: Evaluation, earlier: Earlier | None = None, *, made: datetime | None = None) -> str:
    """The page."""
    return inlined(
        ASSETS / "page.html",
        styles=[ASSETS / name for name in _STYLES],
        scripts=[ASSETS / name for name in _SCRIPTS],
        data=payload(evaluation, earlier, made or datetime.now(UTC)),
    )
