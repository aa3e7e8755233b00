"""The fields of a found name, read off the clauses that speak about it, by the cue words that the schema gives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.candidates.amounts import FIGURES, amount
from service.pipeline.candidates.datings import dating
from service.pipeline.candidates.mentions import bare
from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.specification import NAMES, FieldSpec
from service.pipeline.candidates.states import NAME, OTHER, state
from service.pipeline.candidates.survey import Sighting, Survey
from service.pipeline.candidates.whereabouts import whereabouts
from service.pipeline.candidates.zones import item_lead, own_ranges, zone

_BRACKET = re.compile(r"[（(][^（）()]*[)）]$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field's value, and where it stands; no range where it is concluded from words and not itself there."""

    value: str
    at: tuple[Range, ...] = ()


def read_cells(survey: Survey, sighting: Sighting) -> dict[str, Cell]:
    """The fields of one sighting that code can tell, by field name."""
    clean = _Clean(survey)
    ranges = zone(survey, sighting)
    own = own_ranges(survey, sighting, ranges)
    cells: dict[str, Cell] = {}
    for field in sighting.spec.fields:
        cell = None
        if field.values:
            cell = _by_words(clean, field, ranges, sighting)
        elif field.cues and field.type in FIGURES:
            cell = _at(clean, amount(survey, field, own, sighting.mention.parts[0]))
        elif field.cues and field.type == "date":
            cell = _at(clean, dating(survey, field, own))
        elif field.cues and field.type == "place":
            cell = _at(clean, whereabouts(survey, sighting, ranges, field))
        elif field.cues and field.source != "agent" and field.type == "organization":
            cell = _name(clean, field.cues, ranges, sighting)
        if cell is not None:
            cells[field.name] = cell
    return cells


class _Clean:
    """The clean text by offset."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.passage = survey.passage_at

    def at(self, start: int, end: int) -> str:
        return self.passage(start).at(start, end)


def _at(clean: _Clean, place: Range | None) -> Cell | None:
    return Cell(clean.at(*place), (place,)) if place is not None else None


def _by_words(clean: _Clean, field: FieldSpec, ranges: Sequence[Range], sighting: Sighting) -> Cell | None:
    """What the words say: of a body those that its name ends in, of other things those of the zone, the furthest."""
    if sighting.spec.finder == "organization":
        name = _BRACKET.sub("", sighting.name)
        endings = [(len(w), value) for value, words in field.values.items() for w in words if name.endswith(w)]
        chosen = max(endings)[1] if endings else field.default
    else:
        said = "\n".join([*item_lead(clean.survey, sighting), *(clean.at(a, b) for a, b in ranges)])
        others = {s.name for s in clean.survey.sightings if s.spec.finder in NAMES and not s.spec.shape.quoted}
        text = bare(said).replace(sighting.name, NAME)
        for other in sorted(others - {sighting.name}, key=len, reverse=True):
            text = text.replace(other, OTHER)
        chosen = state(field, text)
    return Cell(chosen) if chosen else None


def _name(clean: _Clean, cues: Sequence[str], ranges: Sequence[Range], sighting: Sighting) -> Cell | None:
    """A body or place between a cue pair: “由…投资”, “位于…的”. A cue is written with … where the name stands.

    Of several cues behind the name the nearest ends it: 由X投资建设.
    """
    for start, end in ranges:
        text = clean.at(start, end)
        matches = [m for cue in cues if (m := re.search(_between(cue), text)) is not None]
        for match in sorted(matches, key=lambda m: m.end("name")):
            if sighting.name not in match["name"] and _is_named(clean, start, match):
                return Cell(match["name"], ((start + match.start("name"), start + match.end("name")),))
    return None


def _between(cue: str) -> str:
    before, _, after = cue.partition("…")
    return re.escape(before) + r"(?P<name>[^，,;；。]{2,30}?)" + (re.escape(after) if after else "$")


def _is_named(clean: _Clean, base: int, match: "re.Match[str]") -> bool:
    start, end = base + match.start("name"), base + match.end("name")
    tokens = [t for t in clean.passage(start).tokens if t.start >= start and t.end <= end]
    return any(t.tag in {"ORG", "LOC", "nz"} for t in tokens) and not any(t.tag in {"u", "p", "v", "d"} for t in tokens)
