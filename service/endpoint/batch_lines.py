"""The two kinds of lines of a batch: a question in the request file, and what became of it in an output file.

OpenAI's form: `{custom_id, method, url, body}` goes in; `{custom_id, response: {status_code, body}, error}` comes out,
in any order, with `response` null and `error` `{code, message}` for what was not carried out.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from service.endpoint import faults
from service.endpoint.content import content_of, read_completion
from service.endpoint.ladder import Rung, step_down
from service.endpoint.protocol import Answer, CallRequest
from service.endpoint.shapes import NEW_LIMIT, OLD_LIMIT, shape, storable
from service.errors import (
    BadUpstream,
    EmptyAnswer,
    EndpointError,
    ModeUnsupported,
    RateLimited,
    SchemaRefused,
)
from service.types import NOTHING_USED, Frozen, JsonObject, Usage

LOST = 0
"""Stands for the status of a line that is not there, or has none."""

_EMPTY_ANSWERS = 2
_CODE_CHARS = 60


class Way(Frozen):
    """How a question is put, and what it has met so far: requests sent with this one, faults of the endpoint and empty
    answers, tokens of answers that could not be used. `schema_refused`: it went down the ladder for its schema alone.
    """

    rung: Rung = Rung.JSON_SCHEMA
    limit_name: str = OLD_LIMIT
    schema_refused: bool = False
    sent: int = 1
    faults: int = 0
    usage: Usage = NOTHING_USED


@dataclass(frozen=True)
class Reading:
    """What a line says: an answer, or the error in its place and how to ask `again`, if that may help. `usage` is what
    the line itself cost, None where it does not tell.
    """

    outcome: Answer | EndpointError
    usage: Usage | None = None
    again: Way | None = None


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Response(_Lenient):
    status_code: int = LOST
    body: JsonValue = None


class _Fault(_Lenient):
    code: str | int | None = None


class _Line(_Lenient):
    custom_id: str
    response: _Response | None = None
    error: _Fault | None = None


def request_line(
    custom_id: str, request: CallRequest, way: Way, *, model: str, parameters: JsonObject, route: str
) -> bytes:
    """The line of the request file, with its line end. `route` is the path that answers a single question."""
    body = {**shape(way.rung, request, model, way.limit_name), **parameters}
    line = {"custom_id": custom_id, "method": "POST", "url": route, "body": body}
    return storable(json.dumps(line, ensure_ascii=False, separators=(",", ":"))).encode() + b"\n"


def label(line: bytes) -> tuple[str, int] | None:
    """The custom_id and the status of a line of an output or error file; None if it is no such line."""
    read = _read(line.decode("utf-8", "replace"))
    if read is None:
        return None
    return read.custom_id, LOST if read.response is None or read.error is not None else read.response.status_code


def read_answer(
    line: str | None, way: Way, request: CallRequest, scene: faults.Scene, *, attempts: int, now: float
) -> Reading:
    """What the line of an output file (None: there was none) says about a question that may meet `attempts` faults."""
    usage: Usage | None = None
    try:
        completion = read_completion(_body(None if line is None else _read(line), way, scene, now), scene, now)
        usage = completion.usage()
        content = content_of(completion, way.rung, request.max_tokens)
    except EndpointError as error:
        return _refused(way, error, usage, attempts)
    answer = Answer(
        content=content,
        model=storable(completion.model or scene.model),
        finish_reason=completion.choices[0].finish_reason if completion.choices else None,
        usage=way.usage + usage,
        mode=way.rung.value,
        attempts=way.sent,
        seconds=0.0,
    )
    return Reading(answer, usage)


def _refused(way: Way, error: EndpointError, usage: Usage | None, attempts: int) -> Reading:
    again: Way | None = None
    try:
        again = _next(way, error, attempts)
    except EndpointError as last:
        error = last
    if again is None and isinstance(error, RateLimited):
        # The limit was met hours ago: there is nothing to wait for before the next article.
        error = BadUpstream(error.message, hint=error.hint)
    spent = way.usage if usage is None else way.usage + usage
    if again is not None:
        again = again.model_copy(update={"usage": spent})
    error.attempts, error.usage = way.sent, spent
    return Reading(error, usage, again)


class _LimitName(EndpointError):
    """The endpoint wants the most tokens of an answer under their new name."""


def _body(line: _Line | None, way: Way, scene: faults.Scene, now: float) -> bytes:
    """The body of the response. Raises what the line, or its absence, says instead."""
    if line is None:
        raise BadUpstream(f"{scene.address} left the question out of its output", hint="run again: it is asked again")
    response = line.response
    if response is None or line.error is not None or response.status_code == LOST:
        code = "" if line.error is None else str(line.error.code or "")[:_CODE_CHARS]
        said = f": {code}" if code.isascii() and code.replace("_", "").isalnum() else ""
        raise BadUpstream(f"{scene.address} did not carry the question out{said}", hint="run again: it is asked again")
    if response.status_code != HTTPStatus.OK:
        error = response.body.get("error") if isinstance(response.body, dict) else None
        refusal = faults.Refusal.read(response.status_code, error or response.body, {}, now)
        if refusal.names(NEW_LIMIT) and way.limit_name != NEW_LIMIT:
            raise _LimitName(f"{scene.address} wants {NEW_LIMIT}")
        raise faults.of_refusal(refusal, scene)
    return json.dumps(response.body).encode()


def _next(way: Way, error: EndpointError, attempts: int) -> Way | None:
    """How to ask after an error; None if that cannot help. Raises RequestRejected at the foot of the ladder."""
    change: dict[str, object]
    match error:
        case _LimitName():
            change = {"limit_name": NEW_LIMIT}
        case ModeUnsupported():
            refused = way.schema_refused or isinstance(error, SchemaRefused)
            change = {"rung": step_down(way.rung, error), "schema_refused": refused}
        case BadUpstream() | RateLimited() | EmptyAnswer():
            change = {"faults": way.faults + 1}
            if way.faults + 1 >= (min(attempts, _EMPTY_ANSWERS) if isinstance(error, EmptyAnswer) else attempts):
                return None
        case _:
            return None
    return way.model_copy(update={**change, "sent": way.sent + 1})


def _read(line: str) -> _Line | None:
    try:
        return _Line.model_validate(json.loads(line))
    except (ValueError, RecursionError, ValidationError):
        return None
