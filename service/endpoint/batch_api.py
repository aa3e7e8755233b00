"""The client of OpenAI's Batch API: files go up, batches are made and looked at, files come down.

What can be tried again without harm is, within bounds. Making a batch is not: whether one whose answer was lost is
there is for the caller to find out, by its labels. (The API has no idempotency key.)
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import openai
from pydantic import SecretStr, ValidationError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from service.endpoint import faults
from service.endpoint.batch_objects import Named, Page, Received, RemoteBatch
from service.endpoint.pacing import Clock
from service.endpoint.protocol import CallRequest
from service.endpoint.shapes import NEW_LIMIT, OLD_LIMIT
from service.endpoint.transport import read_address, sdk_client, usable_key
from service.errors import (
    BadUpstream,
    BatchRefused,
    DeadlineExceeded,
    EndpointError,
    NoBatchApi,
    RateLimited,
    RequestRejected,
    Unreachable,
)
from service.settings import OPENAI_URL

UNSURE = (BadUpstream, DeadlineExceeded, Unreachable)
"""After these nobody knows whether the endpoint did what it was asked to do."""

_NOT_SERVED = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
_SLOWEST_BYTES_A_SECOND = 50_000
_LONGEST_WAIT = 600.0
_PAGE = 100
_VERSION = re.compile(r"/v\d+$")
_NO_FILE_YET = re.compile(r"cannot find file|no such file", re.IGNORECASE)
_CHUNK_BYTES = 1 << 20
_T = TypeVar("_T")
_Model = TypeVar("_Model", bound=Received)


class BatchApi:
    """The Batch API of one endpoint.

    `attempts` is how often a call is tried, `timeout_seconds` how long one may take (more for large files). `route` is
    the path of the single questions that batches are made of, `limit_name` what the endpoint most likely calls the most
    tokens of an answer. Raises InvalidSettings if the address is none, or the key holds what cannot be sent.
    """

    def __init__(
        self,
        base_url: str,
        api_key: SecretStr | None = None,
        *,
        timeout_seconds: float = 300.0,
        attempts: int = 4,
        clock: Clock | None = None,
    ) -> None:
        self.address, loopback = read_address(base_url)
        version = _VERSION.search(self.address)
        self.limit_name = NEW_LIMIT if self.address.startswith(OPENAI_URL) else OLD_LIMIT
        self.route = f"{version.group() if version else '/v1'}/chat/completions"
        self._clock = clock or Clock()
        self._timeout = timeout_seconds
        self.attempts = attempts
        self._key = usable_key(api_key)
        self._client = sdk_client(base_url, self._key, loopback=loopback)
        self._headers: dict[str, Any] | None = (
            None if self._key.get_secret_value() else {"Authorization": openai.Omit()}
        )

    def scene(self, model: str, request: CallRequest) -> faults.Scene:
        """Where what a line says about a question happened."""
        return faults.Scene(address=self.address, model=model, request=request, key=self._key)

    @property
    def clock(self) -> Clock:
        return self._clock

    async def upload(self, path: Path) -> str:
        """The id that a file has at the endpoint from now on. Raises EndpointError; OSError if it cannot be read."""

        async def send() -> str:
            with path.open("rb") as stream:
                async with self._call(NoBatchApi, os.fstat(stream.fileno()).st_size):
                    response = await self._client.files.with_raw_response.create(
                        file=(path.name, stream, "application/jsonl"), purpose="batch", extra_headers=self._headers
                    )
            return self._parsed(Named, response.http_response.content).id

        return await self._patiently(send)

    async def create(self, file_id: str, labels: Mapping[str, str]) -> RemoteBatch:
        """A new batch. Raises one of UNSURE if there may be one now, another EndpointError if there is none."""
        async with self._call(NoBatchApi):
            response = await self._client.batches.with_raw_response.create(
                input_file_id=file_id,
                endpoint=self.route,  # type: ignore[arg-type] # other services have other versions
                completion_window="24h",
                metadata=dict(labels),
                extra_headers=self._headers,
            )
        return self._parsed(RemoteBatch, response.http_response.content)

    async def retrieve(self, batch_id: str) -> RemoteBatch:
        """The batch as it is now. Raises EndpointError; BatchRefused if the endpoint does not know it."""

        async def look() -> RemoteBatch:
            async with self._call(BatchRefused):
                response = await self._client.batches.with_raw_response.retrieve(batch_id, extra_headers=self._headers)
            return self._parsed(RemoteBatch, response.http_response.content)

        return await self._patiently(look)

    async def cancel(self, batch_id: str) -> None:
        """Asks for a batch to be ended; it takes some minutes, and what was answered stays. Raises EndpointError."""

        async def end() -> None:
            async with self._call(BatchRefused):
                await self._client.batches.with_raw_response.cancel(batch_id, extra_headers=self._headers)

        await self._patiently(end)

    async def labelled(self, labels: Mapping[str, str], since: float) -> list[RemoteBatch]:
        """The batches with these labels made at or after `since` (Unix seconds), oldest first. Raises EndpointError."""
        found: list[RemoteBatch] = []
        after: str | None = None
        while True:
            page = await self._patiently(partial(self._page, after))
            found += [each for each in page.data if (each.labels or {}).items() >= labels.items()]
            if not page.has_more or not page.data or page.data[-1].created_at < since:
                return found[::-1]
            after = page.data[-1].id

    async def download(self, file_id: str, take: Callable[[list[bytes]], Awaitable[None]]) -> None:
        """Hands over the lines of a file, in order, many at a time. Where it breaks off it begins anew, so that `take`
        may get lines again. Raises EndpointError.
        """

        async def read() -> None:
            rest = b""
            async with self._call(BadUpstream) as deadline:
                stream = self._client.files.with_streaming_response.content(file_id, extra_headers=self._headers)
                async with stream as response:
                    async for chunk in response.iter_bytes(_CHUNK_BYTES):
                        # Not the SDK's lines: those end at every separator Unicode has, also within a JSON string.
                        *lines, rest = (rest + chunk).split(b"\n")
                        await take(lines)
                        deadline.reschedule(asyncio.get_running_loop().time() + self._timeout)
            await take([rest])

        await self._patiently(read)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.close()

    async def _page(self, after: str | None) -> Page:
        async with self._call(NoBatchApi):
            response = await self._client.batches.with_raw_response.list(
                limit=_PAGE, after=openai.omit if after is None else after, extra_headers=self._headers
            )
        return self._parsed(Page, response.http_response.content)

    async def _patiently(self, call: Callable[[], Awaitable[_T]]) -> _T:
        retrying = AsyncRetrying(
            retry=retry_if_exception_type((*UNSURE, RateLimited)),
            stop=stop_after_attempt(self.attempts),
            wait=self._pause,
            sleep=self._clock.sleep,
            reraise=True,
        )
        return await retrying(call)

    async def pause(self, times: int, error: EndpointError) -> None:
        """Waits before something is tried again that failed so many times, the last time with this error."""
        await self._clock.sleep(self._seconds(times, error))

    def _pause(self, state: RetryCallState) -> float:
        return self._seconds(state.attempt_number, state.outcome.exception() if state.outcome else None)

    def _seconds(self, times: int, error: BaseException | None) -> float:
        asked = error.retry_after if isinstance(error, RateLimited) else None
        return min(asked, _LONGEST_WAIT) if asked else self._clock.pause(times)

    @asynccontextmanager
    async def _call(self, absent: type[EndpointError], size: int = 0) -> AsyncIterator[asyncio.Timeout]:
        """Around one call, of `size` bytes. What the SDK raises becomes one of our errors, `absent` for a 404."""
        fault: EndpointError
        try:
            async with asyncio.timeout(self._timeout + size / _SLOWEST_BYTES_A_SECOND) as deadline:
                yield deadline
        except TimeoutError:
            fault = DeadlineExceeded(
                f"No answer from {self.address} within the time given", hint="allow more time with --timeout"
            )
        except openai.APIStatusError as error:
            refusal = faults.Refusal.read(error.status_code, error.body, error.response.headers, self._clock.now())
            fault = self._of_refusal(refusal, absent)
        except openai.APIConnectionError as error:
            fault = faults.of_connection(error, self._nothing_asked)
        except httpx2.HTTPError as error:
            fault = BadUpstream(
                f"The connection to {self.address} broke off ({type(error).__name__})", hint="run again to go on"
            )
        else:
            return
        raise fault

    def _of_refusal(self, refusal: faults.Refusal, absent: type[EndpointError]) -> EndpointError:
        fault = faults.of_refusal(refusal, self._nothing_asked)
        if refusal.status in _NOT_SERVED:
            if absent is NoBatchApi:
                return NoBatchApi(
                    f"{self.address} has no Batch API: {fault.message}", hint="leave --mode batch-api out"
                )
            return absent(fault.message, hint="use the key it was submitted with, or give it up with --cancel-batches")
        if _NO_FILE_YET.search(refusal.words):
            return RateLimited(fault.message, hint="run again: the file that was uploaded may take a while to be there")
        if isinstance(fault, RequestRejected) or refusal.status == HTTPStatus.CONFLICT:
            return BatchRefused(fault.message, hint="check that the model can be used in batches")
        return fault

    @property
    def _nothing_asked(self) -> faults.Scene:
        nothing = CallRequest(messages=(), answer_schema={}, schema_name="", max_tokens=0)
        return self.scene("", nothing)

    def _parsed(self, kind: type[_Model], body: bytes) -> _Model:
        try:
            return kind.model_validate_json(body)
        except ValidationError:
            pass
        raise BadUpstream(
            f"{self.address} answered with something other than a {kind.__name__} ({len(body)} bytes)",
            hint="check --base-url: it usually ends in /v1, and a proxy may stand before it",
        )
