"""The likeliest reading of bytes that a reader was out of step with.

Each character read gives the second byte of one character and the first of the next. Where a reader came back in step,
and where it dropped a pair of bytes that GBK leaves undefined, does not show for certain; every possibility is followed
and the likeliest text taken, under the model of service.text.likelihood. What stands there unchanged is followed too.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from math import exp, inf, log
from typing import NamedTuple

from service.text import gbk
from service.text.characters import SYLLABLE_LETTERS
from service.text.dropped import fillings
from service.text.hanzi import is_reading
from service.text.likelihood import follows

SYLLABLE = rf"[{SYLLABLE_LETTERS}]{{1,8}}"
QUESTION_MARKS = "?？\ufffd"
LOST = "\ufffd"
"""Stands for a character of which a byte is gone."""

_TORN_BRACKET = re.compile(rf"[{QUESTION_MARKS}]({SYLLABLE})\)")
_BRACKET = re.compile(rf"\(({SYLLABLE})\)")

TORN_AS_IT_STANDS = -12.0
"""Likelihood of pinyin without its opening bracket."""

_LOST_PAIR_SHOWN = -3.0
_DROPPED = -3.0
_BYTES_GONE = -7.0
_ASCII_GONE = -3.0
_WRONG_PINYIN = -8.0

_CACHED = 8192
_LONGEST = 4000
_BLOCK = 3_000
_BEHIND = 15.0
_SHOWS_AFTER = 12
_UNKNOWN = -7.0
_POOR = -15.0


class Path(NamedTuple):
    """One way to read what was looked at: `text` instead of what stands up to `end`, where the reader is in step again.

    Until it is, `end` is how far it has read. `carry` is the first byte of a character whose second one is to come,
    empty once in step; `last` the last character, empty where unknown; `open` whether a pair that was dropped comes
    next. `proofs` counts the pinyin that agrees.
    """

    score: float
    last: str
    carry: bytes
    text: str = ""
    end: int = -1
    proofs: int = 0
    open: bool = False

    def read_on(self, likelihood: float, last: str, carry: bytes, end: int, text: str = "") -> "Path":
        """With one more character, `last`, or with `text` that ends in it: in a third of the time of `_replace`."""
        return Path(self.score + likelihood, last, carry, self.text + (text or last), end, self.proofs)


class Reading(NamedTuple):
    """The likeliest path, and by how much (nats) it is likelier than the text as it stands."""

    text: str
    end: int
    gain: float
    proofs: int


class Article:
    """A text, and which characters it has in a row, its pinyin left out."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._block = -1
        self._nearby = ""

    def has(self, first: str, second: str, *, near: int) -> bool:
        """Whether the text has these characters in a row, some thousand characters from `near` at most."""
        block = near // _BLOCK
        if block != self._block:
            begin = max(0, (block - 1) * _BLOCK)
            self._block, self._nearby = block, _BRACKET.sub("", self.text[begin : (block + 2) * _BLOCK])
        return first + second in self._nearby


def read(article: Article, position: int, begun: Iterable[Path], plain: float, before: str) -> Reading | None:
    """Follow the paths `begun` from `position` on. `plain` is the likelihood so far of the text as it stands.

    `before` is the character before `position` for that text. None where nothing is likelier than it.
    """
    return _Search(article, position, begun, plain, before).run()


