"""Ways in which articles are corrupted. Only the readings are shared with the code that undoes it."""

import random
import unicodedata
from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import cache, partial

from opencc import OpenCC

from bench.made import FURNITURE, furniture
from service.text.convert import simplified
from service.text.hanzi import readings

_RATES = (0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad"
_BLANKS = "\xa0\u2002\u2003\u2009\u202f\u3000\t"
_VERTICAL = {"，": "︐", "。": "︒", "（": "︵", "）": "︶", "《": "︽", "》": "︾", "、": "︑"}


@dataclass(frozen=True)
class Damage:
    """A corrupted article. `touched` and `lost` are offsets in the intact one, `around` the lengths put about it."""

    data: str | bytes
    touched: Set[int] = frozenset()
    lost: Set[int] = frozenset()
    around: tuple[int, int] = (0, 0)


Corruption = Callable[[str, random.Random], Damage | None]


def pinyin(text: str, chance: random.Random) -> Damage:
    """A reading in brackets after a share of the characters, drawn for the article from 2 % to 100 %."""
    rate = chance.choice(_RATES)
    chosen = {
        i: f"({_reading(c, chance)})" for i, c in enumerate(text) if c in _annotatable() and chance.random() < rate
    }
    return _woven(text, chosen)


def invisible(text: str, chance: random.Random) -> Damage:
    """Zero-width characters and soft hyphens after a tenth of the characters."""
    return _woven(text, {i: chance.choice(_INVISIBLE) for i in range(len(text)) if chance.random() < 0.1})


def blanks(text: str, chance: random.Random) -> Damage:
    """Blanks replaced by odd ones, one or two; odd blanks before and after lines."""
    odd = {i: chance.choice(_BLANKS) * chance.randint(1, 2) for i, c in enumerate(text) if c == " "}
    edges = {i: c + chance.choice(_BLANKS) * 2 for i, c in enumerate(text) if c == "\n"}
    return _replaced(text, odd | edges)


def full_width(text: str, chance: random.Random) -> Damage:  # noqa: ARG001 (all corruptions are called alike)
    """Every ASCII digit and letter at full width."""
    return _replaced(text, {i: chr(ord(c) + 0xFEE0) for i, c in enumerate(text) if c.isascii() and c.isalnum()})


def compatibility(text: str, chance: random.Random) -> Damage:
    """Radicals, compatibility ideographs and vertical punctuation for every second character that has such a form."""
    forms = _compatibility_forms()
    return _replaced(text, {i: forms[c] for i, c in enumerate(text) if c in forms and chance.random() < 0.5})


def misread(text: str, chance: random.Random, encoding: str) -> Damage:  # noqa: ARG001 (as above)
    """UTF-8 read as a Western code page; bytes it does not define become control characters, as browsers do."""
    table = [bytes([byte]).decode(encoding, "replace") for byte in range(256)]
    table = [chr(byte) if character == "\ufffd" else character for byte, character in enumerate(table)]
    return Damage("".join(table[byte] for byte in text.encode()), _beyond_ascii(text))


def misread_as_gbk(text: str, chance: random.Random) -> Damage:  # noqa: ARG001 (as above)
    """The lines of UTF-8 that GBK reads and gives back unharmed, read as GBK; the others left alone."""
    lines, touched, start = [], set[int](), 0
    for line in text.split("\n"):
        try:
            wrong = line.encode().decode("gbk")
        except UnicodeDecodeError:
            wrong = line
        if wrong != line and wrong.encode("gbk") == line.encode():
            touched |= {start + offset for offset in _beyond_ascii(line)}
        lines.append(wrong)
        start += len(line) + 1
    return Damage("\n".join(lines), touched)


def undeclared(text: str, chance: random.Random, encoding: str) -> Damage | None:  # noqa: ARG001 (as above)
    """The whole file as bytes of an encoding that nothing names. None where it has no form for a character."""
    try:
        return Damage(text.encode(encoding), _beyond_ascii(text))
    except UnicodeEncodeError:
        return None


def around(text: str, chance: random.Random, kind: str) -> Damage:
    """Furniture of a kind above or below, in the article's script."""
    head, tail = furniture(chance, kind)
    if simplified(text) != text:
        head, tail = traditional("s2t", head), traditional("s2t", tail)
    head, tail = head + "\n" if head else "", "\n" + tail if tail else ""
    return Damage(head + text + tail, around=(len(head), len(tail)))


def nothing(text: str, chance: random.Random) -> Damage:  # noqa: ARG001 (as above)
    """The intact article, for what prepare() changes without need."""
    return Damage(text)


def shifted(text: str, chance: random.Random) -> Damage | None:
    """Pinyin after every match of some characters' GBK bytes, wherever it begins; read back as GBK.

    In Traditional text a fifth to all of the characters that only it writes, as converters do; in Simplified text,
    where these bytes are not found, a few of the common characters.
    None where GBK lacks a character of the text.
    """
    try:
        pieces = [character.encode("gbk") for character in text]
    except UnicodeEncodeError:
        return None
    data = b"".join(pieces)
    owners = [index for index, piece in enumerate(pieces) for _ in piece]
    common = [c for c in _annotatable() if (simplified(c) != c) == (simplified(text) != text)]
    share = chance.uniform(0.02, 0.06) if simplified(text) == text else chance.uniform(0.2, 1.0)
    for character in chance.sample(common, int(len(common) * share)):
        data, owners = _annotated(data, owners, _gbk(character), f"({_reading(character, chance)})".encode("gbk"))
    return _read(data, owners)


def _annotated(data: bytes, owners: list[int], pair: bytes, insertion: bytes) -> tuple[bytes, list[int]]:
    position = data.find(pair)
    while position >= 0:
        position += len(pair)
        data = data[:position] + insertion + data[position:]
        owners = [*owners[:position], *[-1] * len(insertion), *owners[position:]]
        position = data.find(pair, position + len(insertion))
    return data, owners


def _read(data: bytes, owners: list[int]) -> Damage:
    """As a GBK reader has it: `?` for a lead byte with an ASCII byte after it, nothing for an undefined pair."""
    text, touched, lost, index = "", set[int](), set[int](), 0
    while index < len(data):
        size = 1 if data[index] < 0x80 else 2
        unit, own = data[index : index + size], owners[index : index + size]
        try:
            text += unit.decode("gbk")
        except UnicodeDecodeError:
            text += "?" if len(unit) < 2 or unit[1] < 0x80 else ""
            known = own[1:] == [-1] and unit[1:] == b"(" and _is_told(data, index)
            lost |= {owner for owner in own if not known}
        if own != [own[0]] * size:
            touched |= set(own)
        if own[-1] >= 0 and owners[index + size : index + size + 1] == [-1]:
            touched.add(own[-1])
        index += size
    return Damage(text, touched - {-1}, lost - {-1})


def _is_told(data: bytes, position: int) -> bool:
    """Whether the byte before and the pinyin after leave one character for the byte at `position`."""
    syllable = data[position + 2 : data.index(b")", position)].decode("gbk")
    lead = data[position - 1 : position]
    return sum(syllable in known and _gbk(c).startswith(lead) for c, known in readings().items()) == 1


@cache
def _compatibility_forms() -> dict[str, str]:
    points = (*range(0xF900, 0xFADA), *range(0x2F00, 0x2FD6))
    return {unicodedata.normalize("NFKC", chr(point)): chr(point) for point in points} | _VERTICAL


def _woven(text: str, insertions: dict[int, str]) -> Damage:
    return _replaced(text, {index: text[index] + new for index, new in insertions.items()})


def _replaced(text: str, new: dict[int, str]) -> Damage:
    return Damage("".join(new.get(index, character) for index, character in enumerate(text)), new.keys())


def _beyond_ascii(text: str) -> set[int]:
    return {index for index, character in enumerate(text) if not character.isascii()}


def _reading(character: str, chance: random.Random) -> str:
    return chance.choice([r for r in sorted(readings()[character]) if _gbk(r).decode("gbk") == r])


@cache
def _annotatable() -> dict[str, None]:
    """Characters that GBK has, with a reading that it has."""
    chosen = (c for c, known in readings().items() if _gbk(c) and any(_gbk(r).decode("gbk") == r for r in known))
    return dict.fromkeys(chosen)


@cache
def _gbk(character: str) -> bytes:
    return character.encode("gbk", "ignore")


def traditional(standard: str, text: str) -> str:
    """Traditional Chinese by an OpenCC standard, as s2t or s2tw."""
    converted: str = _converter(standard).convert(text)
    return converted


_converter = cache(OpenCC)

KINDS: dict[str, Corruption] = {
    "nothing": nothing,
    "pinyin inserted": pinyin,
    "shifted by one byte": shifted,
    "UTF-8 read as cp1252": partial(misread, encoding="cp1252"),
    "UTF-8 read as Latin-1": partial(misread, encoding="latin-1"),
    "UTF-8 read as GBK": misread_as_gbk,
    **{f"bytes of {name}": partial(undeclared, encoding=name)
       for name in ("gbk", "gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be")},
    "full-width": full_width,
    "invisible characters": invisible,
    "odd blanks": blanks,
    "compatibility forms": compatibility,
    **{kind: partial(around, kind=kind) for kind in FURNITURE},
}  # fmt: skip
