"""Invented texts as the finders see them, and a model that answers as told."""

from collections.abc import Callable
from dataclasses import dataclass, field

import schemas
from service.endpoint.protocol import CallRequest
from service.pipeline.candidates.compose import Found, figure_records, named_records
from service.pipeline.candidates.passages import Passage, passages
from service.pipeline.candidates.specification import RecordSpec, record_specs
from service.pipeline.candidates.strategy import Candidates
from service.pipeline.candidates.survey import Survey, survey
from service.pipeline.draft import Draft
from service.text import prepare
from service.types import Article, JsonObject
from tests.fake_endpoint import smallest

BRIEF = schemas.get("industry_brief")
SPECS = {spec.name: spec for spec in record_specs(BRIEF)}


def tagged(text: str) -> tuple[Passage, ...]:
    """The sentences of a text."""
    return passages(prepare(text))


def surveyed(text: str) -> Survey:
    """What the finders of the shipped schema find in a text."""
    return survey(tagged(text), tuple(SPECS.values()))


def found(text: str, record_type: str, excluded: set[str] | None = None) -> list[Found]:
    """The records of one type, before the model judges any."""
    seen, specs = surveyed(text), tuple(SPECS.values())
    named = named_records(seen, specs, excluded or set())
    return [f for f in (*named, *figure_records(seen, specs, named)) if f.spec.name == record_type]


def values(text: str, record_type: str, excluded: set[str] | None = None) -> list[dict[str, str]]:
    """The same as plain fields, in the order of the text."""
    rows = sorted(found(text, record_type, excluded), key=lambda f: f.cells[f.spec.anchor].at)
    return [{name: cell.value for name, cell in f.cells.items()} for f in rows]


def names(text: str, record_type: str) -> list[str]:
    """The names of one record type, in the order of the text."""
    return [row[SPECS[record_type].anchor] for row in values(text, record_type)]


def spec(record_type: str) -> RecordSpec:
    """How the shipped schema describes one record type."""
    return SPECS[record_type]


@dataclass
class Model:
    """Callable as `Ask`: answers with `answer`, else as little as the schema allows, and keeps the requests."""

    answer: Callable[[CallRequest], JsonObject | None] = lambda _: None
    requests: list[CallRequest] = field(default_factory=list)

    async def __call__(self, request: CallRequest) -> JsonObject:
        self.requests.append(request)
        told = self.answer(request)
        if told is not None:
            return told
        least = smallest(request.answer_schema)
        assert isinstance(least, dict)
        return least


async def drafted(text: str, model: Model | None = None) -> Draft:
    """The whole draft of an article, by default with a model that keeps every name."""
    article = Article(id="a", text=text)
    return await Candidates().draft(article, prepare(text), BRIEF, model or Model(), lambda _: None)
