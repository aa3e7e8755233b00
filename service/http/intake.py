"""What every request passes before it is looked at: it gets an id, and its body a limit."""

import logging
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.metrics import Metrics

# Room for an article in any encoding, and for a schema that is refused with a reason.
MAX_BODY_BYTES = 16_000_000
MAX_JOB_BYTES = 32_000_000
_LIMITS = {"/v1/jobs": MAX_JOB_BYTES}
_LOG = logging.getLogger(__name__)


class RequestIds:
    """Gives each request an id, in its state, in the header X-Request-ID, and in the log, and counts it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id.encode())]
                _LOG.info("%s %s %s %s", request_id, scope["method"], scope["path"], message["status"])
                self._metrics.answered(*_route(scope), message["status"])
            await send(message)

        await self._app(scope, limited(receive, _LIMITS.get(scope["path"], MAX_BODY_BYTES)), send_with_id)


def _route(scope: Scope) -> tuple[str, str]:
    """Method and path of the route, its parameters unfilled; `other` for both where no route was found."""
    path = getattr(scope.get("route"), "path", None)
    return ("other", "other") if path is None else (scope["method"], path)


def limited(receive: Receive, most: int) -> Receive:
    """`receive`, until the body is larger than allowed, whatever its length was said to be: HTTPException 413 then."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise HTTPException(413, f"the body is larger than {most:,} bytes")
        return message

    return counted
