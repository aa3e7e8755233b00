"""Finds a value in the clean text although width, case, blanks or marks differ, and never by mere similarity."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Range = tuple[int, int]

_SAME = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "—": "-", "–": "-", "－": "-", "﹔": ";"}
)
_DROPPED = frozenset("\"'『』《》〈〉 \u3000\t\n\r")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with everything that does not count taken out: `at[i]` is where `text[i]` came from."""

    text: str
    at: tuple[int, ...]

    def occurrences(self, value: str) -> Iterator[Range]:
        """Where `value` (folded) stands, in offsets of the unfolded text, whole numbers and words only."""
        start = self.text.find(value) if value else -1
        while start >= 0:
            end = start + len(value)
            if _whole(self.text, start, end):
                yield self.at[start], self.at[end - 1] + 1
            start = self.text.find(value, start + 1)


def fold(text: str) -> Folded:
    """NFKC, casefolded, one form of quotation marks and dashes; quotation marks, book marks and blanks taken out."""
    letters = [*map(_letters, text)]
    at = [i for i, found in enumerate(letters) for _ in found]
    return Folded("".join(letters), tuple(at))


@lru_cache(maxsize=1 << 14)
def _letters(char: str) -> str:
    """What counts of a character; texts are made of a few thousand different ones."""
    folded = unicodedata.normalize("NFKC", char).casefold().translate(_SAME)
    return "".join(letter for letter in folded if letter not in _DROPPED)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no digit is cut: 5% does not stand in 15%, nor 1.2 in 1.25, nor 年 2 in 年 20."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start].isdigit() and (before.isdigit() or (before in ".," and text[start - 2 : start - 1].isdigit())):
        return False
    more = text[end + 1 : end + 2]
    return not (text[end - 1].isdigit() and (after.isdigit() or (after in ".," and more.isdigit())))


def nearest(found: Sequence[Range], homes: Sequence[Range]) -> Range | None:
    """Of several places the one inside `homes`, else the one closest to them, else the first."""
    if not found:
        return None
    if not homes:
        return found[0]
    return min(found, key=lambda place: (min(_distance(place, home) for home in homes), place))


def _distance(place: Range, home: Range) -> int:
    if home[0] <= place[0] and place[1] <= home[1]:
        return 0
    return min(abs(place[0] - home[1]), abs(home[0] - place[1])) + 1
