"""What the tests of this area ask with: a question, an endpoint, and a clock that only moves when someone sleeps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from service.endpoint.client import OpenAIEndpoint
from service.endpoint.pacing import Clock
from service.endpoint.protocol import CallRequest, Message
from service.types import JsonObject
from tests.fake_endpoint import FakeEndpoint

KEY = "sk-canary-4f1d9a7be2c84"
ARTICLE = "小溪县的竹编作坊今年新收了三十二名学徒，订单排到了明年秋天。"
SCHEMA: JsonObject = {
    "type": "object",
    "properties": {"名称": {"type": "string", "minLength": 1}, "count": {"type": "integer"}},
    "required": ["名称", "count"],
    "additionalProperties": False,
}
QUESTION = CallRequest(
    messages=(Message(role="system", content="List what you find."), Message(role="user", content=ARTICLE)),
    answer_schema=SCHEMA,
    schema_name="findings",
    max_tokens=64,
)
ANSWER = '{"名称": "竹编", "count": 32}'
NOON = 1_780_000_000.0


class TestClock:
    """Time that stands still between sleeps; `slept` lists them, in seconds."""

    __test__ = False

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.slept.append(seconds)
            self.time += seconds

    def clock(self) -> Clock:
        return Clock(
            monotonic=lambda: self.time, now=lambda: NOON + self.time - 1000.0, sleep=self.sleep, chance=lambda: 1.0
        )


@asynccontextmanager
async def asking(
    at: FakeEndpoint | str, clock: TestClock | None = None, **settings: Any
) -> AsyncIterator[OpenAIEndpoint]:
    """An endpoint that is closed in the end."""
    endpoint = OpenAIEndpoint(
        at if isinstance(at, str) else at.base_url,
        "fake-model",
        SecretStr(KEY),
        clock=(clock or TestClock()).clock(),
        **{"timeout_seconds": 5.0, **settings},
    )
    try:
        yield endpoint
    finally:
        await endpoint.aclose()
