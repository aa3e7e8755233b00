"""Extraction with the strategy `direct`, against a real endpoint on loopback."""

import pytest

import schemas
from service.endpoint.client import OpenAIEndpoint
from service.endpoint.protocol import Answer, Attempt
from service.errors import Unauthorized
from service.ledger import Ledger
from service.pipeline import extract
from service.types import Article, Failure, JsonObject, Policy
from tests.fake_endpoint import FakeEndpoint, Reply
from tests.pipeline.conftest import ARTICLE, BRIEF, TEXT, Run, answering, at, check, good, rows

PROJECT = {"src": [2], "name": "海岚新材料产业园", "owner": "海岚集团", "investment": "12.5亿元", "land_area": "320亩"}
OUTPUT = {"src": [4], "subject": "临溪市", "name": "新材料产业产值", "value": "186.4亿元", "change": "9.2%"}
FIRMS = {"src": [4], "subject": "临溪市", "name": "规模以上企业", "value": "57家"}
OWN = schemas.inline(
    {
        "type": "object",
        "title": "site",
        "properties": {
            "site": {"type": "string"},
            "acres": {"type": "integer"},
            "opened": {"type": "string", "format": "date"},
            "note": {"type": "string"},
            "parties": {"type": "array", "items": {"type": "object", "properties": {"who": {"type": "string"}}}},
        },
        "required": ["site", "acres"],
    }
)


def last_message(body: JsonObject) -> str:
    """What the endpoint was asked at last."""
    messages = body["messages"]
    assert isinstance(messages, list)
    return str(messages[-1])


@pytest.mark.anyio
async def test_a_good_answer_is_a_grounded_result(run: Run) -> None:
    """Values are read, each with the characters it rests on, and the record with its sentence."""
    with FakeEndpoint(answering(projects=[PROJECT], indicators=[OUTPUT])) as fake:
        result = good(await run(fake))
    check(result, TEXT)
    (project,) = rows(result.record, "projects")
    assert project["investment"] == {"text": "12.5亿元", "amount": "1250000000", "currency": "CNY", "bound": None}
    assert [span.text for span in result.evidence["/projects/0/investment"]] == ["12.5亿元"]
    assert "海岚新材料产业园" in result.evidence["/projects/0"][0].text
    assert result.support["/projects/0/investment"] == "exact"
    assert result.issues == []


@pytest.mark.anyio
async def test_a_record_has_no_trace_of_its_sentence_numbers(run: Run) -> None:
    """`src` is between the model and us."""
    with FakeEndpoint(answering(projects=[PROJECT])) as fake:
        result = good(await run(fake))
    assert "src" not in str(result.record)


@pytest.mark.anyio
async def test_an_unsupported_value_is_dropped_and_listed(run: Run) -> None:
    """Null in the record; the issue has the value and its place."""
    with FakeEndpoint(answering(projects=[{**PROJECT, "investment": "15亿元"}])) as fake:
        result = good(await run(fake))
    check(result, TEXT)
    (project,) = rows(result.record, "projects")
    assert project["investment"] is None
    assert [(i.pointer, i.kind, i.value) for i in result.issues] == [
        ("/projects/0/investment", "unsupported", "15亿元")
    ]
    assert "/projects/0/investment" not in result.evidence


@pytest.mark.anyio
async def test_a_number_that_is_part_of_another_is_unsupported(run: Run) -> None:
    """2.5亿元 is not what 12.5亿元 says."""
    with FakeEndpoint(answering(projects=[{**PROJECT, "investment": "2.5亿元"}])) as fake:
        result = good(await run(fake))
    assert [i.kind for i in result.issues] == ["unsupported"]


@pytest.mark.anyio
async def test_a_record_without_its_required_value_goes_as_a_whole(run: Run) -> None:
    """What stood behind it moves up, evidence and all."""
    wrong = {**OUTPUT, "value": "99亿元"}
    with FakeEndpoint(answering(indicators=[wrong, FIRMS, OUTPUT])) as fake:
        result = good(await run(fake))
    check(result, TEXT)
    values = [at(row, "/value/text") for row in rows(result.record, "indicators")]
    assert values == ["57家", "186.4亿元"]
    assert [s.text for s in result.evidence["/indicators/0/value"]] == ["57家"]
    assert [s.text for s in result.evidence["/indicators/1/value"]] == ["186.4亿元"]
    assert [i.pointer for i in result.issues] == ["/indicators/0/value"]


