"""What the rest of the program knows of a language model: a request, an answer, and something that can be asked."""

import hashlib
import json
from collections.abc import Callable
from typing import Literal, Protocol, TypeAlias

from pydantic import SkipValidation

from service.types import Frozen, JsonObject, Usage


class Message(Frozen):
    """One turn of the conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class CallRequest(Frozen):
    """One question: the conversation, the JSON Schema of the answer, its name, and the most tokens it may take.

    The schema is taken as it is, and shared: to go through it for each question would take longer than all the rest.
    """

    messages: tuple[Message, ...]
    answer_schema: SkipValidation[JsonObject]
    schema_name: str
    max_tokens: int
    _schema_text: tuple[JsonObject, str] | None = None

    def most_tokens(self) -> int:
        """More tokens than this it hardly takes: one a character of the conversation, and the whole of its answer."""
        return sum(len(message.content) for message in self.messages) + self.max_tokens

    def schema_text(self) -> str:
        """The schema as JSON, its properties in the order in which they are written."""
        known = self._schema_text
        if known is None or known[0] is not self.answer_schema:  # a copy may have another schema
            known = self._schema_text = (self.answer_schema, json.dumps(self.answer_schema))
        return known[1]

    def key(self, model: str, parameters: JsonObject) -> str:
        """SHA-256, in hex, of everything that decides the answer.

        The schema goes in as it is written: the order of its properties is the order in which a model fills them.
        """
        parts = {
            "messages": [[message.role, message.content] for message in self.messages],
            "schema": self.schema_text(),
            "schema_name": self.schema_name,
            "max_tokens": self.max_tokens,
            "model": model,
            "parameters": parameters,
        }
        # Escaped to ASCII, so that a lone surrogate in a text cannot fail here.
        canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()


class Answer(Frozen):
    """One answer, unparsed.

    `content` is the text of the message, or the arguments of the tool call, as sent. `mode` is the rung of the ladder
    it was got on, `attempts` counts the requests sent for it, `seconds` is the time from question to answer with all
    pauses. `usage` is the sum over the answers paid for, also those not used.
    """

    content: str
    model: str
    finish_reason: str | None
    usage: Usage
    mode: str
    attempts: int
    seconds: float


class Attempt(Frozen):
    """One request that was sent: its fault (the code of an error, None where it was answered), what it is known to have
    used (None: unknown, maybe nothing), and the seconds it took, with the wait for its turn.
    """

    fault: str | None
    usage: Usage | None
    seconds: float


Note: TypeAlias = Callable[[Attempt], None]
"""Told of each request that was sent, once it has ended."""


class Deferred(Exception):
    """Raised by an endpoint that took a question down and will have the answer another time.

    It is no ZhailuError: nothing failed, and nothing on the way may take it for a failure.
    """


class Endpoint(Protocol):
    """An endpoint with one model. `context_tokens` is None where it is not known; `parameters` are sent with every
    request (temperature, seed …) and belong to the key of an answer.
    """

    @property
    def model(self) -> str: ...

    @property
    def context_tokens(self) -> int | None: ...

    @property
    def parameters(self) -> JsonObject: ...

    async def ask(self, request: CallRequest, note: Note | None = None) -> Answer:
        """One answer. Raises EndpointError where there is none."""
        ...

    @property
    def sending(self) -> int:
        """How many requests are under way."""
        ...

    def stop(self) -> None:
        """Sends nothing more: questions that are not under way raise EndpointStopped."""
        ...

    async def aclose(self) -> None:
        """Closes the connections."""
        ...
