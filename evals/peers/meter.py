"""A proxy on loopback that passes requests on to an endpoint and counts the tokens of its answers.

Not every library hands on what the endpoint reports; counted here, they are counted alike.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import httpx2

from service.types import Usage

_SECONDS = 3600.0


class Meter:
    """A context manager: `base_url` is what a peer is given; `read` gives what was used since the last reading."""

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream.rstrip("/")
        self._client = httpx2.Client(timeout=_SECONDS)
        self._lock = threading.Lock()
        self._usage, self._requests = Usage(), 0
        meter = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                meter.pass_on(self)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def base_url(self) -> str:
        """Where the peers find the endpoint."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._client.close()

    def read(self) -> tuple[Usage, int]:
        """Tokens and requests since the last reading."""
        with self._lock:
            found = self._usage, self._requests
            self._usage, self._requests = Usage(), 0
        return found

    def pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request with what the endpoint answers."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        path = handler.path.removeprefix("/v1")
        response = self._client.post(
            f"{self._upstream}{path}", content=body, headers={"Content-Type": "application/json"}
        )
        self._count(response.content)
        handler.send_response(response.status_code)
        handler.send_header("Content-Type", response.headers.get("Content-Type", "application/json"))
        handler.send_header("Content-Length", str(len(response.content)))
        handler.end_headers()
        handler.wfile.write(response.content)

    def _count(self, answer: bytes) -> None:
        try:
            told = json.loads(answer).get("usage") or {}
        except (ValueError, AttributeError):
            told = {}
        details = told.get("prompt_tokens_details") or {}
        usage = Usage(
            input_tokens=told.get("prompt_tokens"),
            output_tokens=told.get("completion_tokens"),
            cached_tokens=details.get("cached_tokens", 0),
        )
        with self._lock:
            self._usage, self._requests = self._usage + usage, self._requests + 1
