"""The summary and the key facts without a call: the clauses that say most, in the article's own words.

A clause says much where it holds figures, most of all money and shares; where it tells what becomes of a project, or
its details; where it shares words with the headline; and early in the article. The best for their length are taken
one by one; one of a paragraph that has given some, or in words that are there already, counts less.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas import Schema
from service.pipeline.candidates.areas import WHOLE
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.figures import clauses
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.subjects import Subject, Subjects
from service.pipeline.candidates.survey import Survey
from service.pipeline.draft import Evidence
from service.types import JsonObject

SUMMARY_CHARS = 150
FACTS = 6
_SHORTEST, _LONGEST = 5, 70
# Set by hand on articles with gold; up to half or twice as much of one changes little.
_FIGURE, _RATIO, _STATUS, _DETAIL, _NAME, _HEADLINE, _EARLY = 1.0, 2.0, 0.4, 0.2, 0.1, 5.0, 6.0
_REPEATED, _SAME_PARAGRAPH = 0.5, 0.9
_IS_RATIO = re.compile(r"元|%|百分点")
_FILLER = re.compile(
    r"^(?:据悉|据了解|据介绍|目前|同时|此外|其中|另外|截至目前|近年来|下一步|[^,，]{2,12}(?:介绍|表示|说|告诉记者))[,，:：]"
)
_SPEAKS = re.compile(r"(?:介绍|表示|指出|强调|认为|致辞|说|讲话)$")
_STANDS_FOR = re.compile(r"^(?:该|本|此)?(?:项目|基地|园区|工程|中心|工厂|平台|产业园|公司|电站|生产线)(?!的)")
_EDGES = " \n,，;；。:：、"
_MARKS = re.compile(r"[“”‘’「」]")
_SETTING = frozenset({"TIME", "w", "p", "d", "m", "f", "c"})
_VERBS = frozenset({"v", "vd"})
_PREDICATE = frozenset({"v", "vd", "d", "ad"})
_NAMED = frozenset({"LOC", "ORG", "PER"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause as it is told: its words, and whom it is about where it does not say so itself (else empty).

    `at` is the whole clause in the clean text; `parts` and `subject_parts` are the places of what is told.
    """

    passage: int
    paragraph: int
    at: Range
    text: str
    parts: tuple[Range, ...]
    subject: str
    subject_parts: tuple[Range, ...]
    worth: float

    @property
    def told(self) -> str:
        """The clause with its subject."""
        return self.subject + self.text


def digest(survey: Survey, found: Sequence[Found], schema: Schema, title: str | None) -> tuple[JsonObject, Evidence]:
    """The fields of type `summary` and with `x-from: facts`, and the evidence of the facts."""
    fields = schema.fields()
    chosen = choose(statements(survey, found, title))
    values: JsonObject = {name: summary_of(chosen) for name, f in fields.items() if f.get("x-type") == "summary"}
    evidence: Evidence = {}
    facts = _in_order(sorted(chosen, key=lambda s: -s.worth)[:FACTS])
    for name in (name for name, f in fields.items() if f.get("x-from") == "facts"):
        values[name] = [fact.told for fact in facts]
        evidence |= {f"/{name}/{i}": (*fact.subject_parts, *fact.parts) for i, fact in enumerate(facts)}
    return values, evidence


def statements(survey: Survey, found: Sequence[Found], title: str | None) -> list[Statement]:
    """What the body says clause by clause, in order, where there is a figure or something named in it."""
    subjects, worth = Subjects(survey), _Worth(survey, found)
    headline = _pairs(title or "")
    changes: dict[int, list[Range]] = {}
    for index, figure in survey.figures:
        if figure.change_at is not None:
            changes.setdefault(index, []).append((figure.start, figure.change_at[0]))
    said: list[Statement] = []
    for index, passage in enumerate(survey.passages):
        if passage.sentence.kind != "body":
            continue
        early = 1 + _EARLY * (1 - index / len(survey.passages))
        for at in _clauses(passage, changes.get(index, ())):
            value = worth.of(at)
            if value and _SHORTEST <= at[1] - at[0] <= _LONGEST and worth.tells(passage, at):
                subject, parts = _told(subjects, passage, index, at)
                text = "".join(survey.passage_at(a).at(a, b) for a, b in parts)
                value = value * early + _HEADLINE * len(_pairs(text) & headline) / max(1, len(headline))
                whom, places = (subject.text, subject.parts) if subject else ("", ())
                said.append(Statement(index, passage.sentence.paragraph, at, text, parts, whom, places, value))
    return said


