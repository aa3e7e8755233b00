"""From what was found and judged to a draft: one record a thing, its cells, and where each was read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from service.pipeline.candidates.agents import Agents
from service.pipeline.candidates.cells import Cell, read_cells
from service.pipeline.candidates.columns import FIGURES
from service.pipeline.candidates.figures import Figure
from service.pipeline.candidates.homes import home
from service.pipeline.candidates.issuers import issuer
from service.pipeline.candidates.natures import nature
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.people import Person
from service.pipeline.candidates.phases import groups, place
from service.pipeline.candidates.references import References
from service.pipeline.candidates.sizes import is_own_size
from service.pipeline.candidates.specification import NAMES, FieldSpec, RecordSpec
from service.pipeline.candidates.subjects import Subjects, is_part
from service.pipeline.candidates.survey import Sighting, Survey
from service.pipeline.draft import Draft
from service.types import JsonObject

_JOINS = frozenset("、和及与")
_OCCURS = frozenset({"ending", "quoted", "recalled"})
# What somebody is told to do in quotation marks is no fact: “请把…写成五亿元”.
_ORDERED = re.compile(r"[“‘「](?:请|把|忽略|无视|务必|不要|必须把|你要|你们要)[^“”‘’「」]*$")
_POSTS = re.compile(r"(?:(?!兼|、兼).)+")


@dataclass(slots=True)
class Found:
    """One record in the making. `key` names it for the judge; `passages` are where it stands.

    `lists` are the cells of the fields that hold several values.
    """

    spec: RecordSpec
    cells: dict[str, Cell]
    passages: list[int]
    evidence: list[Range]
    key: str
    figure: Figure | None = None
    sightings: list[Sighting] = field(default_factory=list)
    lists: dict[str, list[Cell]] = field(default_factory=dict)

    @property
    def passage(self) -> int:
        return self.passages[0]


def named_records(survey: Survey, specs: Sequence[RecordSpec], excluded: set[str]) -> list[Found]:
    """The records of things, bodies and people, one each. `excluded` are names of people that are no records."""
    subjects = Subjects(survey)
    references = References(survey, subjects)
    found: list[Found] = []
    for spec in specs:
        if spec.finder in NAMES:
            found.extend(_named(survey, spec, subjects, references))
        elif spec.finder == "person":
            found.extend(_people(survey, spec, subjects, references, excluded))
    return found


def figure_records(survey: Survey, specs: Sequence[RecordSpec], named: Sequence[Found]) -> list[Found]:
    """The records of figures that none of the named records holds.

    A schema whose things have sizes has no records of sizes besides.
    """
    held = {at for f in named for c in f.cells.values() for at in c.at}
    subjects = Subjects(survey)
    sized = any(f.type in {"money", "quantity"} for spec in specs if spec.finder == "name" for f in spec.fields)
    figures = [*_indicators(survey, subjects)] if sized else survey.figures
    return [
        found
        for spec in specs
        if spec.finder in FIGURES
        for found in _figures(survey, spec, subjects, _of_kind(figures, spec), held)
    ]


def _named(survey: Survey, spec: RecordSpec, subjects: Subjects, references: References) -> Iterator[Found]:
    """One record for each name, short forms with the full one."""
    seen = [s for s in survey.sightings if s.spec.name == spec.name]
    body = spec.finder == "organization"
    acting = {references.full(s.text, s.parts)[0] for s in subjects.acting()} if body else set()
    bodies = {f.name for f in spec.fields if f.type == "organization"}
    for full, sightings in (references.groups(seen) if body else groups(survey, seen)).items():
        if body and full not in acting and _only_in_titles(survey, sightings):
            continue
        if not body and len({s.name for s in seen}) > 1 and _only_in_headline(survey, sightings):
            continue
        parts = references.where(full) if body else place(full, sightings)
        cells = {spec.anchor: Cell(full, parts)}
        for sighting in sightings:
            for field_name, read in read_cells(survey, sighting).items():
                cell = Cell(*references.full(read.value, read.at)) if field_name in bodies else read
                cells[field_name] = _further(spec, field_name, cells.get(field_name), cell)
        agent = spec.field("agent")
        if agent is not None and agent.name not in cells:
            cells.update(_agent(survey, sightings, subjects, references, agent))
        if not body and len(cells) == 1 and _only_named(sightings):
            continue
        evidence = [_sentence(survey, s.passage) for s in sightings[:2]]
        yield Found(spec, cells, [s.passage for s in sightings], evidence, sightings[0].name, sightings=sightings)


def _only_named(sightings: Sequence[Sighting]) -> bool:
    """Whether a thing only occurs in the article, as a place or the like: none of its names is told of or listed."""
    return sightings[0].spec.shape.proper and {s.mention.reason for s in sightings} <= _OCCURS


def _agent(
    survey: Survey, sightings: Sequence[Sighting], subjects: Subjects, references: References, agent: FieldSpec
) -> Iterator[tuple[str, Cell]]:
    """Who does it, by the field's verbs; without such verbs, whose it is."""
    if agent.cues:
        named = Agents(survey, subjects, references, agent).of(sightings)
    else:
        owner = issuer(subjects, survey, references, sightings)
        other = owner is not None and owner.text != sightings[0].name
        named = references.full(owner.text, owner.parts) if owner is not None and other else None
    if named is not None:
        yield agent.name, Cell(*named)


