"""The conversation around a question: worked examples as turns, JSON without blanks."""

import json

from pydantic import JsonValue

from service.endpoint.protocol import Message
from service.prompts import Prompt


def compact(value: JsonValue) -> str:
    """JSON in as few tokens as it takes, Chinese unescaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def example_turns(prompt: Prompt) -> tuple[Message, ...]:
    """The prompt's examples as pairs of turns."""
    turns: list[Message] = []
    for example in prompt.examples:
        turns.append(Message(role="user", content=example.article))
        turns.append(Message(role="assistant", content=compact(example.answer)))
    return tuple(turns)
