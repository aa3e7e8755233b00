"""Partial records as server-sent events while an article is worked on, then the Result."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

from service.errors import ZhailuError
from service.http.errors import body
from service.types import ErrorBody, Failure, JsonObject, Result

Work: TypeAlias = Callable[[Callable[[JsonObject], None]], Awaitable[Result | Failure]]


async def events(work: Work, request_id: str) -> AsyncIterator[str]:
    """Events `partial` (the record so far), then one `result` or one `error` with the usual body.

    When the client goes away, the work is cancelled; what was bought by then is in the ledger.
    """
    partials: asyncio.Queue[JsonObject | None] = asyncio.Queue()
    task = asyncio.ensure_future(work(partials.put_nowait))
    task.add_done_callback(lambda _: partials.put_nowait(None))
    try:
        while (partial := await partials.get()) is not None:
            yield _event("partial", json.dumps(partial, ensure_ascii=False))
        yield _ending(task, request_id)
    finally:
        task.cancel()


def _ending(task: "asyncio.Future[Result | Failure]", request_id: str) -> str:
    try:
        outcome = task.result()
    except ZhailuError as error:
        detail = ErrorBody(code=error.code, message=error.message, hint=error.hint)
        return _event("error", body(detail, request_id).model_dump_json())
    if isinstance(outcome, Failure):
        return _event("error", body(outcome.error, request_id).model_dump_json())
    return _event("result", outcome.to_json())


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
