"""Articles named on the command line, and what is shown of their text."""

import os
import sys
from enum import Enum
from pathlib import Path

import typer

from service import text
from service.batch.reading import article_of, read_article
from service.errors import UsageError
from service.text.formats import MAX_BYTES
from service.types import Article, Vocabulary

_COLOURS = {"-": typer.colors.RED, "~": typer.colors.YELLOW, "=": typer.colors.CYAN}


class View(Enum):
    """What of an article's text is shown: the numbered sentences as the model reads them, the clean text, what was
    changed, or the text as it was read.
    """

    NUMBERED = "numbered"
    PLAIN = "plain"
    DIFF = "diff"
    EXTRACTED = "extracted"


def read(file: str) -> Article:
    """The article in a file, or on stdin for `-`. Raises UsageError for what is no file, and ArticleError."""
    if file == "-":
        return article_of(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin")
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"{file} is a folder", hint=f"zhailu batch {file} --out OUT")
    if not path.exists():
        raise UsageError(f"{file} does not exist", hint="give the path of an article, or - for stdin")
    return read_article(path, path.name)


def show_text(file: str, view: View, vocabulary: Vocabulary) -> int:
    """Prints an article in this view."""
    article = read(file)
    if view is View.EXTRACTED:
        # Not a character more or less than what offsets count in.
        typer.echo(article.text, nl=False)
        return 0
    prepared = text.prepare(article.text, vocabulary)
    if view is View.DIFF:
        if article.format != "text":
            typer.echo(f"note: offsets count in the text of the {article.format}, which --extracted shows", err=True)
        for line in text.diff(prepared):
            typer.echo(typer.style(line, fg=_COLOURS.get(line[0])), color=_colour())
    else:
        typer.echo(prepared.clean.text if view is View.PLAIN else text.render(prepared))
    return 0


def _colour() -> bool | None:
    """None leaves it to whether stdout is a terminal."""
    return False if os.environ.get("NO_COLOR") else None
