"""What the pipeline needs of its neighbours, and what a strategy is."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from schemas import Schema
from service.endpoint.protocol import Answer, Attempt, CallRequest
from service.pipeline.draft import Draft
from service.text import Prepared
from service.types import Article, JsonObject

Watcher: TypeAlias = Callable[[JsonObject], None]
"""Told of records as they come: the part of the record that is there so far, in wire form."""


class AnswerStore(Protocol):
    """Where answers are kept, so that none is bought twice."""

    async def get(self, key: str) -> Answer | None: ...

    async def put(self, key: str, answer: Answer) -> None:
        """Durable when it returns."""
        ...

    def note(self, key: str, attempt: Attempt) -> None:
        """Told of each request that was sent for an answer."""
        ...


class Ask(Protocol):
    """Asks the model once: the parsed answer, valid against the request's schema. Raises EndpointError."""

    async def __call__(self, request: CallRequest) -> JsonObject: ...


class Strategy(Protocol):
    """A way from a prepared article to a draft record."""

    @property
    def name(self) -> str: ...

    @property
    def prompt(self) -> str:
        """`name@hash` of the prompts it uses: part of the key of a result."""
        ...

    @property
    def profile(self) -> str:
        """For which size of model it asks: part of the key too."""
        ...

    async def draft(self, article: Article, prepared: Prepared, schema: Schema, ask: Ask, watch: Watcher) -> Draft: ...
