"""From what was found and judged to a draft: one record a thing, its cells, and where each was read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from service.pipeline.candidates.cells import Cell, read_cells
from service.pipeline.candidates.columns import FIGURES
from service.pipeline.candidates.figures import Figure, Range, clauses
from service.pipeline.candidates.people import Person
from service.pipeline.candidates.specification import NAMES, FieldSpec, RecordSpec
from service.pipeline.candidates.subjects import Subjects
from service.pipeline.candidates.survey import Sighting, Survey
from service.pipeline.draft import Draft
from service.types import JsonObject

_BODY_SUFFIXES = ("股份有限公司", "有限责任公司", "有限公司", "集团有限公司", "公司", "集团")


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
    found: list[Found] = []
    for spec in specs:
        if spec.finder in NAMES:
            found.extend(_named(survey, spec, subjects))
        elif spec.finder == "person":
            found.extend(_people(survey, spec, subjects, excluded))
    return found


def figure_records(survey: Survey, specs: Sequence[RecordSpec], named: Sequence[Found]) -> list[Found]:
    """The records of figures that none of the named records holds."""
    held = {at for f in named for c in f.cells.values() for at in c.at}
    return [found for spec in specs if spec.finder in FIGURES for found in _figures(survey, spec, held)]


def _named(survey: Survey, spec: RecordSpec, subjects: Subjects) -> Iterator[Found]:
    """One record for each name, short forms with the full one."""
    groups: dict[str, list[Sighting]] = {}
    for sighting in survey.sightings:
        if sighting.spec.name == spec.name:
            groups.setdefault(sighting.name, []).append(sighting)
    merged = merge_names(list(groups), body=spec.finder == "organization")
    for full, forms in merged.items():
        sightings = sorted((s for form in forms for s in groups[form]), key=lambda s: s.mention.start)
        if spec.finder == "organization" and _only_in_titles(survey, sightings):
            continue
        parts = next(s for s in sightings if s.name == full).mention.parts
        name = Cell(*subjects.full(full, parts)) if spec.finder == "organization" else Cell(full, parts)
        cells = {spec.anchor: name}
        for sighting in sightings:
            for field_name, cell in read_cells(survey, sighting).items():
                cells[field_name] = _further(spec, field_name, cells.get(field_name), cell)
        agent = spec.field("agent")
        if agent is not None and agent.name not in cells:
            cells.update(_agent(survey, sightings, subjects, agent))
        evidence = [_sentence(survey, s.passage) for s in sightings[:2]]
        yield Found(spec, cells, [s.passage for s in sightings], evidence, full, sightings=sightings)


def _agent(
    survey: Survey, sightings: Sequence[Sighting], subjects: Subjects, agent: FieldSpec
) -> Iterator[tuple[str, Cell]]:
    """Who does it: the subject of a clause in which one of the field's verbs stands before the name."""
    for sighting in sightings:
        passage, start = survey.passages[sighting.passage], sighting.mention.start
        clause = max((a for a, b in clauses(passage.text) if passage.start + a <= start), default=0)
        before = passage.at(passage.start + clause, start)
        if agent.cues and not any(cue in before for cue in agent.cues):
            continue
        subject = subjects.of(sighting.passage, start)
        if subject is not None and subject.text != sighting.name:
            yield agent.name, Cell(*subjects.full(subject.text, subject.parts))
            return


def _further(spec: RecordSpec, name: str, old: Cell | None, new: Cell) -> Cell:
    """Of two readings of a field the first; of an ordered enum the furthest."""
    if old is None:
        return new
    order = next((list(f.values) for f in spec.fields if f.name == name and f.values), [])
    if new.value in order and old.value in order and order.index(new.value) > order.index(old.value):
        return new
    return old


def merge_names(names: Sequence[str], *, body: bool) -> dict[str, list[str]]:
    """Full name → all its forms. A short form is the end of a longer name, or a body's name without its legal form."""
    merged: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        home = next((full for full in merged if _short_for(name, full, body=body)), None)
        if home is None:
            merged[name] = [name]
        else:
            merged[home].append(name)
    return merged


def _short_for(short: str, full: str, *, body: bool) -> bool:
    if body:
        stem = next((short.removesuffix(s) for s in _BODY_SUFFIXES if short.endswith(s)), short)
        rest = full.removeprefix(stem)
        return rest != full and (rest in _BODY_SUFFIXES or rest.removeprefix("集团") in _BODY_SUFFIXES)
    return len(short) >= 4 and full.endswith(short)


def _only_in_titles(survey: Survey, sightings: Sequence[Sighting]) -> bool:
    """Whether a body only stands before the posts of people: it is then their organisation and no record."""
    titles = [p.organization for _, p in survey.people if p.organization]
    return all(any(a <= s.mention.start < b for a, b in titles) for s in sightings)


def _people(survey: Survey, spec: RecordSpec, subjects: Subjects, excluded: set[str]) -> Iterator[Found]:
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
            cells[title.name] = Cell(passage.at(*person.title), (person.title,))
        if body is not None and person.organization is not None:
            cells[body.name] = Cell(*subjects.full(passage.at(*person.organization), (person.organization,)))
        yield Found(spec, cells, [index], [_sentence(survey, index)], name)


def _figures(survey: Survey, spec: RecordSpec, held: set[Range]) -> Iterator[Found]:
    """One record for each figure that no named record holds; the same figure of the same thing only once."""
    subjects = Subjects(survey)
    seen: dict[tuple[str, str], dict[str, int]] = {}
    for index, figure in _of_kind(survey, spec):
        passage = survey.passages[index]
        measure = "".join(passage.at(*m) for m in figure.measure)
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
        readings = {
            "subject": Cell(*subjects.full(subject.text, subject.parts)) if subject else None,
            "measure": Cell(measure, figure.measure),
            "period": Cell(passage.at(*figure.period), (figure.period,)) if figure.period else None,
            "change": Cell(figure.change, (figure.change_at,)) if figure.change and figure.change_at else None,
        }
        for source, cell in readings.items():
            target = spec.field(source)
            if target is not None and cell is not None:
                cells[target.name] = cell
        for enum in (f for f in spec.fields if f.values):
            nature = _nature(passage.at(passage.start, figure.start), enum.values) or enum.default
            if nature is not None:
                cells[enum.name] = Cell(nature)
        yield Found(spec, cells, [index], [_sentence(survey, index)], figure.text, figure)


def _of_kind(survey: Survey, spec: RecordSpec) -> Iterator[tuple[int, Figure]]:
    """The figures of the kind that the record type is of; a change is one of its own where it has no field for it."""
    for index, figure in survey.figures:
        if spec.finder in {"quantity", figure.kind}:
            yield index, figure
        if figure.change and figure.change_at and spec.finder != "money" and spec.field("change") is None:
            start, end = figure.change_at
            change = replace(figure, text=figure.change, start=start, end=end, kind="percentage", change=None)
            yield index, change


def _nature(before: str, values: dict[str, tuple[str, ...]]) -> str | None:
    """The value whose word stands last before the figure in its sentence."""
    places = {value: max((before.rfind(w) for w in words), default=-1) for value, words in values.items()}
    best = max(places, key=lambda v: places[v], default=None)
    return best if best is not None and places[best] >= 0 else None


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