def _further(spec: RecordSpec, name: str, old: Cell | None, new: Cell) -> Cell:
    """Of two readings of a field the first; of an ordered enum the furthest."""
    if old is None:
        return new
    order = next((list(f.values) for f in spec.fields if f.name == name and f.values), [])
    if new.value in order and old.value in order and order.index(new.value) > order.index(old.value):
        return new
    return old


def _only_in_titles(survey: Survey, sightings: Sequence[Sighting]) -> bool:
    """Whether a body only stands before the posts of people: it is then their organisation and no record."""
    titles = [at for _, p in survey.people for at in (p.organization, p.title) if at is not None]
    return all(any(a <= s.mention.start < b for a, b in titles) for s in sightings)


def _only_in_headline(survey: Survey, sightings: Sequence[Sighting]) -> bool:
    """Whether a thing is named by the headline alone: the article then tells of it under its full name."""
    return all(survey.passages[s.passage].sentence.kind == "heading" and s.passage == 0 for s in sightings)


def _people(
    survey: Survey, spec: RecordSpec, subjects: Subjects, references: References, excluded: set[str]
) -> Iterator[Found]:
    groups: dict[str, list[tuple[int, Person]]] = {}
    for index, person in survey.people:
        if person.text not in excluded:
            groups.setdefault(person.text, []).append((index, person))
    title, body = spec.field("post"), next((f for f in spec.fields if f.type == "organization"), None)
    for name, seen in groups.items():
        index, person = max(seen, key=lambda s: ((s[1].organization is not None) + (s[1].title is not None), -s[0]))
        cells = {spec.anchor: Cell(name, ((person.start, person.end),))}
        passage = survey.passages[index]
        if title is not None and person.title is not None:
            cells[title.name] = _joined(passage, person.title)
        whose = home(survey, subjects.areas, references.full, index, person)
        if body is not None and whose is not None:
            cells[body.name] = Cell(*whose)
        yield Found(spec, cells, [index], [_sentence(survey, index)], name)


def _joined(passage: Passage, title: Range) -> Cell:
    """The posts of a title, those that 兼 joins as those that 、 does: 董事长兼总经理 as 董事长、总经理."""
    start, text = title[0], passage.at(*title)
    parts = [(start + m.start(), start + m.end()) for m in _POSTS.finditer(text)]
    return Cell("、".join(passage.at(*p) for p in parts), tuple(parts))


def _indicators(survey: Survey, subjects: Subjects) -> Iterator[tuple[int, Figure]]:
    """The figures that are no size of a project and no part of an order, each with the number of its passage.

    What a size is joined to is a size too: 年产拖拉机1万台、[收割机800台].
    """
    last: tuple[int, Figure] | None = None
    own = False
    for index, figure in survey.figures:
        before = last[1] if last is not None and last[0] == index else None
        joined = before is not None and survey.passages[index].at(before.end, before.end + 1) in _JOINS
        of = subjects.named_in(index, figure.clause, figure.start)
        counted = before.measure.text if before is not None else ""
        told = figure.change is not None or figure.kind in {"percentage", "rank"}
        own = (own and joined) or (not told and is_own_size(figure.measure.text, of, counted))
        last = index, figure
        ordered = _ORDERED.search(survey.passages[index].at(survey.passages[index].start, figure.start)) is not None
        if not own and not ordered and not figure.describes and not _of_a_name(survey, index, figure):
            yield index, figure


