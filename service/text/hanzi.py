"""How common a character is and how it is read. The two tables in data/ say where they come from."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from service.text.characters import code_points

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Han characters, for use within a character class."""

CHINESE_PUNCTUATION = "，。、；：？！“”‘’（）《》—…·　"


@cache
def ranks() -> Mapping[str, int]:
    """The 3,500 commonest characters of Simplified Chinese, each with its rank from 0."""
    return MappingProxyType({character: rank for rank, character in enumerate("".join(_lines("common.txt")))})


@cache
def by_syllable() -> Mapping[str, str]:
    """Syllable with tone mark (NFC) to the characters read so, the commonest first."""
    return MappingProxyType(dict(line.split(" ") for line in _lines("readings.txt")))


@cache
def readings() -> Mapping[str, frozenset[str]]:
    """Character to its syllables."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for syllable, characters in by_syllable().items():
        for character in characters:
            found[character].add(syllable)
    return MappingProxyType({character: frozenset(syllables) for character, syllables in found.items()})


def is_reading(syllable: str, character: str) -> bool:
    """Whether the character can be read so. A character without an entry takes any legal syllable."""
    syllable = unicodedata.normalize("NFC", syllable)
    known = readings().get(character)
    return syllable in by_syllable() if known is None else syllable in known


def plausibility(text: str) -> float:
    """How much this looks like Chinese that someone wrote, per character other than ASCII: from -1 to 2.

    Common characters and Chinese punctuation count for it, rare and unassigned ones against it. Simplified only:
    convert first. 0.0 where there is nothing but ASCII.
    """
    points = code_points(text)
    points = points[points > 0x7F]
    return float(_worth()[points].mean()) if len(points) else 0.0


@cache
def _worth() -> npt.NDArray[np.float32]:
    """What each code point counts."""
    table = np.full(0x110000, -1.0, dtype=np.float32)
    for characters, worth in ((CHINESE_PUNCTUATION, 1.0), *zip(_by_rank(), (2.0, 1.0, 0.5), strict=True)):
        table[code_points(characters)] = worth
    return table


def _by_rank() -> tuple[str, str, str]:
    common = "".join(ranks())
    return common[:800], common[800:2000], common[2000:]


def _lines(name: str) -> list[str]:
    table = files("service.text").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in table.splitlines() if line and not line.startswith("#")]
