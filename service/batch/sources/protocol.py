"""Where articles come from."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from service.types import Article


class Entry(NamedTuple):
    """One article of a source. `place` is where to find it again: a path, an offset, a row."""

    id: str
    place: str


class Skipped(NamedTuple):
    """Something in a source that is no article, and why."""

    id: str
    reason: str


class Source(Protocol):
    """Articles in a fixed order, of any number: they are listed one by one, and each is read when its turn comes."""

    def entries(self) -> Iterator[Entry | Skipped]:
        """All there is, in input order; ids are unique. Raises UsageError if the source cannot be listed."""
        ...

    def read(self, entry: Entry) -> Article:
        """One article. Called from several threads at once. Raises ArticleError if it gives none."""
        ...
