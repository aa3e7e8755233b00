"""Other articles, comments and advertisements behind an article: prose that has nothing to do with its body.

What a paragraph is about shows in the pairs of characters that it shares with the text before it. Paragraphs of one
article share a tenth and more of theirs; a teaser or an advertisement next to none.
"""

import re
from collections import Counter
from itertools import chain, islice

from service.text.furniture import PROMOTION, SECTION
from service.text.hanzi import HAN
from service.text.lines import role_of

_BETWEEN_ENTRIES = re.compile(r"[\s|｜│¦·、]+")
_CLAUSE = re.compile(r"[，。！？；,;!?]")
_RUN = re.compile(f"[{HAN}]{{2,}}")
_MAX_FOREIGN = 0.08
_MIN_PAIRS = 8
_MIN_BODY = 40
_LONGEST_BODY = 4000

_MAX_SECTIONS = 4
_MAX_LINES = 200
_LONGEST_LINE = 300
_MAX_RATIO = 3

_SAMPLE = 150
_MAX_VARIETY = 0.55
_MAX_NEW_PAIRS = 0.7
_MIN_ADVERTISEMENT = 24
_MAX_ADVERTISEMENTS = 30
_MIN_PROMOTIONS = 3
_MIN_ENTRIES = 8
_LONGEST_ENTRY = 12
_MIN_SHARED = 0.2
_MIN_COMBINED = 1.0
_MAX_OF_ONE = 0.6
_MAX_FOREIGN_FARM = 0.2


def body_end(text: str) -> int | None:
    """Where what follows the article begins: a section of other articles or of comments, or advertisements.

    None where the article goes on to the end of the text, short lines aside.
    """
    end = _sections(text)
    return _advertisements(text, len(text) if end is None else end - 1) or end


def _sections(text: str) -> int | None:
    """The first label of a section from which on nothing has to do with the article."""
    for found in list(SECTION.finditer(text))[-_MAX_SECTIONS:]:
        start, end = found.span()
        too_early = start < _MIN_BODY or len(text) - start > _MAX_RATIO * start or text.count("\n", end) > _MAX_LINES
        if not too_early and _all_foreign(text[end:], text[max(0, start - _LONGEST_BODY) : start]):
            return start + 1
    return None


def _all_foreign(part: str, body: str) -> bool:
    lines = [line.strip() for line in part.split("\n")]
    prose = (line[:_LONGEST_LINE] for line in lines if line and role_of(line) == "prose")
    first = next(prose, None)
    if first is None:
        return True
    return all(_is_foreign(line, body) for line in chain([first], prose))


def _advertisements(text: str, end: int) -> int | None:
    """Where the advertisements begin that stand last before `end`."""
    begin: int | None = None
    for _ in range(_MAX_ADVERTISEMENTS):
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].strip()
        if not start or not line or not _is_advertisement(line, text[max(0, start - _LONGEST_BODY) : start]):
            break
        begin, end = start, start - 1
    return begin


def _is_advertisement(line: str, body: str) -> bool:
    """Foreign to the body, and full of the words of advertisements, or repeating its own with one; or a farm."""
    if len(line) < _MIN_ADVERTISEMENT:
        return False
    sample = line[:_SAMPLE]
    if _is_farm(line[: 2 * _SAMPLE]):
        return _is_foreign(line[: 2 * _SAMPLE], body, _MAX_FOREIGN_FARM)
    promotions = len(PROMOTION.findall(sample))
    if not promotions or (promotions < _MIN_PROMOTIONS and len(set(sample)) > _MAX_VARIETY * len(sample)):
        return False
    pairs = [run[i : i + 2] for run in _RUN.findall(sample) for i in range(len(run) - 1)]
    repeats = len(set(pairs)) <= _MAX_NEW_PAIRS * len(pairs)
    return (promotions >= _MIN_PROMOTIONS or repeats) and _is_foreign(sample, body)


def _is_farm(line: str) -> bool:
    """Short entries in a row, put together from the same beginnings and the same ends: places and goods, as a rule.

    Firms in a row have their end in common, streets their beginning; only what a machine combines has both.
    """
    if _CLAUSE.search(line):
        return False
    entries = [entry for entry in _BETWEEN_ENTRIES.split(line) if entry]
    if len(entries) < _MIN_ENTRIES or max(map(len, entries)) > _LONGEST_ENTRY:
        return False
    shares = [_shared(Counter(entry[part] for entry in entries)) for part in (slice(2), slice(-2, None))]
    return min(shares) >= _MIN_SHARED and sum(shares) >= _MIN_COMBINED


def _shared(counts: Counter[str]) -> float:
    """The share of those that occur more than once; none where one of them prevails, as the end of firms does."""
    total = counts.total()
    prevails = max(counts.values()) > _MAX_OF_ONE * total
    return 0.0 if prevails else sum(count for count in counts.values() if count > 1) / total


def _is_foreign(line: str, body: str, most: float = _MAX_FOREIGN) -> bool:
    """Whether the body has at most this share of the line's pairs, or the line has too few to tell."""
    own = _pairs(line)
    shared = (pair for pair in own if pair in body)
    return len(own) < _MIN_PAIRS or next(islice(shared, int(most * len(own)), None), None) is None


def _pairs(text: str) -> set[str]:
    return {run[i : i + 2] for run in _RUN.findall(text) for i in range(len(run) - 1)}