def choose(said: Sequence[Statement], *, chars: int = SUMMARY_CHARS) -> list[Statement]:
    """The statements of the most worth that make a summary of at most so many characters, in the article's order."""
    chosen: list[Statement] = []
    left = list(said)
    covered: set[str] = set()
    paragraphs: Counter[int] = Counter()

    def gain(statement: Statement) -> float:
        pairs = _pairs(statement.told)
        fresh = 1 - _REPEATED * len(pairs & covered) / max(1, len(pairs))
        return statement.worth * fresh * _SAME_PARAGRAPH ** paragraphs[statement.paragraph] / len(statement.told)

    while left := [s for s in left if len(summary_of([*chosen, s]) or "") <= chars]:
        best = max(left, key=gain)
        left.remove(best)
        chosen.append(best)
        covered |= _pairs(best.told)
        paragraphs[best.paragraph] += 1
    return _in_order(chosen)


def summary_of(chosen: Sequence[Statement]) -> str | None:
    """The statements as one text; whom several clauses of a sentence are about is told once. None of none."""
    parts: list[str] = []
    before: Statement | None = None
    for statement in _in_order(chosen):
        goes_on = before is not None and before.passage == statement.passage
        known = goes_on and before is not None and statement.subject in before.told
        parts.append("" if before is None else "，" if goes_on else "；")
        parts.append(statement.text if known else statement.told)
        before = statement
    return _MARKS.sub("", "".join(parts)) + "。" if parts else None


class _Worth:
    """How much each clause holds, from where in the clean text everything stands."""

    def __init__(self, survey: Survey, found: Sequence[Found]) -> None:
        figures = [figure for _, figure in survey.figures]
        things = [f for f in found if f.spec.finder == "name"]
        enums = {f.spec.name: {field.name for field in f.spec.fields if field.values} for f in things}
        told = [f for f in things if enums[f.spec.name] & f.cells.keys()]
        details = [cell for f in things for name, cell in f.cells.items() if name != f.spec.anchor]
        changes = [f.change_at[0] for f in figures if f.change_at is not None]
        self._figures = sorted([*(f.start for f in figures), *changes])
        self._ratios = sorted(f.start for f in figures if _IS_RATIO.search(f.text))
        self._parts = (
            (_FIGURE, self._figures),
            (_NAME, sorted(s.mention.start for s in survey.sightings)),
            (_STATUS, sorted(s.mention.start for f in told for s in f.sightings)),
            (_DETAIL, sorted(start for cell in details for start, _ in cell.at)),
        )

    def of(self, at: Range) -> float:
        ratio = _RATIO if _count(self._ratios, at) else 0.0  # two of them in a clause are no better news than one
        return ratio + sum(weight * _count(starts, at) for weight, starts in self._parts)

    def tells(self, passage: Passage, at: Range) -> bool:
        """Whether there is a figure or a verb, and more than who speaks."""
        verb = any(t.tag in _VERBS for t in passage.tokens if at[0] <= t.start < at[1])
        return (verb or _count(self._figures, at) > 0) and not _SPEAKS.search(passage.at(*at).strip(_EDGES))


def _count(starts: Sequence[int], at: Range) -> int:
    return bisect_left(starts, at[1]) - bisect_left(starts, at[0])


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
        if not setting and not goes_on and len(passage.at(start, end).strip(_EDGES)) >= _SHORTEST:
            yield _trimmed(passage, begin, end, _FILLER)
            begin = None


def _told(subjects: Subjects, passage: Passage, index: int, at: Range) -> tuple[Subject | None, tuple[Range, ...]]:
    """Whom a clause is about, if it does not say so itself, and its words; 全区 gives way to the area's name."""
    text = passage.at(*at)
    whole = WHOLE.search(text)
    area = subjects.place(whole[1]) if whole is not None else None
    if whole is not None and area is not None:
        before, after = (at[0], at[0] + whole.start()), (at[0] + whole.end(), at[1])
        return None, tuple(part for part in (before, *area.parts, after) if part[0] < part[1])
    subject = subjects.of(index, at[1] - 1)
    tags = [t.tag for t in passage.tokens if at[0] <= t.start < at[1] and t.tag not in {"w", "TIME"}]
    headless = _STANDS_FOR.match(text) is not None or not tags or tags[0] in _PREDICATE
    if subject is None or subject.text in text or (not headless and not _NAMED.isdisjoint(tags)):
        return None, (at,)
    return subject, (_trimmed(passage, *at, _STANDS_FOR),)


def _trimmed(passage: Passage, start: int, end: int, lead: re.Pattern[str]) -> Range:
    """The range without marks at its ends and without `lead` at its start."""
    text = passage.at(start, end).rstrip(_EDGES)
    rest = lead.sub("", text.lstrip(_EDGES), count=1).lstrip(_EDGES)
    return start + len(text) - len(rest), start + len(text)


def _pairs(text: str) -> set[str]:
    """Every two characters that follow one another, marks aside."""
    letters = re.sub(r"\W", "", text)
    return {letters[i : i + 2] for i in range(len(letters) - 1)}
