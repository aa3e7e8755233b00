"""A large job is read beside the event loop, so that other requests are served meanwhile."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError

from service.http.bodies import JobArticleBody

_SMALL_BYTES = 1 << 18


class ReadAside(APIRoute):
    """A route of jobs: its body is read in a thread where it is large."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As any route's, for a request that is read so."""
        handle = super().get_route_handler()

        async def handle_aside(request: Request) -> Response:
            return await handle(_JobRequest(request.scope, request.receive))

        return handle_aside


class _JobRequest(Request):
    async def json(self) -> Any:  # noqa: ANN401, RUF100 - whatever the body holds
        """The body as JSON. Raises JSONDecodeError."""
        body = await self.body()
        return await (super().json() if len(body) <= _SMALL_BYTES else asyncio.to_thread(_read, body))


def _read(body: bytes) -> Any:  # noqa: ANN401, RUF100 - as above
    """The JSON, in it the articles that are valid as what they are; FastAPI says what is wrong with the others.

    One call for a whole body would keep the event loop waiting from within a thread too: neither the parser nor the
    validator lets another thread run until it is done, but for functions of Python's that are called meanwhile.
    """
    value = json.loads(body, object_hook=lambda item: item)
    articles = value.get("articles") if isinstance(value, dict) else None
    if isinstance(articles, list):
        for position, article in enumerate(articles):
            with suppress(ValidationError):
                articles[position] = JobArticleBody.model_validate(article)
    return value