class _Search:
    """The paths that are followed at once. At any place all of them have read the same of the text."""

    def __init__(self, article: Article, position: int, begun: Iterable[Path], plain: float, before: str) -> None:
        self._article = article
        self._text = article.text
        self._start = self._at = position
        self._torn: list[Path] = list(begun)
        self._in_step: list[Path] = []
        self._plain = plain
        self._before = before

    def run(self) -> Reading | None:
        """Read on until it is decided which path is the likeliest."""
        limit = min(len(self._text), self._start + _LONGEST)
        while self._at < limit and not self._is_decided():
            character = self._text[self._at]
            if character in QUESTION_MARKS and (torn := _TORN_BRACKET.match(self._text, self._at)) is not None:
                self._close(torn)
            elif character == "(" and (found := _BRACKET.match(self._text, self._at)) is not None:
                self._annotate(found)
            else:
                self._step(character)
            if not self._prune():
                return None
        if self._at == len(self._text):
            gone = (path._replace(score=path.score + _BYTES_GONE, text=path.text + LOST, end=self._at, carry=b"")
                    for path in self._torn)  # fmt: skip
            self._in_step += gone
        best = max(self._in_step, key=lambda path: path.score, default=None)
        if best is None or best.score <= self._plain:
            return None
        return Reading(best.text, best.end, best.score - self._plain, best.proofs)

    def _is_decided(self) -> bool:
        """What follows makes no difference once all paths are in step and agree on the character before it."""
        return not self._torn and len(self._in_step) == 1 and self._in_step[0].end < self._at

    def _prune(self) -> bool:
        """Of paths that go on alike keep the likeliest, and none far behind. Whether one is left."""
        best = max((path.score for path in chain(self._torn, self._in_step)), default=-inf)
        floor = max(best, self._plain) - _BEHIND
        self._torn, self._in_step = _likeliest(self._torn, floor), _likeliest(self._in_step, floor)
        if best <= self._plain and self._at - self._start > _SHOWS_AFTER:
            return False
        return bool(self._torn or self._in_step)

    def _close(self, torn: re.Match[str]) -> None:
        """Pinyin whose bracket took the second byte of a character: that is read so. In step, another place begins."""
        closed = [new for path in self._torn for new in self._closed(path, torn[1], torn.end())]
        begun = [new for path in self._in_step for new in self._begun(path, torn[1])]
        self._in_step = [path._replace(score=path.score + TORN_AS_IT_STANDS) for path in self._in_step] + closed
        self._plain += TORN_AS_IT_STANDS
        self._torn = begun
        self._at, self._before = torn.end(), ""

    def _begun(self, path: Path, syllable: str) -> Iterator[Path]:
        """A path in step, out of step once more: the pinyin stands within the character after its last one."""
        for lead in torn_leads(path.last, syllable):
            yield path._replace(carry=lead, text=path.text + self._text[path.end : self._at])

    def _annotate(self, found: re.Match[str]) -> None:
        """Pinyin that belongs to the character read before it, in step or not."""
        fits = is_reading(found[1], self._before)
        self._plain += 0 if fits else _WRONG_PINYIN
        self._torn = [path._replace(proofs=path.proofs + 1) for path in self._torn if fits]
        self._in_step = [
            path._replace(proofs=path.proofs + 1)
            if not path.last or is_reading(found[1], path.last)
            else path._replace(score=path.score + _WRONG_PINYIN)
            for path in self._in_step
        ]
        self._at = found.end()

    def _step(self, character: str) -> None:
        in_step = [
            Path(path.score + follows(path.last, character), character, b"", path.text, path.end, path.proofs)
            for path in self._in_step
        ]
        torn: list[Path] = []
        for path in self._torn:
            for new in self._put_together(path, character):
                (torn if new.carry else in_step).append(new)
        self._torn, self._in_step = torn, in_step
        self._plain += follows(self._before, character)
        self._at, self._before = self._at + 1, character

    def _put_together(self, path: Path, character: str) -> Iterator[Path]:
        """What a path can make of the next character read."""
        if character in QUESTION_MARKS:
            unseen = _BYTES_GONE if path.open else _ended_unseen(path.last, path.carry)
            yield path.read_on(unseen, "", b"", self._at + 1, character)
            if not path.open:
                yield path._replace(score=path.score + _LOST_PAIR_SHOWN, open=True)
        if character >= "@" and character.isascii():
            annotation = _BRACKET.match(self._text, self._at + 1)
            yield from self._ended_by(path, character.encode(), b"", annotation[1] if annotation else "")
        for pair in gbk.pairs_of(character):
            if pair[1] < 0x80:
                plain = chr(pair[1])
                for new in self._ended_by(path, pair[:1], b""):
                    yield new.read_on(follows(new.last, plain), plain, b"", new.end)
            else:
                yield from self._ended_by(path, pair[:1], pair[1:])

    def _ended_by(self, path: Path, trail: bytes, carry: bytes, syllable: str = "") -> Iterator[Path]:
        """The character ended by `trail`; and where that is unlikely, one dropped and another ended by it."""
        character = None if path.open else gbk.character_of(path.carry + trail)
        if character is not None:
            likelihood = follows(path.last, character)
            yield path.read_on(likelihood, character, carry, self._at + 1)
            ahead = self._text[self._at + 1 : self._at + 2]
            if likelihood + _likelihood_ahead(character, carry, ahead) >= _POOR:
                return
        yield from self._filled(path, trail, carry, self._at + 1, syllable)

    def _closed(self, path: Path, syllable: str, end: int) -> Iterator[Path]:
        annotation = f"({syllable})"
        candidates = () if path.open else gbk.read_as(syllable, lead=path.carry)
        closed = [path.read_on(follows(path.last, c), c, b"", end) for c in candidates]
        for new in closed or self._filled(path, b"", b"", end, syllable):
            yield new._replace(text=new.text + annotation, proofs=path.proofs + 1)

    def _filled(self, path: Path, trail: bytes, carry: bytes, end: int, syllable: str) -> Iterator[Path]:
        """A pair of bytes was dropped: the second one of a character that begins with the carry, the first of the next.

        What they can have been counts for this path; but what they were nobody knows. Pinyin tells the second one, and
        then the article the first one, if it has only one that can stand there after the last.
        """
        for likelihood, second, firsts in fillings(path.last, path.carry, trail, syllable):
            shown = self._shown(path.last, firsts, second) if syllable else LOST + LOST
            yield path.read_on(_DROPPED + likelihood, second, carry, end, shown)

    def _shown(self, last: str, firsts: Iterable[str], second: str) -> str:
        told = [first for first in firsts if self._article.has(last, first, near=self._at)]
        return (told[0] if len(told) == 1 else LOST) + second


