"""How likely a clause is to be a fact that a good summary must carry, from what it holds and where it stands.

A logistic regression: each property of a clause adds its weight. The weights were fitted to the key facts of articles
with gold and rounded; half or twice as much of one changes little.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.quantities import parse_money
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.figures import Figure
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.survey import Survey

WEIGHTS = {
    "figure": 0.4,
    "growth": 0.5,
    "first total": 2.0,
    "total": 0.5,
    "large": 1.0,
    "investment": 1.6,
    "aim": 0.5,
    "progress": 0.5,
    "comparison": -1.6,
    "share": -0.6,
    "body": -1.1,
    "subject": -0.4,
    "short": -0.6,
    "early": 0.4,
    "headline": 3.5,
}
"""Log-odds of each property; see `Worth.properties`."""
_BIAS = -2.5
_TOTAL = re.compile(
    r"产值|增加值|营业收入|营收|生产总值|总额|总量|吞吐量|产量|销量|销售|利润|进出口|投资|交易额|零售|收入|规模"
)
_GROWS = re.compile(r"增长|下降|增|减|升|降|涨|跌")
_COMPARES = re.compile(r"[高低快慢多少]于|占.{0,12}(?:比|%)|比重|占比|居|位列|排名|第\d|位次|百分点|相当于")
_AIMS = re.compile(r"力争|争取|目标|冲刺|[到至]20\d\d年|要达到|将达到?|突破")
_SPEAKS = re.compile(r"(?:介绍|表示|指出|强调|认为|致辞|说|称|讲话|通报|透露|显示|回应|告诉记者|统计|坦言|建议)$")
_VERBS = frozenset({"v", "vd"})
_EDGES = " \n,，;；。:：、"
_SHORT = 12
_LARGE = 3


class Worth:
    """What the clauses of an article are worth: `found` are its records, `headline` are the `pairs` of its title."""

    def __init__(self, survey: Survey, found: Sequence[Found], headline: frozenset[str]) -> None:
        self._headline = headline
        self._passages = len(survey.passages)
        self._figures = [f for i, f in survey.figures if survey.passages[i].sentence.kind == "body"]
        self._starts = [f.start for f in self._figures]
        self._names = sorted(s.mention.start for s in survey.sightings)
        self._bodies = sorted(s.mention.start for s in survey.sightings if s.spec.finder == "organization")
        things = [f for f in found if f.spec.finder == "name"]
        self._investments = sorted(_investments(things))
        self._progress = re.compile("|".join(map(re.escape, sorted(_cues(things)))) or "$^")
        amounts = sorted({a for f in self._figures if (a := _amount(f)) is not None}, reverse=True)
        self._large = amounts[:_LARGE]
        self._first_total = next((f for f in self._figures if _grows(f) and _TOTAL.search(f.measure.text)), None)

    def of(self, index: int, at: Range, told: str, *, subject: bool) -> float:
        """The probability of the clause at `at` in passage `index`, told so; `subject` if its subject was added."""
        held = self.properties(index, at, told, subject=subject)
        return 1 / (1 + math.exp(-_BIAS - sum(WEIGHTS[name] * float(value) for name, value in held.items())))

    def properties(self, index: int, at: Range, told: str, *, subject: bool) -> dict[str, float]:
        """How much of each of the properties in `WEIGHTS` a clause has, from 0 to 1."""
        inside = self._figures[bisect_left(self._starts, at[0]) : bisect_left(self._starts, at[1])]
        amounts = {a for f in inside if (a := _amount(f)) is not None}
        told_of = pairs(told)
        return {
            "figure": bool(inside),
            "growth": any(_grows(f) for f in inside),
            "first total": any(f is self._first_total for f in inside),
            "total": bool(inside) and _TOTAL.search(told) is not None,
            "large": not amounts.isdisjoint(self._large),
            "investment": _count(self._investments, at) > 0,
            "aim": bool(inside) and _AIMS.search(told) is not None,
            "progress": self._progress.search(told) is not None,
            "comparison": _COMPARES.search(told) is not None,
            "share": any(f.kind == "percentage" for f in inside),
            "body": _count(self._bodies, at) > 0,
            "subject": subject,
            "short": at[1] - at[0] < _SHORT,
            "early": 1 - index / self._passages,
            "headline": len(told_of & self._headline) / max(1, len(self._headline)),
        }

    def tells(self, passage: Passage, at: Range) -> bool:
        """Whether there is a figure, or a name and a verb, and more than who speaks."""
        figures = bisect_left(self._starts, at[1]) - bisect_left(self._starts, at[0])
        verb = any(t.tag in _VERBS for t in passage.tokens if at[0] <= t.start < at[1])
        told = figures > 0 or (verb and _count(self._names, at) > 0)
        return told and not _SPEAKS.search(passage.at(*at).strip(_EDGES))


def is_aim(text: str) -> bool:
    """Whether it tells what is to be reached."""
    return _AIMS.search(text) is not None


def pairs(text: str) -> frozenset[str]:
    """Every two characters that follow one another, marks aside."""
    letters = re.sub(r"\W", "", text)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def _investments(things: Sequence[Found]) -> Iterator[int]:
    """Where the amounts of money stand that the records of things have."""
    for thing in things:
        money = {field.name for field in thing.spec.fields if field.type == "money"}
        yield from (start for name, cell in thing.cells.items() if name in money for start, _ in cell.at)


def _cues(things: Sequence[Found]) -> set[str]:
    """The words that tell how far the things are."""
    enums = (words for thing in things for field in thing.spec.fields for words in field.values.values())
    return {cue for words in enums for cue in words if "…" not in cue}


def _amount(figure: Figure) -> Decimal | None:
    money = parse_money(figure.text) if figure.kind == "money" else None
    return money.amount if money is not None else None


def _grows(figure: Figure) -> bool:
    """Whether it is said by how much something grew or fell."""
    return figure.change is not None or (figure.kind == "percentage" and _GROWS.search(figure.measure.text) is not None)


def _count(starts: Sequence[int], at: Range) -> int:
    return bisect_left(starts, at[1]) - bisect_left(starts, at[0])
