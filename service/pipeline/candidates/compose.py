"""From what was found and judged to a draft: one record a thing, its cells, and where each was read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from service.pipeline.candidates.cells import Cell, read_cells
from service.pipeline.candidates.figures import Figure, Range
from service.pipeline.candidates.people import Person
from service.pipeline.candidates.specification import RecordSpec
from service.pipeline.candidates.subjects import Subjects
from service.pipeline.candidates.survey import Sighting, Survey
from service.pipeline.draft import Draft
from service.types import JsonObject

_BODY_SUFFIXES = ("股份有限公司", "有限责任公司", "有限公司", "集团有限公司", "公司", "集团")


@dataclass(slots=True)
class Found:
    """One record in the making. `key` names it for the judge; `passage` is where it is judged; `order` sorts records."""

    spec: RecordSpec
    cells: dict[str, Cell]
    passages: list[int]
    evidence: list[Range]
    key: str
    figure: Figure | None = None
    sightings: list[Sighting] = field(default_factory=list)

    @property
    def passage(self) -> int:
        return self.passages[0]


def named_records(survey: Survey, specs: Sequence[RecordSpec], excluded: set[str]) -> list[Found]:
    """The records of things, bodies and people, one each. `excluded` are names of people that are no records."""
    found: list[Found] = []
    for spec in specs:
        if spec.finder in {"name", "organization"}:
            found.extend(_named(survey, spec))
        elif spec.finder == "person":
            found.extend(_people(survey, spec, excluded))
    return found


def figure_records(survey: Survey, specs: Sequence[RecordSpec], named: Sequence[Found]) -> list[Found]:
    """The records of figures that none of the named records holds."""
    held = {at for f in named for c in f.cells.values() for at in c.at}
    return [found for spec in specs if spec.finder == "quantity" for found in _figures(survey, spec, held)]


def _named(survey: Survey, spec: RecordSpec) -> Iterator[Found]:
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
        cells = {spec.anchor: Cell(full, next(s for s in sightings if s.name == full).mention.parts)}
        for sighting in sightings:
            for name, cell in read_cells(survey, sighting).items():
                cells[name] = _further(spec, name, cells.get(name), cell)
        evidence = [_sentence(survey, s.passage) for s in sightings[:2]]
        yield Found(spec, cells, [s.passage for s in sightings], evidence, full, sightings=sightings)


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


def _people(survey: Survey, spec: RecordSpec, excluded: set[str]) -> Iterator[Found]:
    groups: dict[str, list[tuple[int, Person]]] = {}
    for index, person in survey.people:
        if person.text not in excluded:
            groups.setdefault(person.text, []).append((index, person))
    title, body = spec.field("post"), next((f for f in spec.fields if f.type == "organization"), None)
    for name, seen in groups.items():
        index, person = max(seen, key=lambda s: ((s[1].organization is not None) + (s[1].title is not None), -s[0]))
        cells = {spec.anchor: Cell(name, ((person.start, person.end),))}
        for target, at in ((title, person.title), (body, person.organization)):
            if target is not None and at is not None:
                cells[target.name] = Cell(survey.passages[index].at(*at), (at,))
        yield Found(spec, cells, [index], [_sentence(survey, index)], name)


def _figures(survey: Survey, spec: RecordSpec, held: set[Range]) -> Iterator[Found]:
    """One record for each figure that no named record holds; the same figure of the same thing only once."""
    subjects = Subjects(survey)
    seen: set[tuple[str, str]] = set()
    for index, figure in survey.figures:
        passage = survey.passages[index]
        measure = "".join(passage.at(*m) for m in figure.measure)
        inside = any(a <= figure.start and figure.end <= b for a, b in held)
        if inside or not measure or (figure.text, measure) in seen or passage.sentence.kind == "heading":
            continue
        seen.add((figure.text, measure))
        cells = {spec.anchor: Cell(figure.text, ((figure.start, figure.end),))}
        subject = subjects.of(index, figure)
        readings = {
            "subject": Cell(subject.text, (subject.at,)) if subject else None,
            "measure": Cell(measure, figure.measure),
            "period": Cell(passage.at(*figure.period), (figure.period,)) if figure.period else None,
            "change": Cell(figure.change, (figure.change_at,)) if figure.change and figure.change_at else None,
        }
        for source, cell in readings.items():
            target = spec.field(source)
            if target is not None and cell is not None:
                cells[target.name] = cell
        for enum in (f for f in spec.fields if f.values):
            cells[enum.name] = Cell(_nature(passage.at(passage.start, figure.start), enum.values) or enum.default or "")
        yield Found(spec, cells, [index], [_sentence(survey, index)], figure.text, figure)


def _nature(before: str, values: dict[str, tuple[str, ...]]) -> str | None:
    """The value whose word stands last before the figure in its sentence."""
    places = {value: max((before.rfind(w) for w in words), default=-1) for value, words in values.items()}
    best = max(places, key=lambda v: places[v], default=None)
    return best if best is not None and places[best] >= 0 else None


def _sentence(survey: Survey, index: int) -> Range:
    sentence = survey.passages[index].sentence
    return sentence.start, sentence.end


def to_draft(found: Sequence[Found], specs: Sequence[RecordSpec], fields: JsonObject) -> Draft:
    """The wire form of the records, in the order in which they stand, with the evidence of each cell."""
    draft = Draft(record=dict(fields))
    for spec in specs:
        records = sorted((f for f in found if f.spec.name == spec.name), key=lambda f: f.cells[spec.anchor].at[0])
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
            rows.append({name: record.cells[name].value if name in record.cells else None for name in names})
        draft.record[spec.name] = rows  # type: ignore[assignment]  # a list of objects is JSON; mypy's lists are invariant
    return draft
