"""UTF-8 bytes read as something else: as Windows-1252 (`ä¸­å›½` for 中国) or as GBK (`涓浗` for 中国)."""

import re
from collections.abc import Callable
from functools import cache

import numpy as np

from service.text.convert import simplified
from service.text.hanzi import HAN, plausibility
from service.text.mapped import MappedText, Offsets

_HAN = re.compile(f"[{HAN}]")
_WESTERN_RUN = re.compile(r"[\u0080-\u00ffŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{3,}")
_MIN_HAN = 2
_MIN_GAIN = 0.5


@cache
def _western() -> dict[str, int]:
    table = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        character = bytes([byte]).decode("cp1252", "replace")
        table[character] = byte
    table.pop("\ufffd", None)
    return table


def undo(source: MappedText) -> MappedText:
    """Runs of Windows-1252 and lines of GBK that are well-formed UTF-8, given as what they are if that is Chinese."""
    western = [found.span() for found in _WESTERN_RUN.finditer(source.text)]
    source = _undo(source, western, _western_bytes)
    lines = [found.span() for found in re.finditer(r"[^\n]+", source.text) if _may_be_utf8(found[0])]
    return _undo(source, lines, _gbk_bytes)


def _may_be_utf8(line: str) -> bool:
    """Whether the line's GBK bytes are UTF-8 too. Nearly always not, which is soon seen."""
    try:
        line.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return False
    return not line.isascii()


def _western_bytes(text: str) -> list[bytes]:
    return [bytes([_western()[character]]) for character in text]


def _gbk_bytes(text: str) -> list[bytes]:
    return [character.encode("gb18030") for character in text]


def _undo(source: MappedText, ranges: list[tuple[int, int]], encode: Callable[[str], list[bytes]]) -> MappedText:
    texts: list[str] = []
    starts: list[Offsets] = []
    ends: list[Offsets] = []
    done = 0
    for start, end in ranges:
        decoded = _decoded(source.text[start:end], encode)
        if decoded is None:
            continue
        text, first, last = decoded
        kept = np.arange(done, start, dtype=np.int32)
        texts += (source.text[done:start], text)
        starts += (kept, first + start)
        ends += (kept + 1, last + start)
        done = end
    if not done:
        return source
    kept = np.arange(done, len(source), dtype=np.int32)
    return source.derive(
        "".join([*texts, source.text[done:]]), np.concatenate([*starts, kept]), np.concatenate([*ends, kept + 1])
    )


def _decoded(text: str, encode: Callable[[str], list[bytes]]) -> tuple[str, Offsets, Offsets] | None:
    """The UTF-8 reading of the text's bytes, and the range of `text` that each of its characters comes from."""
    try:
        pieces = encode(text)
        decoded = b"".join(pieces).decode("utf-8")
    except (UnicodeError, KeyError):
        return None
    if len(_HAN.findall(decoded)) < _MIN_HAN:
        return None
    if plausibility(simplified(decoded)) < plausibility(simplified(text)) + _MIN_GAIN:
        return None
    owners = np.repeat(np.arange(len(pieces), dtype=np.int32), [len(piece) for piece in pieces])
    edges = np.cumsum([0, *(len(character.encode()) for character in decoded)])
    return decoded, owners[edges[:-1]], owners[edges[1:] - 1] + np.int32(1)
