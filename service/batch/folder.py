"""Which files of a folder are articles, and why the others are not."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from service.errors import UsageError

_BINARY_SUFFIX = re.compile(
    r"\.(7z|avi|bin|bmp|bz2|class|db|dll|dylib|epub|exe|gguf|gif|gz|ico|jar|jpe?g|mov|mp[34]|np[yz]|o|onnx|parquet"
    r"|pickle|pkl|png|pptx?|pyc|rar|so|sqlite(-shm|-wal)?|tar|tiff?|wav|web[mp]|whl|xlsx?|xz|zip|zst)",
    re.IGNORECASE,
)


_PAGE_PARTS = re.compile(r"(?P<page>.+?)(?:_files|\.files|_文件)$")
"""The folder in which a browser puts the pictures and scripts of the page that it saves beside it."""
_PAGE_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml")


@dataclass(frozen=True)
class Skipped:
    """A path of the folder, relative to it, that is no article, and why."""

    id: str
    reason: str


@dataclass(frozen=True)
class Listing:
    """The articles of `folder` by id (the path relative to it, with `/`), sorted, and what was skipped."""

    folder: Path
    ids: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def list_articles(folder: Path, *, leave_out: Path | None = None) -> Listing:
    """All regular files below `folder`, without hidden ones, binary ones by suffix, links that lead outside, and what
    belongs to a saved page.

    `leave_out` is a folder whose files are never articles (the output, where it lies inside). Opens no file. Raises
    UsageError if `folder` is none or cannot be listed.
    """
    if not folder.is_dir():
        what = "is a file" if folder.is_file() else "does not exist"
        raise UsageError(f"{folder} {what}", hint="give a folder of articles; for one file: zhailu extract FILE")
    root = folder.resolve()
    ignored = leave_out.resolve() if leave_out is not None else None
    ids: list[str] = []
    skipped: list[Skipped] = []
    for name, reason in _walk(root, folder, ignored):
        if reason:
            skipped.append(Skipped(name, reason))
        else:
            ids.append(name)
    return Listing(folder, tuple(sorted(ids)), tuple(sorted(skipped, key=lambda item: item.id)))


def _walk(root: Path, folder: Path, ignored: Path | None) -> Iterator[tuple[str, str]]:
    """Each file's id with the reason to skip it, empty for an article; whole folders are skipped as one."""
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            entries = list(os.scandir(current))
        except OSError as error:
            if current == folder:
                raise UsageError(f"cannot list {folder}: {error.strerror}", hint="check its permissions") from error
            yield _id(current, folder), f"folder cannot be listed: {error.strerror}"
            continue
        for entry in entries:
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                if _holds_parts_of_a_page(path):
                    yield _id(path, folder), "belongs to the saved page beside it"
                elif path.resolve() != ignored:
                    pending.append(path)
            else:
                yield _id(path, folder), _reason(path, folder, root)


def _holds_parts_of_a_page(path: Path) -> bool:
    found = _PAGE_PARTS.match(path.name)
    return found is not None and any(path.with_name(found["page"] + suffix).is_file() for suffix in _PAGE_SUFFIXES)


def _id(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()


def _reason(path: Path, folder: Path, root: Path) -> str:
    if path.name.startswith("."):
        return "hidden"
    if not (folder / _id(path, folder)).exists() and path.exists():
        return "name is not UTF-8"
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return "link leads out of the folder"
    return _reason_of_kind(path, mode)


def _reason_of_kind(path: Path, mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "link to a folder"
    if not stat.S_ISREG(mode):
        return "no regular file"
    if _BINARY_SUFFIX.fullmatch(path.suffix):
        return "binary by its suffix"
    return "" if os.access(path, os.R_OK) else "cannot be read: permission denied"
