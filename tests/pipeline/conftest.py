"""The pipeline over the fake endpoint, with a ledger in memory."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import jsonschema_rs
import pytest

import schemas
from schemas import Schema
from service.endpoint.client import OpenAIEndpoint
from service.ledger import Ledger
from service.pipeline import StrategyName, Watcher, extract
from service.types import Article, Failure, JsonObject, Policy, Result
from tests.fake_endpoint import FakeEndpoint, asked_schema, smallest

TEXT = """海岚新材料产业园开工建设

2024年5月16日，海岚新材料产业园在临溪市开工建设。项目由海岚集团投资12.5亿元，占地320亩，预计2026年6月建成。

临溪市工信局局长陈立新介绍，一季度全市新材料产业产值186.4亿元，同比增长9.2%，规模以上企业达到57家。
"""
ARTICLE = Article(id="a", text=TEXT)
BRIEF = schemas.get("industry_brief")


@dataclass(frozen=True)
class Run:
    """`extract` over an endpoint, each time with a new client and the one ledger; all but the fake has a default."""

    ledger: Ledger

    async def __call__(
        self,
        fake: FakeEndpoint,
        article: Article = ARTICLE,
        schema: Schema = BRIEF,
        *,
        strategy: StrategyName = "direct",
        policy: Policy = "drop",
        context_tokens: int | None = None,
        on_partial: Watcher | None = None,
    ) -> Result | Failure:
        endpoint = OpenAIEndpoint(
            fake.base_url, "fake-model", None, timeout_seconds=5, attempts=1, context_tokens=context_tokens
        )
        try:
            return await extract(
                article,
                schema,
                endpoint=endpoint,
                answers=self.ledger,
                strategy=strategy,
                policy=policy,
                on_partial=on_partial,
            )
        finally:
            await endpoint.aclose()


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """Answers kept for one test."""
    with Ledger(None) as ledger:
        yield ledger


@pytest.fixture
def run(ledger: Ledger) -> Run:
    """Extraction into the test's ledger."""
    return Run(ledger)


def answering(**fields: object) -> Callable[[JsonObject], str]:
    """An endpoint that answers with these fields; what they or a record lacks is as small as the schema allows."""

    def answer(body: JsonObject) -> str:
        asked = asked_schema(body)
        return json.dumps(_completed(json.loads(json.dumps(fields)), asked), ensure_ascii=False)

    return answer


def _completed(value: JsonObject, schema: JsonObject) -> JsonObject:
    base = smallest(schema)
    filled = {**base, **value} if isinstance(base, dict) else value
    properties = schema.get("properties")
    for name, node in properties.items() if isinstance(properties, dict) else ():
        items = node.get("items") if isinstance(node, dict) else None
        rows = filled.get(name)
        if isinstance(items, dict) and "properties" in items and isinstance(rows, list):
            filled[name] = [_completed(row, items) if isinstance(row, dict) else row for row in rows]
    return filled


def good(outcome: Result | Failure) -> Result:
    """The result, of which everything that always holds is checked."""
    assert isinstance(outcome, Result), outcome.to_json()
    return outcome


def check(result: Result, text: str, schema: Schema = BRIEF) -> None:
    """Exact spans; evidence and support of things that are in the record; a record of its schema's form."""
    for pointer, spans in result.evidence.items():
        assert at(result.record, pointer) is not None, pointer
        for span in spans:
            assert text[span.start : span.end] == span.text
    for pointer in result.support:
        assert at(result.record, pointer) is not None, pointer
    assert problems(result, schema) == []


def problems(result: Result, schema: Schema) -> list[str]:
    """What the record's schema has against the record."""
    return [error.message for error in jsonschema_rs.validator_for(schema.record_schema()).iter_errors(result.record)]


def rows(record: JsonObject, name: str) -> list[JsonObject]:
    """The records of one type."""
    found = record[name]
    assert isinstance(found, list)
    return [row for row in found if isinstance(row, dict)]


def at(value: object, pointer: str) -> object:
    """What a JSON Pointer points to; fails where that is nothing."""
    for token in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(token)]
        else:
            assert isinstance(value, dict)
            value = value[token]
    return value
