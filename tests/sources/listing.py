"""A source read to its end."""

from service.batch.sources import Skipped, Source
from service.errors import ArticleError
from service.types import Article


def outcomes(source: Source) -> dict[str, Article | ArticleError]:
    """What each entry gives, in order, read last to first: a source must not count on the order."""
    entries = [entry for entry in source.entries() if not isinstance(entry, Skipped)]
    assert len({entry.id for entry in entries}) == len(entries)
    read: dict[str, Article | ArticleError] = {}
    for entry in reversed(entries):
        try:
            read[entry.id] = source.read(entry)
        except ArticleError as error:
            read[entry.id] = error
    return {entry.id: read[entry.id] for entry in entries}


def texts(source: Source) -> dict[str, str]:
    """The text of each article, or the code of its error."""
    return {name: found.text if isinstance(found, Article) else found.code for name, found in outcomes(source).items()}
