"""Files that are replaced as a whole or not at all, and a log that only grows."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import GoldError


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of `path`, whose mode is kept. Raises GoldError and leaves `path` alone if it cannot."""
    with _writing(path):
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
        try:
            with partial.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                shutil.copymode(target, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def appended(path: Path, line: str) -> Iterator[None]:
    """`line` is the last of `path` while the body runs, and stays if that succeeds. Raises GoldError if it cannot."""
    with _writing(path), path.open("a+b") as stream:
        before = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, before - 1))
        joint = "" if stream.read(1) in (b"", b"\n") else "\n"
        stream.write(f"{joint}{line}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
    try:
        yield
    except BaseException:
        with path.open("r+b") as stream:
            stream.truncate(before)
        raise


def remove(path: Path) -> None:
    """Raises GoldError if `path` cannot be removed; if it is not there, nothing."""
    with _writing(path):
        path.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Hex digest of the file; empty if there is none. Raises GoldError if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise GoldError(f"{path.name}: cannot be read: {error.strerror}", hint="check the path") from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{path.name}: cannot be written: {error.strerror}"
        raise GoldError(message, hint="make room, or check who may write in the folder") from error
