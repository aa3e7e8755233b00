"""Where evidence stands in an article's original text, in the units in which a browser counts characters."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import accumulate

from evals.passages import prepared
from service.errors import ArticleError
from service.ground.matching import fold
from service.text import MappedText

_ASTRAL = 0x10000


class Passages:
    """Finds passages in one text."""

    def __init__(self, text: str) -> None:
        self._text, self._folded = text, fold(text)

    def find(self, passage: str) -> tuple[int, int] | None:
        """The first place of `passage` (code points, end exclusive), as it is or else folded; None if it is nowhere."""
        start = self._text.find(passage)
        if start >= 0:
            return start, start + len(passage)
        return next(self._folded.occurrences(fold(passage).text), None)


class Quotes:
    """Finds quoted passages of the clean text, or of the original itself, in one article."""

    def __init__(self, original: str) -> None:
        forms = [MappedText.of(original)]
        # Of an article without prose, the original alone can be quoted.
        with suppress(ArticleError):
            forms.insert(0, prepared(original).clean)
        self._forms = [(form, Passages(form.text)) for form in forms]

    def find(self, passage: str) -> tuple[int, int] | None:
        """The first place of `passage` in the original (code points, end exclusive); None if it is nowhere."""
        for form, passages in self._forms:
            place = passages.find(passage)
            if place is not None:
                span = form.span(*place)
                return span.start, span.end
        return None


def utf16(text: str) -> Callable[[int], int]:
    """Turns an offset in code points of `text` into one in UTF-16 units. An offset outside it becomes its end."""
    if not any(ord(character) >= _ASTRAL for character in text):
        return lambda offset: min(offset, len(text))
    units = list(_units(text))
    return lambda offset: units[min(offset, len(text))]


def _units(text: str) -> Iterator[int]:
    return accumulate((1 + (ord(character) >= _ASTRAL) for character in text), initial=0)
