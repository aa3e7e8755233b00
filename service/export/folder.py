"""What `zhailu batch` left in its output folder: the schema of the records, and the records."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

import schemas
from service.errors import ExportError, UsageError
from service.types import Failure, JsonObject, Result

RESULTS, FAILURES, SCHEMA, REPORT = "results.jsonl", "failures.jsonl", "schema.json", "run.json"
_MAX_SCHEMA = 10_000_000
_AGAIN = "run the same `zhailu batch` again: it asks for nothing anew and puts its files in order"
_Outcome = TypeVar("_Outcome", Result, Failure)


def schema_of(out: Path) -> JsonObject:
    """The JSON Schema of the records in `out`: `schema.json`, else the shipped schema that `run.json` names. Raises
    UsageError if there is none.
    """
    if (out / SCHEMA).is_file():
        return _read_json(out / SCHEMA)
    named = str(_read_json(out / REPORT).get("schema")) if (out / REPORT).is_file() else ""
    if named in schemas.names():
        return schemas.get(named).record_schema()
    raise UsageError(
        f"{out} does not say the schema of its records",
        hint="give the folder that `zhailu batch` wrote with --out; for one of an older version, name --schema",
    )


def results(out: Path, told: Callable[[int], None]) -> Iterator[Result]:
    """The results, a line at a time; `told` is given the bytes read so far. Raises ExportError for a bad line."""
    if not (out / RESULTS).is_file():
        raise UsageError(f"there is no {out / RESULTS}", hint="give the folder that `zhailu batch` wrote with --out")
    return _lines(out / RESULTS, Result, told)


def failures(out: Path) -> Iterator[Failure]:
    """The failures, where there are any."""
    return _lines(out / FAILURES, Failure, lambda _: None) if (out / FAILURES).is_file() else iter(())


def _lines(path: Path, kind: type[_Outcome], told: Callable[[int], None]) -> Iterator[_Outcome]:
    read = 0
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                read += len(line)
                try:
                    outcome = kind.model_validate_json(line)
                except ValidationError:
                    outcome = None
                if outcome is None:
                    raise ExportError(f"{path} line {number} is no {kind.__name__.lower()}", hint=_AGAIN)
                yield outcome
                told(read)
    except OSError as error:
        raise ExportError(f"cannot read {path}: {error.strerror}", hint="check its permissions") from error


def _read_json(path: Path) -> JsonObject:
    try:
        with path.open("rb") as stream:
            document = json.loads(stream.read(_MAX_SCHEMA))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"cannot read {path}", hint=_AGAIN) from error
    if not isinstance(document, dict):
        raise UsageError(f"{path} holds no JSON object", hint=_AGAIN)
    return document
