"""Pinyin that a converter put in brackets after characters, as in 過(guò)程."""

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.text.characters import HAN, LETTER, OPEN, SYLLABLE_LETTERS, Mask, Points, Positions, Scan, code_points
from service.text.convert import simplified
from service.text.hanzi import by_syllable, is_reading, ranks, readings

SYLLABLE = rf"[{SYLLABLE_LETTERS}]{{1,8}}"

# A text about characters spells out one or two; a converter annotates them all.
_MIN_COUNT = 3
_MIN_SHARE = 1 / 50
_MIN_SHARE_OF_COMMON = 1 / 250
_COMMON = 2000
_MOST = 0.8

_LONGEST = 8
_BITS = 6
_CLOSE = 63
_WEIGHTS = np.uint64(1) << _BITS * np.arange(_LONGEST, dtype=np.uint64)
_COMPOSED = len(SYLLABLE_LETTERS) - 5  # what follows are the tone marks alone
_AT_ONCE = 8192

Keys = npt.NDArray[np.uint64]


class Annotations(NamedTuple):
    """Where brackets with letters of pinyin follow a character, and whether it can be read so."""

    starts: Positions
    ends: Positions
    right: Mask


def annotations(text: str, scan: Scan) -> Annotations:
    """Every `(letters)` after a Han character. `scan` is of the text."""
    if not scan.has(OPEN):
        return _NONE
    starts = np.flatnonzero((scan.flags[1:-1] & OPEN) != 0) + 1
    starts = starts[((scan.flags[starts - 1] & HAN) != 0) & ((scan.flags[starts + 1] & LETTER) != 0)]
    if not len(starts):
        return _NONE
    parts = [_closed(text, scan, starts[at : at + _AT_ONCE]) for at in range(0, len(starts), _AT_ONCE)]
    return parts[0] if len(parts) == 1 else Annotations(*map(np.concatenate, zip(*parts, strict=True)))


def _closed(text: str, scan: Scan, starts: Positions) -> Annotations:
    """Those of the opening brackets that close after at most 8 letters."""
    codes = _codes().take(_following(scan.points, starts))
    lengths = np.argmax((codes == 0) | (codes == _CLOSE), axis=1)
    closed = np.flatnonzero(codes[np.arange(len(starts)), lengths] == _CLOSE)
    starts, lengths, codes = starts[closed], lengths[closed], codes[closed, :_LONGEST]
    codes *= np.arange(_LONGEST) < lengths[:, None]
    keys = codes @ _WEIGHTS
    ends = starts + lengths + 2
    right = _are_readings(keys, scan.points[starts - 1])
    for index in np.flatnonzero((codes > _COMPOSED).any(axis=1)).tolist():
        start, end = int(starts[index]), int(ends[index])
        right[index] = is_reading(text[start + 1 : end - 1], text[start - 1])
    return Annotations(starts, ends, right)


def _following(points: Points, places: Positions) -> Points:
    """For each of the places, which are in order, a row of the characters after it; 0 stands beyond the end."""
    width = _LONGEST + 1
    if places[-1] + width >= len(points):
        points = np.concatenate([points, np.zeros(width, dtype=points.dtype)])
    windows: Points = np.ndarray((len(points) - width + 1, width), points.dtype, points, strides=2 * points.strides)
    return windows[places + 1]


def removals(text: str, scan: Scan, *, certain: bool = False) -> tuple[Positions, Positions]:
    """The ranges of inserted pinyin: readings of the character they follow, all through the text.

    Few of them count only where it is `certain` that a converter was at work, for instance from what it tore.
    """
    found = annotations(text, scan)
    starts, ends = found.starts[found.right], found.ends[found.right]
    if not certain and not _is_of_converter(text, starts, ends, scan.han_count):
        return _NONE.starts, _NONE.ends
    return starts, _with_repetitions(text, starts, ends, scan)


def _is_of_converter(text: str, starts: Positions, ends: Positions, han_count: int) -> bool:
    """Whether there are so many that nobody wrote them; or some, and after characters whose reading everybody knows.

    A writer annotates rare characters, or one that can be read in two ways, with both.
    """
    if len(starts) < _MIN_COUNT or len(starts) >= _MIN_SHARE * han_count:
        return len(starts) >= _MIN_COUNT
    if len(starts) < _MIN_SHARE_OF_COMMON * han_count:
        return False
    annotated = [(text[start - 1], text[start:end]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    common = sum(ranks().get(simplified(character), _COMMON) < _COMMON for character, _ in annotated)
    one_reading = len(set(annotated)) == len({character for character, _ in annotated})
    return one_reading and common >= _MOST * len(annotated)


def is_syllable(letters: str) -> bool:
    """Whether this is a legal syllable, tone mark included where it has one."""
    return unicodedata.normalize("NFC", letters) in by_syllable()


def _with_repetitions(text: str, starts: Positions, ends: Positions, scan: Scan) -> Positions:
    """The ends, beyond the same brackets again: 過(guò)(guò)."""
    followed = (scan.flags[np.minimum(ends, len(text) - 1)] & OPEN) != 0
    for index in np.flatnonzero(followed).tolist():
        start, end = int(starts[index]), int(ends[index])
        brackets = text[start:end]
        while text.startswith(brackets, end):
            end += len(brackets)
        ends[index] = end
    return ends


def _are_readings(keys: Keys, characters: npt.NDArray[np.uint32]) -> Mask:
    """For each syllable whether its character is read so. A character without an entry takes any legal syllable."""
    table = _table()
    known = (characters < len(table.known)) & table.known[np.minimum(characters, len(table.known) - 1)]
    pairs = keys | (characters.astype(np.uint64) << np.uint64(_BITS * _LONGEST))
    return np.where(known, _among(pairs, table.pairs), _among(keys, table.syllables))


def _among(keys: Keys, table: Keys) -> Mask:
    found: Mask = table[np.minimum(np.searchsorted(table, keys), len(table) - 1)] == keys
    return found


class _Table(NamedTuple):
    """Syllables of 6 bits a letter, with and without a character in the upper 16 bits; both are sorted."""

    syllables: Keys
    pairs: Keys
    known: Mask


@cache
def _table() -> _Table:
    codes = _codes()
    syllables: list[int] = []
    pairs: list[Keys] = []
    for syllable, characters in by_syllable().items():
        points = code_points(syllable)
        key = sum(int(codes[point]) << (_BITS * place) for place, point in enumerate(points))
        syllables.append(key)
        pairs.append(np.uint64(key) | (code_points(characters).astype(np.uint64) << np.uint64(_BITS * _LONGEST)))
    known = np.zeros(0x10000, dtype=np.bool_)
    known[code_points("".join(readings()))] = True
    return _Table(np.sort(np.array(syllables, dtype=np.uint64)), np.sort(np.concatenate(pairs)), known)


@cache
def _codes() -> npt.NDArray[np.uint8]:
    """Code point to the number of a letter from 1, to 63 for the closing bracket, else to 0."""
    table = np.zeros(0x110000, dtype=np.uint8)
    table[code_points(SYLLABLE_LETTERS)] = np.arange(1, len(SYLLABLE_LETTERS) + 1)
    table[ord(")")] = _CLOSE
    return table


_NOWHERE: Positions = np.empty(0, dtype=np.intp)
_NONE = Annotations(_NOWHERE, _NOWHERE, np.empty(0, dtype=np.bool_))
