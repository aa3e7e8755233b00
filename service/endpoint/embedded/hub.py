"""Fetch a model file over HTTP, going on where an earlier attempt stopped."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import httpx2

from service.endpoint.embedded.registry import HttpSource
from service.errors import EmbeddedError

Progress = Callable[[int, int], None]
"""Called with the bytes there are and the bytes there will be."""

CONNECT_SECONDS = 3.0
READ_SECONDS = 30.0


def fetch(source: HttpSource, part: Path, total: int, progress: Progress) -> None:
    """Extend `part` to `total` bytes from the source's address.

    A connection that breaks is taken up again as long as each attempt brings something. Raises EmbeddedError when
    one brings nothing, or what is offered has another size.
    """
    timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with httpx2.Client(follow_redirects=True, timeout=timeout, headers={"Accept-Encoding": "identity"}) as client:
        while (have := _size(part)) < total:
            cause: httpx2.HTTPError | None = None
            try:
                _continue(client, source.url, part, total, progress)
            except httpx2.HTTPError as error:
                cause = error
            if _size(part) <= have:
                reason = type(cause).__name__ if cause else "the connection closed early"
                host = httpx2.URL(source.url).host
                raise EmbeddedError(f"{host} cannot be read: {reason}", hint="check the network") from cause


def _continue(client: httpx2.Client, url: str, part: Path, total: int, progress: Progress) -> None:
    have = _size(part)
    with (
        client.stream("GET", url, headers={"Range": f"bytes={have}-"} if have else {}) as response,
        part.open("ab") as file,
    ):
        done = _offset(response, have, total)
        file.truncate(done)
        for chunk in response.iter_raw():
            done += file.write(chunk)
            progress(done, total)


def _offset(response: httpx2.Response, have: int, total: int) -> int:
    """Where in the file the answer begins. Raises EmbeddedError for an answer that is not the rest of this file."""
    length = response.headers.get("Content-Length")
    if response.status_code == HTTPStatus.OK and length == str(total):
        return 0
    wanted = f"bytes {have}-{total - 1}/{total}"
    if response.status_code == HTTPStatus.PARTIAL_CONTENT and response.headers.get("Content-Range") == wanted:
        return have
    raise EmbeddedError(
        f"{response.url.host} answered {response.status_code} with {length or 'unknown'} bytes, "
        f"and the model has {total}"
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
