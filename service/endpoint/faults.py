"""What went wrong at the endpoint, as one of our errors. None of them quotes the prompt or the key."""

import email.utils
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx2
import openai
from pydantic import JsonValue, SecretStr

from service.endpoint.protocol import CallRequest
from service.errors import (
    BadUpstream,
    EndpointError,
    ModeUnsupported,
    QuotaExhausted,
    RateLimited,
    RefusedAnswer,
    RequestRejected,
    SchemaRefused,
    Unauthorized,
    Unreachable,
)

_QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})
_FILTER_CODES = frozenset({"content_filter", "content_policy_violation", "responsible_ai_policy_violation"})
_FAILED_GENERATION_CODES = frozenset({"json_validate_failed", "tool_use_failed"})
_TRANSIENT_STATUSES = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})
_MODE_STATUSES = frozenset({400, 404, 415, 422, 500, 501})
_MODE_WORDS = re.compile(
    r"response_?format|json_?schema|json_?object|json mode|tools?\b|tool_choice|function|grammar|structured|guided"
    r"|\bstrict\b|schema|unsupported|not supported|not implemented|unrecognized",
    re.IGNORECASE,
)
_SCHEMA_WORDS = re.compile(
    r"grammar|conver(t|sion)|(invalid|unrecognized|unsupported) schema|in context=", re.IGNORECASE
)
_TOO_LONG_WORDS = re.compile(r"context.{0,10}(length|size|window)|too many tokens|too long", re.IGNORECASE)
_ERROR_STATUSES = range(400, 600)
_QUOTE_CHARS = 200
_SHARED_CHARS = 10


@dataclass(frozen=True)
class Scene:
    """Where a fault happened: the endpoint's address and model, the question, and the key."""

    address: str
    model: str
    request: CallRequest = field(repr=False)
    key: SecretStr


@dataclass(frozen=True)
class Refusal:
    """An error status, with the endpoint's own code and words."""

    status: int
    code: str
    words: str
    retry_after: float | None = None

    @classmethod
    def read(cls, status: int, body: object, headers: Mapping[str, str], now: float) -> "Refusal":
        """From a response. `body` is what stands under `error`, or the whole body; `now` is in Unix seconds."""
        fields = body if isinstance(body, dict) else {}
        words = next((value for key in ("message", "detail", "error") if isinstance(value := fields.get(key), str)), "")
        codes = [value for key in ("code", "type") if isinstance(value := fields.get(key), str)]
        code = next((each for each in codes if each in _QUOTA_CODES | _FILTER_CODES), codes[0] if codes else "")
        return cls(status=status, code=code, words=words, retry_after=retry_after(headers, now))

    def names(self, parameter: str) -> bool:
        """Whether it is about this parameter of the request."""
        return self.status == HTTPStatus.BAD_REQUEST and parameter in self.words


def of_connection(error: openai.APIConnectionError, scene: Scene) -> EndpointError:
    """No answer, or half of one."""
    cause = error.__cause__
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError | httpx2.UnsupportedProtocol):
        return Unreachable(
            f"No connection to {scene.address}: {quotable(str(cause), scene) or type(cause).__name__}",
            hint="start the server there, or point elsewhere with --base-url",
        )
    name = type(error if cause is None else cause).__name__
    return broken_off(f"The connection to {scene.address} broke off ({name})", hint="the call may have been paid for")


def broken_off(what: str, *, hint: str) -> BadUpstream:
    """An answer that did not come whole, or not at all, after the question was sent: it may have been paid for."""
    error = BadUpstream(what, hint=hint)
    error.possibly_paid = True
    return error


def of_refusal(refusal: Refusal, scene: Scene) -> EndpointError:
    """An error status."""
    what = f"{scene.address} answered with status {refusal.status}"
    if said := quotable(" ".join(filter(None, [refusal.code, refusal.words])), scene):
        what = f"{what}: {said}"
    if refusal.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Unauthorized(what, hint="check the key in OPENAI_API_KEY, and that it may use this model")
    if refusal.status == HTTPStatus.PAYMENT_REQUIRED or refusal.code in _QUOTA_CODES:
        return QuotaExhausted(what, hint="top up the account, or use another key or endpoint; then run again")
    asked_to_wait = refusal.status == HTTPStatus.SERVICE_UNAVAILABLE and refusal.retry_after is not None
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS or asked_to_wait:
        return RateLimited(what, hint="run again later, or with a lower --concurrency", retry_after=refusal.retry_after)
    if refusal.code in _FILTER_CODES:
        return RefusedAnswer(what, hint="the endpoint's content filter rejects this article")
    return _of_request(refusal, scene, what)


def _of_request(refusal: Refusal, scene: Scene, what: str) -> EndpointError:
    status, words = refusal.status, refusal.words
    if (
        _TOO_LONG_WORDS.search(words)
        or refusal.code == "context_length_exceeded"
        or status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    ):
        return RequestRejected(what, hint="the question does not fit the model: use smaller pieces or a larger context")
    if refusal.code in _FAILED_GENERATION_CODES:
        return BadUpstream(what, hint="the model did not manage to write JSON; use another model if this persists")
    if status == HTTPStatus.NOT_IMPLEMENTED or (status in _MODE_STATUSES and _MODE_WORDS.search(words)):
        kind = SchemaRefused if _SCHEMA_WORDS.search(words) else ModeUnsupported
        return kind(what, hint="the endpoint takes no request of this form; try another one")
    if status in _TRANSIENT_STATUSES or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return BadUpstream(what, hint="the endpoint fails; try again later")
    hint = (
        f"check --base-url (it usually ends in /v1) and --model ({scene.model!r})"
        if status == HTTPStatus.NOT_FOUND
        else ""
    )
    return RequestRejected(what, hint=hint)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds an endpoint asks to be left alone for; None if it does not say. Never negative, always finite."""
    seconds = _number(headers.get("retry-after-ms"))
    if seconds is not None:
        seconds /= 1000
    else:
        value = headers.get("retry-after")
        seconds = _number(value)
        if seconds is None and value is not None:
            seconds = _date(value, now)
    return None if seconds is None else max(0.0, seconds)


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _date(value: str, now: float) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(value).timestamp() - now
    except (ValueError, OverflowError, OSError):
        return None


def quotable(words: str, scene: Scene) -> str:
    """The endpoint's words on one line, shortened, without control characters; nothing at all if they hold the key or
    echo the prompt.
    """
    line = "".join(filter(str.isprintable, " ".join(words.split())))[:_QUOTE_CHARS]
    key = scene.key.get_secret_value()
    private = [key, *(message.content for message in scene.request.messages)]
    return "" if "\\u" in line or (key and key in line) or _overlap(line, private) else line


def _overlap(line: str, texts: Iterable[str]) -> bool:
    """Whether a run of ten characters of one of the texts stands in the line; white space does not count."""
    tight = "".join(line.split())
    runs = [tight[start : start + _SHARED_CHARS] for start in range(len(tight) - _SHARED_CHARS + 1)]
    return any(run in text for text in ("".join(each.split()) for each in texts) for run in runs)


def code_of(body: JsonValue) -> int:
    """The status inside an error that came with status 200; 502 where there is none."""
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) and code in _ERROR_STATUSES else HTTPStatus.BAD_GATEWAY
