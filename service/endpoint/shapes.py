"""How a question is put on each rung of the ladder, and where its answer then stands: instructor's mode handlers.

instructor's handlers know how each mode is asked for and read. Its client is not used: that would parse the answer
before it is stored, retry on its own, and log what endpoints say.
"""

import json
import re
from functools import lru_cache
from typing import Any, ClassVar, Self

from instructor import Mode, Provider, ResponseSchema
from instructor.v2.core.errors import ResponseParsingError
from instructor.v2.core.registry import mode_registry
from pydantic import JsonValue

from service.endpoint.completion import Completion
from service.endpoint.ladder import Rung
from service.endpoint.protocol import CallRequest
from service.errors import ModeUnsupported
from service.types import JsonObject

_MODES = {
    Rung.JSON_SCHEMA: Mode.JSON_SCHEMA,
    Rung.TOOLS: Mode.TOOLS,
    Rung.JSON_OBJECT: Mode.JSON,
    Rung.PROMPT: Mode.MD_JSON,
}
OLD_LIMIT, NEW_LIMIT = "max_tokens", "max_completion_tokens"
"""The names of the most tokens of an answer: OpenAI's own newer models refuse the old one, most other servers know it
alone."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


class RawAnswer(ResponseSchema):
    """A response model that asks with a given JSON Schema, and keeps the answer's text instead of parsing it."""

    wire: ClassVar[JsonObject] = {}
    text: str

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        return dict(cls.wire)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **_: Any) -> Self:
        return cls.model_construct(text=json_data)


def shape(rung: Rung, request: CallRequest, model: str, limit_name: str) -> dict[str, Any]:
    """The arguments of the SDK's `chat.completions.create` that put the question on this rung.

    `limit_name` is what the endpoint calls the most tokens of an answer.
    """
    name = _NOT_IN_A_NAME.sub("_", request.schema_name)[:64] or "answer"
    arguments: dict[str, Any] = {
        "model": model,
        "messages": [{"role": message.role, "content": storable(message.content)} for message in request.messages],
        limit_name: request.max_tokens,
    }
    response_model, strict = _response_model(name, request.schema_text(), titled=rung is Rung.TOOLS)
    if rung is Rung.TOOLS and strict:
        arguments["strict"] = True
    handlers = mode_registry.get_handlers(Provider.OPENAI, _MODES[rung])
    _, shaped = handlers.request_handler(response_model=response_model, kwargs=arguments)
    if rung is Rung.JSON_SCHEMA and strict:
        shaped["response_format"]["json_schema"]["strict"] = True
    return shaped


@lru_cache(maxsize=256)
def _response_model(name: str, schema: str, *, titled: bool) -> tuple[type[RawAnswer], bool]:
    """A response model for a schema as JSON, and whether strict mode takes it: made once, not for each question."""
    wire: JsonObject = json.loads(schema)
    strict = is_strict(wire)
    if titled:
        # instructor names the tool after the schema's title, and drops the title.
        wire = {**wire, "title": name}
    return type(name, (RawAnswer,), {"wire": wire, "__annotations__": {"wire": ClassVar[JsonObject]}}), strict


def payload(rung: Rung, completion: Completion) -> str:
    """The text of the answer as sent: the tool call's arguments, or the message.

    Raises ModeUnsupported if there is no tool call where one was asked for.
    """
    if rung is Rung.PROMPT:
        # instructor takes the last JSON value out of the message here; the raw text is what is stored, and
        # `parse_answer` refuses an answer with two objects instead of choosing one.
        return storable(completion.choices[0].message.content or "") if completion.choices else ""
    handlers = mode_registry.get_handlers(Provider.OPENAI, _MODES[rung])
    try:
        raw: RawAnswer = handlers.response_parser(response=completion, response_model=RawAnswer)
    except ResponseParsingError:
        raise ModeUnsupported("The endpoint answered without the tool call that was asked for") from None
    return storable(raw.text)


def storable(text: str) -> str:
    """The text with U+FFFD for every lone surrogate: neither a request nor a database takes one."""
    return _SURROGATE.sub("\ufffd", text)


def is_strict(schema: JsonObject) -> bool:
    """Whether OpenAI's strict mode takes the schema: every object closed, with all of its properties required."""
    pending: list[JsonValue] = [schema]
    while pending:
        match pending.pop():
            case dict() as node:
                properties = node.get("properties")
                if node.get("type") == "object" or isinstance(properties, dict):
                    names = set(properties) if isinstance(properties, dict) else set()
                    required = node.get("required")
                    if node.get("additionalProperties") is not False or names != set(_strings(required)):
                        return False
                pending.extend(node.values())
            case list() as items:
                pending.extend(items)
            case _:
                pass
    return True


def _strings(value: JsonValue) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
