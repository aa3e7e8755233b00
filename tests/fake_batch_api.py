"""OpenAI's Batch API on loopback: files, batches, and what a test wants to go wrong with them.

    with FakeBatchApi(endings=[Ending("expired", carried_out=lambda i: i < 3)]) as fake:
        fake.fail("create", Reply.error(500))
        fake.base_url, fake.completions, fake.batches

Questions are answered as by FakeEndpoint, all of a batch when it ends, which is after it was looked at `looks` times:
`completions` are those that had to be paid for. Output comes in the reverse order. Steps that can be made to fail, once
each time: upload, create, retrieve, list, content, cancel (before anything happens) and uploaded, created, cancelled
(when it has happened, in place of the response). `on_step` is told of each; it may kill whom it likes, and ends
the request there with a ConnectionAbortedError.
"""

import email
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue

from service.types import JsonObject
from tests.fake_endpoint import Answers, FakeEndpoint, Reply, Request

ROUTE = "/v1/chat/completions"


def _backwards(lines: list[bytes]) -> list[bytes]:
    return lines[::-1]


@dataclass(frozen=True)
class Ending:
    """How a batch ends: its status, which of its questions (by their place) were carried out before that, the errors of
    a failed one, and what becomes of the lines of its output file.
    """

    status: str = "completed"
    carried_out: Callable[[int], bool] = lambda _: True
    errors: tuple[JsonObject, ...] = ()
    arrange: Callable[[list[bytes]], list[bytes]] = _backwards


@dataclass
class FakeBatch:
    """A batch, as sent to those who ask, and what is to become of it."""

    body: JsonObject
    lines: list[JsonObject]
    ending: Ending
    looks: int = 0
    cancelled: bool = False


@dataclass
class _Failures:
    replies: dict[str, deque[Reply]] = field(default_factory=lambda: defaultdict(deque))

    def next(self, step: str) -> Reply | None:
        return self.replies[step].popleft() if self.replies[step] else None


