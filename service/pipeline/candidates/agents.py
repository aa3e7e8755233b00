"""Who builds, invests in or runs a thing, where the clauses that speak about it say so."""

import re
from collections.abc import Iterator, Sequence

from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.specification import FieldSpec
from service.pipeline.candidates.survey import Sighting, Survey

_BY = "由"
_TOGETHER = r"(?:共同|联合|合作|携手|合资|自筹资金|独资|全资|负责|计划|拟|将)*"
_ALSO = ("出资", "开发", "运营")
"""Of whom it is said 由…, these too tell that it is theirs."""
_ROLE = re.compile(
    r"(?:投资方|投资主体|建设单位|建设主体|建设方|业主单位|业主|运营方|开发商)(?:为|是|系)?(?P<names>[^，,;；：:。]{2,70})$"
)
_AND = re.compile(r"[与和及、]")


def agents(survey: Survey, sighting: Sighting, ranges: Sequence[Range], field: FieldSpec) -> tuple[Range, ...]:
    """The places of the names, in order, from the first clause that has any: 由甲公司与乙集团共同出资建设.

    `field.cues` are the verbs of what they do. Empty where no clause says it.
    """
    does = re.compile(f"{_TOGETHER}(?:{'|'.join(map(re.escape, (*field.cues, *_ALSO)))})")
    for start, end in ranges:
        passage = survey.passage_at(start)
        for place in _named_places(passage, start, end, does):
            members = tuple(_members(passage, *place))
            if members and sighting.name not in passage.at(*place):
                return members
    return ()


def _named_places(passage: Passage, start: int, end: int, does: re.Pattern[str]) -> Iterator[Range]:
    """Where a clause may name them: between 由 and a verb that is a word of its own, or behind 投资方为."""
    text = passage.at(start, end)
    borders = {t.start for t in passage.tokens}
    first = text.find(_BY) + 1
    if first:
        yield from (
            (start + first, start + m.start()) for m in does.finditer(text, first) if start + m.start() in borders
        )
    if (role := _ROLE.search(text)) is not None:
        yield start + role.start("names"), start + role.end("names")


def _members(passage: Passage, start: int, end: int) -> Iterator[Range]:
    """The names of a list; none at all unless each of them is a name."""
    places: list[Range] = []
    for part in _AND.split(passage.at(start, end)):
        places.append((start, start + len(part)))
        start += len(part) + 1
    if all(_is_named(passage, *place) for place in places):
        yield from places
    elif _is_named(passage, places[0][0], end):  # 某某与某某联合会 is one
        yield places[0][0], end


def _is_named(passage: Passage, start: int, end: int) -> bool:
    tokens = [t for t in passage.tokens if t.start >= start and t.end <= end]
    named = any(t.tag in {"ORG", "LOC", "nz", "PER"} for t in tokens) or passage.at(start, end).endswith("公司")
    return named and not any(t.tag in {"u", "p", "v", "d"} for t in tokens)
