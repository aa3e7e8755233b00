"""What tells reprints of one article: its clauses, hashed, and a MinHash over them.

A clause is what stands between two marks of punctuation in the headings and the body of the clean text, folded as
grounding folds it: page furniture, captions, script, width and quotation marks make no difference.
"""

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from schemas.dates import scan_dates
from schemas.quantities import scan
from service.ground.matching import fold
from service.text import Prepared

# Clause sets that share three quarters are missed once in 300 times, such that share a half found once in three.
_BANDS, _ROWS = 16, 4
_LEAST_CLAUSES = 8
_LEAST_CHARACTERS = 2
_STOP = re.compile(r"[。！？；，、：!?;,:…\n]+")
_DIGIT = re.compile(r"[0-9０-９]")
_PERIOD = re.compile(r"[一二三四五六七八九十上下本去今明前后][个]?(?:季|月|年|半年|周|旬|批|期|轮|届|次|天|日)")
_LONGEST_LEAD = 20
_SHARED = 0.85
_EDGE = 2


@dataclass(frozen=True, slots=True)
class Clause:
    """`clean.text[start:end]`; `hash` is of its folded characters, `length` their number."""

    start: int
    end: int
    hash: int
    length: int


@dataclass(frozen=True, slots=True)
class Sketch:
    """An article's clauses in order, and the bands of their MinHash.

    `lead` are the hashes of the first clause without its first character, its first two, and so on.
    """

    clauses: tuple[Clause, ...]
    bands: tuple[int, ...]
    lead: tuple[int, ...]

    @property
    def hashes(self) -> "array[int]":
        return array("q", (clause.hash for clause in self.clauses))


def sketch(prepared: Prepared) -> Sketch | None:
    """The sketch of an article; None for one that is too short to be told from others."""
    clauses = tuple(_clauses(prepared))
    if len(clauses) < _LEAST_CLAUSES:
        return None
    from datasketch import MinHash  # noqa: PLC0415 - slow to import, and few runs need it

    minhash = MinHash(num_perm=_BANDS * _ROWS, hashfunc=lambda value: value & 0xFFFFFFFF)
    minhash.update_batch([clause.hash for clause in clauses])
    values = minhash.hashvalues.reshape(_BANDS, _ROWS)
    return Sketch(clauses, tuple(_hash(row.tobytes()) for row in values), _lead(prepared, clauses[0]))


def is_reprint(article: Sketch, original: "array[int]", is_news: Callable[[int, int], bool]) -> bool:
    """Whether `article` says nothing that `original` (the hashes of its clauses) does not say.

    They share 85% of either, by characters of the one and clauses of the other. A clause of the article alone holds no
    number and no name: else it is another city's, another month's, or news of its own. Where the original has clauses
    of its own too, something was put in place of something: that may be at the beginning or the end alone, where
    papers write their own words. `is_news` tells whether a range of the clean text has a number or a name in it.
    """
    known = set(original)
    here = {clause.hash for clause in article.clauses}
    own = [i for i, clause in enumerate(article.clauses) if clause.hash not in known]
    missing = [i for i, value in enumerate(original) if value not in here]
    length = sum(clause.length for clause in article.clauses)
    if sum(article.clauses[i].length for i in own) > (1 - _SHARED) * length:
        return False
    if len(missing) > (1 - _SHARED) * len(original):
        return False
    if any(_inside(i, len(original)) for i in missing) and any(_inside(i, len(article.clauses)) for i in own):
        return False
    return not any(is_news(*_own_part(article, i, known)) for i in own)


def _inside(i: int, count: int) -> bool:
    return _EDGE <= i < count - _EDGE


def _own_part(article: Sketch, i: int, known: set[int]) -> tuple[int, int]:
    """The range of a clause; of the first one only the words put before it, if the rest is known."""
    clause = article.clauses[i]
    return (
        (clause.start, clause.end)
        if i
        else next(
            ((clause.start, clause.start + cut) for cut, value in enumerate(article.lead, 1) if value in known),
            (clause.start, clause.end),
        )
    )


def has_number(text: str) -> bool:
    """Whether there is a number, a quantity or a date in a text, in digits or in words."""
    if _DIGIT.search(text) or _PERIOD.search(text):
        return True
    return bool(scan(text)) or any(True for _ in scan_dates(text))


def _clauses(prepared: Prepared) -> Iterator[Clause]:
    text = prepared.clean.text
    for sentence in prepared.sentences:
        if sentence.kind not in ("heading", "body"):
            continue
        position = sentence.start
        for stop in [*_STOP.finditer(text, sentence.start, sentence.end), None]:
            end = sentence.end if stop is None else stop.start()
            folded = fold(text[position:end]).text
            if len(folded) >= _LEAST_CHARACTERS:
                yield Clause(position, end, _hash(folded.encode("utf-8", "surrogatepass")), len(folded))
            position = end if stop is None else stop.end()


def _lead(prepared: Prepared, first: Clause) -> tuple[int, ...]:
    text = prepared.clean.text[first.start : first.end]
    cuts = range(1, min(_LONGEST_LEAD, len(text)))
    return tuple(_hash(fold(text[cut:]).text.encode("utf-8", "surrogatepass")) for cut in cuts)


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), signed=True)
