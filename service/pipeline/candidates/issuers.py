"""Whose plan a named initiative is: whoever stands right in front of its name, or in front of the verb that issues it.

Who only carries out what others have planned (落实, 贯彻, 响应) is not its issuer.
"""

import re
from collections.abc import Sequence
from functools import partial

from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.subjects import Subject, Subjects
from service.pipeline.candidates.survey import Sighting, Survey

_MARKS = "“‘「《〈 "
_CARRIES_OUT = re.compile(r"(?:落实|贯彻|践行|响应|服务(?!于)|融入|对接|遵循|学习)")
_VERBAL = frozenset({"v", "vd", "vn", "d", "ad", "TIME", "a"})
_CLAUSE = re.compile(r"[，,；;。：:！？!?]")


def issuer(subjects: Subjects, survey: Survey, sightings: Sequence[Sighting]) -> Subject | None:
    """The body or area whose initiative it is: as some sentence says, else what the first that names it is about."""
    for sighting in sightings:
        passage, start = survey.passages[sighting.passage], sighting.mention.start
        owner = subjects.next_to(sighting.passage, start, partial(_leads, passage, start))
        if owner is not None:
            return owner
    first = sightings[0]
    passage = survey.passages[first.passage]
    clause = _CLAUSE.split(passage.text[: first.mention.start - passage.start])[-1]
    return None if _CARRIES_OUT.search(clause) else subjects.of(first.passage, first.mention.start)


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
