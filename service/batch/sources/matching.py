"""Part of a source: the entries whose ids match patterns, written as in a `.gitignore`."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

import pathspec

from service.batch.sources.protocol import Entry, Skipped, Source
from service.errors import UsageError
from service.types import Article

_MAGIC = re.compile(r"[*?\[]")


class Matching:
    """The entries that some pattern of `include` matches (all, if there is none) and none of `exclude`.

    `*.txt` matches in every folder, `/*.txt` in the topmost alone, `2024/` all below that folder, `**` any folders.
    What a source skips is left out where it does not match either.
    """

    def __init__(self, source: Source, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        """Raises UsageError for a pattern that is none."""
        self._source = source
        self._include = _patterns(include)
        self._exclude = _patterns(exclude)

    def entries(self) -> Iterator[Entry | Skipped]:
        """Those of the source that match, in its order."""
        for entry in self._source.entries():
            if (not self._include or self._include.match_file(entry.id)) and not self._exclude.match_file(entry.id):
                yield entry

    def read(self, entry: Entry) -> Article:
        """As the source reads it."""
        return self._source.read(entry)


def split_glob(path: Path) -> tuple[Path, str] | None:
    """The folder that a path with wildcards begins in, and its pattern for `Matching`; None if it has none, or if there
    is a file of that very name.
    """
    parts = path.parts
    first = next((i for i, part in enumerate(parts) if _MAGIC.search(part)), None)
    if first is None or path.exists():
        return None
    return Path(*parts[:first]), f"/{PurePath(*parts[first:]).as_posix()}"


def _patterns(lines: Sequence[str]) -> pathspec.GitIgnoreSpec:
    try:
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise UsageError(
            f"not a pattern: {error}", hint="write patterns as in a .gitignore: '2024/**/*.txt'"
        ) from error
