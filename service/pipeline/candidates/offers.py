"""Values of each type where they stand in an article: what the model may choose from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from schemas.dates import parse_date, scan_dates
from service.pipeline.candidates.figures import Range
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.specification import BODY, FIGURES, RecordSpec
from service.pipeline.candidates.survey import Survey, sightings

_BODIES = RecordSpec("", "", "organization", BODY, (), (), (), frozenset())


@dataclass(frozen=True, slots=True)
class Offer:
    """A value as the article writes it, and where; a name may have two parts."""

    text: str
    at: tuple[Range, ...]


class Offers:
    """Finds the values of one article, passage by passage."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._bodies = sightings(survey.passages, [_BODIES], survey.people)
        self.of = cache(self._of)

    def within(self, kind: str, passages: Iterable[int]) -> list[Offer]:
        """The values of an x-type in these passages, in order, each place of each."""
        return [offer for index in passages for offer in self.of(kind, index)]

    def _of(self, kind: str, index: int) -> tuple[Offer, ...]:
        passage = self.survey.passages[index]
        if kind in FIGURES:
            return tuple(self._figures(kind, index))
        if kind in {"date", "period"}:
            return tuple(_dates(kind, passage))
        if kind == "place":
            return tuple(_places(passage))
        return tuple(sorted(self._names(kind, index), key=lambda offer: offer.at))

    def _figures(self, kind: str, index: int) -> Iterator[Offer]:
        for i, figure in self.survey.figures:
            if i == index and kind in {"quantity", figure.kind}:
                yield Offer(figure.text, ((figure.start, figure.end),))
            if i == index and figure.change and figure.change_at and kind == "percentage":
                yield Offer(figure.change, (figure.change_at,))

    def _names(self, kind: str, index: int) -> Iterator[Offer]:
        if kind in {"person", "name"}:
            yield from (Offer(p.text, ((p.start, p.end),)) for i, p in self.survey.people if i == index)
        if kind in {"organization", "name"}:
            yield from (Offer(s.name, s.mention.parts) for s in self._bodies if s.passage == index)


def whole_day(text: str) -> str | None:
    """A date as JSON Schema's format wants it, `2024-05-08`; None where the text does not say year, month and day."""
    date = parse_date(text, None)
    return date.date if date is not None and date.precision == "day" else None


def _dates(kind: str, passage: Passage) -> Iterator[Offer]:
    """Dates; as periods also the expressions that are none, such as 前三季度."""
    for found in scan_dates(passage.text):
        if kind == "period" or found.kind == "date":
            yield Offer(found.text, ((passage.start + found.start, passage.start + found.end),))


def _places(passage: Passage) -> Iterator[Offer]:
    """The tagger's places; those that follow one another are one: 甲市 乙县."""
    start: int | None = None
    for token, following in zip(passage.tokens, (*passage.tokens[1:], None), strict=True):
        if token.tag != "LOC":
            continue
        start = token.start if start is None else start
        if following is None or following.tag != "LOC":
            yield Offer(passage.at(start, token.end), ((start, token.end),))
            start = None
