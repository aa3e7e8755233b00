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
    text = f"{TEXT}\n“揽月”行动见了效。\n"
    with FakeEndpoint() as fake:
        result = good(await run(fake, Article(id="a", text=text), strategy="candidates"))
        asked = names_asked(fake)
    check(result, text)
    assert asked
    assert result.provenance.strategy == "candidates"
    assert "海岚新材料产业园" in [row["name"] for row in rows(result.record, "projects")]
    figures = rows(result.record, "indicators")
    assert "186.4亿元" in [at(row, "/value/text") for row in figures]
    assert {f"/indicators/{i}/value" for i in range(len(figures))} <= set(result.evidence)


@pytest.mark.anyio
async def test_a_name_the_model_rejects_is_in_no_record(run: Run) -> None:
    """And the other names stay."""
    text = f"{TEXT}\n“揽月”行动和“逐浪”计划见了效。\n"
    with FakeEndpoint() as fake:
        kept = good(await run(fake, Article(id="a", text=text), strategy="candidates"))
        rejected, *others = dict.fromkeys(names_asked(fake))
    with FakeEndpoint(rejecting(rejected)) as fake:
        # Another article, so that the answers of before do not count.
        more = Article(id="b", text=f"{text}\n当天的仪式上还有合唱表演。\n")
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


NEWS = """云溪县春灌开闸

来源：云岭晨报    2024年3月8日

3月6日，云溪县春灌开闸放水，惠及农田12万亩。“渠修好了，地就有水了。”云溪县水利局局长周文涛说。云岭集团捐赠水泵30台。
"""


@pytest.mark.anyio
async def test_a_news_event_has_what_code_finds_and_what_the_model_tells(run: Run) -> None:
    """One call besides those about names; every value with its characters."""
    event: JsonObject = {
        "what": "云溪县春灌开闸放水",
        "when": "3月6日",
        "where": "云溪县",
        "who": ["云岭集团", "远帆重工"],
        "outcome": "惠及农田20万亩",
    }

    def answer(body: JsonObject) -> str:
        value = smallest(asked_schema(body))
        blanks: JsonObject = {"category": "民生、事故、灾害、教育、卫生", "events": [event]}
        return json.dumps(blanks if isinstance(value, dict) and "events" in value else value, ensure_ascii=False)

    with FakeEndpoint(answer) as fake:
        article = Article(id="a", text=NEWS)
        result = good(await run(fake, article, schemas.get("news_event"), strategy="candidates"))
    check(result, NEWS, schemas.get("news_event"))
    record = result.record
    assert (record["title"], record["publisher"], record["category"]) == ("云溪县春灌开闸", "云岭晨报", "society")
    (told,) = rows(record, "events")
    assert at(told, "/when/date") == "2024-03-06"
    assert (told["who"], told["outcome"]) == (["云岭集团"], None)
    (quote,) = rows(record, "quotes")
    assert (quote["speaker"], quote["words"]) == ("周文涛", "渠修好了，地就有水了。")
    assert [row["name"] for row in rows(record, "people")] == ["周文涛"]
    assert [at(row, "/value/text") for row in rows(record, "amounts")] == ["12万亩", "30台"]
    assert result.support["/events/0/who/0"] == "exact"
    assert result.issues == []


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        ("云岭集团捐赠水泵", True),
        ("春灌开闸，云溪县惠及农田12万亩", True),
        ("春灌开闸，云溪县惠及农田13万亩", False),
        ("省长视察粮库并讲话", False),
    ],
)
@pytest.mark.anyio
async def test_what_happened_is_told_in_the_article_s_words(run: Run, what: str, kept: bool) -> None:
    """In another order, too; not with another number, nor about something else."""
    event: JsonObject = {"what": what, "when": "3月6日", "where": None, "who": [], "outcome": None}

    def answer(body: JsonObject) -> str:
        value = smallest(asked_schema(body))
        blanks: JsonObject = {"category": None, "events": [event]}
        return json.dumps(blanks if isinstance(value, dict) and "events" in value else value, ensure_ascii=False)

    with FakeEndpoint(answer) as fake:
        article = Article(id="a", text=NEWS)
        result = good(await run(fake, article, schemas.get("news_event"), strategy="candidates"))
    check(result, NEWS, schemas.get("news_event"))
    assert [row["what"] for row in rows(result.record, "events")] == ([what] if kept else [])


@pytest.mark.anyio
async def test_a_pydantic_user_s_enum_is_no_word_of_the_article(run: Run) -> None:
    """Written as a choice of its values or null, it is a judgement like any other enum."""
    verdict: JsonObject = {"anyOf": [{"type": "string", "enum": ["pass", "fail"]}, {"type": "null"}]}
    maker: JsonObject = {"type": "string", "x-type": "organization"}
    own = schemas.inline({"type": "object", "properties": {"maker": maker, "verdict": verdict}})
    said = json.dumps({"maker": "海岚集团", "verdict": "pass"}, ensure_ascii=False)
    with FakeEndpoint(said) as fake:
        for strategy in ("direct", "candidates"):
            result = good(await run(fake, schema=own, strategy=strategy))
            assert result.record == {"maker": "海岚集团", "verdict": "pass"}
            assert result.support["/verdict"] == "derived"
