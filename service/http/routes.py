"""The paths."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

import schemas
from service import __version__
from service.batch.extractor import Extractor
from service.endpoint.connect import Connection
from service.http.articles import article_of
from service.http.bodies import ArticleText, ExtractBody, Health, SchemaNames, TextBody
from service.http.errors import error_response, request_id_of, status_of
from service.http.streaming import events
from service.ledger import Ledger
from service.settings import Settings
from service.types import Failure, JsonObject, Result

router = APIRouter()

# Each may start a process of its own.
_READ_AT_ONCE = 2


@dataclass(frozen=True)
class State:
    """What the requests share. `at_once` bounds the articles under way, `reading` those whose text is extracted."""

    settings: Settings
    connection: Connection
    ledger: Ledger
    at_once: asyncio.Semaphore
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READ_AT_ONCE))


def _state(request: Request) -> State:
    state: State = request.app.state.zhailu
    return state


Shared = Annotated[State, Depends(_state)]


@router.post("/v1/extract", response_model=Result, tags=["extraction"])
async def extract(body: ExtractBody, request: Request, state: Shared) -> Response:
    """One article's record, with the evidence of every value.

    The same article, schema and options are answered from the ledger the next time, without a call to the model.
    With `Accept: text/event-stream`: events `partial` while the record grows, then `result` or `error`.
    """
    article = await article_of(body.article, state.reading)
    extractor = _extractor(body, state)

    async def work(on_partial: Callable[[JsonObject], None] | None) -> Result | Failure:
        async with state.at_once:
            return await extractor.once(article, on_partial)

    if "text/event-stream" in request.headers.get("accept", ""):
        stream = events(work, request_id_of(request))
        return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
    outcome = await work(None)
    if isinstance(outcome, Failure):
        return error_response(request, status_of(outcome.error.code), outcome.error)
    return Response(outcome.to_json(), media_type="application/json")


@router.post("/v1/text", tags=["extraction"])
async def text(body: TextBody, state: Shared) -> ArticleText:
    """The text that the evidence of an article's Result points into, without a call to the model."""
    article = await article_of(body.article, state.reading)
    told = article.model_dump(include={"text", "format", "title", "published", "publisher", "authors"})
    return ArticleText(**told, sha256=article.sha256, chars=len(article.text))


@router.get("/v1/schemas", tags=["schemas"])
async def schema_names() -> SchemaNames:
    """The schemas that can be named in a request."""
    return SchemaNames(schemas=schemas.names())


@router.get("/v1/schemas/{name}", tags=["schemas"])
async def schema(name: str) -> JsonObject:
    """One schema as JSON Schema, by name or `name@version`."""
    return schemas.get(name).record_schema()


@router.get("/healthz", tags=["operation"])
async def healthz() -> Health:
    """That the process answers. Asks neither the model nor the ledger."""
    return Health(status="ok", version=__version__)


@router.get("/readyz", tags=["operation"])
async def readyz(state: Shared) -> Health:
    """That articles can be taken: the endpoint is open and the ledger can be read. Makes no call to the model."""
    await state.ledger.kind("")
    return Health(status="ready", version=__version__, model=state.connection.endpoint.model)


def _extractor(body: ExtractBody, state: State) -> Extractor:
    chosen = schemas.get(body.schema_) if isinstance(body.schema_, str) else schemas.inline(body.schema_)
    return Extractor(
        schema=chosen,
        connection=state.connection,
        ledger=state.ledger,
        policy=body.options.policy or state.settings.policy,
        strategy=body.options.strategy or state.settings.strategy,
        vocabulary=body.options.vocabulary or state.settings.vocabulary,
    )
