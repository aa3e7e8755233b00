"""The client of any OpenAI-compatible endpoint."""

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import httpx2
import openai
from pydantic import SecretStr
from tenacity import AsyncRetrying, retry_if_exception

from service.endpoint import faults
from service.endpoint.admission import Admission, Entry
from service.endpoint.completion import Completion
from service.endpoint.content import content_of, read_completion
from service.endpoint.ladder import Ladder, Rung, step_down
from service.endpoint.pacing import Budget, Clock
from service.endpoint.protocol import Answer, Attempt, CallRequest, Note
from service.endpoint.shapes import NEW_LIMIT, OLD_LIMIT, shape, storable
from service.endpoint.transport import read_address, sdk_client, usable_key
from service.errors import (
    DeadlineExceeded,
    EndpointError,
    ModeUnsupported,
    RequestRejected,
    SchemaRefused,
    TruncatedAnswer,
)
from service.types import NOTHING_USED, JsonObject, Usage

_DROPPED = "dropped"


@dataclass
class _Call:
    """One question under way. `cut_off` is the error of an answer that ended at the first limit of its length."""

    request: CallRequest = field(repr=False)
    budget: Budget
    rung: Rung
    scene: faults.Scene
    note: Note
    sent: int = 0
    usage: Usage = NOTHING_USED
    schema_refused: bool = False
    cut_off: TruncatedAnswer | None = None


