"""The labelling page on loopback, and what it sends back. It answers its own page alone."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from evals.labelling.desk import Desk, Seen, problems_of
from evals.labelling.page import Stop, places, render
from evals.reviews import Decision
from service.errors import GoldError
from service.http.errors import body, register, request_id_of
from service.http.intake import RequestIds
from service.http.metrics import Metrics
from service.types import ErrorBody, Frozen, JsonObject

TOKEN_HEADER = "x-zhailu-token"  # noqa: S105 - the name of a header
_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

router = APIRouter()


class Labels(Frozen):
    """The gold file as the page has it, and what it saw on the disk."""

    at: int
    document: JsonObject
    seen: Seen


class Discard(Frozen):
    at: int
    seen: Seen


class Passages(Frozen):
    at: int
    passages: list[str] = Field(max_length=10_000)


class Verdict(Labels):
    """A reviewer's decision; `document` is gold as it is to be."""

    decision: Decision
    because: str = Field(max_length=10_000)
    by: str = Field(max_length=200)


class Work:
    """The stops of one session. What writes waits for its turn: a check of the disk holds until the file is written."""

    def __init__(self, stops: Sequence[Stop]) -> None:
        self.stops = tuple(stops)
        self.token = secrets.token_urlsafe(24)
        self.turn = Lock()

    def stop(self, at: int) -> Stop:
        """Raises HTTPException 404 for a number that is no stop's."""
        if not 0 <= at < len(self.stops):
            raise HTTPException(404, f"there is nothing to label under {at}")
        return self.stops[at]

    def desk(self, at: int) -> Desk:
        return self.stop(at).desk


def create_labelling_app(stops: Sequence[Stop]) -> FastAPI:
    """The application for these stops, each at `/?at=N`."""
    app = FastAPI(title="zhailu label", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.work = Work(stops)
    register(app)
    app.add_exception_handler(GoldError, _on_gold_error)
    app.include_router(router)
    app.add_middleware(OwnPage, token=app.state.work.token)
    app.add_middleware(RequestIds, metrics=Metrics())
    return app


class OwnPage:
    """Lets in what comes to this machine by its own name and, if it could write, from the page that was served.

    The name keeps out a site whose name was pointed at this machine, origin and token every other site.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (reason := self._refused(scope["method"], Headers(scope=scope))):
            await PlainTextResponse(f"{reason}\n", status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refused(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if urlsplit(f"//{host}").hostname not in _OWN_NAMES:
            return "open this page as http://127.0.0.1 or http://localhost"
        if method in {"GET", "HEAD"}:
            return ""
        if headers.get("origin", f"http://{host}") != f"http://{host}":
            return "only the labelling page itself may send this"
        if not secrets.compare_digest(headers.get(TOKEN_HEADER, "").encode(), self._token.encode()):
            return "this page is of an earlier zhailu label: load it again"
        return ""


def _work(request: Request) -> Work:
    work: Work = request.app.state.work
    return work


Shared = Annotated[Work, Depends(_work)]


@router.get("/")
def page(work: Shared, at: int = 0) -> HTMLResponse:
    """The page, with what stands on the disk now."""
    work.stop(at)
    return HTMLResponse(render(work.stops, at, work.token), headers=_HEADERS)


@router.post("/save")
def save(labels: Labels, work: Shared) -> Seen:
    """Write gold, if it passes the check that loading makes."""
    with work.turn:
        return work.desk(labels.at).save(labels.document, labels.seen)


@router.post("/draft")
def draft(labels: Labels, work: Shared) -> Seen:
    """Write a draft beside gold, unchecked."""
    with work.turn:
        return work.desk(labels.at).save_draft(labels.document, labels.seen)


@router.post("/discard")
def discard(wanted: Discard, work: Shared) -> Seen:
    """Remove the draft."""
    with work.turn:
        return work.desk(wanted.at).discard_draft(wanted.seen)


@router.post("/locate")
def locate(wanted: Passages, work: Shared) -> JsonObject:
    """Where passages stand in the article."""
    return places(work.desk(wanted.at), wanted.passages)


@router.post("/decide")
def decide(verdict: Verdict, work: Shared) -> JsonObject:
    """Accept or reject a dispute. The number of the next one that is open is `next`."""
    case = work.stop(verdict.at).case
    if case is None:
        raise HTTPException(404, "there is no dispute here")
    with work.turn:
        case.decide(
            verdict.decision,
            because=verdict.because,
            by=verdict.by,
            document=verdict.document,
            seen=verdict.seen,
            now=datetime.now(UTC).replace(microsecond=0),
        )
        later = [*range(verdict.at + 1, len(work.stops)), *range(verdict.at)]
        return {"next": next((at for at in later if work.stops[at].standing() in {"open", "stale"}), None)}


def _on_gold_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, GoldError):
        raise error
    answer = body(ErrorBody(code=error.code, message=error.message, hint=error.hint), request_id_of(request))
    content = {**answer.model_dump(mode="json"), "problems": [one.model_dump() for one in problems_of(error)]}
    return JSONResponse(content, status_code=error.status)
