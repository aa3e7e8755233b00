"""The rows of one article, for each table."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from pydantic import JsonValue

from service.errors import ExportError
from service.export.layout import Column, Kind, Layout, Table
from service.ground.evidence import escape
from service.types import Failure, Result, Span

Cell: TypeAlias = JsonValue | Decimal | list[Span]
Row: TypeAlias = list[Cell]

_TYPES: dict[Kind, type | tuple[type, ...]] = {
    "text": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "json": object,
}


def rows_of(result: Result, layout: Layout) -> Iterator[tuple[Table, Row]]:
    """The article first, then its records, evidence and issues. Raises ExportError for what the schema does not say."""
    yield layout.articles, _article_row(result, layout.articles)
    for table in layout.records:
        records = result.record.get(str(table.field))
        for i, record in enumerate(records if isinstance(records, list) else ()):
            pointer = f"/{escape(str(table.field))}/{i}"
            spans = _spans(result, pointer)
            sentences: Row = ["\n".join(span.text for span in spans) or None, spans]
            values = _values(record, pointer, table.columns[2:-2], result)
            yield table, [result.article.id, i + 1, *values, *sentences]
    types = {str(table.field): table.name for table in layout.records}
    for row in _evidence_rows(result, types):
        yield layout.evidence, row
    for i, issue in enumerate(result.issues):
        yield layout.issues, [result.article.id, i + 1, issue.pointer, issue.kind, issue.value, issue.message]


def failure_row(failure: Failure) -> Row:
    """The row of an article that ended without a record."""
    article, error = failure.article, failure.error
    return [article.id, article.sha256, article.chars, error.code, error.message, error.hint]


def _article_row(result: Result, table: Table) -> Row:
    article, provenance, usage = result.article, result.provenance, result.provenance.usage
    own = [column for column in table.columns if column.path]
    return [
        *(article.id, article.sha256, article.chars),
        *_values(result.record, "", own, result),
        *(provenance.model, provenance.prompt, provenance.strategy),
        *(provenance.calls, provenance.attempts, provenance.cached, provenance.seconds),
        *(usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.cost),
    ]


def _values(record: JsonValue, pointer: str, columns: list[Column] | tuple[Column, ...], result: Result) -> Row:
    row: Row = []
    for column in columns:
        place = pointer + "".join(f"/{escape(step)}" for step in column.path)
        if column.support:
            row.append(result.support.get(place))
            continue
        value = _at(record, column.path)
        cell = _cell(value, column.kind)
        if cell is None and value is not None:
            raise ExportError(
                f"{result.article.id}: the value at {place} is not of the type in the schema ({column.kind})",
                hint="the records are of another schema: name the right one with --schema",
            )
        row.append(cell)
    return row


def _at(value: JsonValue, path: tuple[str, ...]) -> JsonValue:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _cell(value: JsonValue, kind: Kind) -> Cell:
    """The value as a cell of its column; None if it does not fit."""
    if kind == "decimal":
        return Decimal(value) if isinstance(value, str) else None
    if kind == "list":
        return value if isinstance(value, list) and all(isinstance(part, str) for part in value) else None
    if isinstance(value, bool):
        return value if kind in ("boolean", "json") else None
    return value if isinstance(value, _TYPES[kind]) else None


def _spans(result: Result, pointer: str) -> list[Span]:
    """Where a record was read: what it cites, else all that its values cite, in the order of the text."""
    cited = result.evidence.get(pointer)
    if cited:
        return cited
    below = {
        (span.start, span.end): span
        for place, spans in result.evidence.items()
        if place.startswith(f"{pointer}/")
        for span in spans
    }
    return [below[place] for place in sorted(below)]


def _evidence_rows(result: Result, types: dict[str, str]) -> Iterator[Row]:
    """One row a span; a value that rests on none has one row, with its support alone."""
    for pointer in dict.fromkeys([*result.evidence, *result.support]):
        place = [result.article.id, *_place(pointer, types), pointer, result.support.get(pointer)]
        spans = result.evidence.get(pointer)
        if not spans:
            yield [*place, 1, None, None, None]
        for i, span in enumerate(spans or ()):
            yield [*place, i + 1, span.start, span.end, span.text]


def _place(pointer: str, types: dict[str, str]) -> tuple[str | None, int | None, str]:
    """A pointer as record type, number of the record from 1, and field (empty for the whole record)."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    if len(steps) > 1 and steps[0] in types and steps[1].isdigit():
        return types[steps[0]], int(steps[1]) + 1, ".".join(steps[2:])
    return None, None, ".".join(steps)
