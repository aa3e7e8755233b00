"""How likely it is that a character follows another in Chinese that someone wrote.

The model takes a text for words drawn one by one, each as often as the table in data/ has it: a character follows
another within a word, or begins one where the other ended one.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from math import log
from types import MappingProxyType
from typing import NamedTuple

from service.text.convert import simplified

_LEVELS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COUNT = {level: 2 ** (index / 2) for index, level in enumerate(_LEVELS)} | {"-": 0.0}
_PRIOR = 5.0
_UNSEEN = 0.02

_MARKS = {
    **dict.fromkeys("，。、", log(0.03)),
    **dict.fromkeys("；：？！“”‘’（）《》—…·,.:;!()%", log(0.005)),
    **dict.fromkeys("0123456789", log(0.01)),
}
"""What stands between words, and its likelihood after anything."""
_OTHER = log(0.0005)
_FOREIGN = log(0.000001)

_CACHED = 1 << 16


class _Row(NamedTuple):
    """Counts of a character: in words, as the last and the first of one; and those that follow it within words."""

    character: str
    total: float
    last: float
    first: float
    following: str


@lru_cache(maxsize=_CACHED)
def follows(before: str, character: str) -> float:
    """The logarithm (nats) of the likelihood of `character` after `before`, in either script, each one character.

    After an empty `before`, and after anything but a Han character, that of a character which begins a word.
    """
    mark = _MARKS.get(character)
    if mark is not None:
        return mark
    if character.isascii():
        return _OTHER
    row = _row(character)
    if row is None:
        return _FOREIGN
    words = _words()
    known = _row(before) if before else None
    if known is None:
        return log((row.first + _UNSEEN) / words)
    within = _COUNT[_level(known.following, row.character)]
    across = known.last * (row.first + _UNSEEN) / words
    return log((within + across + _PRIOR * row.total / words) / (known.total + _PRIOR))


def is_known(character: str) -> bool:
    """Whether this is a mark, or the table has it or its Simplified form: all others are next to impossible."""
    return character in _MARKS or _row(character) is not None


def _level(following: str, character: str) -> str:
    """The letter that the group of the character begins with."""
    place = following.find(character)
    return following[following.rfind(" ", 0, place) + 1] if place >= 0 else "-"


@lru_cache(maxsize=_CACHED)
def _row(character: str) -> _Row | None:
    """That of a character, or of its Simplified form. None where the table does not have it."""
    plain = simplified(character)
    line = _lines().get(plain)
    return None if line is None else _Row(plain, _COUNT[line[0]], _COUNT[line[1]], _COUNT[line[2]], line[3:])


@cache
def _words() -> float:
    return sum(_COUNT[line[2]] for line in _lines().values())


@cache
def _lines() -> Mapping[str, str]:
    table = files("service.text").joinpath("data", "pairs.txt").read_text(encoding="utf-8")
    return MappingProxyType({line[0]: line[1:] for line in table.splitlines() if not line.startswith("#")})