@lru_cache(maxsize=_CACHED)
def torn_leads(before: str, syllable: str) -> tuple[bytes, ...]:
    """First bytes of characters within which pinyin may stand: with the second byte of `before` they are read so."""
    pair = gbk.pair_of(before)
    if pair is None:
        return ()
    found = {torn[1:] for c in gbk.read_as(syllable, lead=pair[1:]) if (torn := gbk.pair_of(c)) is not None}
    return tuple(sorted(found))


@lru_cache(maxsize=_CACHED)
def _likelihood_ahead(character: str, carry: bytes, ahead: str) -> float:
    """That of the character to come, as far as `ahead`, what is read next, shows; empty at the end of the text."""
    if not ahead:
        return _UNKNOWN
    if carry and ahead in QUESTION_MARKS:
        return _ended_unseen(character, carry)
    if not carry:
        return follows(character, ahead)
    following = (gbk.character_of(carry + pair[:1]) for pair in gbk.pairs_of(ahead))
    return max((follows(character, c) for c in following if c is not None), default=_UNKNOWN)


@lru_cache(maxsize=_CACHED)
def _ended_unseen(last: str, carry: bytes) -> float:
    """The likelihood of all that begins with `carry`, when its second byte went with the ASCII character after it."""
    likelihood = sum(exp(follows(last, character)) for character in gbk.beginning_with(carry))
    return _ASCII_GONE + (log(likelihood) if likelihood else _UNKNOWN)


def _likeliest(paths: list[Path], floor: float) -> list[Path]:
    """One of those that go on alike, above the floor."""
    best: dict[tuple[str, bytes, bool], Path] = {}
    for path in paths:
        if path.score > floor:
            key = (path.last, path.carry, path.open)
            known = best.get(key)
            if known is None or path.score > known.score:
                best[key] = path
    return list(best.values())