@pytest.mark.anyio
async def test_strict_fails_the_article(run: Run) -> None:
    """With the places, and without the values."""
    with FakeEndpoint(answering(projects=[{**PROJECT, "investment": "15亿元"}])) as fake:
        outcome = await run(fake, policy="strict")
    assert isinstance(outcome, Failure)
    assert outcome.error.code == "unsupported_values"
    assert "/projects/0/investment" in outcome.error.message
    assert "15亿元" not in outcome.to_json()


@pytest.mark.anyio
async def test_strict_takes_what_is_supported(run: Run) -> None:
    """The same article with the right value."""
    with FakeEndpoint(answering(projects=[PROJECT])) as fake:
        check(good(await run(fake, policy="strict")), TEXT)


@pytest.mark.anyio
async def test_keep_marks_what_is_unsupported(run: Run) -> None:
    """The value stays, without evidence."""
    with FakeEndpoint(answering(projects=[{**PROJECT, "investment": "15亿元"}])) as fake:
        result = good(await run(fake, policy="keep"))
    check(result, TEXT)
    assert result.support["/projects/0/investment"] == "unsupported"
    assert "/projects/0/investment" not in result.evidence
    assert [i.kind for i in result.issues] == ["unsupported"]


@pytest.mark.anyio
@pytest.mark.parametrize("policy", ["drop", "keep"])
async def test_a_value_that_is_not_of_its_type_is_none(run: Run, policy: Policy) -> None:
    """An investment without money in it: null and listed under any policy; a required one takes its record along."""
    figures = [{**OUTPUT, "value": "新材料产业"}, FIRMS]
    with FakeEndpoint(answering(projects=[{**PROJECT, "investment": "开工建设"}], indicators=figures)) as fake:
        result = good(await run(fake, policy=policy))
    check(result, TEXT)
    issues = {(i.pointer, i.kind) for i in result.issues}
    assert issues == {("/projects/0/investment", "unparsed"), ("/indicators/0/value", "unparsed")}
    assert len(rows(result.record, "indicators")) == 1


@pytest.mark.anyio
async def test_the_answer_is_kept_before_it_is_looked_at(ledger: Ledger) -> None:
    """What cannot be used is in the ledger all the same, and is not bought again."""
    kept: list[str] = []

    class Watched:
        async def get(self, key: str) -> Answer | None:
            return await ledger.get(key)

        async def put(self, key: str, answer: Answer) -> None:
            kept.append(answer.content)
            await ledger.put(key, answer)

        def note(self, key: str, attempt: Attempt) -> None:
            ledger.note(key, attempt)

    with FakeEndpoint("no JSON at all") as fake:
        endpoint = OpenAIEndpoint(fake.base_url, "fake-model", None, timeout_seconds=5, attempts=1)
        first = await extract(ARTICLE, BRIEF, endpoint=endpoint, answers=Watched())
        calls = fake.calls
        second = await extract(ARTICLE, BRIEF, endpoint=endpoint, answers=Watched())
        await endpoint.aclose()
        assert fake.calls == calls
    assert isinstance(first, Failure)
    assert isinstance(second, Failure)
    assert (first.error.code, len(kept), set(kept)) == ("schema_invalid", 2, {"no JSON at all"})


@pytest.mark.anyio
async def test_a_second_extraction_makes_no_call(run: Run) -> None:
    """And says so."""
    with FakeEndpoint(answering(projects=[PROJECT])) as fake:
        first = good(await run(fake))
        calls = fake.calls
        second = good(await run(fake))
        assert fake.calls == calls
    assert second.record == first.record
    assert (first.provenance.cached, second.provenance.cached) == (False, True)
    assert second.provenance.usage.input_tokens == 0


@pytest.mark.anyio
async def test_an_answer_that_does_not_fit_is_asked_for_once_more(run: Run) -> None:
    """With the first answer and what is wrong with it in the conversation."""
    replies = iter(['{"projects": []}'])
    fit = answering(projects=[PROJECT])
    with FakeEndpoint(lambda body: next(replies, None) or fit(body)) as fake:
        result = good(await run(fake))
        conversation = fake.completions[-1]["messages"]
    check(result, TEXT)
    assert (result.provenance.calls, result.provenance.attempts) == (2, 2)
    assert isinstance(conversation, list)
    assert "industry_brief" in str(conversation[-1])
    assert "projects" in str(conversation[-2])


@pytest.mark.anyio
async def test_a_second_misfit_is_a_failure(run: Run) -> None:
    """After two calls, with what they cost."""
    with FakeEndpoint('{"projects": []}') as fake:
        outcome = await run(fake)
        assert fake.calls == 2
    assert isinstance(outcome, Failure)
    assert outcome.error.code == "schema_invalid"
    assert outcome.provenance is not None
    assert outcome.provenance.usage.input_tokens == 200


