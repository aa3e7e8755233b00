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

The inverse puts the bytes together again. It is taken only where what results is clearly likelier to have been written
than what stands there.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from service.text import gbk
from service.text.characters import QUESTION, Scan, runs
from service.text.convert import simplified
from service.text.hanzi import CHINESE_PUNCTUATION, ranks
from service.text.mapped import Edit
from service.text.stepped import SYLLABLE, TORN_AS_IT_STANDS, Article, Path, read, torn_leads

_CLOSING = re.compile(rf"({SYLLABLE})\)")
_LAST_BRACKET = re.compile(rf"\({SYLLABLE}\)\Z")
_LONGEST_BRACKET = 10
_FULL_STOP = "。"
_AFTER_FULL_STOP = b"\xbf"

_LEAST_GAIN_TORN = 4.0
_LEAST_GAIN = 15.0
_LEAST_GAIN_PROVEN = 8.0
_LEAST_GAIN_EACH = 2.0
_GLANCE = 8
_CACHED = 8192


def restorations(text: str, scan: Scan) -> list[Edit]:
    """Edits that put torn characters together again. The right pinyin stays, as an ordinary annotation."""
    edits: list[Edit] = []
    done = 0
    article = Article(text)
    for start, end in _torn(scan):
        if start < done:
            continue
        edit = _restored(article, start, end)
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


def _restored(article: Article, start: int, end: int) -> Edit | None:
    text = article.text
    closing = _CLOSING.match(text, end)
    if closing is None:
        return _after_full_stop(article, start, end)
    start = end - 1
    before = _before(text, start)
    leads = torn_leads(before, closing[1])
    if not leads:
        return None
    paths = [Path(0.0, before, lead) for lead in leads]
    found = read(article, closing.end(), paths, TORN_AS_IT_STANDS, "")
    return Edit(start, found.end, found.text) if found is not None and found.gain >= _LEAST_GAIN_TORN else None


def _after_full_stop(article: Article, start: int, end: int) -> Edit | None:
    """A full stop and what was read out of step after it. Question marks are common, hence the glance first."""
    text = article.text
    if not _may_be_out_of_step(text[end : end + _GLANCE]):
        return None
    found = read(article, end, [Path(0.0, _FULL_STOP, _AFTER_FULL_STOP)], 0.0, text[end - 1])
    if found is None:
        return None
    least = _LEAST_GAIN_PROVEN if found.proofs else max(_LEAST_GAIN, _LEAST_GAIN_EACH * (found.end - end))
    if found.gain < least:
        return None
    return Edit(start, found.end, _FULL_STOP + found.text)


def _may_be_out_of_step(following: str) -> bool:
    """Whether a common character begins with the byte after the mark, and something uncommon stands after it."""
    pair = gbk.pair_of(following[:1])
    first = gbk.character_of(_AFTER_FULL_STOP + pair[:1]) if pair else None
    return first is not None and _is_common(first) and not all(map(_is_ordinary, following))


@lru_cache(maxsize=_CACHED)
def _is_common(character: str) -> bool:
    return simplified(character) in ranks()


@lru_cache(maxsize=_CACHED)
def _is_ordinary(character: str) -> bool:
    return character.isascii() or character in CHINESE_PUNCTUATION or _is_common(character)


def _before(text: str, position: int) -> str:
    """The character before, or before the pinyin before."""
    annotation = _LAST_BRACKET.search(text, max(0, position - _LONGEST_BRACKET), position)
    return (
        text[max(0, position - 1) : position]
        if annotation is None
        else text[annotation.start() - 1 : annotation.start()]
    )
