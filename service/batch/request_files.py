"""The questions of one round, in files as large as an endpoint takes them."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from service.batch.writing import writing_to
from service.ledger import Batch, Batches, Question

_PARTIAL = ".partial"


@dataclass(frozen=True)
class Limits:
    """What a batch may hold at most. OpenAI's are the defaults; its limit of tokens is each account's own (None:
    unknown), and one for all batches under way.
    """

    requests: int = 50_000
    file_bytes: int = 200_000_000
    tokens: int | None = None

    def allows(self, *, requests: int, file_bytes: int, tokens: int) -> bool:
        fits = requests <= self.requests and file_bytes <= self.file_bytes
        return fits and (self.tokens is None or tokens <= self.tokens)


@dataclass(frozen=True)
class Noted:
    """A question to be put: its line of a request file, and estimates of the tokens it sends and may get back."""

    question: Question
    line: bytes
    input_tokens: int
    output_tokens: int


class Sink(Protocol):
    """Takes the questions of a round."""

    def has(self, key: str) -> bool:
        """Whether it was given this question already."""
        ...

    async def add(self, noted: Noted) -> None: ...


class Tally:
    """Counts the questions, and keeps none."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._keys: set[str] = set()
        self._file = _Sum()
        self.files = 0
        self.all = _Sum()

    def has(self, key: str) -> bool:
        return key in self._keys

    async def add(self, noted: Noted) -> None:
        self._keys.add(noted.question.key)
        self.all.add(noted)
        if not self.files or not self._file.has_room(noted, self._limits):
            self.files += 1
            self._file = _Sum()
        self._file.add(noted)


class RequestFiles:
    """Files named after the tokens of their batches, which the ledger knows as soon as a file is complete.

    Every method raises LedgerError if a file cannot be written.
    """

    def __init__(self, folder: Path, batches: Batches, *, address: str, limits: Limits, now: float) -> None:
        """Takes a folder, creating it where missing; `now` is in Unix seconds."""
        self._folder = folder
        self._batches = batches
        self._address = address
        self._limits = limits
        self._now = now
        self._keys: set[str] = set()
        self._name = secrets.token_hex(12)
        self._files = 0
        self._open: _OpenFile | None = None
        with writing_to(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def has(self, key: str) -> bool:
        return key in self._keys

    async def add(self, noted: Noted) -> None:
        """Writes a question down, in the next file if this one is full."""
        self._keys.add(noted.question.key)
        while self._open is not None and not self._open.sum.has_room(noted, self._limits):
            await self.close()
        if self._open is None:
            self._files += 1
            self._open = _OpenFile(self._folder / f"{self._name}-{self._files:04}")
        self._open.add(noted)

    async def close(self) -> None:
        """Completes the file that is being written, if any, and has its batch kept."""
        written, self._open = self._open, None
        if written is None:
            return
        digest = written.complete()
        batch = Batch(
            token=written.path.name,
            digest=digest,
            address=self._address,
            requests=written.sum.requests,
            tokens=written.sum.input_tokens,
            created=self._now,
        )
        await self._batches.write(batch, written.questions)

    def drop(self) -> None:
        """Gives the file that is being written up."""
        if self._open is not None:
            self._open.drop()
            self._open = None


def request_file(folder: Path, token: str) -> Path:
    """Where the questions of a batch are."""
    return folder / f"{token}.jsonl"


def remove_strays(folder: Path, tokens: Iterable[str]) -> None:
    """Deletes the request files of no batch of these: what a run left that was killed while it wrote them."""
    kept = {request_file(folder, token).name for token in tokens}
    for path in (*folder.glob("*.jsonl"), *folder.glob(f"*.jsonl{_PARTIAL}")):
        if path.name not in kept:
            with writing_to(path):
                path.unlink(missing_ok=True)


@dataclass
class _Sum:
    requests: int = 0
    file_bytes: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def add(self, noted: Noted) -> None:
        self.requests += 1
        self.file_bytes += len(noted.line)
        self.input_tokens += noted.input_tokens
        self.output_tokens += noted.output_tokens

    def has_room(self, noted: Noted, limits: Limits) -> bool:
        return limits.allows(
            requests=self.requests + 1,
            file_bytes=self.file_bytes + len(noted.line),
            tokens=self.input_tokens + noted.input_tokens,
        )


class _OpenFile:
    """A file that takes its name when it is complete."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sum = _Sum()
        self.questions: list[Question] = []
        self._partial = path.with_name(f"{path.name}.jsonl{_PARTIAL}")
        self._digest = hashlib.sha256()
        with writing_to(self._partial):
            self._stream: IO[bytes] = self._partial.open("wb")

    def add(self, noted: Noted) -> None:
        with writing_to(self._partial):
            self._stream.write(noted.line)
        self._digest.update(noted.line)
        self.sum.add(noted)
        self.questions.append(noted.question)

    def complete(self) -> str:
        """The file's SHA-256, in hex; it is on disk then."""
        with writing_to(self._partial), self._stream:
            self._stream.flush()
            os.fsync(self._stream.fileno())
        self._partial.replace(request_file(self.path.parent, self.path.name))
        return self._digest.hexdigest()

    def drop(self) -> None:
        self._stream.close()
        self._partial.unlink(missing_ok=True)
