"""What an article of a source is: readable, under which key, or a failure."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from service.batch.sources import Entry, Source
from service.errors import ArticleError
from service.ledger import Found, Item
from service.types import Article, ArticleReference, Failure

Key: TypeAlias = Callable[[Article], str]
"""The key of an article's result: two articles with the same one are worked on once."""


@dataclass(frozen=True)
class Seen:
    """An entry of the list that was looked at: its article with its key, or the failure that it is."""

    item: Item
    article: Article | None = None
    key: str | None = None
    failure: Failure | None = None

    @property
    def found(self) -> Found:
        """The same for the list."""
        return Found(
            self.item.position,
            self.key,
            None if self.article is None else len(self.article.text),
            None if self.failure is None else self.failure.to_json(),
        )


def look(source: Source, item: Item, *, key: Key, schema: str) -> Seen:
    """Reads an article and finds its key; one that cannot be read is a failure, with the schema of that id."""
    try:
        article = source.read(Entry(item.id, item.place))
    except ArticleError as error:
        # There is no text to count or hash.
        reference = ArticleReference(id=item.id, sha256=sha256(b"").hexdigest(), chars=0)
        return Seen(item, failure=Failure.of(reference, schema, error))
    return Seen(item, article, key(article))
