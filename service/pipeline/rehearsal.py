"""What an article would be asked, found without asking: its strategy gets answers that say as little as they may."""

from dataclasses import dataclass

from pydantic import JsonValue

from schemas import Schema
from service.endpoint.protocol import CallRequest, Endpoint
from service.errors import ZhailuError
from service.pipeline.extraction import StrategyName, prepared_article, strategy_of
from service.types import Article, JsonObject, ProfileName, Vocabulary


@dataclass
class Rehearsal:
    """Calls, the characters of their messages, and `read`: those of each call's last message, its question."""

    calls: int = 0
    characters: int = 0
    read: int = 0

    async def __call__(self, request: CallRequest) -> JsonObject:
        """Counts a call; its answer is the smallest that its schema allows."""
        self.calls += 1
        self.characters += sum(len(message.content) for message in request.messages)
        self.read += len(request.messages[-1].content)
        answer = _smallest(request.answer_schema)
        return answer if isinstance(answer, dict) else {}


async def rehearse(
    article: Article,
    schema: Schema,
    *,
    endpoint: Endpoint,
    strategy: StrategyName,
    vocabulary: Vocabulary = "none",
    profile: ProfileName | None = None,
) -> Rehearsal:
    """The calls for an article, none of which is made. An article that would fail before them has none."""
    rehearsal = Rehearsal()
    try:
        prepared = prepared_article(article, vocabulary)
        await strategy_of(strategy, endpoint, profile).draft(article, prepared, schema, rehearsal, lambda _: None)
    except ZhailuError as error:
        if error.fatal:
            raise
    return rehearsal


def _smallest(node: JsonValue) -> JsonValue:
    """The smallest value that a schema of the pipeline allows: these have no references."""
    if not isinstance(node, dict):
        return None
    if "const" in node:
        return node["const"]
    for key in ("enum", "anyOf", "oneOf", "allOf"):
        choices = node.get(key)
        if isinstance(choices, list) and choices:
            return choices[0] if key == "enum" else _smallest(choices[0])
    kind = node.get("type")
    if isinstance(kind, list):
        kind = "null" if "null" in kind else kind[0]
    return _of_type(kind, node)


def _of_type(kind: JsonValue, node: JsonObject) -> JsonValue:
    if kind == "object":
        return _object(node)
    if kind == "array":
        return _array(node)
    least: dict[JsonValue, JsonValue] = {
        "string": "",
        "integer": node.get("minimum", 0),
        "number": node.get("minimum", 0),
        "boolean": False,
    }
    return least.get(kind)


def _object(node: JsonObject) -> JsonObject:
    properties, required = node.get("properties"), node.get("required")
    if not isinstance(properties, dict) or not isinstance(required, list):
        return {}
    return {str(name): _smallest(properties.get(str(name))) for name in required}


def _array(node: JsonObject) -> list[JsonValue]:
    prefix, least = node.get("prefixItems"), node.get("minItems", 0)
    cells = [_smallest(item) for item in prefix] if isinstance(prefix, list) else []
    more = max(0, least - len(cells)) if isinstance(least, int) else 0
    return cells + [_smallest(node.get("items"))] * more
