"""The summary and the key facts without a call: the clauses that say most, in the article's own words.

What a clause is worth is the probability that it is a key fact (`worth`). The best for their length are taken one by
one; one in words that are there already counts less. A goal is told with the
time by which it is to be reached.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import dropwhile

from schemas import Schema
from service.pipeline.candidates.areas import WHOLE
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.figures import Figure, clauses
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.regions import area_of_level
from service.pipeline.candidates.subjects import Subject, Subjects
from service.pipeline.candidates.survey import Survey
from service.pipeline.candidates.worth import Worth, is_aim, pairs
from service.pipeline.draft import Evidence
from service.types import JsonObject

SUMMARY_CHARS = 150
FACTS = 6
_SHORTEST, _LONGEST = 5, 70
_REPEATED = 0.3
_FILLER = re.compile(
    r"^(?:(?:据悉|据了解|据介绍|据测算|目前|同时|此外|其中|另外|不过|但|截至目前|近年来|下一步|下半年|与此同时|值得一提的是"
    r"|从[^,，]{1,8}来?看|分[^,，]{1,6}看"
    r"|[^,，\d]{0,24}(?:介绍|表示|说|称|告诉记者|回应|通报|透露|显示|指出|统计))[,，:：]+)+"
)
# The time of a goal that stands in a clause before.
_BY_WHEN = re.compile(r"(?:[到至]\D{0,2})?(?:20\d\d年|[明今全]年|“?十\w五”?)")
_STANDS_FOR = re.compile(
    r"^(?:该|本|此|这[个座家条])?(?:项目|基地|园区|工程|中心|工厂|平台|产业园|公司|集团|电站|生产线)(?!的)"
)
_OPEN_BRACKET = re.compile(r"[（(][^（）()]*$")
_BRACKET = re.compile(
    r"[（(](?:人民币|美元|下同|以?下[同称简]|简称|不?含|即|据|[^（）()]{0,6}[,，]下同)[^（）()]*[）)]"
)
_EDGES = " \n,，;；。:：、●■◆▲•"
# Not between two digits, which would become one number.
_MARKS = re.compile(r"(?<!\d)[“”‘’「」]+|[“”‘’「」]+(?![\d“”‘’「」])")
_SETTING = frozenset({"TIME", "w", "p", "d", "m", "f", "c"})
_PREDICATE = frozenset({"v", "vd", "d", "ad"})
_NAMED = frozenset({"LOC", "ORG", "PER"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause as it is told: its words, and whom it is about where it does not say so itself (else empty).

    `at` is the whole clause in the clean text; `when` is the time of a goal that a clause before tells; `parts`,
    `subject_parts` and `when_parts` are the places of what is told.
    """

    passage: int
    paragraph: int
    at: Range
    text: str
    parts: tuple[Range, ...]
    subject: str
    subject_parts: tuple[Range, ...]
    when: str
    when_parts: tuple[Range, ...]
    worth: float

    @property
    def told(self) -> str:
        """The clause with its subject and time."""
        return self.when + self.subject + self.text

    @property
    def told_at(self) -> tuple[Range, ...]:
        """Where that stands."""
        return (*self.when_parts, *self.subject_parts, *self.parts)


def digest(survey: Survey, found: Sequence[Found], schema: Schema, title: str | None) -> tuple[JsonObject, Evidence]:
    """The fields of type `summary` and with `x-from: facts`, and the evidence of the facts."""
    fields = schema.fields()
    chosen = choose(statements(survey, found, title))
    values: JsonObject = {name: summary_of(chosen) for name, f in fields.items() if f.get("x-type") == "summary"}
    evidence: Evidence = {}
    facts = _in_order(sorted(chosen, key=lambda s: -s.worth)[:FACTS])
    for name in (name for name, f in fields.items() if f.get("x-from") == "facts"):
        values[name] = [fact.told for fact in facts]
        evidence |= {f"/{name}/{i}": fact.told_at for i, fact in enumerate(facts)}
    return values, evidence


