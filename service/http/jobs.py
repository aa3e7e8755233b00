"""The paths of jobs: many articles sent at once, worked on behind, fetched as far as they are done."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, Security
from fastapi.responses import StreamingResponse

from service.batch.extractor import Extractor
from service.errors import TooLarge
from service.http.articles import article_of_job
from service.http.bodies import JOB_ID, JobArticleBody, JobBody, JobCreated, JobStatus
from service.http.errors import answers
from service.http.parsing import ReadAside
from service.http.state import Shared, State
from service.http.tokens import bearer
from service.ledger import Backlog
from service.types import Article

_LINE_TYPE = "application/jsonl"
_LINES = {
    "description": "Results and failures, one a line, in the order of the articles.",
    "content": {_LINE_TYPE: {"schema": {"type": "string"}}},
}
_ID = Annotated[str, Path(description="the job's id, as it was answered", examples=[JOB_ID])]


def _link(operation: str, what: str) -> dict[str, Any]:
    return {"operationId": operation, "parameters": {"job_id": "$response.body#/id"}, "description": what}


_LINKS = {
    "status": _link("job_status", "how the job stands"),
    "results": _link("job_results", "what is done so far"),
    "cancel": _link("cancel_job", "ends it"),
}
_ACCEPTED = {
    "description": "The job is on disk.",
    "headers": {"Location": {"description": "the job's path", "required": True, "schema": {"type": "string"}}},
    "links": _LINKS,
}

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], dependencies=[Security(bearer)], route_class=ReadAside)


class Lines(StreamingResponse):
    """JSON, one value a line."""

    media_type = _LINE_TYPE


@router.post(
    "", status_code=202, operation_id="create_job", responses={202: _ACCEPTED, **answers(401, 404, 413, 422, 429, 503)}
)
async def create_job(body: JobBody, request: Request, response: Response, state: Shared) -> JobCreated:
    """Takes articles to be worked on. What was accepted is on disk, and survives this service and its client.

    An article that fails is a line among the results, and no failure of the job.
    """
    room = state.workroom
    if len(body.articles) > room.settings.job_articles:
        raise TooLarge(
            f"the job has {len(body.articles):,} articles, more than {room.settings.job_articles:,}",
            hint="send it as several jobs",
        )
    options = room.options(body.options)
    extractor = room.extractor(body.schema_, options)
    articles = await asyncio.to_thread(_keyed, extractor, body.articles)
    # The name with its version: the job is worked on as it was sent, also by a service that knows a later one.
    schema = extractor.schema.id if isinstance(body.schema_, str) else body.schema_
    most = Backlog(room.settings.queue_jobs, room.settings.queue_articles)
    job = await room.ledger.jobs.add(schema=schema, options=options, articles=articles, most=most)
    state.queue.wake()
    response.headers["Location"] = request.app.url_path_for("job_status", job_id=job.id)
    return JobCreated(id=job.id)


@router.get(
    "/{job_id}",
    operation_id="job_status",
    responses={200: {"links": _LINKS}, **answers(401, 404, 503)},
)
async def job_status(job_id: _ID, state: Shared) -> JobStatus:
    """How a job stands."""
    return JobStatus.of(await state.workroom.ledger.jobs.get(job_id))


@router.get(
    "/{job_id}/results",
    operation_id="job_results",
    response_class=Lines,
    responses={
        200: _LINES,
        **answers(401, 404, 503, beside_json=False),
    },
)
async def job_results(job_id: _ID, state: Shared) -> Lines:
    """What is done so far: a Result or a Failure a line, in the order of the articles."""
    job = await state.workroom.ledger.jobs.get(job_id)
    return Lines(_lines(state, job.number))


@router.delete("/{job_id}", operation_id="cancel_job", responses=answers(401, 404, 503))
async def cancel_job(job_id: _ID, state: Shared) -> JobStatus:
    """Ends a job. Lines that are there stay, and what was bought stays in the ledger; the rest is forgotten.

    A job that has ended already stays as it is.
    """
    return JobStatus.of(await state.workroom.ledger.jobs.cancel(job_id))


def _keyed(extractor: Extractor, bodies: list[JobArticleBody]) -> list[tuple[str, Article]]:
    return [(extractor.key(article), article) for article in map(article_of_job, bodies)]


async def _lines(state: State, number: int) -> AsyncIterator[str]:
    async for line in state.workroom.ledger.jobs.lines(number):
        yield f"{line}\n"
