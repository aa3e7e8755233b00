"""From a file to an article."""

import os
from pathlib import Path

from service.errors import EmptyArticle, UnreadableArticle
from service.text import decode
from service.types import Article

MAX_BYTES = 4_000_000
"""More than the longest news article by two orders of magnitude; what is larger is no article."""


def read_article(path: Path, article_id: str) -> Article:
    """The article in a file. Raises UnreadableArticle, NotText or EmptyArticle."""
    try:
        # A pipe put in the file's place since it was listed must not block the run.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:  # noqa: PTH123 - Path.open takes no descriptor
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableArticle(
            f"cannot read {article_id}: {error.strerror}", hint="check that the file is there and readable"
        ) from error
    return article_of(data or b"", article_id)


def article_of(data: bytes, article_id: str) -> Article:
    """The article in bytes of an unknown encoding. Raises UnreadableArticle (too large), NotText or EmptyArticle."""
    if len(data) > MAX_BYTES:
        raise UnreadableArticle(
            f"{article_id} is larger than {MAX_BYTES:,} bytes", hint="give one article a file, as plain text"
        )
    text = decode(data).text
    if not text.strip():
        raise EmptyArticle(f"{article_id} holds no text", hint="give a file with the text of an article")
    return Article(id=article_id, text=text)