def statements(survey: Survey, found: Sequence[Found], title: str | None) -> list[Statement]:
    """What the body says clause by clause, in order, where there is a figure or something named in it."""
    subjects, worth = Subjects(survey), Worth(survey, found, pairs(title or ""))
    areas = cache(partial(_area, survey, subjects))
    figures: dict[int, list[Figure]] = {}
    for index, figure in survey.figures:
        figures.setdefault(index, []).append(figure)
    said: list[Statement] = []
    for index, passage in enumerate(survey.passages):
        if passage.sentence.kind != "body":
            continue
        own = figures.get(index, [])
        changes = [(f.start, f.change_at[0]) for f in own if f.change_at is not None]
        for at in _clauses(passage, changes):
            if not _SHORTEST <= at[1] - at[0] <= _LONGEST or not worth.tells(passage, at):
                continue
            subject, whole = _told(subjects, areas, passage, index, at)
            parts = tuple(_without_brackets(passage, whole))
            text = "".join(survey.passage_at(a).at(a, b) for a, b in parts)
            when = _by_when(passage, at, own)
            value = worth.of(index, at, text, subject=subject is not None)
            said.append(
                Statement(
                    index, passage.sentence.paragraph, at, text, parts,
                    subject.text if subject else "", subject.parts if subject else (),
                    passage.at(*when) if when else "", (when,) if when else (), value,
                )
            )  # fmt: skip
    return said


def _by_when(passage: Passage, at: Range, figures: Sequence[Figure]) -> Range | None:
    """The time of a clause's first figure if another clause of the sentence tells it, and it is that of a goal."""
    first = next((f for f in figures if at[0] <= f.start < at[1]), None)
    if first is None or first.period is None or at[0] <= first.period[0] < at[1]:
        return None
    here = passage.start <= first.period[0] < passage.sentence.end
    if not here:
        return None
    start, end = first.period
    start -= passage.text[: start - passage.start].endswith(("到", "至"))
    goal = is_aim(passage.at(*at)) or passage.at(start, end).startswith(("到", "至"))
    return (start, end) if goal and _BY_WHEN.match(passage.at(start, end)) else None


def choose(said: Sequence[Statement], *, chars: int = SUMMARY_CHARS) -> list[Statement]:
    """The statements of the most worth that make a summary of at most so many characters, in the article's order."""
    chosen: list[Statement] = []
    left = list(said)
    covered: set[str] = set()

    def gain(statement: Statement) -> float:
        told = pairs(statement.told)
        fresh = 1 - _REPEATED * len(told & covered) / max(1, len(told))
        return statement.worth * fresh / len(statement.told)

    while left := [s for s in left if len(summary_of([*chosen, s]) or "") <= chars]:
        best = max(left, key=gain)
        left.remove(best)
        chosen.append(best)
        covered |= pairs(best.told)
    return _in_order(chosen)


def summary_of(chosen: Sequence[Statement]) -> str | None:
    """The statements as one text; whom several clauses of a sentence are about is told once. None of none."""
    parts: list[str] = []
    before: Statement | None = None
    for statement in _in_order(chosen):
        goes_on = before is not None and before.passage == statement.passage
        known = goes_on and before is not None and statement.subject in before.told
        timed = goes_on and before is not None and statement.when in before.told
        parts.append("" if before is None else "，" if goes_on else "；")
        parts.append(("" if timed else statement.when) + ("" if known else statement.subject) + statement.text)
        before = statement
    return _MARKS.sub("", "".join(parts)) + "。" if parts else None


def _in_order(said: Sequence[Statement]) -> list[Statement]:
    return sorted(said, key=lambda s: s.at)


