"""What kind of character each one of a text is, told for all of them at once by one look-up in a table."""

import string
import unicodedata
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.uint16]
Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.intp]

# The classes. A character may be of several.
HAN = 1
BLANK = 1 << 1
"""A space or a line end, after `RECODED` ones have become one of the two."""
LINE_END = 1 << 2
RECODED = 1 << 3
"""Has an ordinary character that it is written as: see `ordinary()`."""
INVISIBLE = 1 << 4
QUESTION = 1 << 5
"""A question mark, or the replacement character that stands for a torn one."""
WESTERN = 1 << 6
"""A byte from 80 to ff, read as Windows-1252 or Latin-1, or the replacement character for one without a meaning."""
WESTERN_LEAD = 1 << 7
"""Such a byte that begins a Han character of UTF-8, or the first byte of one that itself was read so: `Ã¤` for ä."""
GBK_LEAD = 1 << 8
"""Two bytes of GBK that begin a Han character of UTF-8: e3 to ef, 80 to bf."""
GBK_NEXT = 1 << 9
"""80 to bf, c2 to ef: the end of a character of UTF-8 and the beginning of another."""
GBK_LAST = 1 << 10
"""80 to bf twice."""
GBK_PART = 1 << 11
"""Two bytes of GBK that may stand within UTF-8, or ASCII but a line end."""
OPEN = 1 << 12
CLOSE = 1 << 13
LETTER = 1 << 14
"""A letter of pinyin in lower case, also with its tone mark or a tone mark alone."""

SYLLABLE_LETTERS = string.ascii_lowercase + "êüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u0308\u030c"

_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3FFFF))
_LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_TABS_AND_BLANKS = (
    "\t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_INVISIBLE_RANGES = (
    *((0x00, 0x09), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160)),
    *((0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xE0000, 0xE0FFF)),
)
# Radicals for the characters they are, compatibility ideographs, vertical and small forms of punctuation.
_COMPATIBILITY = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFE10, 0xFE19), (0xFE30, 0xFE6F), (0x2F800, 0x2FA1F))
# What NFKC would make ASCII of stays Chinese punctuation.
_CHINESE_PUNCTUATION = str.maketrans(",:;!?()", "，：；！？（）")
_FULL_WIDTH = 0xFEE0
_KEPT_IN_ASCII = string.ascii_letters + string.digits + "%+-=/&#@."


class Scan:
    """The characters of a text as numbers, and the classes of each."""

    __slots__ = ("__dict__", "flags", "points", "present")

    def __init__(self, text: str) -> None:
        self.read(text)

    def read(self, text: str) -> None:
        """Scan another text. What is known of the one before is given up first: both would take much memory."""
        vars(self).clear()
        self.points: Points = code_points("")
        self.flags: Flags = classes()[:0]
        self.points = code_points(text)
        self.flags = classes().take(self.points)
        self.present = int(np.bitwise_or.reduce(self.flags))
        """The classes of any character of the text."""

    def has(self, kinds: int) -> bool:
        """Whether any character is of one of these classes."""
        return bool(self.present & kinds)

    def has_pair(self, kind: int) -> bool:
        """Whether two characters of this class stand next to each other."""
        return bool(np.bitwise_or.reduce(self.flags[1:] & self.flags[:-1]) & kind)

    def mask(self, kinds: int) -> Mask:
        """For each character whether it is of one of these classes."""
        mask: Mask = (self.flags & kinds) != 0
        return mask

    def positions(self, kinds: int) -> Positions:
        """The offsets of the characters of these classes."""
        return np.flatnonzero(self.mask(kinds))

    @cached_property
    def han_count(self) -> int:
        """How many characters are Han."""
        return int(np.count_nonzero(self.flags & HAN))