@pytest.mark.anyio
async def test_a_failed_request_is_counted(run: Run) -> None:
    """It may have been paid for."""
    with FakeEndpoint(lambda _: Reply.error(500)) as fake:
        outcome = await run(fake)
    assert isinstance(outcome, Failure)
    assert outcome.provenance is not None
    assert outcome.provenance.attempts == 1


@pytest.mark.anyio
async def test_a_wrong_key_is_raised(run: Run) -> None:
    """No other article would fare better."""
    with FakeEndpoint(lambda _: Reply.error(401)) as fake:
        with pytest.raises(Unauthorized):
            await run(fake)
        assert fake.calls == 1


@pytest.mark.anyio
async def test_an_empty_article_is_a_failure_without_a_call(run: Run) -> None:
    """Blanks alone are no text."""
    with FakeEndpoint() as fake:
        outcome = await run(fake, Article(id="e", text=" \n\u3000\n"))
        assert fake.calls == 0
    assert isinstance(outcome, Failure)
    assert outcome.error.code == "empty_article"


@pytest.mark.anyio
async def test_a_long_article_is_cut_between_paragraphs_and_merged(run: Run) -> None:
    """What two parts name is one record, with the evidence of both; what one part lacks the other fills in."""
    filler = "会议还就园区道路、供水和绿化等工作作了安排，要求各单位按时完成任务，确保工程质量和安全。"
    first = "海岚集团在临溪市新建的厂房开工。" + filler * 8
    second = "海岚集团介绍，厂房由远帆建工承建。" + filler * 8
    text = f"{first}\n\n{second}\n"

    def answer(body: JsonObject) -> str:
        asked = last_message(body)
        number = 1 if "[1]" in asked else 10
        found = [{"src": [number], "name": "海岚集团", "kind": "company"}]
        if "远帆" in asked:
            found.append({"src": [number], "name": "远帆建工", "kind": "company"})
        return answering(organizations=found)(body)

    grown: list[JsonObject] = []
    with FakeEndpoint(answer) as fake:
        outcome = await run(fake, Article(id="l", text=text), context_tokens=2200, on_partial=grown.append)
        asked = [last_message(body) for body in fake.completions]
    result = good(outcome)
    check(result, text)
    assert len(asked) == 2
    assert "远帆" not in asked[0]
    assert "远帆" in asked[1]
    assert [row["name"] for row in rows(result.record, "organizations")] == ["海岚集团", "远帆建工"]
    assert len(result.evidence["/organizations/0"]) == 2
    assert [len(rows(record, "organizations")) for record in grown] == [1, 2]


@pytest.mark.anyio
async def test_an_own_schema_is_answered_in_its_own_form(run: Run) -> None:
    """Numbers and dates are found though written otherwise; an optional field without a value is left out."""
    fields = {
        "site": "海岚新材料产业园",
        "acres": 320,
        "opened": "2024-05-16",
        "note": None,
        "parties": [{"src": [2], "who": "海岚集团"}],
    }
    with FakeEndpoint(answering(**fields)) as fake:
        result = good(await run(fake, schema=OWN))
    check(result, TEXT, OWN)
    assert result.record == {
        "site": "海岚新材料产业园",
        "acres": 320,
        "opened": "2024-05-16",
        "parties": [{"who": "海岚集团"}],
    }
    assert [s.text for s in result.evidence["/opened"]] == ["2024年5月16日"]
    assert [s.text for s in result.evidence["/acres"]] == ["320"]
    assert result.issues == []


@pytest.mark.anyio
async def test_a_required_value_of_an_own_schema_that_is_dropped_is_said(run: Run) -> None:
    """The record lacks what its schema requires: that is an issue too."""
    with FakeEndpoint(answering(site="海岚新材料产业园", acres=999)) as fake:
        result = good(await run(fake, schema=OWN))
    assert result.record["acres"] is None
    assert {i.kind for i in result.issues} == {"unsupported", "schema"}


@pytest.mark.anyio
async def test_what_the_sender_says_is_shown_and_is_no_evidence(run: Run) -> None:
    """Title and date of the request go to the model; a value that stands only there is unsupported."""
    article = ARTICLE.model_copy(update={"title": "工程快讯", "published": "2024-05-17"})
    with FakeEndpoint(answering(title="工程快讯")) as fake:
        result = good(await run(fake, article))
        assert "工程快讯" in str(fake.completions[0]["messages"])
    assert [i.pointer for i in result.issues] == ["/title"]
