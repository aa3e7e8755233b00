"""The two bytes of characters in GBK, and what is known of a character of which one byte is."""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from service.text.characters import ordinary
from service.text.hanzi import by_syllable
from service.text.pinyin import is_syllable

_BYTES = [bytes([byte]) for byte in range(0x100)]
_CACHED = 8192


@lru_cache(maxsize=_CACHED)
def pair_of(character: str) -> bytes | None:
    """The two bytes of a character; None where it has one, four or none."""
    try:
        pair = character.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return pair if len(pair) == 2 else None


@lru_cache(maxsize=_CACHED)
def character_of(pair: bytes) -> str | None:
    """The character of two bytes; None where GBK leaves them undefined."""
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=_CACHED)
def pairs_of(character: str) -> tuple[bytes, ...]:
    """The pairs that a character which was read may come from: its own, and those of forms written as it since."""
    own = pair_of(character)
    return (*((own,) if own else ()), *_folded().get(character, ()))


@cache
def _folded() -> Mapping[str, tuple[bytes, ...]]:
    """Character to the pairs of wider and smaller forms that are written so, among them every ASCII character."""
    found: dict[str, tuple[bytes, ...]] = {chr(byte - 0x80): (b"\xa3" + _BYTES[byte],) for byte in range(0xA1, 0xFF)}
    found[" "] = (b"\xa1\xa1",)
    for lead in _BYTES[0x81:0xFF]:
        for trail in _BYTES[0xA1:0xFF]:
            character = character_of(lead + trail)
            plain = character and chr(ordinary()[ord(character)])
            if plain and plain != character and lead + trail not in found.get(plain, ()):
                found[plain] = (*found.get(plain, ()), lead + trail)
    return MappingProxyType(found)


@cache
def _by_syllable(syllable: str) -> tuple[str, ...]:
    known = by_syllable().get(syllable, "") if is_syllable(syllable) else ""
    return tuple(character for character in known if pair_of(character) is not None)


@lru_cache(maxsize=_CACHED)
def read_as(syllable: str, *, lead: bytes = b"", trail: bytes = b"") -> tuple[str, ...]:
    """Characters that are read so, whose first or second byte is known, the commonest first."""
    return tuple(
        character
        for character in _by_syllable(syllable)
        if (pair := pair_of(character)) is not None and pair.startswith(lead) and pair.endswith(trail)
    )


@lru_cache(maxsize=_CACHED)
def beginning_with(lead: bytes) -> tuple[str, ...]:
    """Characters whose first byte this is and whose second begins a pair, the one that readers drop if undefined."""
    return tuple(c for trail in _BYTES[0x80:0xFF] if (c := character_of(lead + trail)) is not None)


@lru_cache(maxsize=_CACHED)
def ending_with(trail: bytes) -> tuple[str, ...]:
    """Characters whose second byte this is."""
    return tuple(c for lead in _BYTES[0x81:0xFF] if (c := character_of(lead + trail)) is not None)


def lead_of(character: str) -> bytes:
    """The first byte of a character that has two; nothing for any other."""
    return (pair_of(character) or b"")[:1]


def trail_of(character: str) -> bytes:
    """The second byte of a character that has two; nothing for any other."""
    return (pair_of(character) or b"")[1:]


def is_undefined(pair: bytes) -> bool:
    """Whether these are two bytes without a character."""
    return len(pair) == 2 and character_of(pair) is None
