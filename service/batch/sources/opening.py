"""From what was named on the command line to a source: a folder, a glob, a JSON Lines or a Parquet file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from service.batch.sources.fields import Fields
from service.batch.sources.folder import FolderSource
from service.batch.sources.matching import Matching, split_glob
from service.batch.sources.protocol import Source
from service.batch.sources.tables import WithTables, is_table, open_table
from service.errors import UsageError

_PACKED = (".gz", ".zst", ".xz", ".bz2", ".zip")


def open_source(
    path: Path,
    *,
    leave_out: Path | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    fields: Fields | None = None,
) -> Source:
    """The articles of `path`. `leave_out`, `include` and `exclude` are of a folder or a glob, `fields` of a table or of
    those in a folder.

    Raises UsageError if there is nothing to read, or an option does not go with it; MissingExtra.
    """
    if path.suffix.casefold() in _PACKED and is_table(path.stem):
        raise UsageError(f"{path} is packed", hint="unpack it: articles are read by their place in the file")
    if path.is_dir() or split_glob(path) or not is_table(path.name):
        return _folder(path, leave_out, include, exclude, fields)
    if include or exclude:
        raise UsageError(f"{path} is one file", hint="--include and --exclude go with a folder")
    return open_table(path, fields)


def _folder(
    path: Path, leave_out: Path | None, include: Sequence[str], exclude: Sequence[str], fields: Fields | None
) -> Source:
    base, pattern = split_glob(path) or (path, None)
    files: Source = FolderSource(base, leave_out=leave_out, tables=True)
    if pattern is not None:
        files = Matching(files, [pattern])
    if include or exclude:
        files = Matching(files, include, exclude)
    return WithTables(files, base, fields)


def fields_of(text: str | None, row_id: str | None, title: str | None, published: str | None) -> Fields | None:
    """The fields as named on the command line; None if none was."""
    named = {"text": text, "id": row_id, "title": title, "published": published}
    given = {field: name for field, name in named.items() if name is not None}
    return replace(Fields(), **given) if given else None
