"""Pinyin that a converter put in brackets after characters, as in 過(guò)程."""

import re
import unicodedata
from collections.abc import Iterator

from service.text.hanzi import HAN, by_syllable, is_reading
from service.text.mapped import Edit

SYLLABLE = r"[a-zêüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u0308\u030c]{1,8}"
_BRACKETED = re.compile(rf"(?<=[{HAN}])\(({SYLLABLE})\)(?:\(\1\))*")
_HAN = re.compile(f"[{HAN}]")

# A text about characters spells out one or two; a converter annotates them all.
_MIN_COUNT = 3
_MIN_SHARE = 1 / 50


def removals(text: str) -> list[Edit]:
    """Edits that delete inserted pinyin: readings of the character they follow, all through the text."""
    found = [Edit(start, end) for start, end in _annotations(text)]
    if len(found) < _MIN_COUNT or len(found) < _MIN_SHARE * len(_HAN.findall(text)):
        return []
    return found


def is_syllable(letters: str) -> bool:
    """Whether this is a legal syllable, tone mark included where it has one."""
    return unicodedata.normalize("NFC", letters) in by_syllable()


def _annotations(text: str) -> Iterator[tuple[int, int]]:
    for found in _BRACKETED.finditer(text):
        if is_reading(found[1], text[found.start() - 1]):
            yield found.span()
