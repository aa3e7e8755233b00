"""Words of Taiwan or Hong Kong that the mainland has others for, as 軟體 for 软件, found with OpenCC's tables."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from service.text.mapped import Edit

CONFIGS = {"zh-tw": "tw2sp", "zh-hk": "hk2sp"}
"""OpenCC's configuration for each region."""

Conversion: TypeAlias = Callable[[str], str]

# None of these is within a word of OpenCC's tables: what stands between them is converted by itself.
_SEPARATOR = re.compile(r"[\n，。；：！？,;:!?《》“”()（）]+")
_LONGEST_WORD = 16


def replacements(text: str, regional: Conversion, plain: Conversion) -> Iterator[Edit]:
    """Edits for the words that the conversion `regional` writes otherwise than `plain`, which keeps lengths.

    Where a range is as small as the conversion allows: no part of it, converted alone, gives its part of the whole.
    """
    converted, simple = regional(text), plain(text)
    if converted == simple:
        return
    parts, changed = _parts(text), _parts(converted)
    if len(parts) != len(changed):
        raise ValueError(f"{len(parts)} parts became {len(changed)}")
    for (start, part), (_, new) in zip(parts, changed, strict=True):
        if simple[start : start + len(part)] != new:
            yield from _smallest(part, new, start, regional, plain)


def _parts(text: str) -> list[tuple[int, str]]:
    edges = [0]
    for found in _SEPARATOR.finditer(text):
        edges += found.span()
    edges.append(len(text))
    return [(start, text[start:end]) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _smallest(part: str, new: str, offset: int, regional: Conversion, plain: Conversion) -> Iterator[Edit]:
    pending = [(part, new, offset)]
    while pending:
        part, new, offset = pending.pop()
        if plain(part) == new:
            continue
        cut = _cut(part, new, regional)
        if cut is None:
            yield Edit(offset, offset + len(part), new)
        else:
            left, right = cut
            pending.append((part[left:], new[right:], offset + left))
            pending.append((part[:left], new[:right], offset))


def _cut(part: str, new: str, regional: Conversion) -> tuple[int, int] | None:
    """Where both can be divided so that each half converts to its own, as near the middle as may be."""
    middle = len(part) // 2
    nearby = range(max(1, middle - _LONGEST_WORD), min(len(part), middle + _LONGEST_WORD + 1))
    for place in sorted(nearby, key=lambda place: abs(place - middle)):
        left = regional(part[:place])
        if new.startswith(left) and left + regional(part[place:]) == new:
            return place, len(left)
    return None
