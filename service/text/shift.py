"""Characters that were cut in two: GBK bytes edited without regard to where a character begins.

A converter that searches GBK bytes for a character also finds it across two others: the second byte of one and the
first byte of the next. What it inserts there, pinyin in brackets, comes to stand within a character. Read as GBK
again, the torn first byte takes the opening bracket with it and becomes `?`, and from the second byte on everything
is read one byte too late, until an ASCII byte or another torn character puts the reader in step.

    分數線(xiàn)   bytes  b7d6 94b5 be80 (xiàn)
                     d694 is 謹 as well, hence   b7d6 94(jǐn)b5 be80 (xiàn)
                     read as                     分   ?jǐn)稻 ?xiàn)

The same happens where the full-width question mark a3bf is found across 。 (a1a3) and a character with bf for its
first byte: a lost a1, a `?`, and again a run out of step.

The inverse puts the bytes together again. It is taken only where every character that results is a common one, and
where the end of the run proves the start: the pinyin there is a reading of the character restored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from service.text.characters import QUESTION, Scan, runs
from service.text.convert import simplified
from service.text.hanzi import CHINESE_PUNCTUATION, by_syllable, ranks
from service.text.mapped import Edit
from service.text.pinyin import SYLLABLE, is_syllable

_CLOSING = re.compile(rf"({SYLLABLE})\)")
_TORN_BRACKET = re.compile(rf"[?？\ufffd]({SYLLABLE})\)")
_BRACKET = re.compile(rf"\(({SYLLABLE})\)")
_LAST_BRACKET = re.compile(rf"\({SYLLABLE}\)\Z")
_LONGEST_BRACKET = 10
_QUESTION_MARK = b"\xa3\xbf"
_QUESTION_MARKS = "?？\ufffd"
_FULL_STOP = "。"
_LONGEST_RUN = 1000
_LONG = 4
_RARE = 3500
_CACHED = 8192


@dataclass(frozen=True, slots=True)
class _Restored:
    """Characters put together from a run, the offset where the run ends, whether its end proves it."""

    text: str
    end: int
    proven: bool


class _Article:
    """What a text has elsewhere, its pinyin left out. Found out when it is first needed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._followers: dict[str, frozenset[str]] = {}

    def has(self, first: str, second: str) -> bool:
        """Whether the text has these characters in a row."""
        if first not in self._followers:
            following = re.findall(rf"{first}(?:\({SYLLABLE}\))?(.)", self._text)
            self._followers[first] = frozenset(following)
        return second in self._followers[first]


def restorations(text: str, scan: Scan) -> list[Edit]:
    """Edits that put torn characters together again. The right pinyin stays, as an ordinary annotation."""
    edits: list[Edit] = []
    done = 0
    article = _Article(text)
    for start, end in _torn(scan):
        if start < done:
            continue
        edit = _restore(text, start, end, article)
        if edit is not None:
            edits.append(edit)
            done = edit.end
    return edits


def _torn(scan: Scan) -> Iterator[tuple[int, int]]:
    """One or two question marks, the last of their row, before what may go on from a torn character."""
    starts, ends = runs(scan.mask(QUESTION))
    following = scan.points[np.minimum(ends, len(scan.points) - 1)]
    may_begin = (following > 0x7F) | ((ord("a") <= following) & (following <= ord("z")))
    starts, ends = starts[may_begin], ends[may_begin]
    return zip(np.maximum(starts, ends - 2 + (ends - starts) % 2).tolist(), ends.tolist(), strict=True)


def _restore(text: str, start: int, end: int, article: _Article) -> Edit | None:
    closing = _CLOSING.match(text, end)
    if closing is None:
        restored = _run(text, end, _QUESTION_MARK[1:], article)
        if restored is None or not restored.proven:
            return None
        return Edit(start, restored.end, _FULL_STOP + restored.text)
    before = _two_bytes(_before(text, start)) if end - start == 1 else None
    if before is None:
        return None
    candidates = [
        restored
        for torn in _read_as(closing[1], lead=before[1:])
        if (restored := _run(text, closing.end(), torn[1:], article)) is not None
    ]
    if not candidates:
        return None
    best = min(candidates, key=lambda restored: (not restored.proven, _mean_rank(restored.text)))
    return Edit(start, best.end, best.text)


