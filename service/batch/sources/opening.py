"""From what was named on the command line to a source: a folder, a glob, a JSON Lines or a Parquet file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from service.batch.sources.fields import Fields
from service.batch.sources.folder import FolderSource
from service.batch.sources.json_lines import JsonLines
from service.batch.sources.matching import Matching, split_glob
from service.batch.sources.protocol import Source
from service.errors import UsageError
from service.requirements import require_pyarrow

_JSON_LINES = (".jsonl", ".ndjson")
_PARQUET = (".parquet", ".pq")
_PACKED = (".gz", ".zst", ".xz", ".bz2", ".zip")


def open_source(
    path: Path,
    *,
    leave_out: Path | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    fields: Fields | None = None,
) -> Source:
    """The articles of `path`. `leave_out`, `include` and `exclude` are of a folder or a glob, `fields` of a table.

    Raises UsageError if there is nothing to read, or an option does not go with it; MissingExtra.
    """
    suffix = path.suffix.casefold()
    if suffix in _PACKED and Path(path.stem).suffix.casefold() in (*_JSON_LINES, *_PARQUET):
        raise UsageError(f"{path} is packed", hint="unpack it: articles are read by their place in the file")
    if suffix not in (*_JSON_LINES, *_PARQUET) or path.is_dir():
        if fields is not None:
            raise UsageError(
                f"{path} has no fields to name", hint="--text-field and the like go with .jsonl and .parquet"
            )
        return _folder(path, leave_out, include, exclude)
    if include or exclude:
        raise UsageError(f"{path} is one file", hint="--include and --exclude go with a folder")
    if suffix in _JSON_LINES:
        return JsonLines(path, fields)
    require_pyarrow()
    from service.batch.sources.parquet import Parquet  # noqa: PLC0415 - needs what may not be installed

    return Parquet(path, fields)


def _folder(path: Path, leave_out: Path | None, include: Sequence[str], exclude: Sequence[str]) -> Source:
    glob = split_glob(path)
    if glob is None:
        folder = FolderSource(path, leave_out=leave_out)
        return Matching(folder, include, exclude) if include or exclude else folder
    base, pattern = glob
    found = Matching(FolderSource(base, leave_out=leave_out), [pattern])
    return Matching(found, include, exclude) if include or exclude else found


def fields_of(text: str | None, row_id: str | None, title: str | None, published: str | None) -> Fields | None:
    """The fields as named on the command line; None if none was."""
    named = {"text": text, "id": row_id, "title": title, "published": published}
    given = {field: name for field, name in named.items() if name is not None}
    return replace(Fields(), **given) if given else None
