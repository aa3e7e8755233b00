"""The fields of a found name, read off the clauses that speak about it, by the cue words that the schema gives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.dates import scan_dates
from service.pipeline.candidates.names import bare
from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.specification import FieldSpec
from service.pipeline.candidates.survey import Sighting, Survey
from service.pipeline.candidates.zones import shares_clause, zone

_FIGURES = {
    "money": {"money"},
    "quantity": {"area", "quantity"},
    "percentage": {"percentage"},
    "text": {"quantity", "area"},
}


# What is set in motion elsewhere, or spent so far, is not a thing's own size.
_NOT_YET = re.compile(r"预计|预期|计划|有望|力争|尚未|还未|即将|拟于|将[于在]")
_OTHERS = re.compile(r"带动|拉动|撬动|吸引|完成|引资")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field's value, and where it stands; no range where it is concluded from words and not itself there."""

    value: str
    at: tuple[Range, ...] = ()


def read_cells(survey: Survey, sighting: Sighting) -> dict[str, Cell]:
    """The fields of one sighting that code can tell, by field name."""
    clean = _Clean(survey)
    ranges = zone(survey, sighting)
    alone = sighting.mention.reason != "listed" and not shares_clause(survey, sighting)
    cells: dict[str, Cell] = {}
    for field in sighting.spec.fields:
        cell = None
        if field.values:
            cell = _by_words(clean, field, ranges, sighting)
        elif field.cues and field.type in _FIGURES and alone:
            cell = _figure(clean, survey, field, ranges)
        elif field.cues and field.type == "date" and alone:
            cell = _date(clean, field, ranges)
        elif field.source == "agent":
            cell = _name(clean, [f"由…{cue}" for cue in field.cues], ranges, sighting)
        elif field.cues and field.type in {"organization", "place"}:
            cell = _name(clean, field.cues, ranges, sighting)
        if cell is not None:
            cells[field.name] = cell
    return cells


class _Clean:
    """The clean text by offset."""

    def __init__(self, survey: Survey) -> None:
        self.passage = survey.passage_at

    def at(self, start: int, end: int) -> str:
        return self.passage(start).at(start, end)


def _by_words(clean: _Clean, field: FieldSpec, ranges: Sequence[Range], sighting: Sighting) -> Cell | None:
    """What the words say: of a body those that its name ends in, of other things those of the zone, the furthest."""
    if sighting.spec.finder == "organization":
        endings = [(len(w), value) for value, words in field.values.items() for w in words if sighting.name.endswith(w)]
        chosen = max(endings)[1] if endings else field.default
    else:
        text = bare("\n".join(clean.at(a, b) for a, b in ranges)).replace(sighting.name, "\n")
        said = [value for value, words in field.values.items() if any(_holds(text, w) for w in words)]
        chosen = said[-1] if said else field.default
    return Cell(chosen) if chosen else None


def _holds(text: str, word: str) -> bool:
    """Whether a word is said of what is: not 尚未开工, not 预计年底投产, not 投产后."""
    for match in re.finditer(re.escape(word), text):
        clause = re.split(r"[，,；;。\n]", text[: match.start()])[-1]
        if not _NOT_YET.search(clause) and not text.startswith("后", match.end()):
            return True
    return False


def _figure(clean: _Clean, survey: Survey, field: FieldSpec, ranges: Sequence[Range]) -> Cell | None:
    """The first figure of the field's type in the zone with one of its cues right before it."""
    for _, figure in survey.figures:
        home = next((r for r in ranges if r[0] <= figure.start < r[1]), None)
        if home is None or figure.kind not in _FIGURES[field.type]:
            continue
        before = clean.at(home[0], figure.start)
        cue = cue_before(before, field)
        if cue is None or _OTHERS.search(before):
            continue
        start = home[0] + cue if field.type == "text" else figure.start
        return Cell(clean.at(start, figure.end), ((start, figure.end),))
    return None


def cue_before(text: str, field: FieldSpec) -> int | None:
    """Where the field's cue begins that stands last before the end of `text`, with at most six characters between."""
    found = [(text.rfind(c), c) for c in field.cues if c in text]
    near = [at for at, c in found if len(text) - at - len(c) <= 6 and not any(x.isdigit() for x in text[at + len(c) :])]
    return min(near) if near else None


def _date(clean: _Clean, field: FieldSpec, ranges: Sequence[Range]) -> Cell | None:
    """A date in front of one of the field's cues, in its clause or at the head of the sentence: 1月9日上午,…开工."""
    lead: Cell | None = None
    for start, end in ranges:
        text = clean.at(start, end)
        for found in scan_dates(text):
            if found.kind != "date":
                continue
            cell = Cell(found.text, ((start + found.start, start + found.end),))
            if any(c in text[found.end :] for c in field.cues):
                return cell
            if len(text) - len(found.text) <= 3 and found.text.endswith("日"):
                lead = cell
        if lead is not None and any(c in text for c in field.cues):
            return lead
    return None


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