class OpenAIEndpoint:
    """One model at one endpoint. Safe for any number of questions at the same time, in one event loop.

    `timeout_seconds` is the wall-clock deadline of one request, whatever trickles in meanwhile. `attempts` is the
    number of requests that may fail by fault of the endpoint before a question is given up; `max_wait_seconds` is how
    long one question waits for rate limits to pass, which costs no attempt. `parameters` are sent as they are with
    every request. `concurrency` is how many requests may be under way at once (None: what the endpoint bears); the
    limits a minute are kept to if given, and learnt from its headers if not. `ladder_cache` is a file to remember in
    how this endpoint gives JSON (None: found anew each time).
    Raises InvalidSettings if the address is none, or the key holds what cannot be sent.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: SecretStr | None = None,
        *,
        timeout_seconds: float = 300.0,
        attempts: int = 4,
        max_wait_seconds: float = 600.0,
        concurrency: int | None = None,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        context_tokens: int | None = None,
        parameters: JsonObject | None = None,
        ladder_cache: Path | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.model = model
        self.context_tokens = context_tokens
        self.parameters: JsonObject = dict(parameters or {})
        self.address, loopback = read_address(base_url)
        self._key = usable_key(api_key)
        self._timeout_seconds = timeout_seconds
        self._attempts = attempts
        self._max_wait_seconds = max_wait_seconds
        self._clock = clock or Clock()
        self._admission = Admission(
            self._clock,
            concurrency=concurrency,
            requests_per_minute=requests_per_minute,
            tokens_per_minute=tokens_per_minute,
        )
        self._ladder = Ladder(self.address, model, ladder_cache)
        self._limit_name = OLD_LIMIT
        self._connected = False
        self._sending = 0
        self._client = sdk_client(base_url, self._key, loopback=loopback)

    @property
    def rate_limits(self) -> int:
        """How often the endpoint has asked for a pause so far."""
        return self._admission.gate.limits

    @property
    def concurrency(self) -> int:
        """How many requests may be under way at once just now."""
        return self._admission.slots.limit

    async def ask(self, request: CallRequest, note: Note | None = None) -> Answer:
        """The endpoint's answer, unparsed. Raises EndpointError, with the requests sent and what they used."""
        started = self._clock.monotonic()
        call = self._call(request, note or _forget)
        retrying = AsyncRetrying(
            retry=retry_if_exception(call.budget.allows), wait=call.budget.pause, sleep=self._clock.sleep, reraise=True
        )
        try:
            completion: Completion
            content: str
            completion, content = await retrying(self._answer, call)
        except EndpointError as error:
            error.attempts, error.usage = call.sent, call.usage
            raise
        if not call.schema_refused:
            self._ladder.settle(call.rung)
        return Answer(
            content=content,
            model=storable(completion.model or self.model),
            finish_reason=completion.choices[0].finish_reason if completion.choices else None,
            usage=call.usage,
            mode=call.rung.value,
            attempts=call.sent,
            seconds=self._clock.monotonic() - started,
        )

    @property
    def sending(self) -> int:
        """How many requests are under way."""
        return self._sending

    def stop(self) -> None:
        """Sends nothing more: questions that are not under way raise EndpointStopped."""
        self._admission.stop()

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.close()

    def _call(self, request: CallRequest, note: Note) -> _Call:
        budget = Budget(
            self._admission.gate, self._clock, self._attempts, self._max_wait_seconds, connected=lambda: self._connected
        )
        scene = faults.Scene(address=self.address, model=self.model, request=request, key=self._key)
        return _Call(request=request, budget=budget, rung=self._ladder.first, scene=scene, note=note)

    async def _answer(self, call: _Call) -> tuple[Completion, str]:
        """Asks, on a lower rung each time the endpoint does not take the one before, and once with more room for an
        answer that was cut off.
        """
        while True:
            try:
                return await self._attempt(call)
            except ModeUnsupported as refusal:
                call.rung = step_down(call.rung, refusal)
                call.schema_refused = call.schema_refused or isinstance(refusal, SchemaRefused)
            except TruncatedAnswer as cut_off:
                larger = self._larger(call.request)
                if call.cut_off is not None or larger is None:
                    raise
                call.request, call.cut_off = larger, cut_off
            except RequestRejected:
                if call.cut_off is None:
                    raise
                # The larger limit is more than the endpoint takes.
                raise call.cut_off from None

    def _larger(self, request: CallRequest) -> CallRequest | None:
        """The question with twice the room for its answer, as far as the context has it; None where it has no more."""
        room = 2 * request.max_tokens
        if self.context_tokens is not None:
            room = min(room, self.context_tokens + request.max_tokens - request.most_tokens())
        return request.model_copy(update={"max_tokens": room}) if room > request.max_tokens else None

    async def _attempt(self, call: _Call) -> tuple[Completion, str]:
        started, sent = self._clock.monotonic(), call.sent
        fault: str | None = None
        usage: Usage | None = None
        try:
            async with self._admission.enter(call.budget, call.request.most_tokens()) as entry:
                completion = read_completion(await self._send(call, entry), call.scene, self._clock.now())
                entry.usage = usage = completion.usage()
            call.usage += usage
            return completion, content_of(completion, call.rung, call.request.max_tokens)
        except EndpointError as error:
            fault = error.code
            call.usage += Usage(cost=Decimal(0), possibly_paid=int(error.possibly_paid))
            raise
        except asyncio.CancelledError:
            fault = _DROPPED
            raise
        finally:
            if call.sent > sent:
                call.note(Attempt(fault=fault, usage=usage, seconds=self._clock.monotonic() - started))

    async def _send(self, call: _Call, entry: Entry) -> bytes:
        """The body of the response. Errors are raised outside of the handlers: the SDK's hold the request."""
        fault: EndpointError | None
        call.sent += 1
        self._sending += 1
        limit_name = self._limit_name
        try:
            async with asyncio.timeout(self._timeout_seconds):
                # As `chat.completions.create` does, without its walk through schema and messages on each call.
                response = await self._client.post(
                    "/chat/completions",
                    cast_to=httpx2.Response,
                    body={**shape(call.rung, call.request, self.model, limit_name), **self.parameters},
                    options={} if self._key else {"headers": {"Authorization": openai.Omit()}},
                )
        except TimeoutError:
            fault = DeadlineExceeded(
                f"No answer from {self.address} within {self._timeout_seconds:g} s",
                hint="allow more time, or ask for less at once; the call may have been paid for",
            )
        except openai.APIStatusError as error:
            self._connected = True
            entry.headers = headers = error.response.headers
            refusal = faults.Refusal.read(error.status_code, error.body, headers, self._clock.now())
            if refusal.names(NEW_LIMIT) and limit_name != NEW_LIMIT:
                self._limit_name = NEW_LIMIT
                fault = None
            else:
                fault = faults.of_refusal(refusal, call.scene)
        except openai.APIConnectionError as error:
            fault = faults.of_connection(error, call.scene)
        else:
            self._connected = True
            entry.headers = response.headers
            return response.content
        finally:
            self._sending -= 1
        if fault is None:
            return await self._send(call, entry)
        raise fault


def _forget(_: Attempt) -> None:
    return