def _before(text: str, position: int) -> str:
    """The character before, or before the pinyin before."""
    annotation = _LAST_BRACKET.search(text, max(0, position - _LONGEST_BRACKET), position)
    return (
        text[max(0, position - 1) : position]
        if annotation is None
        else text[annotation.start() - 1 : annotation.start()]
    )


def _run(text: str, position: int, carry: bytes, article: _Article) -> _Restored | None:
    """The characters from `carry`, the first byte of the first, to where the reader is in step again."""
    restored = ""
    for index in range(position, min(position + _LONGEST_RUN, len(text))):
        torn = _TORN_BRACKET.match(text, index)
        if torn is not None:
            last = _best(_read_as(torn[1], lead=carry))
            return _checked(restored + last, f"({torn[1]})", torn.end(), proven=True) if last else None
        if len(restored) >= _LONG and text[index] in _QUESTION_MARKS:
            # Its second byte was torn off by what is ASCII there, a line end perhaps.
            return _Restored(restored + text[index], index + 1, proven=False)
        if text[index].isascii():
            return _at_ascii(text, index, restored, carry, article)
        pair = _two_bytes(text[index])
        character = _character(carry + pair[:1]) if pair else None
        if pair is None or character is None or not _is_common(character):
            return None
        restored += character
        carry = pair[1:]
    return None


def _at_ascii(text: str, index: int, restored: str, carry: bytes, article: _Article) -> _Restored | None:
    annotation = _BRACKET.match(text, index + 1)
    trail = text[index].encode()
    last = _character(carry + trail)
    if annotation is None:
        return _checked(restored + last, "", index + 1, proven=False) if last else None
    if last is not None and _two_bytes(last) in _read_as(annotation[1], lead=carry):
        return _checked(restored + last, "", index + 1, proven=True)
    # GBK leaves some pairs of bytes undefined; a reader drops them. Which one was dropped between the last character
    # and this letter follows from the pinyin, and from a pair of characters that the text has elsewhere.
    candidates = [
        between + last.decode("gbk")
        for last in _read_as(annotation[1], trail=trail)
        for between in _undefined_before(carry, last[:1])
        if restored and article.has(restored[-1], between)
    ]
    return _checked(restored + candidates[0], "", index + 1, proven=True) if len(candidates) == 1 else None


@lru_cache(maxsize=_CACHED)
def _undefined_before(carry: bytes, lead: bytes) -> tuple[str, ...]:
    candidates = (
        _character(carry + bytes([byte])) for byte in range(0x81, 0xFF) if _character(bytes([byte]) + lead) is None
    )
    return tuple(character for character in candidates if character is not None and _is_common(character))


def _checked(text: str, annotation: str, end: int, *, proven: bool) -> _Restored | None:
    return _Restored(text + annotation, end, proven) if all(map(_is_common, text)) else None


@cache
def _gbk_by_syllable(syllable: str) -> tuple[bytes, ...]:
    return tuple(pair for character in by_syllable().get(syllable, "") if (pair := _two_bytes(character)) is not None)


@lru_cache(maxsize=_CACHED)
def _read_as(syllable: str, *, lead: bytes = b"", trail: bytes = b"") -> tuple[bytes, ...]:
    """GBK pairs read so whose first or second byte is known, the commonest character first."""
    pairs = _gbk_by_syllable(syllable) if is_syllable(syllable) else ()
    return tuple(pair for pair in pairs if pair.startswith(lead) and pair.endswith(trail))


@lru_cache(maxsize=_CACHED)
def _best(pairs: tuple[bytes, ...]) -> str:
    characters = [pair.decode("gbk") for pair in pairs]
    return min(characters, key=lambda character: ranks().get(simplified(character), _RARE), default="")


@lru_cache(maxsize=_CACHED)
def _two_bytes(character: str) -> bytes | None:
    try:
        pair = character.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return pair if len(pair) == 2 else None


@lru_cache(maxsize=_CACHED)
def _character(pair: bytes) -> str | None:
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=_CACHED)
def _is_common(character: str) -> bool:
    return simplified(character) in ranks() or character in CHINESE_PUNCTUATION


@lru_cache(maxsize=_CACHED)
def _mean_rank(text: str) -> float:
    known = [rank for character in simplified(text) if (rank := ranks().get(character)) is not None]
    return sum(known) / max(1, len(known))