class FakeBatchApi(FakeEndpoint):
    """The server, running within the `with` block. `batches` and `files` (by id) hold all there is, in order."""

    def __init__(
        self,
        answer: Answers = None,
        *,
        looks: int = 1,
        endings: Iterable[Ending] = (),
        on_step: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(answer)
        self.looks = looks
        self.on_step = on_step
        self.steps: list[str] = []
        self.batches: dict[str, FakeBatch] = {}
        self.files: dict[str, bytes] = {}
        self._endings = iter(endings)
        self._failures = _Failures()

    def fail(self, step: str, *replies: Reply) -> None:
        """Has the next times of this step end so."""
        self._failures.replies[step].extend(replies)

    def reply(self, request: Request) -> Reply:
        """What to send for a request."""
        url = urlsplit(request.path)
        step: tuple[str, Callable[[], Reply], str | None]
        match request.method, url.path.removeprefix("/v1").strip("/").split("/"):
            case "POST", ["files"]:
                step = "upload", lambda: self._upload(request), "uploaded"
            case "GET", ["files", file_id, "content"]:
                step = "content", lambda: self._content(file_id), None
            case "POST", ["batches"]:
                step = "create", lambda: self._create(request.body), "created"
            case "GET", ["batches"]:
                step = "list", lambda: self._list(parse_qs(url.query)), None
            case "GET", ["batches", batch_id]:
                step = "retrieve", lambda: self._retrieve(batch_id), None
            case "POST", ["batches", batch_id, "cancel"]:
                step = "cancel", lambda: self._cancel(batch_id), "cancelled"
            case _:
                return super().reply(request)
        return self._step(*step)

    def _step(self, before: str, act: Callable[[], Reply], after: str | None) -> Reply:
        self.steps.append(before)
        self.on_step(before)
        if (failure := self._failures.next(before)) is not None:
            return failure
        reply = act()
        if after is not None:
            self.steps.append(after)
            self.on_step(after)
            if (failure := self._failures.next(after)) is not None:
                return failure
        return reply

    def _upload(self, request: Request) -> Reply:
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + request.data)
        parts = {part.get_param("name", header="content-disposition"): part for part in message.walk()}
        assert parts["purpose"].get_payload(decode=True) == b"batch"
        content = parts["file"].get_payload(decode=True)
        assert isinstance(content, bytes)
        return Reply.json({"object": "file", "id": self._keep(content), "bytes": len(content), "purpose": "batch"})

    def _keep(self, content: bytes) -> str:
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = content
        return file_id

    def _content(self, file_id: str) -> Reply:
        if file_id not in self.files:
            return Reply.error(404, f"No such File object: {file_id}")
        return Reply(body=self.files[file_id], headers={"Content-Type": "application/octet-stream"})

    def _create(self, asked: JsonObject) -> Reply:
        file_id = str(asked["input_file_id"])
        if file_id not in self.files:
            return Reply.error(400, f"Cannot find file {file_id}, or it is not yours.")
        assert (asked["endpoint"], asked["completion_window"]) == (ROUTE, "24h")
        lines = [json.loads(line) for line in self.files[file_id].splitlines()]
        assert len({line["custom_id"] for line in lines}) == len(lines) > 0
        assert all((line["method"], line["url"]) == ("POST", ROUTE) for line in lines)
        body: JsonObject = {
            "id": f"batch_{len(self.batches) + 1}",
            "object": "batch",
            "created_at": int(time.time()),
            "status": "validating",
            "metadata": asked.get("metadata"),
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "output_file_id": None,
            "error_file_id": "",
            **{name: asked[name] for name in ("endpoint", "completion_window", "input_file_id")},
        }
        self.batches[str(body["id"])] = FakeBatch(body, lines, next(self._endings, Ending()))
        return Reply.json(body)

    def _list(self, query: dict[str, list[str]]) -> Reply:
        ids = list(self.batches)[::-1]
        after = query.get("after", [""])[0]
        ids = ids[ids.index(after) + 1 :] if after else ids
        limit = int(query.get("limit", ["20"])[0])
        page: list[JsonValue] = [self.batches[each].body for each in ids[:limit]]
        return Reply.json({"object": "list", "data": page, "has_more": len(ids) > limit})

    def _retrieve(self, batch_id: str) -> Reply:
        batch = self.batches.get(batch_id)
        if batch is None:
            return Reply.error(404, f"No batch found with id '{batch_id}'.")
        batch.looks += 1
        if batch.looks > self.looks and batch.body["status"] in ("validating", "in_progress", "cancelling"):
            self._end(batch)
        elif batch.body["status"] == "validating":
            batch.body["status"] = "in_progress"
        return Reply.json(batch.body)

    def _cancel(self, batch_id: str) -> Reply:
        batch = self.batches[batch_id]
        if batch.body["status"] not in ("validating", "in_progress"):
            return Reply.error(409, f"Cannot cancel a batch with status '{batch.body['status']}'.")
        batch.body["status"] = "cancelling"
        batch.cancelled = True
        return Reply.json(batch.body)

    def _end(self, batch: FakeBatch) -> None:
        status = "cancelled" if batch.cancelled else batch.ending.status
        batch.body["status"] = status
        if status == "failed":
            batch.body["errors"] = {"object": "list", "data": [*batch.ending.errors]}
            return
        answered: list[bytes] = []
        refused: list[bytes] = []
        for place, line in enumerate(batch.lines):
            if batch.ending.carried_out(place):
                reply = super().reply(Request("POST", ROUTE, {}, line["body"]))  # type: ignore[arg-type]
                response = {"status_code": reply.status, "request_id": "r", "body": _parsed(reply.body)}
                (answered if reply.status == 200 else refused).append(_line(line, response, None))
            elif status != "completed":
                error = {"code": f"batch_{status}", "message": "This request could not be executed."}
                refused.append(_line(line, None, error))
        lines = batch.ending.arrange(answered)
        if lines:
            batch.body["output_file_id"] = self._keep(b"\n".join(lines) + b"\n")
        if refused:
            batch.body["error_file_id"] = self._keep(b"\n".join(refused))
        batch.body["request_counts"] = {
            "total": len(batch.lines),
            "completed": len(answered),
            "failed": len(refused),
        }


def _line(asked: JsonObject, response: Any, error: Any) -> bytes:
    line = {"id": "batch_req_1", "custom_id": asked["custom_id"], "response": response, "error": error}
    return json.dumps(line, ensure_ascii=False).encode()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode()
