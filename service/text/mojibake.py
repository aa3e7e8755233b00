"""UTF-8 bytes read as something else: as Windows-1252 (`ä¸­å›½` for 中国) or as GBK (`涓浗` for 中国).

A run is read again only where its bytes are well-formed UTF-8 that is better Chinese than what stood there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from service.text.characters import (
    GBK_LAST,
    GBK_LEAD,
    GBK_NEXT,
    GBK_PART,
    WESTERN,
    WESTERN_LEAD,
    Flags,
    Mask,
    Positions,
    Scan,
    western_bytes,
)
from service.text.convert import simplified
from service.text.hanzi import HAN, plausibility, ranks
from service.text.mapped import MappedText, Offsets

_HAN = re.compile(f"[{HAN}]")
# Of two bytes only the signs that Chinese text has, as · and ×: the others are ordinary characters of GBK.
_UTF8 = re.compile(
    rb"(?:[\xc2\xc3][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\x00-\x7f])+"
)
_MIN_HAN = 2
_MIN_GAIN = 0.5
_MIN_WORTH = 0.0

# Bytes that Windows-1252 leaves undefined: a reader has the replacement character for each of them.
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
_LOST = "\ufffd"
_LOST_BYTE = 0xFF
_RARE = 3500
_MIN_DISTANCE = 8

_PIECE = 4096
_MAX_CUT = 8
_TORN = re.compile(rb"[\xe2-\xe9](?:\xff[\x80-\xbf]|[\x80-\xbf]\xff)")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a stretch of characters says: `text`, whose character i stands for those from `firsts[i]` to `lasts[i]`."""

    start: int
    end: int
    text: str
    firsts: Offsets
    lasts: Offsets

    @property
    def is_certain(self) -> bool:
        """Whether it is long enough not to be chance."""
        return len(_HAN.findall(self.text)) >= _MIN_HAN or _is_misread_itself(self.text)


def undo(source: MappedText, scan: Scan) -> MappedText:
    """Runs that are UTF-8 read as Windows-1252 or as GBK, given as what they are. `scan` is of the source's text."""
    for kinds, part, encode in (
        ((WESTERN_LEAD, WESTERN, WESTERN), WESTERN, _western_bytes),
        ((GBK_LEAD, GBK_NEXT, GBK_LAST), GBK_PART, _gbk_bytes),
    ):
        if all(map(scan.has, kinds)):
            leads = _in_a_row(scan.flags, *kinds)
            result = _reread(source, _around(leads, scan.mask(part)), encode) if len(leads) else source
            if result is not source:
                return result
    return source


def _in_a_row(flags: Flags, first: int, second: int, third: int) -> Positions:
    """Where characters of these three classes follow one another."""
    leads = np.flatnonzero((flags[:-2] & first) != 0)
    leads = leads[(flags[leads + 1] & second) != 0]
    found: Positions = leads[(flags[leads + 2] & third) != 0]
    return found


def _around(positions: Positions, mask: Mask) -> list[tuple[int, int]]:
    """The maximal runs of the mask that hold any of these positions."""
    breaks = np.concatenate([[-1], np.flatnonzero(~mask), [len(mask)]])
    following = np.unique(np.searchsorted(breaks, positions))
    return [(int(breaks[index - 1]) + 1, int(breaks[index])) for index in following]


def _western_bytes(text: str) -> list[bytes]:
    """Each character's byte, a lost one as well where it can be told."""
    data = bytes(_LOST_BYTE if character == _LOST else western_bytes()[character] for character in text)
    if _LOST in text:
        data = _TORN.sub(lambda found: _completed(found[0]), data)
    return [data[index : index + 1] for index in range(len(data))]


@lru_cache(maxsize=1024)
def _completed(torn: bytes) -> bytes:
    """With the byte that makes by far the commonest character, if any does."""
    candidates = [torn.replace(bytes([_LOST_BYTE]), bytes([byte])) for byte in _UNDEFINED]
    ranked = sorted((ranks().get(simplified(found.decode("utf-8", "replace")), _RARE), found) for found in candidates)
    (best, found), (second, _) = ranked[:2]
    return found if best < _RARE and second >= _MIN_DISTANCE * (best + 1) else torn


def _gbk_bytes(text: str) -> list[bytes]:
    return [character.encode("gb18030") for character in text]


def _reread(source: MappedText, ranges: list[tuple[int, int]], encode: Callable[[str], list[bytes]]) -> MappedText:
    """The source with its readings in place of what stood there: none, unless one of them is beyond doubt."""
    readings = [reading for start, end in ranges for reading in _within(source.text, start, end, encode)]
    if not any(reading.is_certain for reading in readings):
        return source
    texts: list[str] = []
    starts: list[Offsets] = []
    ends: list[Offsets] = []
    done = 0
    for reading in readings:
        kept = np.arange(done, reading.start, dtype=np.int32)
        texts += (source.text[done : reading.start], reading.text)
        starts += (kept, reading.firsts)
        ends += (kept + 1, reading.lasts)
        done = reading.end
    kept = np.arange(done, len(source), dtype=np.int32)
    return source.derive(
        "".join([*texts, source.text[done:]]), np.concatenate([*starts, kept]), np.concatenate([*ends, kept + 1])
    )


def _within(text: str, start: int, end: int, encode: Callable[[str], list[bytes]]) -> Iterator[_Reading]:
    """The readings of a range, taken in pieces: what a piece's end cuts in two goes to the next one."""
    while start < end:
        stop = min(start + _PIECE, end)
        done = start
        for reading in _readings(text[start:stop], start, encode):
            yield reading
            done = reading.end
        start = stop if stop == end else max(done, stop - _MAX_CUT)


def _readings(text: str, offset: int, encode: Callable[[str], list[bytes]]) -> Iterator[_Reading]:
    """The stretches of well-formed UTF-8 among the bytes of `text` that are better Chinese than its characters."""
    pieces = encode(text)
    whole = set(accumulate(map(len, pieces), initial=0))
    owners = np.repeat(np.arange(len(pieces), dtype=np.int32), [len(piece) for piece in pieces])
    for found in _UTF8.finditer(b"".join(pieces)):
        characters = found[0].decode("utf-8")
        offsets = list(accumulate((len(c.encode()) for c in characters), initial=found.start()))
        # Stretches begin and end in the middle of a character of GBK as often as not.
        first = next((index for index, place in enumerate(offsets) if place in whole), len(characters))
        last = next((index for index in range(len(offsets) - 1, first, -1) if offsets[index] in whole), first)
        if first == last:
            continue
        start, end = int(owners[offsets[first]]), int(owners[offsets[last] - 1]) + 1
        reading = characters[first:last]
        if _is_better(reading, text[start:end]) or _is_misread_itself(reading):
            edges = np.array(offsets[first : last + 1])
            firsts, lasts = owners[edges[:-1]] + np.int32(offset), owners[edges[1:] - 1] + np.int32(offset + 1)
            yield _Reading(start + offset, end + offset, reading, firsts, lasts)


def _is_better(reading: str, text: str) -> bool:
    return plausibility(simplified(reading)) >= max(_MIN_WORTH, plausibility(simplified(text)) + _MIN_GAIN)


def _is_misread_itself(reading: str) -> bool:
    """Whether Windows-1252 was read twice over."""
    scan = Scan(reading)
    leads = _in_a_row(scan.flags, WESTERN_LEAD, WESTERN, WESTERN)
    ranges = _around(leads, scan.mask(WESTERN)) if len(leads) else []
    return any(found.is_certain for a, b in ranges for found in _within(reading, a, b, _western_bytes))
