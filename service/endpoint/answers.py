"""From the text of an answer to the JSON object in it, by rules that never guess."""

import math
import re

import jiter
from pydantic import JsonValue

from service.errors import InvalidAnswer
from service.types import JsonObject

_THOUGHT = re.compile(r"\s*<(think(?:ing)?)>")
_THOUGHT_END = re.compile(r"</think(?:ing)?>")
_FENCE = "```"
_TOKEN = re.compile(r'\\.|["{}\[\]]', re.DOTALL)
_PLACE = re.compile(r"^(?P<what>.*?)(?: key \".*\")? at line (?P<line>\d+) column (?P<column>\d+)$", re.DOTALL)


def parse_answer(content: str) -> JsonObject:
    """The one JSON object in an answer.

    A `<think>` block before it, one code fence around it, and prose before or after it are cut off. Raises
    InvalidAnswer, with the position in `content` but none of its text, if there is no object or more than one, or if
    it holds a key twice, a number that is not finite, or anything else that is not JSON.
    """
    start, end = _without_thought(content), len(content)
    start, end = _without_fence(content, start, end)
    brace = content.find("{", start, end)
    if brace < 0:
        raise _invalid("The answer holds no JSON object", start)
    if content[start:brace].lstrip().startswith("["):
        raise _invalid("The answer is a JSON array, not an object", start)
    close = _balanced_end(content, brace, end)
    another = content.find("{", close)
    if another >= 0:
        raise _invalid("The answer holds a second JSON object", another)
    return _decode(content, brace, close)


def _without_thought(content: str) -> int:
    """Where the answer begins behind a reasoning block; some servers send only the block's end."""
    opening = _THOUGHT.match(content)
    if opening is None and content.lstrip().startswith("{"):
        return 0
    ending = _THOUGHT_END.search(content)
    if ending is not None:
        return ending.end()
    if opening is not None:
        raise _invalid("The reasoning before the answer never ends", opening.start())
    return 0


def _without_fence(content: str, start: int, end: int) -> tuple[int, int]:
    opening = content.find(_FENCE, start, end)
    brace = content.find("{", start, end)
    if opening < 0 or (0 <= brace < opening):
        return start, end
    closing = content.rfind(_FENCE, opening + len(_FENCE), end)
    inside = opening + len(_FENCE)
    line_end = content.find("\n", inside, end)
    if line_end >= 0 and content[inside:line_end].strip().isalnum():
        inside = line_end + 1
    return inside, closing if closing >= 0 else end


def _balanced_end(content: str, start: int, end: int) -> int:
    """The offset behind the bracket that closes the one at `start`; `end` where it is never closed."""
    depth = 0
    in_string = False
    for token in _TOKEN.finditer(content, start, end):
        mark = token.group()
        if mark == '"':
            in_string = not in_string
        elif in_string or len(mark) > 1:
            continue
        else:
            depth += 1 if mark in "{[" else -1
            if depth == 0:
                return token.end()
    return end


def _decode(content: str, start: int, end: int) -> JsonObject:
    data = content[start:end].encode("utf-8", "surrogatepass")
    try:
        # jiter reports where, refuses what nests too deeply instead of overflowing the stack, and knows the two
        # strictnesses that Python's json lacks.
        value: JsonValue = jiter.from_json(data, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="none")
    except ValueError as error:
        what, offset = _where(str(error), data)
        raise _invalid(f"The answer is not valid JSON: {what}", start + offset) from None
    if not isinstance(value, dict):
        raise _invalid("The answer is not a JSON object", start)
    if not _finite(value):
        raise _invalid("The answer holds a number too large to be one", start)
    return value


def _where(report: str, data: bytes) -> tuple[str, int]:
    """What jiter reports, without the key it may quote, and the offset in characters (jiter counts bytes)."""
    place = _PLACE.match(report)
    if place is None:
        return "malformed", 0
    lines = data.split(b"\n")[: int(place["line"])]
    lines[-1] = lines[-1][: int(place["column"])]
    return place["what"].lower(), len(b"\n".join(lines).decode("utf-8", "ignore"))


def _finite(value: JsonValue) -> bool:
    pending: list[JsonValue] = [value]
    while pending:
        match pending.pop():
            case float() as number if not math.isfinite(number):
                return False
            case dict() as fields:
                pending.extend(fields.values())
            case list() as items:
                pending.extend(items)
            case _:
                pass
    return True


def _invalid(what: str, offset: int) -> InvalidAnswer:
    return InvalidAnswer(f"{what} (character {offset})", hint="the raw answer is kept; ask again or use another model")
