"""Many changes of one kind, each made into a `Change` only when it is looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import overload

import numpy as np

from service.text.characters import Positions
from service.text.mapped import Edit, MappedText, Offsets
from service.text.prepared import Change, ChangeKind
from service.types import Span


@dataclass(frozen=True, slots=True, eq=False)
class Places(Sequence[Change]):
    """Changes under one rule: `original[starts[i]:ends[i]]` is now `after[firsts[i]:lasts[i]]`."""

    kind: ChangeKind
    rule: str
    original: str
    starts: Offsets
    ends: Offsets
    after: str
    firsts: Positions
    lasts: Positions

    @classmethod
    def deleted(cls, kind: ChangeKind, rule: str, source: MappedText, starts: Positions, ends: Positions) -> "Places":
        """What stands in these ranges of `source` is there no longer."""
        nothing = np.zeros(len(starts), dtype=np.intp)
        return cls(kind, rule, source.original, source.starts[starts], source.ends[ends - 1], "", nothing, nothing)

    @classmethod
    def rewritten(cls, kind: ChangeKind, rule: str, result: MappedText, starts: Positions, ends: Positions) -> "Places":
        """What stands in these ranges of `result` is new."""
        spans = result.starts[starts], result.ends[ends - 1]
        return cls(kind, rule, result.original, *spans, result.text, starts, ends)

    @classmethod
    def edited(cls, kind: ChangeKind, rule: str, source: MappedText, edits: Sequence[Edit]) -> "Places":
        """What `source.replace(edits)` changes."""
        lasts = np.cumsum([len(edit.new) for edit in edits], dtype=np.intp)
        firsts = np.concatenate([[0], lasts[:-1]])
        starts, ends = source.starts[[edit.start for edit in edits]], source.ends[[edit.end - 1 for edit in edits]]
        return cls(kind, rule, source.original, starts, ends, "".join(edit.new for edit in edits), firsts, lasts)

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        start, end = int(self.starts[index]), int(self.ends[index])
        span = Span(start=start, end=end, text=self.original[start:end])
        return Change(self.kind, self.rule, span, self.after[self.firsts[index] : self.lasts[index]])


class Changes(Sequence[Change]):
    """The changes of several rules or steps, one after the other."""

    __slots__ = ("_parts",)

    def __init__(self, *parts: Sequence[Change]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[Change]:
        return chain.from_iterable(self._parts)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        position = index + len(self) if index < 0 else index
        for part in self._parts:
            if 0 <= position < len(part):
                return part[position]
            position -= len(part)
        raise IndexError(f"{index} is not within {len(self)} changes")
