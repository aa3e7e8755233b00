"""An OpenAI-compatible endpoint on loopback whose answers a test decides, and which can fail in every way known.

    with FakeEndpoint('{"title": "…"}') as fake:
        fake.base_url, fake.calls, fake.requests

Given nothing, it answers with the smallest JSON that the asked schema allows; given a text, with that each time; given
a sequence, with one item after the other and then as if given nothing; given a callable, with what that returns for the
body of the request. An item is the text of an answer or a Reply.
"""

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from pydantic import JsonValue

from service.types import JsonObject

_CACHED: JsonObject = {"cached_tokens": 40}
USAGE: JsonObject = {"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": _CACHED}


@dataclass(frozen=True)
class Reply:
    """One response. `delay` is in seconds before it begins, `drip` in seconds after each of its bytes."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float | None = None
    hang: bool = False
    reset: bool = False

    @classmethod
    def json(cls, body: JsonValue, *, status: int = 200, headers: Mapping[str, str] | None = None) -> "Reply":
        """A response with this JSON."""
        return cls(
            status=status,
            body=json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"),
            headers={"Content-Type": "application/json", **(headers or {})},
        )

    @classmethod
    def message(
        cls,
        message: JsonObject,
        *,
        finish_reason: str | None = "stop",
        usage: JsonObject | None = USAGE,
        model: str = "fake-model",
    ) -> "Reply":
        """A chat completion with this message; without usage figures if `usage` is None."""
        body: JsonObject = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": model,
            "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish_reason}],
        }
        return cls.json(body if usage is None else {**body, "usage": usage})

    @classmethod
    def content(
        cls, text: str | None, *, finish_reason: str | None = "stop", usage: JsonObject | None = USAGE
    ) -> "Reply":
        """A chat completion whose message is this text, whether or not a tool call was asked for."""
        return cls.message({"content": text}, finish_reason=finish_reason, usage=usage)

    @classmethod
    def tool_call(cls, arguments: JsonValue, *, usage: JsonObject | None = USAGE) -> "Reply":
        """A chat completion that calls the tool with these arguments."""
        call: JsonObject = {"id": "call_1", "type": "function", "function": {"name": "answer", "arguments": arguments}}
        return cls.message({"content": None, "tool_calls": [call]}, finish_reason="tool_calls", usage=usage)

    @classmethod
    def error(
        cls, status: int, message: str = "", *, code: str | None = None, headers: Mapping[str, str] | None = None
    ) -> "Reply":
        """An error as OpenAI sends it."""
        return cls.json({"error": {"message": message, "code": code}}, status=status, headers=headers)

    @classmethod
    def html(cls, status: int = 200) -> "Reply":
        """A web page, as of a proxy or a login form."""
        page = b"<!doctype html><title>Welcome</title><p>Please log in.</p>"
        return cls(status=status, body=page, headers={"Content-Type": "text/html; charset=utf-8"})


@dataclass(frozen=True)
class Request:
    """A request as received. Header names are in lower case; `body` is empty where there was no JSON, `data` has what
    there was.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: JsonObject
    data: bytes = field(default=b"", repr=False)


Answers = str | Iterable[str | Reply] | Callable[[JsonObject], str | Reply] | None


