"""The fields of a found name, read off the clauses that speak about it, by the cue words that the schema gives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from schemas.dates import scan_dates
from service.pipeline.candidates.agents import agents
from service.pipeline.candidates.mentions import bare
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
_COME = re.compile(r"已|目前|现已|正在|正式|\n(?!.{0,6}[\d年月底])")
_OTHERWISE = re.compile(r"后|时间|率|入园|企业|商")
"""Behind a word of status, what makes it another: 投产后, 开工时间, 签约企业."""
_BRACKET = re.compile(r"[（(][^（）()]*[)）]$")
_GAP, _LONG_GAP = 6, 14
_DAYTIME = 2
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
            places = agents(survey, sighting, ranges, field)
            cell = Cell("、".join(clean.at(*place) for place in places), places) if places else None
        elif field.cues and field.type in {"organization", "place"}:
            cell = _name(clean, field.cues, ranges, sighting)
            if cell is None and field.type == "place":
                cell = _place_before(survey, sighting)
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
        name = _BRACKET.sub("", sighting.name)
        endings = [(len(w), value) for value, words in field.values.items() for w in words if name.endswith(w)]
        chosen = max(endings)[1] if endings else field.default
    else:
        text = bare("\n".join(clean.at(a, b) for a, b in ranges)).replace(sighting.name, "\n")
        said = [value for value, words in field.values.items() if any(_holds(text, w) for w in words)]
        chosen = said[-1] if said else field.default
    return Cell(chosen) if chosen else None


def _holds(text: str, word: str) -> bool:
    """Whether a word is said of what is: not 尚未开工, not 预计年底投产, not 计划9月开工、明年建成, not 投产后."""
    for match in re.finditer(re.escape(word), text):
        sentence = re.split(r"[；;。]", text[: match.start()])[-1]
        planned = [m.end() for m in _NOT_YET.finditer(sentence)]
        come = [m.end() for m in _COME.finditer(sentence)]
        if not (planned and planned[-1] > max(come, default=0)) and not _OTHERWISE.match(text, match.end()):
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
    """Where the field's cue begins that stands last before the end of `text`, with a few characters between.

    A field of text names what is counted between cue and number: 年产轻型电动商用车5万辆.
    """
    gap = _LONG_GAP if field.type == "text" else _GAP
    found = [(text.rfind(c), c) for c in field.cues if c in text]
    near = [
        at for at, c in found if len(text) - at - len(c) <= gap and not any(x.isdigit() for x in text[at + len(c) :])
    ]
    return min(near) if near else None


def _date(clean: _Clean, field: FieldSpec, ranges: Sequence[Range]) -> Cell | None:
    """A date in front of one of the field's cues, in its clause or at the head of the sentence: 1月9日上午,…开工.

    Between the date and its cue stands no other date (6月开工、年底建成), and the cue is no 建成后.
    """
    lead: Cell | None = None
    for start, end in ranges:
        text = clean.at(start, end)
        dates = [d for d in scan_dates(text) if d.kind == "date"]
        ends = [d.start for d in dates[1:]] + [len(text)]
        for found, after in zip(dates, ends, strict=False):
            if _has_cue(text[found.end : after], field):
                return Cell(found.text, ((start + found.start, start + found.end),))
        if lead is not None and _has_cue(text, field):
            return lead
        if dates and dates[-1].text.endswith("日") and len(text) - dates[-1].end <= _DAYTIME:
            lead = Cell(dates[-1].text, ((start + dates[-1].start, start + dates[-1].end),))
    return None


def _has_cue(text: str, field: FieldSpec) -> bool:
    return any(re.search(re.escape(cue) + "(?![后前时])", text) for cue in field.cues)


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


def _place_before(survey: Survey, sighting: Sighting) -> Cell | None:
    """The place right before the name, or the one with which its sentence begins: 在某县某镇，某产业园….."""
    passage, start = survey.passages[sighting.passage], sighting.mention.start
    before = [t for t in passage.tokens if t.end <= start]
    run = list(reversed(list(takewhile(lambda t: t.tag == "LOC", reversed(before)))))
    if not run:
        lead = before[:-1] if before and before[-1].text in "，," else []
        run = lead[1:] if lead and lead[0].text == "在" and all(t.tag == "LOC" for t in lead[1:]) else []
    at = (run[0].start, run[-1].end) if run else None
    return Cell(passage.at(*at), (at,)) if at else None


def _between(cue: str) -> str:
    before, _, after = cue.partition("…")
    return re.escape(before) + r"(?P<name>[^，,;；。]{2,30}?)" + (re.escape(after) if after else "$")


def _is_named(clean: _Clean, base: int, match: "re.Match[str]") -> bool:
    start, end = base + match.start("name"), base + match.end("name")
    tokens = [t for t in clean.passage(start).tokens if t.start >= start and t.end <= end]
    return any(t.tag in {"ORG", "LOC", "nz"} for t in tokens) and not any(t.tag in {"u", "p", "v", "d"} for t in tokens)
