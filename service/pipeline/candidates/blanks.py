"""The blanks: what code leaves open of a record, filled by the model in one call a piece of the article.

The schema of a call is the open part of the user's own, narrowed by what the piece holds: a date or a figure is one of
those found there. What the model copies must stand in the piece, or it is dropped; so nothing is invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from schemas import Schema
from service import prompts
from service.endpoint.protocol import CallRequest, Message
from service.pipeline.candidates.columns import FIGURES, LISTED, NAMED, Column
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.form import Form, Row, answer_object
from service.pipeline.candidates.offers import Offers
from service.pipeline.candidates.passages import pieces
from service.pipeline.candidates.specification import RecordSpec, article_columns
from service.pipeline.draft import Evidence
from service.pipeline.independent import Independent
from service.pipeline.protocols import Ask
from service.pipeline.turns import compact
from service.types import JsonObject

PROMPT = "blanks"
_MOST_RECORDS = 24
_LEAST_ANSWER, _TOKENS_A_CHAR = 512, 2.5


@dataclass(frozen=True)
class Blanks:
    """What a schema leaves to the model: fields of the article itself, and of record types; both may be empty."""

    schema: Schema
    own: tuple[Column, ...]
    specs: tuple[RecordSpec, ...]

    @classmethod
    def of(cls, schema: Schema, specs: Sequence[RecordSpec]) -> "Blanks":
        """Those of a schema with these record types."""
        return cls(schema, article_columns(schema), tuple(s for s in specs if s.columns))

    async def fill(self, found: Sequence[Found], offers: Offers, ask: Ask, piece_chars: int) -> tuple[list[Found], Row]:
        """`found` with its open cells filled and the records that only the model finds, and the article's own cells."""
        records, article = [*found], Row()
        questions = Independent()
        for piece in pieces(offers.survey.passages, piece_chars) if self.own or self.specs else ():
            form = Form(piece, offers)
            here = [f for f in found if f.spec.columns and form.holds(f.cells[f.spec.anchor])]
            for record in here:
                record.lists |= {c.name: [] for c in record.spec.columns if c.many}
            asked = self._answer_schema(form, here)
            with questions:
                answer = await ask(self._request(form, asked)) if asked["properties"] else {}
                self._take_own(article, form.read(self.own, answer, form.start))
                for spec in self.specs:
                    _take(spec, form, _rows(answer, spec), here, records)
        questions.settle()
        return records, article

    def _answer_schema(self, form: Form, here: Sequence[Found]) -> JsonObject:
        cells = form.cells_schema(self.own)
        rows = {s.name: _rows_schema(s, form, here) for s in self.specs}
        return answer_object({n: c for n in self._names() if (c := cells.get(n) or rows.get(n))})

    def _request(self, form: Form, answer_schema: JsonObject) -> CallRequest:
        return CallRequest(
            messages=(
                Message(role="system", content=self._instructions()),
                Message(role="user", content=form.text),
            ),
            answer_schema=answer_schema,
            schema_name=self.schema.id.partition("@")[0],
            max_tokens=max(_LEAST_ANSWER, int(len(form.text) * _TOKENS_A_CHAR)),
        )

    def _instructions(self) -> str:
        """What the open fields mean, and the answer's form in one line: left to itself a small model indents."""
        rows: dict[str, JsonValue] = {
            s.name: [{**({s.anchor: "…"} if s.finder else {}), **{c.name: _blank(c) for c in _asked(s)}}]
            for s in self.specs
        }
        cells: dict[str, JsonValue] = {c.name: _blank(c) for c in self.own}
        form = {n: cells.get(n) or rows.get(n) for n in self._names() if n in cells or n in rows}
        return prompts.load(PROMPT).system.format(fields="\n".join(self._described()), form=compact(form))

    def _names(self) -> list[str]:
        """All fields of the schema, in its own order."""
        properties = self.schema.wire.get("properties")
        return [*properties] if isinstance(properties, dict) else []

    def _described(self) -> Iterator[str]:
        """What the open fields mean, line by line."""
        types, properties = self.schema.record_types(), self.schema.wire.get("properties")
        for name in self._names():
            yield from (_line(c) for c in self.own if c.name == name)
            for spec in (s for s in self.specs if s.name == name):
                field = properties.get(name) if isinstance(properties, dict) else None
                label = field.get("description") if isinstance(field, dict) else None
                about = dict.fromkeys(str(d) for d in (label, types[name].get("description")) if d)
                yield f"{name}:{'。'.join(about)}"
                yield from (f"  {_line(c)}" for c in _asked(spec))

    def _take_own(self, article: Row, read: Row) -> None:
        """The first piece that says a field's value has it; lists are put together."""
        article.cells = {**read.cells, **article.cells}
        for name, cells in read.lists.items():
            known = {c.value: c for c in [*article.lists.get(name, ()), *cells]}
            article.lists[name] = [*known.values()]


