"""What every request passes before it is looked at: it gets an id, and its body a limit."""

import logging
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 4_000_000
_LOG = logging.getLogger(__name__)


class RequestIds:
    """Gives each request an id, in its state, in the header X-Request-ID, and in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
            await send(message)

        await self._app(scope, limited(receive), send_with_id)


def limited(receive: Receive) -> Receive:
    """`receive`, until the body is larger than allowed, whatever its length was said to be: HTTPException 413 then."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BODY_BYTES:
            raise HTTPException(413, f"the body is larger than {MAX_BODY_BYTES:,} bytes")
        return message

    return counted