def code_points(text: str) -> Points:
    """The text's code points. Lone surrogates count as what they are."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(points: Points) -> str:
    """The text of these code points: the inverse of `code_points`."""
    return str(points.data, "utf-32-le", "surrogatepass")


def runs(mask: Mask) -> tuple[Positions, Positions]:
    """Where the mask is true: starts and ends (exclusive) of the maximal runs."""
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if len(mask) and mask[0]:
        edges = np.concatenate([[0], edges])
    if len(mask) and mask[-1]:
        edges = np.concatenate([edges, [len(mask)]])
    return edges[::2], edges[1::2]


def outside(starts: Positions, ends: Positions, *, length: int) -> Mask:
    """A mask of this length, false within the ranges, which do not overlap."""
    steps = np.zeros(length + 1, dtype=np.int8)
    steps[starts] += 1
    steps[ends] -= 1
    mask: Mask = np.cumsum(steps[:-1], dtype=np.int8) == 0
    return mask


@cache
def classes() -> Flags:
    """The classes of every code point."""
    table = np.zeros(0x110000, dtype=np.uint16)
    for kind, ranges in ((HAN, _HAN_RANGES), (INVISIBLE, _INVISIBLE_RANGES), (WESTERN, ((0x80, 0xFF),))):
        for first, last in ranges:
            table[first : last + 1] |= kind
    table[[ord(character) for character in [*western_bytes(), "\ufffd"]]] |= WESTERN
    table[[0xC3, *range(0xE2, 0xF1)]] |= WESTERN_LEAD
    table[0x00:0x80] |= GBK_PART
    for kind, characters in (
        (BLANK, " \n"),
        (LINE_END, "\n"),
        (QUESTION, "?？\ufffd"),
        (OPEN, "("),
        (CLOSE, ")"),
        (LETTER, SYLLABLE_LETTERS),
    ):
        table[[ord(character) for character in characters]] |= kind
    table[ord("\n")] &= ~np.uint16(GBK_PART)
    _add_gbk(table)
    table[np.flatnonzero(ordinary() != np.arange(0x110000, dtype=np.uint32))] |= RECODED
    table.flags.writeable = False
    return table


def _add_gbk(table: Flags) -> None:
    """The classes that concern bytes of UTF-8 read as GBK."""
    leads, trails = np.meshgrid(np.arange(0x81, 0xFF), np.arange(0x40, 0xFF), indexing="ij")
    pairs = np.stack([leads, trails, np.full_like(leads, ord("\n"))], axis=-1).reshape(-1, 3).astype(np.uint8)
    read = pairs.tobytes().decode("gb18030", "replace").split("\n")[:-1]
    valid = np.array([len(character) == 1 and character != "\ufffd" for character in read])
    points = code_points("".join(character for character, one in zip(read, valid, strict=True) if one))
    lead, trail = pairs[valid, 0], pairs[valid, 1]
    goes_on, also_goes_on = (lead >= 0x80) & (lead <= 0xBF), (trail >= 0x80) & (trail <= 0xBF)
    begins, also_begins = (lead >= 0xC2) & (lead <= 0xF0), (trail >= 0xC2) & (trail <= 0xF0)
    table[points[(lead >= 0xE3) & (lead <= 0xEF) & also_goes_on]] |= GBK_LEAD
    table[points[goes_on & also_begins]] |= GBK_NEXT
    table[points[goes_on & also_goes_on]] |= GBK_LAST
    table[points[(begins & also_goes_on) | (goes_on & (also_goes_on | also_begins | (trail < 0x7F)))]] |= GBK_PART


@cache
def western_bytes() -> dict[str, int]:
    """The characters that Windows-1252 and Latin-1 read bytes from 80 on as, each with its byte."""
    table = {chr(byte): byte for byte in range(0x80, 0x100)}
    table |= {bytes([byte]).decode("cp1252", "replace"): byte for byte in range(0x80, 0xA0)}
    table.pop("\ufffd", None)
    return table


@cache
def ordinary() -> Points:
    """For every code point the ordinary character that it is written as, mostly itself.

    Blanks and line ends of every kind, full-width letters and digits, compatibility forms, lone surrogates.
    """
    table = np.arange(0x110000, dtype=np.uint32)
    for characters, plain in ((_LINE_ENDS, "\n"), (_TABS_AND_BLANKS, " ")):
        table[[ord(character) for character in characters]] = ord(plain)
    table[0xD800:0xE000] = 0xFFFD
    for first, last in _COMPATIBILITY:
        for point in range(first, last + 1):
            normal = unicodedata.normalize("NFKC", chr(point)).translate(_CHINESE_PUNCTUATION)
            if len(normal) == 1:
                table[point] = ord(normal)
    for character in _KEPT_IN_ASCII:
        table[ord(character) + _FULL_WIDTH] = ord(character)
    table.flags.writeable = False
    return table