def own_fields(article: Row) -> tuple[JsonObject, Evidence]:
    """The article's own fields as values, and where they stand."""
    values: JsonObject = {name: cell.value for name, cell in article.cells.items()}
    values |= {name: [cell.value for cell in cells] for name, cells in article.lists.items()}
    evidence: Evidence = {f"/{name}": cell.at for name, cell in article.cells.items() if cell.at}
    evidence |= {f"/{name}/{i}": c.at for name, cells in article.lists.items() for i, c in enumerate(cells) if c.at}
    return values, evidence


def _rows_schema(spec: RecordSpec, form: Form, here: Sequence[Found]) -> JsonObject | None:
    """The records of one type: of those that code finds, those it found here. None if there are none."""
    if not spec.finder:
        (anchor,) = (c for c in spec.columns if c.name == spec.anchor)
        rows: JsonObject = {"type": "array", "items": answer_object(form.cells_schema(_asked(spec)))}
        return {**rows, "maxItems": most} if (most := form.most(anchor, _MOST_RECORDS)) else None
    keys = list(dict.fromkeys(f.key for f in here if f.spec.name == spec.name))
    first: dict[str, JsonObject] = {spec.anchor: {"enum": [*keys]}}
    items = answer_object({**first, **form.cells_schema(_asked(spec))})
    return {"type": "array", "items": items, "maxItems": len(keys)} if keys else None


def _asked(spec: RecordSpec) -> list[Column]:
    """The columns in the order in which they are asked: what a thing is and is called before its dates and figures.

    A small model that has to begin with a figure goes through all that there are.
    """
    return sorted(spec.columns, key=lambda c: (c.type in LISTED, not c.choices))


def _take(
    spec: RecordSpec, form: Form, rows: Sequence[JsonObject], here: Sequence[Found], records: list[Found]
) -> None:
    """Put each row into the record it is of, or make it one of its own."""
    for said in rows:
        known = next((f for f in here if f.spec.name == spec.name and f.key == said.get(spec.anchor)), None)
        if known is not None:
            row = form.read(spec.columns, said, known.cells[spec.anchor].at[0][0])
            known.cells |= row.cells
            known.lists |= row.lists
            continue
        anchor = form.read(spec.columns, said, form.start).cells.get(spec.anchor)
        if anchor is None:
            continue
        row = form.read(spec.columns, said, form.closest(anchor))
        again = next((f for f in records if f.spec.name == spec.name and _same(f, spec, row)), None)
        if again is None:
            index, sentence = form.sentence(form.closest(anchor))
            records.append(Found(spec, row.cells, [index], [sentence], anchor.value, lists=row.lists))
        else:
            again.cells = {**row.cells, **again.cells}
            again.lists = {name: again.lists.get(name) or cells for name, cells in row.lists.items()}


def _same(found: Found, spec: RecordSpec, row: Row) -> bool:
    """Whether a row is of a thing that has a record: one name is one thing, and one figure; else all must be equal."""
    kind = next((c.type for c in spec.columns if c.name == spec.anchor), "")
    old, new = found.cells[spec.anchor], row.cells[spec.anchor]
    if kind in FIGURES:
        return old.at == new.at
    if kind in NAMED:
        return old.value == new.value
    return {n: c.value for n, c in found.cells.items()} == {n: c.value for n, c in row.cells.items()}


def _rows(answer: JsonObject, spec: RecordSpec) -> list[JsonObject]:
    rows = answer.get(spec.name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _blank(column: Column) -> JsonValue:
    return ["…"] if column.many else "…"


def _line(column: Column) -> str:
    return f"{column.name}:{column.meaning}" + (f"({'/'.join(column.choices)})" if column.choices else "")