def _clauses(passage: Passage, changes: Sequence[Range]) -> Iterator[Range]:
    """The clauses of a sentence, without marks around them and words that only lead on.

    One that only says when or under what circumstances goes with the next; one that says by how much the figure of
    the clause before it changed goes with that. `changes` are the places of such figures, each with that of its change.
    """
    begin: int | None = None
    for start, end in ((passage.start + a, passage.start + b) for a, b in clauses(passage.text)):
        begin = start if begin is None else begin
        setting = all(t.tag in _SETTING for t in passage.tokens if start <= t.start < end)
        goes_on = any(begin <= figure < end <= change for figure, change in changes)
        goes_on = goes_on or _OPEN_BRACKET.search(passage.at(begin, end)) is not None
        if not setting and not goes_on and len(passage.at(start, end).strip(_EDGES)) >= _SHORTEST:
            yield _trimmed(passage, begin, end, _FILLER)
            begin = None


def _told(
    subjects: Subjects, areas: Callable[[str], tuple[Range, ...]], passage: Passage, index: int, at: Range
) -> tuple[Subject | None, tuple[Range, ...]]:
    """Whom a clause is about, if it does not say so itself, and its words; 全区 gives way to the area's name."""
    text = passage.at(*at)
    whole = WHOLE.search(text)
    area = areas(whole[1]) if whole is not None else ()
    if whole is not None:
        before, after = (at[0], at[0] + whole.start()), (at[0] + whole.end(), at[1])
        return None, tuple(part for part in (before, *area, after) if part[0] < part[1]) if area else (at,)
    subject = subjects.of(index, at[1] - 1)
    word = _stands_for(passage, at) if subject is not None else None
    if subject is not None and word is not None:
        before, after = (at[0], word[0]), (word[1], at[1])
        return None, tuple(part for part in (before, *subject.parts, after) if part[0] < part[1])
    tags = [t.tag for t in passage.tokens if at[0] <= t.start < at[1] and t.tag not in {"w", "TIME"}]
    headless = _STANDS_FOR.match(text) is not None or not tags or tags[0] in _PREDICATE or text.startswith("由")
    if subject is None or subject.text in text or (not headless and not _NAMED.isdisjoint(tags)):
        return None, (at,)
    return subject, (_trimmed(passage, *at, _STANDS_FOR),)


def _area(survey: Survey, subjects: Subjects, level: str) -> tuple[Range, ...]:
    """Where the name of the area of a level stands that the article names most, in full or in short."""
    area = subjects.place(level)
    if area is not None:
        return area.parts
    named = area_of_level(survey.passages, level)
    return (named[1],) if named is not None else ()


def _stands_for(passage: Passage, at: Range) -> Range | None:
    """The place of a word for the subject behind the time with which a clause begins: 前三季度，[公司] 实现…."""
    inside = [t for t in passage.tokens if at[0] <= t.start < at[1]]
    rest = [*dropwhile(lambda t: t.tag == "TIME" or t.text in _EDGES, inside)]
    if not rest or rest[0] is inside[0]:
        return None
    found = _STANDS_FOR.match(passage.at(rest[0].start, at[1]))
    return (rest[0].start, rest[0].start + found.end()) if found else None


def _without_brackets(passage: Passage, parts: Sequence[Range]) -> Iterator[Range]:
    """The parts without what brackets explain."""
    for start, end in parts:
        found = [*_BRACKET.finditer(passage.text, max(0, start - passage.start), max(0, end - passage.start))]
        starts = [start, *(passage.start + bracket.end() for bracket in found)]
        ends = [*(passage.start + bracket.start() for bracket in found), end]
        yield from (part for part in zip(starts, ends, strict=True) if part[0] < part[1])


def _trimmed(passage: Passage, start: int, end: int, lead: re.Pattern[str]) -> Range:
    """The range without marks at its ends and without `lead` at its start."""
    text = passage.at(start, end).rstrip(_EDGES)
    rest = lead.sub("", text.lstrip(_EDGES), count=1).lstrip(_EDGES)
    return start + len(text) - len(rest), start + len(text)
