"""Whose plan a named initiative is: whoever stands right in front of its name, or in front of the verb that issues it.

Who only carries out what others have planned (落实, 贯彻, 响应) is not its issuer.
"""

import re
from collections.abc import Sequence
from functools import partial

from service.pipeline.candidates.homes import home
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.people import Person
from service.pipeline.candidates.references import References
from service.pipeline.candidates.subjects import Subject, Subjects
from service.pipeline.candidates.survey import Sighting, Survey

_MARKS = "“‘「《〈 "
_CARRIES_OUT = re.compile(r"(?:落实|贯彻|践行|响应|服务(?!于)|融入|对接|遵循|学习)")
_VERBAL = frozenset({"v", "vd", "vn", "d", "ad", "TIME", "a"})
_OURS = re.compile(r"我们|我[省市区县州局厅校院]")
_OTHERS = frozenset({"LOC", "ORG", "PER"})
_REACH = 4
_AREA = re.compile(r"[^省市区县州盟旗镇乡]{1,8}(?:自治[区州县]|[省市区县州盟旗镇乡])")
_WHOLE = re.compile(r"全[省市区县州盟旗镇乡]")
_GOVERNS = re.compile(r"(?P<area>.+[省市区县州旗镇乡])(?:[党工]*委|人民政府|政府)")
_CLAUSE = re.compile(r"[，,；;。：:！？!?]")


def issuer(subjects: Subjects, survey: Survey, references: References, sightings: Sequence[Sighting]) -> Subject | None:
    """The body or area whose initiative it is: as some sentence says, else what the first that names it is about.

    “我们将…” and 某人给出的 … make it that of the speaker's, or that person's, body.
    """
    for sighting in sightings:
        passage, start = survey.passages[sighting.passage], sighting.mention.start
        owner = subjects.next_to(sighting.passage, start, partial(_leads, passage, start))
        if owner is not None:
            return owner
    first = sightings[0]
    passage = survey.passages[first.passage]
    clause = _CLAUSE.split(passage.text[: first.mention.start - passage.start])[-1]
    own = _in_name(survey, first)
    if own is not None or _CARRIES_OUT.search(clause):
        return own
    person = _who(survey, first, ours=_OURS.search(clause) is not None)
    body = home(survey, subjects.areas, references.full, *person) if person is not None else None
    if body is None:
        return subjects.of(first.passage, first.mention.start, acts=True)
    return _of_area(*body)


def _in_name(survey: Survey, sighting: Sighting) -> Subject | None:
    """The area with whose name that of a plan begins, if the article names it besides: 某县 of 某县茶产业规划."""
    area = _AREA.match(sighting.name)
    if area is None:
        return None
    named = [t for p in survey.passages for t in p.tokens if t.tag == "LOC" and t.text == area[0]]
    return Subject(area[0], ((named[0].start, named[0].end),)) if named else None


def _of_area(body: str, parts: tuple[Range, ...]) -> Subject:
    """The area whose party or government the body is; else the body."""
    area = _GOVERNS.fullmatch(body)
    if area is None:
        return Subject(body, parts)
    left, places = len(area["area"]), list[Range]()
    for start, end in parts:
        places.append((start, min(end, start + left)))
        left -= end - start
        if left <= 0:
            break
    return Subject(area["area"], tuple(places))


def _who(survey: Survey, sighting: Sighting, *, ours: bool) -> tuple[int, Person] | None:
    """Who acts in front of the name: at the head of its sentence, or, where it says 我们, who says it."""
    passage = survey.passages[sighting.passage]
    for index, person in survey.people:
        if index == sighting.passage and person.end <= sighting.mention.start:
            head = min(at[0] for at in (person.organization, person.title, (person.start,)) if at is not None)
            heads = not _CLAUSE.split(passage.at(passage.start, head))[-1].strip(_MARKS + "\n")
            between = [t for t in passage.tokens if person.end <= t.start and t.end <= sighting.mention.start]
            others = any(t.tag in _OTHERS or _WHOLE.match(t.text) for t in between)
            if heads and not others:
                return _with_post(survey, index, person)
    if not ours:
        return None
    paragraph = passage.sentence.paragraph
    near = (sighting.passage, sighting.passage + 1, *range(sighting.passage - 1, sighting.passage - _REACH, -1))
    said = [
        (i, p)
        for at in near
        for i, p in survey.people
        if i == at and (i <= sighting.passage or survey.passages[i].sentence.paragraph == paragraph)
    ]
    return _with_post(survey, *said[0]) if said else None


def _with_post(survey: Survey, index: int, person: Person) -> tuple[int, Person]:
    """The first place where somebody's post is told."""
    told = [(i, p) for i, p in survey.people if p.text == person.text and p.title is not None]
    return told[0] if told else (index, person)


def _leads(passage: Passage, start: int, end: int) -> bool:
    """Whether between a name's `end` and the initiative's `start` stands nothing, or a verb that makes it its own."""
    between = passage.at(end, start).strip(_MARKS)
    if between in {"", "的"}:
        return True
    words = [t for t in passage.tokens if t.start >= end and t.end <= start and t.text not in _MARKS]
    if words and words[-1].text in {"的", "了"}:
        words.pop()
    verbs = any(t.tag in {"v", "vn"} for t in words)
    return verbs and all(t.tag in _VERBAL for t in words) and not _CARRIES_OUT.search(between)
