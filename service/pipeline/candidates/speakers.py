"""For whom somebody speaks: the body of whoever says a sentence, or the area of which that is the government."""

import re

from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.people import Person
from service.pipeline.candidates.survey import Survey

_SAYS = re.compile(r"(?:在[^，,。]{1,8})?(?:说|表示|介绍|指出|表明|认为|称|告诉)")
_OF_AREA = re.compile("(?P<area>.+[省市区县州旗镇乡])(?:党?委|人民政府|政府)")


class Speakers:
    """Those who speak in one article."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey

    def quoted(self, passage: int) -> tuple[str, Range] | None:
        """For whom the quoted sentence is said, and where that stands."""
        text = self._survey.passages[passage].text.lstrip()
        if not text.startswith("“"):
            return None
        said = [p for i, p in self._survey.people if i in {passage, passage + 1} and self._speaks(i, p)]
        bodies = [
            (i, p.organization) for i, p in self._survey.people if said and p.text == said[0].text and p.organization
        ]
        return self._spoken_for(*bodies[0]) if bodies else None

    def introduced(self, passage: int, position: int) -> tuple[str, Range] | None:
        """For whom a sentence is said without quotation marks: 某公司总经理 X 介绍, …."""
        sentence = self._survey.passages[passage]
        for i, person in self._survey.people:
            after = sentence.text[person.end - sentence.start :][:8] if i == passage else ""
            if person.organization is not None and person.end <= position and _SAYS.match(after):
                return self._spoken_for(passage, person.organization)
        return None

    def _spoken_for(self, passage: int, body: Range) -> tuple[str, Range]:
        text = self._survey.passages[passage].at(*body)
        area = _OF_AREA.fullmatch(text)
        end = body[1] if area is None else body[0] + area.end("area")
        return text[: end - body[0]], (body[0], end)

    def _speaks(self, index: int, person: Person) -> bool:
        passage = self._survey.passages[index]
        after = passage.text[person.end - passage.start :][:8]
        before = passage.text[: person.start - passage.start]
        return _SAYS.match(after) is not None and (
            "”" in before or passage.at(passage.start, passage.start + 1) == "”" or not before
        )
