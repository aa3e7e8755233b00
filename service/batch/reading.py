"""From a file to an article."""

import os
from dataclasses import asdict
from pathlib import Path

from service.errors import ArticleError, EmptyArticle, UnreadableArticle
from service.text.formats import MAX_BYTES, read
from service.types import Article


def read_article(path: Path, article_id: str) -> Article:
    """The article in a file: plain text, a saved page or a document. Raises ArticleError, as `article_of` does."""
    try:
        # A pipe put in the file's place since it was listed must not block the run.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:  # noqa: PTH123 - Path.open takes no descriptor
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableArticle(
            f"cannot read {article_id}: {error.strerror}", hint="check that the file is there and readable"
        ) from error
    return article_of(data or b"", article_id, name=path.name)


def article_of(data: bytes, article_id: str, *, name: str | None = None) -> Article:
    """The article in the bytes of a file, of that name if it has one.

    Raises UnreadableArticle (too large, damaged, encrypted), NotText, EmptyArticle, or FormatNotInstalled.
    """
    try:
        document = read(data, name)
    except ArticleError as error:
        raise type(error)(f"{article_id}: {error.message}", hint=error.hint) from error
    if not document.text.strip():
        raise EmptyArticle(f"{article_id} holds no text", hint="give a file with the text of an article")
    return Article(id=article_id, **asdict(document))
