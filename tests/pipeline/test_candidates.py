"""Extraction with the strategy `candidates`: the fake endpoint keeps everything unless told otherwise."""

import json
from collections.abc import Callable

import pytest

import schemas
from service.errors import InvalidSchema
from service.types import Article, JsonObject
from tests.fake_endpoint import FakeEndpoint, asked_schema, smallest
from tests.pipeline.conftest import TEXT, Run, at, check, good, rows

OTHER = "其他"


def rejecting(*names: str) -> Callable[[JsonObject], str]:
    """An endpoint that calls these names no name of the kind asked for, and keeps all others."""

    def answer(body: JsonObject) -> str:
        value = smallest(asked_schema(body))
        found = value.get("rows") if isinstance(value, dict) else None
        for row in found if isinstance(found, list) else ():
            if isinstance(row, list) and row[0] in names:
                row[1] = OTHER
        return json.dumps(value, ensure_ascii=False)

    return answer


def names_asked(fake: FakeEndpoint) -> list[str]:
    """The names that the endpoint was asked to judge, in order."""
    names: list[str] = []
    for body in fake.completions:
        answer = smallest(asked_schema(body))
        found = answer.get("rows") if isinstance(answer, dict) else None
        names += [str(row[0]) for row in found if isinstance(row, list)] if isinstance(found, list) else []
    return names


@pytest.mark.anyio
async def test_what_the_model_keeps_is_in_the_record_with_exact_spans(run: Run) -> None:
    """Every value with the characters it was found as."""
    with FakeEndpoint() as fake:
        result = good(await run(fake, strategy="candidates"))
        asked = names_asked(fake)
    check(result, TEXT)
    assert asked
    assert result.provenance.strategy == "candidates"
    assert "海岚新材料产业园" in [row["name"] for row in rows(result.record, "projects")]
    figures = rows(result.record, "indicators")
    assert "186.4亿元" in [at(row, "/value/text") for row in figures]
    assert {f"/indicators/{i}/value" for i in range(len(figures))} <= set(result.evidence)


@pytest.mark.anyio
async def test_a_name_the_model_rejects_is_in_no_record(run: Run) -> None:
    """And the other names stay."""
    with FakeEndpoint() as fake:
        kept = good(await run(fake, strategy="candidates"))
        rejected, *others = dict.fromkeys(names_asked(fake))
    with FakeEndpoint(rejecting(rejected)) as fake:
        # Another article, so that the answers of before do not count.
        more = Article(id="b", text=f"{TEXT}\n当天的仪式上还有合唱表演。\n")
        result = good(await run(fake, more, strategy="candidates"))
    assert others
    assert rejected in _names(kept.record)
    assert rejected not in _names(result.record)
    assert set(others) & set(_names(kept.record)) <= set(_names(result.record))


@pytest.mark.anyio
async def test_the_record_is_shown_as_it_grows(run: Run) -> None:
    """Before the first answer already: code has found something by then."""
    grown: list[JsonObject] = []
    with FakeEndpoint() as fake:
        good(await run(fake, strategy="candidates", on_partial=grown.append))
    assert len(grown) >= 2
    assert "海岚新材料产业园" in _names(grown[0])


@pytest.mark.anyio
async def test_a_schema_without_anchors_is_refused(run: Run) -> None:
    """Before any call: the strategy cannot know what to look for."""
    own = schemas.inline({"type": "object", "properties": {"topic": {"type": "string"}}})
    with FakeEndpoint() as fake:
        with pytest.raises(InvalidSchema, match="candidates"):
            await run(fake, schema=own, strategy="candidates")
        assert fake.calls == 0


def _names(record: JsonObject) -> list[str]:
    return [
        str(row["name"])
        for found in record.values()
        if isinstance(found, list)
        for row in found
        if isinstance(row, dict) and "name" in row
    ]