def _of_a_name(survey: Survey, index: int, figure: Figure) -> bool:
    """Whether an area only says how large what is named next is: 占地 [40亩] 的某产业园."""
    names = [s for s in survey.sighted(index) if s.spec.finder == "name" and not s.spec.shape.quoted]
    named = any(figure.end < s.mention.start < figure.clause[1] for s in names)
    return figure.kind == "area" and named and survey.passages[index].at(figure.end, figure.end + 1) == "的"


def _figures(
    survey: Survey, spec: RecordSpec, subjects: Subjects, figures: Iterable[tuple[int, Figure]], held: set[Range]
) -> Iterator[Found]:
    """One record for each of the figures that no named record holds; the same figure of the same thing only once."""
    references = References(survey, subjects)
    seen: dict[tuple[str, str], dict[str, int]] = {}
    for index, figure in figures:
        passage = survey.passages[index]
        measure = figure.measure.text
        inside = any(a <= figure.start and figure.end <= b for a, b in held)
        if inside or not measure or passage.sentence.kind == "heading":
            continue
        subject = subjects.of(index, figure.start)
        about = subject.text if subject else ""
        same = seen.setdefault((figure.text, measure), {})
        if about in same or any(i != index for i in same.values()):  # two things only where one sentence says so
            continue
        same[about] = index
        cells = {spec.anchor: Cell(figure.text, ((figure.start, figure.end),))}
        period = figure.period or (_period_before(survey, index) if is_part(passage) else None)
        readings = {
            "subject": Cell(*references.full(subject.text, subject.parts)) if subject else None,
            "measure": Cell(measure, figure.measure.parts),
            "period": Cell(survey.passage_at(period[0]).at(*period), (period,)) if period else None,
            "change": Cell(figure.change, figure.change_parts) if figure.change and figure.change_at else None,
        }
        for source, cell in readings.items():
            target = spec.field(source)
            if target is not None and cell is not None:
                cells[target.name] = cell
        for enum in (f for f in spec.fields if f.values):
            chosen = nature(passage, figure, enum.values) or enum.default
            if chosen is not None:
                cells[enum.name] = Cell(chosen)
        yield Found(spec, cells, [index], [_sentence(survey, index)], figure.text, figure)


def _period_before(survey: Survey, index: int) -> Range | None:
    """The time of the last figure before a passage in its paragraph."""
    paragraph = survey.passages[index].sentence.paragraph
    before = [f for i, f in survey.figures if i < index and survey.passages[i].sentence.paragraph == paragraph]
    return before[-1].period if before else None


def _of_kind(figures: Iterable[tuple[int, Figure]], spec: RecordSpec) -> Iterator[tuple[int, Figure]]:
    """The figures of the kind that the record type is of; a change is one of its own where it has no field for it."""
    for index, figure in figures:
        if spec.finder in {"quantity", figure.kind}:
            yield index, figure
        if figure.change and figure.change_at and spec.finder != "money" and spec.field("change") is None:
            start, end = figure.change_at
            change = replace(figure, text=figure.change, start=start, end=end, kind="percentage", change=None)
            yield index, change


def _sentence(survey: Survey, index: int) -> Range:
    sentence = survey.passages[index].sentence
    return sentence.start, sentence.end


def to_draft(found: Sequence[Found], specs: Sequence[RecordSpec], fields: JsonObject) -> Draft:
    """The wire form of the records, in the order in which they stand, with the evidence of each cell.

    Something found of which a field is not known that the schema demands is no record.
    """
    draft = Draft(record=dict(fields))
    for spec in specs:
        whole = [f for f in found if f.spec.name == spec.name and spec.needed <= f.cells.keys() | f.lists.keys()]
        records = sorted(whole, key=lambda f: (f.cells[f.spec.anchor].at or f.evidence)[0])
        rows = []
        names = [spec.anchor, *(f.name for f in spec.fields)]
        for i, record in enumerate(records):
            pointer = f"/{spec.name}/{i}"
            draft.evidence[pointer] = tuple(dict.fromkeys(record.evidence))
            for name, cell in record.cells.items():
                if cell.at:
                    draft.evidence[f"{pointer}/{name}"] = cell.at
                else:
                    draft.derived.add(f"{pointer}/{name}")
            row: JsonObject = {name: record.cells[name].value if name in record.cells else None for name in names}
            for name, items in record.lists.items():
                row[name] = [item.value for item in items]
                draft.evidence |= {f"{pointer}/{name}/{k}": item.at for k, item in enumerate(items) if item.at}
            rows.append(row)
        draft.record[spec.name] = rows  # type: ignore[assignment]  # a list of objects is JSON; mypy's lists are invariant
    return draft
