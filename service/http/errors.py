"""One error body for everything that can go wrong."""

import logging
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from service.errors import ZhailuError
from service.types import ErrorBody, Frozen

_RETRY_SECONDS = 10
_BAD_REQUEST, _INVALID = 400, 422
_COMING_BACK = frozenset({429, 503})
_LOG = logging.getLogger(__name__)
_HTTP_HINTS = {
    404: ("not_found", "the paths are listed at /docs"),
    405: ("method_not_allowed", "the methods are listed at /docs"),
    413: ("too_large", "send less at once"),
}


class ErrorDetail(ErrorBody):
    """`code` is for machines, `request_id` is also in the header X-Request-ID and in the log."""

    request_id: str


class ErrorAnswer(Frozen):
    """The body of every answer that is no success."""

    error: ErrorDetail = Field(
        examples=[
            {
                "code": "unknown_schema",
                "message": "there is no schema 'industry_breif'",
                "hint": "did you mean industry_brief?",
                "request_id": "5f0c7c1e9d9b4b55",
            }
        ]
    )


_DESCRIPTIONS = {
    401: "the service's token is missing or wrong",
    404: "no such thing",
    413: "more than is taken at once",
    422: "the body, the schema or the article cannot be worked with",
    429: "the queue is full",
    502: "the model's answer is of no use",
    503: "the endpoint or the ledger cannot be used now",
    504: "the model did not answer in time",
}
_REFERENCE = {"$ref": f"#/components/schemas/{ErrorAnswer.__name__}"}
_COME_BACK = {"Retry-After": {"description": "seconds", "required": True, "schema": {"type": "integer", "minimum": 1}}}


def answers(*statuses: int, beside_json: bool = True) -> dict[int | str, dict[str, Any]]:
    """How these statuses are described for a path, as FastAPI's `responses`.

    `beside_json` is false for a path whose good answer is no JSON: FastAPI would describe errors in its type too.
    """
    body = {"model": ErrorAnswer} if beside_json else {"content": {"application/json": {"schema": _REFERENCE}}}
    return {
        status: {
            **body,
            "description": _DESCRIPTIONS[status],
            **({"headers": _COME_BACK} if status in _COMING_BACK else {}),
        }
        for status in statuses
    }


def register(app: FastAPI) -> None:
    """Lets the app answer every error with an ErrorAnswer."""
    app.add_exception_handler(ZhailuError, _on_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(Exception, _on_unexpected)


def status_of(code: str) -> int:
    """The HTTP status of an error's code; 500 for one that is not in the tree."""
    return _STATUS.get(code, 500)


def body(error: ErrorBody, request_id: str) -> ErrorAnswer:
    """The answer for an error, under the id of its request."""
    return ErrorAnswer(
        error=ErrorDetail(code=error.code, message=error.message, hint=error.hint, request_id=request_id)
    )


def error_response(
    request: Request, status: int, error: ErrorBody, headers: dict[str, str] | None = None
) -> JSONResponse:
    """The response for an error; a 429 or 503 always says when to come back."""
    headers = dict(headers or {})
    if status in _COMING_BACK:
        headers.setdefault("Retry-After", str(_RETRY_SECONDS))
    answer = body(error, request_id_of(request))
    return JSONResponse(answer.model_dump(mode="json"), status_code=status, headers=headers)


def request_id_of(request: Request) -> str:
    """The id that the request was given when it came in."""
    return str(getattr(request.state, "request_id", ""))


def _on_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ZhailuError):
        raise error
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    detail = ErrorBody(code=error.code, message=error.message, hint=error.hint)
    return error_response(request, error.status, detail, headers)


def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code, hint = _HTTP_HINTS.get(error.status_code, ("invalid_request", "the interface is described at /docs"))
    message = f"{request.method} {request.url.path}: {error.detail}"
    # A body that cannot be decoded is as bad an input as one that does not fit.
    status = _INVALID if error.status_code == _BAD_REQUEST else error.status_code
    return error_response(request, status, ErrorBody(code=code, message=message, hint=hint), dict(error.headers or {}))


def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    # The input itself stays out: it may be the article.
    first = error.errors()[0]
    place = "/".join(str(part) for part in first["loc"] if part != "body") or "body"
    message = f"{place}: {first['msg']}"
    return error_response(
        request, _INVALID, ErrorBody(code="invalid_request", message=message, hint="the body is described at /docs")
    )


def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("request %s failed unexpectedly: %s", request_id_of(request), type(error).__name__)
    detail = ErrorBody(code="internal", message="the service failed unexpectedly", hint="report it with the request id")
    return error_response(request, 500, detail)


def _tree(kind: type[ZhailuError]) -> Iterator[type[ZhailuError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)


_STATUS = {kind.code: kind.status for kind in _tree(ZhailuError)}
