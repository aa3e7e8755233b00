"""What a figure is – reached, expected, aimed at – by the words in front of it that a schema gives for each."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from service.pipeline.candidates.figures import Figure, clauses
from service.pipeline.candidates.measures import ADJECTIVE
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.tagging import Token

# What is so already, whatever was said before of what will be.
_REACHED = re.compile(r"已(?!签)|目前|如今|现有|现已|截至|去年|上年|前年")
# From where something rises, or will: 将由[21%]提高到74%.
_ORIGIN = re.compile(r"[从由][^，,。；;从由]{0,10}$")
_ON = re.compile("(?:左右|以上|多|余)?[，,]?[^，,。；;]{0,3}?[高升增加大降少低缩跃长展变][到至]")
_IS = re.compile("[为是]|定[在为]|设[在为]")
_COMPARED = re.compile(r"[从由比较]$")
_NUMBER = re.compile("[0-9]|[一二三四五六七八九十百千万亿]{2}")
# 计划总投资 says of what kind that sum is, and of nothing further on that it is planned.
_SIZE = re.compile("总投资|总?(?:建筑|占地|用地)?面积|用地|占地")
_NAMES = frozenset({"n", "nz", "nw", "vn", "ORG", "LOC"})
_GOVERNS = frozenset({"v", "vd", "d", "ad"})


class _Said(NamedTuple):
    """A cue in front of a figure. Words weigh most, then a character or a pattern that ends in the figure's clause.

    Of those that weigh the same the last counts, and of two that end together the longer one.
    """

    weight: int
    end: int
    length: int
    value: str


def nature(passage: Passage, figure: Figure, values: Mapping[str, tuple[str, ...]]) -> str | None:
    """The value whose cue governs the figure; None if none does, or if something rises from the figure.

    A cue is a word, a character that stands as an adverb, or a pattern with … for some characters. A word governs its
    clause; and what follows, where its clause tells a figure too or ends in it.
    """
    stop = figure.start - passage.start
    if _ORIGIN.search(passage.text[:stop]) and _ON.match(passage.text, figure.end - passage.start):
        return None
    floor = max(
        (m.end() for m in _REACHED.finditer(passage.text, 0, stop) if _counts(passage.text, m, stop)), default=0
    )
    said = [s for value, cues in values.items() for cue in cues for s in _said(passage, cue, value, (floor, stop))]
    return max(said).value if said else None


def _counts(text: str, match: re.Match[str], stop: int) -> bool:
    """Whether a word says that the figure is reached, and does not only say where something starts."""
    return _COMPARED.search(text[: match.start()]) is None or text[match.end() : stop] in {"", "的"}


def _said(passage: Passage, cue: str, value: str, between: Range) -> Iterator[_Said]:
    floor, stop = between
    first, *further = (re.escape(part) for part in cue.split("…"))
    source = "[^。；;]{1,24}?".join([f"{first}[^，,。；;]{{1,8}}?{further[0]}", *further[1:]]) if further else first
    home = next((a for a, b in clauses(passage.text) if a <= stop < b), 0)
    for match in re.finditer(source, passage.text[:stop]):
        word = len(cue) > 1 and "…" not in cue
        stands = _reaches(passage, match, stop) and not _in_name(passage, match) if word else True
        if match.start() >= floor and stands and (len(cue) > 1 or _adverb(passage, match)):
            weight = 2 if word else int(match.end() > home)
            yield _Said(weight, match.end(), match.end() - match.start(), value)


def _adverb(passage: Passage, match: re.Match[str]) -> bool:
    token, at = _token(passage, match.start()), passage.start + match.start()
    if ADJECTIVE.match(passage.text, match.start()):
        return False
    return token is not None and token.tag in _GOVERNS and at in {token.start, token.end - 1}


def _in_name(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the cue is the last word of a name or a compound: 下沉计划; not one that is so much: 总额目标为."""
    if _IS.match(passage.text, match.end()):
        return False
    before, token = _token(passage, match.start() - 1), _token(passage, match.start())
    compound = before is not None and (before.tag in _NAMES or before.text in "”》")
    return compound and token is not None and token.tag in _NAMES


def _reaches(passage: Passage, match: re.Match[str], stop: int) -> bool:
    """Whether the cue's clause is the figure's, tells a figure itself, or ends in it (a noun only before a colon)."""
    home = next((c for c in clauses(passage.text) if c[0] <= match.start() < c[1]), (0, stop))
    rest = passage.text[match.end() : home[1]]
    token = _token(passage, match.start())
    noun = token is not None and token.tag in _NAMES
    ends = not rest and (not noun or passage.text[home[1] : home[1] + 1] in "：:")
    of_size = _SIZE.match(rest) is not None
    return stop <= home[1] or ends or (_NUMBER.search(rest) is not None and not of_size)


def _token(passage: Passage, at: int) -> Token | None:
    """The word that holds the character with this offset in the sentence."""
    return next((t for t in passage.tokens if t.start <= passage.start + at < t.end), None)
