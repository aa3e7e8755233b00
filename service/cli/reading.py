"""Articles named on the command line, and what is shown of their text."""

import sys
from pathlib import Path

import typer

from service import text
from service.batch.reading import MAX_BYTES, article_of, read_article
from service.errors import UsageError
from service.types import Article


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


def show_text(file: str, *, plain: bool, diff: bool) -> int:
    """Prints what the model is shown of an article, or (`plain`) the clean text alone, or (`diff`) what was changed."""
    prepared = text.prepare(read(file).text)
    if diff:
        typer.echo("\n".join(text.diff(prepared)))
    else:
        typer.echo(prepared.clean.text if plain else text.render(prepared))
    return 0
