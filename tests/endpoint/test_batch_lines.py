"""The lines of a batch: what goes in, and what each thing that can come out means."""

import json

import pytest
from pydantic import SecretStr

from service.endpoint.batch_lines import LOST, Reading, Way, label, read_answer, request_line
from service.endpoint.faults import Scene
from service.endpoint.ladder import Rung
from service.endpoint.protocol import Answer
from service.endpoint.shapes import NEW_LIMIT
from service.errors import EndpointError
from service.types import JsonObject, Usage
from tests.endpoint.asking import ANSWER, ARTICLE, KEY, NOON, QUESTION, SCHEMA
from tests.fake_endpoint import USAGE

ROUTE = "/v1/chat/completions"


def out(status: int = 200, body: object = None, **line: object) -> str:
    """A line of an output file."""
    response = {"status_code": status, "request_id": "r", "body": body}
    return json.dumps({"custom_id": "k", "response": response, "error": None, **line}, ensure_ascii=False)


def completion(content: str | None = ANSWER, finish_reason: str = "stop", **message: object) -> JsonObject:
    choice: JsonObject = {
        "message": {"role": "assistant", "content": content, **message},  # type: ignore[dict-item]
        "finish_reason": finish_reason,
    }
    return {"model": "fake-model-1", "choices": [choice], "usage": USAGE}


def refusal(message: str, code: str | None = None) -> JsonObject:
    return {"error": {"message": message, "code": code}}


def read(line: str | None, way: Way | None = None, *, attempts: int = 3) -> Reading:
    scene = Scene(address="http://h/v1", model="m", request=QUESTION, key=SecretStr(KEY))
    return read_answer(line, way or Way(), QUESTION, scene, attempts=attempts, now=NOON)


def code(reading: Reading) -> str:
    assert not isinstance(reading.outcome, Answer)
    return reading.outcome.code


def test_a_question_is_put_as_a_single_one_is() -> None:
    line = request_line("k", QUESTION, Way(), model="m", parameters={"temperature": 0}, route=ROUTE)
    asked = json.loads(line)
    assert {name: asked[name] for name in ("custom_id", "method", "url")} == {
        "custom_id": "k",
        "method": "POST",
        "url": ROUTE,
    }
    body = asked["body"]
    assert (body["model"], body["max_tokens"], body["temperature"]) == ("m", 64, 0)
    assert body["messages"][1] == {"role": "user", "content": ARTICLE}
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert ARTICLE.encode() in line


@pytest.mark.parametrize("rung", list(Rung))
def test_every_way_of_asking_is_plain_json(rung: Rung) -> None:
    way = Way(rung=rung, limit_name=NEW_LIMIT)
    body = json.loads(request_line("k", QUESTION, way, model="m", parameters={}, route=ROUTE))["body"]
    assert body[NEW_LIMIT] == 64
    assert "strict" not in body
    assert ("tools" in body) == (rung is Rung.TOOLS)


def test_half_a_surrogate_pair_is_mended() -> None:
    question = QUESTION.model_copy(update={"schema_name": "x", "answer_schema": {"const": "\ud83d"}})
    assert b"\xef\xbf\xbd" in request_line("k", question, Way(), model="m", parameters={}, route=ROUTE)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (out(), ("k", 200)),
        (out(429), ("k", 429)),
        (out(error={"code": "batch_expired"}), ("k", LOST)),
        (json.dumps({"custom_id": "k", "response": None}), ("k", LOST)),
        ("", None),
        ("{", None),
        ("[]", None),
        ('{"response": null}', None),
    ],
)
def test_a_line_is_known_by_its_id_and_status(line: str, found: tuple[str, int] | None) -> None:
    assert label(line.encode()) == found


def test_an_answer_has_its_usage_with_that_of_what_was_paid_before() -> None:
    before = Way(sent=3, usage=Usage(input_tokens=7, output_tokens=1))
    reading = read(out(body=completion()), before)
    assert isinstance(reading.outcome, Answer)
    assert (reading.outcome.content, reading.outcome.attempts, reading.outcome.mode) == (ANSWER, 3, "json_schema")
    assert (reading.outcome.usage.input_tokens, reading.outcome.usage.output_tokens) == (107, 21)
    assert reading.usage is not None
    assert reading.usage.input_tokens == 100


@pytest.mark.parametrize(
    "line",
    [
        None,
        out(503, refusal("overloaded")),
        out(500, "<html>"),
        out(429, refusal("slow down")),
        out(0),
        out(200, "<html>"),
        out(error={"code": "batch_expired", "message": "too late"}),
        json.dumps({"custom_id": "k", "response": None, "error": {"code": 7}}),
    ],
)
def test_a_fault_of_the_endpoint_is_asked_again_until_there_were_too_many(line: str | None) -> None:
    """One more is sent, as before; the last of three is the end."""
    again = read(line).again
    assert again == Way(sent=2, faults=1)
    assert again is not None
    last = read(line, Way(sent=3, faults=2))
    assert last.again is None
    assert code(last) == "bad_upstream"
    assert not isinstance(last.outcome, Answer)
    assert last.outcome.attempts == 3


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (out(body=completion(finish_reason="length")), "truncated"),
        (out(body=completion(refusal="no")), "refused"),
        (out(body=completion(finish_reason="content_filter")), "refused"),
        (out(400, refusal("Invalid value for 'temperature'")), "request_rejected"),
        (out(413, refusal("too large")), "request_rejected"),
        (out(401, refusal("Incorrect key")), "unauthorized"),
        (out(429, refusal("You exceeded your quota", "insufficient_quota")), "quota_exhausted"),
    ],
)
def test_what_would_come_again_is_not_asked_again(line: str, expected: str) -> None:
    reading = read(line)
    assert (code(reading), reading.again) == (expected, None)


def test_an_empty_answer_is_asked_for_once_more() -> None:
    """It was paid all the same."""
    again = read(out(body=completion(""))).again
    assert again is not None
    assert again.usage.input_tokens == 100
    last = read(out(body=completion("")), again)
    assert last.again is None
    assert isinstance(last.outcome, EndpointError)
    assert last.outcome.usage is not None
    assert last.outcome.usage.input_tokens == 200


def test_a_mode_that_is_refused_goes_one_rung_down() -> None:
    line = out(400, refusal("response_format json_schema is not supported"))
    assert read(line).again == Way(rung=Rung.TOOLS, sent=2)
    foot = read(line, Way(rung=Rung.PROMPT, sent=4))
    assert (code(foot), foot.again) == ("request_rejected", None)


def test_a_schema_that_is_refused_says_nothing_on_others() -> None:
    again = read(out(400, refusal("Invalid schema for response_format"))).again
    assert again == Way(rung=Rung.TOOLS, schema_refused=True, sent=2)


def test_the_new_name_of_the_limit_is_used_where_the_old_one_is_refused() -> None:
    line = out(400, refusal("Unsupported parameter: use 'max_completion_tokens' instead"))
    assert read(line).again == Way(limit_name=NEW_LIMIT, sent=2)
    assert read(line, Way(limit_name=NEW_LIMIT)).again != Way(limit_name=NEW_LIMIT, sent=2)


def test_no_message_has_the_key_or_the_article() -> None:
    for words in (f"bad key {KEY}", f"cannot read {ARTICLE}"):
        reading = read(out(422, refusal(words, "bad")))
        assert not isinstance(reading.outcome, Answer)
        assert KEY not in str(reading.outcome)
        assert ARTICLE[:12] not in str(reading.outcome)
