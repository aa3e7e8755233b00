"""Values of each type where they stand in an article: what a field of that type may hold."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from schemas.dates import parse_date, scan_dates
from schemas.vocabulary import ORGANIZATION_CLASSES, ORGANIZATION_ENDINGS
from service.pipeline.candidates.columns import FIGURES
from service.pipeline.candidates.mentions import NameShape
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.specification import RecordSpec
from service.pipeline.candidates.survey import Survey, survey

_BODY = NameShape(endings=ORGANIZATION_ENDINGS, classes=ORGANIZATION_CLASSES, proper=True, tag="ORG")
_BODIES = RecordSpec("", "", "organization", _BODY, (), (), (), frozenset())


@dataclass(frozen=True, slots=True)
class Offer:
    """A value as the article writes it, and where (a name may have two parts); `value` is what goes into a record."""

    text: str
    at: tuple[Range, ...]
    value: str


class Offers:
    """Finds the values of one article, passage by passage.

    `excluded` are names of people that no record is about. `year` completes dates that lack theirs: they are offered in
    either form, and go into the record as written, or, with `completed`, as `2024-05-08`.
    """

    def __init__(
        self, seen: Survey, *, excluded: Container[str] = (), year: int | None = None, completed: bool = False
    ) -> None:
        self.survey = seen
        self._excluded = excluded
        self._year = year
        self._completed = completed
        self.of = cache(self._of)
        self._bodies = cache(lambda: survey(seen.passages, [_BODIES]).sightings)

    def within(self, kind: str, passages: Iterable[int]) -> list[Offer]:
        """The figures, dates or names of an x-type in these passages, in order, each place of each."""
        return [offer for index in passages for offer in self.of(kind, index)]

    def _of(self, kind: str, index: int) -> tuple[Offer, ...]:
        passage = self.survey.passages[index]
        if kind in FIGURES:
            return tuple(self._figures(kind, index))
        if kind in {"date", "period"}:
            return tuple(self._dates(kind, passage))
        return tuple(sorted(self._names(kind, index), key=lambda offer: offer.at))

    def _figures(self, kind: str, index: int) -> Iterator[Offer]:
        for figure in (figure for i, figure in self.survey.figures if i == index):
            if kind in {"quantity", figure.kind}:
                yield _offer(figure.text, (figure.start, figure.end))
            if figure.change and figure.change_at and kind != "money":
                yield _offer(figure.change, figure.change_at)

    def _dates(self, kind: str, passage: Passage) -> Iterator[Offer]:
        """Dates; as periods also the expressions that are none, such as 前三季度."""
        for found in scan_dates(passage.text):
            at = (passage.start + found.start, passage.start + found.end)
            if kind == "period" or (kind == "date" == found.kind and parse_date(found.text, None) is not None):
                yield _offer(found.text, at)
            elif kind == found.kind:
                whole = parse_date(found.text, self._year)
                value = whole.date if whole is not None and self._completed else found.text
                yield Offer(found.text, (at,), value)
                if whole is not None:
                    yield Offer(_in_words(whole.date), (at,), value)

    def _names(self, kind: str, index: int) -> Iterator[Offer]:
        if kind in {"person", "name"}:
            people = (p for i, p in self.survey.people if i == index and p.text not in self._excluded)
            yield from (_offer(p.text, (p.start, p.end)) for p in people)
        if kind in {"organization", "name"}:
            yield from (_offer(s.name, *s.mention.parts) for s in self._bodies() if s.passage == index)


def whole_day(text: str) -> str | None:
    """A date as JSON Schema's format wants it, `2024-05-08`; None where the text does not say year, month and day."""
    date = parse_date(text, None)
    return date.date if date is not None and date.precision == "day" else None


def _in_words(date: str) -> str:
    """`2024-05-08` as 2024年5月8日."""
    return "".join(f"{int(number)}{unit}" for number, unit in zip(date.split("-"), "年月日", strict=False))


def _offer(text: str, *at: Range) -> Offer:
    return Offer(text, at, text)