class FakeEndpoint:
    """The server, running within the `with` block. `requests` holds all that arrived, in order."""

    def __init__(self, answer: Answers = None, *, models: Iterable[str] = ("fake-model",)) -> None:
        self.requests: list[Request] = []
        self._models = tuple(models)
        self._answer = answer if callable(answer) or isinstance(answer, str) else None
        self._queue: Iterator[str | Reply] = iter(()) if answer is self._answer or answer is None else _items(answer)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        """The address to give a client, ending in /v1."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def completions(self) -> list[JsonObject]:
        """The bodies of the requests for a completion."""
        return [request.body for request in list(self.requests) if request.path == "/v1/chat/completions"]

    @property
    def calls(self) -> int:
        """How many completions were asked for."""
        return len(self.completions)

    def reply(self, request: Request) -> Reply:
        """What to send for a request, which is recorded."""
        with self._lock:
            self.requests.append(request)
            if (request.method, request.path) == ("GET", "/v1/models"):
                return Reply.json(
                    {"object": "list", "data": [{"id": name, "object": "model"} for name in self._models]}
                )
            if (request.method, request.path) != ("POST", "/v1/chat/completions"):
                return Reply.error(404, "Not Found")
            chosen = next(self._queue, None) if self._answer is None else self._answer
        if callable(chosen):
            chosen = chosen(request.body)
        if chosen is None:
            chosen = json.dumps(smallest(asked_schema(request.body)), ensure_ascii=False)
        if isinstance(chosen, Reply):
            return chosen
        return Reply.tool_call(chosen) if request.body.get("tools") else Reply.content(chosen)

    def pause(self, seconds: float | None) -> bool:
        """Waits (None: for ever); True if the server is closing."""
        return self._closing.wait(seconds)


def _items(answer: object) -> Iterator[str | Reply]:
    if not isinstance(answer, Iterable):
        raise TypeError(f"not answers: {answer!r}")
    return iter(answer)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    fake: FakeEndpoint

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer takes 40 ms
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Tests do not log."""

    def _serve(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(data) if data and "json" in headers.get("content-type", "json") else {}
        reply = self.server.fake.reply(Request(self.command, self.path, headers, body, data))
        if reply.hang:
            self.server.fake.pause(None)
            self.close_connection = True
            return
        if reply.delay and self.server.fake.pause(reply.delay):
            return
        with contextlib.suppress(OSError):
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.reset:
            self.wfile.write(reply.body[: len(reply.body) // 2])
            # Lingering for no time makes the close a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
        elif reply.drip is None:
            self.wfile.write(reply.body)
        else:
            self._drip(reply.body, reply.drip)

    def _drip(self, body: bytes, seconds: float) -> None:
        for position in range(len(body)):
            self.wfile.write(body[position : position + 1])
            self.wfile.flush()
            if self.server.fake.pause(seconds):
                return


def asked_schema(body: JsonObject) -> JsonObject:
    """The JSON Schema that a request asks for, in its response format, its tool or its messages."""
    found: Any = body
    for path in (("response_format", "json_schema", "schema"), ("tools", 0, "function", "parameters")):
        with contextlib.suppress(KeyError, IndexError, TypeError):
            schema = found
            for step in path:
                schema = schema[step]
            return dict(schema)
    text = "\n".join(str(message["content"]) for message in found.get("messages", ()))
    start = text.find("{", text.find("json_schema:")) if "json_schema:" in text else -1
    if start < 0:
        return {}
    schema, _ = json.JSONDecoder().raw_decode(text, start)
    return dict(schema)


def smallest(schema: JsonObject) -> JsonValue:
    """The smallest value that a JSON Schema allows, as far as types, constants, enums and counts decide it."""
    return _smallest(schema, schema)


def _smallest(schema: Any, root: JsonObject) -> JsonValue:
    if isinstance(schema, dict) and "$ref" in schema:
        return _smallest(_resolve(str(schema["$ref"]), root), root)
    if not isinstance(schema, dict):
        return {}
    if "const" in schema:
        constant: JsonValue = schema["const"]
        return constant
    if schema.get("enum"):
        first: JsonValue = next(iter(schema["enum"]))
        return first
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return _smallest(schema[choice][0], root)
    kind = schema.get("type", "object")
    return _of_type("null" if isinstance(kind, list) and "null" in kind else kind, schema, root)


def _of_type(kind: Any, schema: dict[str, Any], root: JsonObject) -> JsonValue:
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: _smallest(properties.get(name, {}), root) for name in schema.get("required", ())}
    if kind == "array":
        prefix = list(schema.get("prefixItems", ()))
        items = prefix + [schema.get("items", {})] * max(0, schema.get("minItems", 0) - len(prefix))
        return [_smallest(item, root) for item in items[: schema.get("minItems", 0)]]
    if kind == "string":
        return "字" * int(schema.get("minLength", 0))
    if kind in ("integer", "number"):
        return int(schema.get("minimum", 0))
    return False if kind == "boolean" else None


def _resolve(reference: str, root: JsonObject) -> Any:
    node: Any = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        node = node[step.replace("~1", "/").replace("~0", "~")] if step else node
    return node
