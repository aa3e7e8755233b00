"""The paths, all but those of jobs."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response, Security
from fastapi.responses import PlainTextResponse, StreamingResponse

import schemas
from service import __version__
from service.errors import LedgerError
from service.http.articles import article_of
from service.http.bodies import ArticleText, ExtractBody, Health, SchemaNames, TextBody
from service.http.errors import answers, error_response, request_id_of, status_of
from service.http.metrics import CONTENT_TYPE
from service.http.state import Shared
from service.http.streaming import events
from service.http.tokens import bearer
from service.types import Failure, JsonObject, Result

_EVENT_TYPE = "text/event-stream"
_STREAMED = {_EVENT_TYPE: {"schema": {"type": "string"}}}

router = APIRouter()
guarded = APIRouter(dependencies=[Security(bearer)])


@guarded.post(
    "/v1/extract",
    response_model=Result,
    tags=["extraction"],
    operation_id="extract",
    responses={200: {"content": _STREAMED}, **answers(401, 404, 413, 422, 502, 503, 504)},
)
async def extract(body: ExtractBody, request: Request, state: Shared) -> Response:
    """One article's record, with the evidence of every value.

    The same article, schema and options are answered from the ledger the next time, without a call to the model.
    With `Accept: text/event-stream`: events `partial` while the record grows, then `result` or `error`.
    """
    room = state.workroom
    article = await article_of(body.article, room.reading)
    extractor = room.extractor(body.schema_, room.options(body.options))

    async def work(on_partial: Callable[[JsonObject], None] | None) -> Result | Failure:
        return await room.extract(extractor, article, on_partial)

    if _EVENT_TYPE in request.headers.get("accept", ""):
        stream = events(work, request_id_of(request))
        return StreamingResponse(stream, media_type=_EVENT_TYPE, headers={"Cache-Control": "no-store"})
    outcome = await work(None)
    if isinstance(outcome, Failure):
        return error_response(request, status_of(outcome.error.code), outcome.error)
    return Response(outcome.to_json(), media_type="application/json")


@guarded.post("/v1/text", tags=["extraction"], operation_id="text", responses=answers(401, 413, 422))
async def text(body: TextBody, state: Shared) -> ArticleText:
    """The text that the evidence of an article's Result points into, without a call to the model."""
    article = await article_of(body.article, state.workroom.reading)
    told = article.model_dump(include={"text", "format", "title", "published", "publisher", "authors"})
    return ArticleText(**told, sha256=article.sha256, chars=len(article.text))


@guarded.get("/v1/schemas", tags=["schemas"], operation_id="schema_names", responses=answers(401))
async def schema_names() -> SchemaNames:
    """The schemas that can be named in a request."""
    return SchemaNames(schemas=schemas.names())


@guarded.get("/v1/schemas/{name}", tags=["schemas"], operation_id="schema", responses=answers(401, 404))
async def schema(name: str) -> JsonObject:
    """One schema as JSON Schema, by name or `name@version`."""
    return schemas.get(name).record_schema()


@guarded.get(
    "/metrics",
    tags=["operation"],
    operation_id="metrics",
    response_class=PlainTextResponse,
    responses=answers(401, 503, beside_json=False),
)
async def metrics(state: Shared) -> Response:
    """Counts of requests, articles and tokens, the queue and the endpoint, in Prometheus' text format."""
    room = state.workroom
    page = room.metrics.page(room.connection.endpoint, await room.ledger.jobs.backlog())
    return Response(page, headers={"Content-Type": CONTENT_TYPE})


@router.get("/healthz", tags=["operation"], operation_id="healthz")
async def healthz() -> Health:
    """That the process answers. Asks neither the model nor the ledger."""
    return Health(status="ok", version=__version__)


@router.get("/readyz", tags=["operation"], operation_id="readyz", responses=answers(503))
async def readyz(state: Shared) -> Health:
    """That articles can be taken: the endpoint is open, the ledger can be read, and jobs are worked on.

    Makes no call to the model.
    """
    room = state.workroom
    await room.ledger.kind("")
    if state.working.done():
        raise LedgerError("no job is worked on any more", hint="start the service again: accepted jobs are kept")
    return Health(status="ready", version=__version__, model=room.connection.endpoint.model)
