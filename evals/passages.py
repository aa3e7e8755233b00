"""Spans and quoted passages as ranges of an article's clean text, where two of them can be held against each other.

The original may have pinyin after each character, or Traditional characters: there a passage as labelled and the span
that a result cites would differ in length and letters, though they say the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np

from service.ground.matching import Folded, fold
from service.text import Prepared, prepare
from service.types import Span

Positions = frozenset[int]

OVERLAP = 0.5
_ARTICLES = 4


class ArticleText:
    """One article: its clean text, found by what a result cites and by what a gold file quotes."""

    def __init__(self, original: str) -> None:
        """Raises ArticleError where `original` holds no text."""
        self.original = original
        self._clean = prepared(original).clean
        self._folded: Folded | None = None

    @property
    def clean(self) -> str:
        return self._clean.text

    def text_of(self, spans: Iterable[Span]) -> str:
        """The clean text of what is cited, a line for each span."""
        return "\n".join("".join(self.clean[i] for i in range(*self._range(span))) for span in spans)

    def cited(self, spans: Iterable[Span]) -> Positions:
        """The characters of the clean text that are cited."""
        return frozenset(i for span in spans for i in range(*self._range(span)))

    def quoted(self, passage: str) -> Positions:
        """The characters of the clean text that the passage quotes, at the first place; none if it is not there."""
        if self._folded is None:
            self._folded = fold(self.clean)
        folded = fold(passage).text
        start = self._folded.text.find(folded) if folded else -1
        if start < 0:
            return frozenset()
        return frozenset(range(self._folded.at[start], self._folded.at[start + len(folded) - 1] + 1))

    def _range(self, span: Span) -> tuple[int, int]:
        """The characters that stand for nothing outside the span."""
        first = int(np.searchsorted(self._clean.starts, span.start, side="left"))
        last = int(np.searchsorted(self._clean.ends, span.end, side="right"))
        return first, max(first, last)


@lru_cache(maxsize=_ARTICLES)
def prepared(original: str) -> Prepared:
    """`prepare(original)`; of the last few articles it is remembered. Raises ArticleError."""
    return prepare(original)


def overlaps(cited: Positions, accepted: Sequence[Positions]) -> bool:
    """Whether the intersection over union of what is cited is at least one half, with one accepted passage or all."""
    return any(_iou(cited, passage) >= OVERLAP for passage in _targets(accepted))


def _targets(accepted: Sequence[Positions]) -> Iterator[Positions]:
    yield from accepted
    yield frozenset().union(*accepted)


def _iou(one: Positions, other: Positions) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
