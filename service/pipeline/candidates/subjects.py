"""Whom or what a figure is about: the name that the sentence, the passage or the article is about at that place."""

import re
from collections import Counter
from dataclasses import dataclass

from service.pipeline.candidates.figures import Figure, Range
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.survey import Survey
from service.pipeline.candidates.zones import goes_on

_LEVELS = "省市区县镇乡州旗"
_WHOLE = re.compile(rf"(?:全|我|本|该)([{_LEVELS}])(?!域|面|部|级|重|首|民|长|委)")
_CLAUSE_END = "，,；;：:。！？!?“”\n"
_GOVERNS = frozenset({"v", "vd", "p"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A name and where it stands; the place need not be in the figure's own sentence."""

    text: str
    at: Range


@dataclass(frozen=True, slots=True)
class _Seen:
    text: str
    at: Range
    kind: str


class Subjects:
    """Resolves the subjects of figures in one article."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._places = _places(survey)
        self._seen = [self._in_passage(i) for i in range(len(survey.passages))]

    def place(self, level: str) -> Subject | None:
        """The area of a level (省, 市, 区, 县, …) that the article names most."""
        named = Counter({p: n for p, n in self._places.items() if p.endswith(level) and len(p) > 1})
        if not named:
            return None
        text = max(named, key=lambda p: (named[p], -self._first(p)))
        return Subject(text, (self._first(text), self._first(text) + len(text)))

    def of(self, passage: int, figure: Figure) -> Subject | None:
        """The subject of a figure: in its sentence before it, else the one that the passage goes on about."""
        sentence = self._survey.passages[passage]
        here = self._before(sentence, self._seen[passage], figure.start)
        if here is not None:
            return here
        for i in range(passage - 1, -1, -1):
            if self._survey.passages[i].sentence.kind == "heading":
                continue
            earlier = self._seen[i]
            if goes_on(sentence.text):
                earlier = [s for s in earlier if s.kind == "project"] or []
            if earlier:
                return Subject(earlier[0].text, earlier[0].at)
        return None

    def _before(self, passage: Passage, seen: list[_Seen], position: int) -> Subject | None:
        """The first name that heads a clause of the sentence's part (between semicolons), else of the sentence."""
        cut = max(passage.text.rfind(mark, 0, position - passage.start) for mark in ";；")
        for floor in (passage.start + cut + 1, passage.start):
            for item in seen:
                if floor <= item.at[0] < position and _heads(passage, item.at[0]):
                    return self._resolved(item)
        return None

    def _resolved(self, item: _Seen) -> Subject | None:
        if item.kind != "whole":
            return Subject(self._canonical(item.text) if item.kind == "place" else item.text, item.at)
        return self.place(item.text[-1])

    def _canonical(self, place: str) -> str:
        """莱阳 as 莱阳市 where the article has that form too."""
        for level in _LEVELS:
            if place + level in self._places:
                return place + level
        return place

    def _in_passage(self, index: int) -> list[_Seen]:
        passage = self._survey.passages[index]
        kinds = {"name": "project", "organization": "organization"}
        seen = [
            _Seen(s.name, s.mention.parts[0], kinds[s.spec.finder])
            for s in self._survey.sighted(index)
            if s.spec.finder == "organization" or not s.spec.shape.quoted
        ]
        taken = [s.at for s in seen]
        for token in passage.tokens:
            free = all(token.end <= a or token.start >= b for a, b in taken)
            if token.tag == "LOC" and free and len(token.text) >= 2:
                seen.append(_Seen(token.text, (token.start, token.end), "place"))
        for match in _WHOLE.finditer(passage.text):
            seen.append(_Seen(match.group(), (passage.start + match.start(), passage.start + match.end()), "whole"))
        return sorted(seen, key=lambda s: s.at)

    def _first(self, place: str) -> int:
        for passage in self._survey.passages:
            at = passage.text.find(place)
            if at >= 0:
                return passage.start + at
        return 0


def _heads(passage: Passage, position: int) -> bool:
    """Whether no verb or preposition of the clause stands before the name: it is what the clause is about."""
    for token in reversed([t for t in passage.tokens if t.end <= position]):
        if token.text in _CLAUSE_END:
            return True
        if token.tag in _GOVERNS:
            return False
    return True


def _places(survey: Survey) -> Counter[str]:
    """How often each area is named, by the tagger's places."""
    return Counter(t.text for p in survey.passages for t in p.tokens if t.tag == "LOC" and len(t.text) >= 2)
