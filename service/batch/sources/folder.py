"""Which files of a folder are articles, and why the others are not."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from service.batch.reading import read_article
from service.batch.sources.protocol import Entry, Skipped
from service.errors import UsageError
from service.types import Article

_BINARY = re.compile(
    r"\.(7z|avi|bin|bmp|bz2|class|db|dll|dylib|epub|exe|gguf|gif|gz|ico|jar|jpe?g|mov|mp[34]|np[yz]|o|onnx"
    r"|pickle|pkl|png|pptx?|pyc|rar|so|sqlite(-shm|-wal)?|tar|tiff?|wav|web[mp]|whl|xlsx?|xz|zip|zst)",
    re.IGNORECASE,
)
_BINARY_OR_TABLE = re.compile(rf"{_BINARY.pattern}|\.(parquet|pq)", re.IGNORECASE)
_PAGE_PARTS = re.compile(r"(?P<page>.+?)(?:_files|\.files|_文件)$")
"""The folder in which a browser puts the pictures and scripts of the page that it saves beside it."""
_PAGE_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml")


class FolderSource:
    """All regular files below a folder, sorted by id (the path relative to it, with `/`).

    Hidden files, binary ones by suffix, links that lead outside, and what belongs to a saved page are skipped. Memory
    is that of the names of one folder, and of those on the way to it.
    """

    def __init__(self, folder: Path, *, leave_out: Path | None = None, tables: bool = False) -> None:
        """Takes the folder, and one whose files are never articles (the output, where it lies inside). With `tables`
        binary tables are listed too, for somebody else to read.

        Raises UsageError if `folder` is none or cannot be listed.
        """
        if not folder.is_dir():
            what = "is a file" if folder.is_file() else "does not exist"
            raise UsageError(f"{folder} {what}", hint="give a folder of articles; for one file: zhailu extract FILE")
        try:
            os.scandir(folder).close()
        except OSError as error:
            raise UsageError(f"cannot list {folder}: {error.strerror}", hint="check its permissions") from error
        self._folder = folder
        self._root = folder.resolve()
        self._ignored = leave_out.resolve() if leave_out is not None else None
        self._binary = _BINARY if tables else _BINARY_OR_TABLE

    def entries(self) -> Iterator[Entry | Skipped]:
        """Every file below the folder. Opens none; what cannot be listed is skipped."""
        return self._below("")

    def read(self, entry: Entry) -> Article:
        """The article in one file. Raises UnreadableArticle, NotText or EmptyArticle."""
        return read_article(self._folder / entry.place, entry.id)

    def _below(self, prefix: str) -> Iterator[Entry | Skipped]:
        """What is below the folder of that prefix (empty, or ending in `/`)."""
        try:
            names = self._names(prefix)
        except OSError as error:
            yield Skipped(_shown(prefix.rstrip("/")), f"folder cannot be listed: {error.strerror}")
            return
        for name in names:
            if name.endswith("/"):
                if _holds_parts_of_a_page(self._folder / prefix / name):
                    yield Skipped(_shown(prefix + name.rstrip("/")), "belongs to the saved page beside it")
                elif self._ignored is None or (self._folder / prefix / name).resolve() != self._ignored:
                    yield from self._below(prefix + name)
                continue
            reason = self._reason(prefix + name)
            yield Skipped(_shown(prefix + name), reason) if reason else Entry(prefix + name, prefix + name)

    def _names(self, prefix: str) -> list[str]:
        """Sorted as ids are: the name of a folder counts with the slash that follows it in them."""
        with os.scandir(self._folder / prefix) as found:
            return sorted(
                f"{item.name}/" if item.is_dir(follow_symlinks=False) and not item.name.startswith(".") else item.name
                for item in found
            )

    def _reason(self, name: str) -> str:
        """Why a file is no article; empty if it is one."""
        path = self._folder / name
        if path.name.startswith("."):
            return "hidden"
        if _shown(name) != name:
            return "name is not UTF-8"
        try:
            mode = path.stat().st_mode
        except OSError as error:
            return f"cannot be read: {error.strerror}"
        if path.is_symlink() and not path.resolve().is_relative_to(self._root):
            return "link leads out of the folder"
        return self._reason_of_kind(path, mode)

    def _reason_of_kind(self, path: Path, mode: int) -> str:
        if stat.S_ISDIR(mode):
            return "link to a folder"
        if not stat.S_ISREG(mode):
            return "no regular file"
        if self._binary.fullmatch(path.suffix):
            return "binary by its suffix"
        return "" if os.access(path, os.R_OK) else "cannot be read: permission denied"


def _holds_parts_of_a_page(path: Path) -> bool:
    found = _PAGE_PARTS.match(path.name)
    return found is not None and any(path.with_name(found["page"] + suffix).is_file() for suffix in _PAGE_SUFFIXES)


def _shown(name: str) -> str:
    """A name as it can be written; what is not UTF-8 in it becomes a question mark."""
    return name.encode("utf-8", "replace").decode()
