"""What the model is asked about records that no annotation tells how to fill: row by row, piece by piece.

A row begins with what was found, as a constant; then the model says whether it is such a record at all, and fills the
columns: from the values of the right type that the piece and the article hold, or by copying words of the piece. What
it copies and the piece does not say is dropped.
"""

from collections.abc import Sequence

import jsonschema_rs

from schemas import Schema
from service import prompts
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.judge import OTHER
from service.pipeline.candidates.names import bare
from service.pipeline.candidates.offers import Offers
from service.pipeline.candidates.passages import Passage, pieces
from service.pipeline.candidates.specification import RecordSpec, article_columns
from service.pipeline.candidates.table import CLASS, ITEM, Table
from service.pipeline.draft import Evidence
from service.pipeline.independent import Independent
from service.pipeline.protocols import Ask
from service.prompts import Example, Prompt
from service.types import JsonObject

PROMPT = "rows"
WHOLE = "本文"
PIECE_CHARS = 480
ARTICLE_CHARS = 1600
_LONGEST_LABEL = 12


async def fill_records(
    found: Sequence[Found], offers: Offers, schema: Schema, specs: Sequence[RecordSpec], ask: Ask
) -> list[Found]:
    """Those of `found` that the model takes for records of their type, with the columns filled in."""
    kept: list[Found] = []
    passages = offers.survey.passages
    questions = Independent()
    for spec in specs:
        rows = sorted((f for f in found if f.spec.name == spec.name), key=lambda f: f.cells[spec.anchor].at)
        label = _label(schema, spec.name)
        about = f"{label}({schema.record_types()[spec.name].get('description', label)})"
        for piece in pieces(passages, PIECE_CHARS):
            inside = [f for f in rows if passages[f.passage] in piece]
            if inside:
                table = Table(piece, spec.columns, offers, load_prompt())
                with questions:
                    answer = await ask(table.request([f.key for f in inside], label, about))
                    kept.extend(f for f, row in zip(inside, _rows(answer), strict=True) if table.fill(f, row))
    questions.settle()
    return kept


async def fill_article(offers: Offers, schema: Schema, ask: Ask) -> tuple[JsonObject, Evidence]:
    """The article's own fields that the model fills, and where their values stand."""
    columns = article_columns(schema)
    passages = _ends(offers.survey.passages)
    if not columns or not passages:
        return {}, {}
    table = Table(passages, columns, offers, load_prompt())
    about = str(schema.wire.get("description") or WHOLE)
    (row,) = _rows(await ask(table.request([WHOLE], None, about)))
    cells, lists = table.read(row, passages[0].start)
    values: JsonObject = {name: cell.value for name, cell in cells.items()}
    values |= {name: [cell.value for cell in items] for name, items in lists.items()}
    evidence: Evidence = {f"/{name}": cell.at for name, cell in cells.items() if cell.at}
    evidence |= {f"/{name}/{i}": c.at for name, items in lists.items() for i, c in enumerate(items) if c.at}
    return values, evidence


def load_prompt() -> Prompt:
    """The prompt, whose examples fill tables of their own articles. Raises PromptError."""
    return prompts.load(PROMPT, example_problem)


def example_problem(example: Example) -> str | None:
    """What is wrong with a worked example: another form, or a value its article does not have. None if nothing."""
    form: JsonObject = {
        "type": "object",
        "required": ["rows"],
        "properties": {
            "rows": {"type": "array", "minItems": 1, "items": {"type": "object", "required": [ITEM, CLASS]}}
        },
    }
    if not isinstance(example.answer, dict) or not jsonschema_rs.is_valid(form, example.answer):
        return f"the answer is not rows that begin with {ITEM} and {CLASS}"
    article = bare(example.article)
    values = [str(v) for row in _rows(example.answer) for v in row.values() if v is not None and v != OTHER]
    return next((f"{value!r} is not in its article" for value in values if value not in article), None)


def _label(schema: Schema, record_type: str) -> str:
    """What the schema calls a record type, if that is a word; else the field's name."""
    properties = schema.wire.get("properties")
    field = properties.get(record_type) if isinstance(properties, dict) else None
    description = str((field.get("description") if isinstance(field, dict) else None) or record_type)
    return description if len(description) <= _LONGEST_LABEL else record_type


def _rows(answer: JsonObject) -> list[JsonObject]:
    rows = answer.get("rows")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _ends(passages: Sequence[Passage]) -> list[Passage]:
    """All sentences, or those at the head and at the tail of an article that is too long for one call."""
    head, tail = ARTICLE_CHARS * 2 // 3, sum(len(p.text) for p in passages) - ARTICLE_CHARS // 3
    kept: list[Passage] = []
    seen = 0
    for passage in passages:
        if seen + len(passage.text) <= head or seen >= tail:
            kept.append(passage)
        seen += len(passage.text)
    return kept
