"""Who may use the service: whoever bears its token, if it has one."""

import hmac

from fastapi.security import HTTPBearer
from pydantic import SecretStr
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import Unauthenticated
from service.http.errors import error_response
from service.types import ErrorBody

bearer = HTTPBearer(auto_error=False, description="the service's token, where it has one")
"""For the description of the interface; the token is looked at before anything else is read of a request."""

_OPEN = frozenset({"/", "/healthz", "/readyz", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"})


class Tokens:
    """Lets requests pass that bear the token, and those for paths that tell nothing: 401 for others."""

    def __init__(self, app: ASGIApp, token: SecretStr) -> None:
        self._app = app
        self._expected = f"Bearer {token.get_secret_value()}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in _OPEN and not self._bears(scope):
            error = Unauthenticated(
                "this service has a token, and the request does not bear it",
                hint="send it in the header Authorization: Bearer …",
            )
            body = ErrorBody(code=error.code, message=error.message, hint=error.hint)
            refusal = error_response(Request(scope), error.status, body, {"WWW-Authenticate": "Bearer"})
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _bears(self, scope: Scope) -> bool:
        sent = dict(scope["headers"]).get(b"authorization", b"")
        scheme, _, token = sent.partition(b" ")
        # In constant time: how long it takes must not tell how much of a guess was right.
        return hmac.compare_digest(scheme.title() + b" " + token.strip(), self._expected)
