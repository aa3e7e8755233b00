"""How common a character is and how it is read. The two tables in data/ say where they come from."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Han characters, for use within a character class."""


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
    counts = {character: n for character, n in Counter(text).items() if character > "\x7f"}
    total = sum(counts.values())
    return sum(_worth(character) * n for character, n in counts.items()) / total if total else 0.0


def _worth(character: str) -> float:
    rank = ranks().get(character)
    if rank is not None:
        return 2.0 if rank < 800 else 1.0 if rank < 2000 else 0.5
    return 1.0 if character in "，。、；：？！“”‘’（）《》—…·　" else -1.0


def _lines(name: str) -> list[str]:
    table = files("service.text").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in table.splitlines() if line and not line.startswith("#")]
