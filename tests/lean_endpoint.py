"""An OpenAI-compatible endpoint in a process of its own, for loads that `fake_endpoint` cannot bear.

    with lean_endpoint(latency=1.0) as lean:
        lean.base_url, lean.tally()

It answers each question with the smallest JSON that its schema allows (or with `answer`), after `latency` seconds (a
share `spread` more or less, by chance); with `requests_per_minute` it refuses what is more, with a Retry-After for all.
"""

import argparse
import asyncio
import json
import math
import random
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.fake_endpoint import USAGE, asked_schema, smallest

_ROOT = Path(__file__).parents[1]
_WINDOW_SECONDS = 60.0
_ON_THE_WAY_SECONDS = 0.5
"""So long after a Retry-After was told a request may still arrive that was sent before it was read."""


@dataclass(frozen=True)
class Tally:
    """What arrived: questions answered by what they ask (a hash), refusals, requests sent in spite of a Retry-After,
    the most seconds after one was told that such a request came, the most questions at once, and when each one answered
    came and when its answer went, in seconds of one clock.
    """

    answered: dict[str, int]
    refused: int
    disobeyed: int
    latest: float
    most_at_once: int
    came: list[float]
    went: list[float]


@dataclass(frozen=True)
class Lean:
    """The running endpoint."""

    base_url: str

    def tally(self) -> Tally:
        """What has arrived so far."""
        with urllib.request.urlopen(f"{self.base_url}/tally") as response:  # noqa: S310 - loopback
            return Tally(**json.load(response))


@contextmanager
def lean_endpoint(
    *,
    latency: float = 0.0,
    spread: float = 0.0,
    requests_per_minute: float | None = None,
    answer: Path | None = None,
) -> Iterator[Lean]:
    """The endpoint, running within the block. `answer` is a file with the text of every answer."""
    options = {"latency": latency, "spread": spread, "requests-per-minute": requests_per_minute, "answer": answer}
    arguments = [f"--{name}={value}" for name, value in options.items() if value is not None]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tests.lean_endpoint", *arguments], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield Lean(f"http://127.0.0.1:{int(process.stdout.readline())}/v1")
    finally:
        process.kill()
        process.communicate()


@dataclass
class _Server:
    latency: float
    spread: float
    requests_per_minute: float | None
    answer: Path | None
    answered: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    disobeyed: int = 0
    latest: float = 0.0
    most_at_once: int = 0
    came: list[float] = field(default_factory=list)
    went: list[float] = field(default_factory=list)
    _at_once: int = 0
    _window: float = 0.0
    _in_window: int = 0
    _shut_at: float = 0.0
    _shut_until: float = 0.0
    _answers: dict[str, bytes] = field(default_factory=dict)

    async def serve(self) -> None:
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0, backlog=1024)
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await server.serve_forever()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for line in head.split(b"\r\n"):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                body = await reader.readexactly(length)
                status, headers, answer = await self._answer(head.split(b" ", 2)[1], body)
                writer.write(
                    b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
                    % (status, headers, len(answer), answer)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: bytes, body: bytes) -> tuple[int, bytes, bytes]:
        if path == b"/v1/tally":
            return 200, b"", json.dumps({one.name: getattr(self, one.name) for one in fields(Tally)}).encode()
        wait = self._must_wait()
        if wait > 0:
            self.refused += 1
            # Never rounded down: who keeps to it must not be too early.
            told = math.ceil(wait * 100) / 100
            return 429, b"Retry-After: %.2f\r\n" % told, b'{"error": {"message": "slow down", "code": "rate_limit"}}'
        self.came.append(time.monotonic())
        question: dict[str, Any] = json.loads(body)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        # It has been paid for, whether or not anybody waits for the answer.
        self.answered[sha256(question["messages"][-1]["content"].encode()).hexdigest()] += 1
        try:
            await asyncio.sleep(self.latency * (1 + self.spread * random.uniform(-1, 1)))  # noqa: S311 - no secret
        finally:
            self._at_once -= 1
        completion = self._completion(question)
        self.went.append(time.monotonic())
        return 200, b"", completion

    def _must_wait(self) -> float:
        """Seconds until there is room again for a request of now; it is counted."""
        if self.requests_per_minute is None:
            return 0.0
        now = time.monotonic()
        if now < self._shut_until:
            self.disobeyed += now > self._shut_at + _ON_THE_WAY_SECONDS
            self.latest = max(self.latest, now - self._shut_at)
            return self._shut_until - now
        if now >= self._window + _WINDOW_SECONDS:
            self._window, self._in_window = now, 0
        self._in_window += 1
        if self._in_window <= self.requests_per_minute:
            return 0.0
        self._shut_at, self._shut_until = now, self._window + _WINDOW_SECONDS
        return self._shut_until - now

    def _completion(self, question: dict[str, Any]) -> bytes:
        schema = asked_schema(question)
        key = json.dumps(schema)
        if key not in self._answers:
            text = self.answer.read_text(encoding="utf-8") if self.answer else None
            message = {"role": "assistant", "content": text or json.dumps(smallest(schema), ensure_ascii=False)}
            completion = {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": "lean-model",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": USAGE,
            }
            self._answers[key] = json.dumps(completion, ensure_ascii=False).encode()
        return self._answers[key]


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--spread", type=float, default=0.0)
    parser.add_argument("--requests-per-minute", type=float)
    parser.add_argument("--answer", type=Path)
    asyncio.run(_Server(**vars(parser.parse_args())).serve())


if __name__ == "__main__":
    _main()
