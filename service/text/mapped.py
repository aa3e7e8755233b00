"""A text together with the place in the original article that each of its characters comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.text.characters import Mask, Points, Positions, code_points, text_of
from service.types import Span

Offsets = npt.NDArray[np.int32]


class Edit(NamedTuple):
    """The characters from `start` to `end` (exclusive, of the text edited) give way to `new`."""

    start: int
    end: int
    new: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class MappedText:
    """`text`, and for each of its characters the part of `original` that it stands for.

    Character i stands for `original[starts[i]:ends[i]]`. Both arrays never decrease, so a range of the text is a range
    of the original. Instances are immutable: every operation returns a new one.
    """

    text: str
    original: str
    starts: Offsets
    ends: Offsets

    @classmethod
    def of(cls, original: str) -> "MappedText":
        """The original itself, each character standing for itself."""
        starts = np.arange(len(original), dtype=np.int32)
        return cls(original, original, starts, starts + 1)

    def __len__(self) -> int:
        return len(self.text)

    def span(self, start: int, end: int) -> Span:
        """The part of the original that `text[start:end]` stands for.

        An empty range gives an empty span where its next character begins. Raises IndexError outside the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"{start}:{end} is not within 0:{len(self.text)}")
        if start == end:
            begin = finish = int(self.starts[start]) if start < len(self.text) else len(self.original)
        else:
            begin, finish = int(self.starts[start]), int(self.ends[end - 1])
        return Span(start=begin, end=finish, text=self.original[begin:finish])

    def slice(self, start: int, end: int) -> "MappedText":
        """The part from `start` to `end`, still mapped to the whole original."""
        return MappedText(self.text[start:end], self.original, self.starts[start:end], self.ends[start:end])

    def derive(self, text: str, starts: Offsets, ends: Offsets) -> "MappedText":
        """A text whose character i stands for `self.text[starts[i]:ends[i]]`; every such range must be non-empty."""
        return MappedText(text, self.original, self.starts[starts], self.ends[ends - 1])

    def with_text(self, text: str) -> "MappedText":
        """The same length, other characters. Raises ValueError where the lengths differ."""
        if len(text) != len(self.text):
            raise ValueError(f"{len(text)} characters cannot stand for {len(self.text)} one by one")
        return MappedText(text, self.original, self.starts, self.ends)

    def replace(self, edits: Sequence[Edit]) -> "MappedText":
        """All edits at once. They are in order, do not overlap, and replace something (start < end).

        A replacement as long as what it replaces is mapped character by character, any other as a whole.
        """
        if not edits:
            return self
        texts: list[str] = []
        starts: list[Offsets] = []
        ends: list[Offsets] = []
        done = 0
        for start, end, new in edits:
            if not done <= start < end <= len(self.text):
                raise ValueError(f"edit {start}:{end} is empty, out of order, or not within {done}:{len(self.text)}")
            texts.append(self.text[done:start])
            starts.append(self.starts[done:start])
            ends.append(self.ends[done:start])
            if new:
                aligned = len(new) == end - start
                texts.append(new)
                starts.append(_sources(self.starts[start:end], len(new), aligned=aligned, at=0))
                ends.append(_sources(self.ends[start:end], len(new), aligned=aligned, at=-1))
            done = end
        texts.append(self.text[done:])
        starts.append(self.starts[done:])
        ends.append(self.ends[done:])
        return MappedText("".join(texts), self.original, np.concatenate(starts), np.concatenate(ends))

    def delete(self, ranges: Sequence[tuple[int, int]]) -> "MappedText":
        """Without the given ranges, which are in order and do not overlap."""
        return self.replace([Edit(start, end) for start, end in ranges])

    def keep(self, mask: Mask, points: Points) -> "MappedText":
        """Only the characters for which the mask is true. `points` are the code points of the whole text."""
        return MappedText(text_of(points[mask]), self.original, self.starts[mask], self.ends[mask])


def _sources(offsets: Offsets, length: int, *, aligned: bool, at: int) -> Offsets:
    return offsets if aligned else np.full(length, offsets[at], dtype=np.int32)


def differing(before: str, after: str) -> Positions:
    """The offsets at which two texts of one length differ."""
    if before == after:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero(code_points(before) != code_points(after))
