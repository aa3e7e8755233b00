"""What the model is asked about candidates: of which kind each doubtful name is, piece by piece.

The schema of a call is made from the piece: one row a name, that begins with the name itself as a constant, so that the
model chooses and cannot invent.
"""

from collections.abc import Iterable, Sequence

import jsonschema_rs
from pydantic import JsonValue

from schemas import Schema
from service import prompts
from service.endpoint.protocol import CallRequest, Message
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.mentions import bare
from service.pipeline.candidates.passages import Passage, pieces
from service.pipeline.candidates.specification import RecordSpec
from service.pipeline.independent import Independent
from service.pipeline.profiles import SMALL, Profile
from service.pipeline.protocols import Ask
from service.pipeline.turns import compact, example_turns
from service.prompts import Example, Prompt
from service.types import JsonObject

PROMPT = "names"
OTHER = "其他"
_SURE = frozenset({"listed", "defined", "named", "built"})
_SURE_BODY = _SURE | {"ending"}
"""A body that ends as bodies do is one; of what only the tagger takes for a body one in four is none."""


def labels(schema: Schema, specs: Sequence[RecordSpec]) -> dict[str, str]:
    """Label → record type: the words that the schema describes its record types with."""
    properties = schema.wire.get("properties")
    fields = properties if isinstance(properties, dict) else {}
    found: dict[str, str] = {}
    for spec in specs:
        field = fields.get(spec.name)
        description = field.get("description") if isinstance(field, dict) else None
        found[str(description or spec.name)] = spec.name
    return found


async def judge_names(
    found: Sequence[Found],
    passages: Sequence[Passage],
    schema: Schema,
    specs: Sequence[RecordSpec],
    ask: Ask,
    *,
    profile: Profile = SMALL,
) -> list[Found]:
    """Those of `found` that the model takes for what the finders took them for; the sure ones are not asked about.

    The profile tells about how many characters one call is.
    """
    doubtful = [f for f in found if is_doubtful(f)]
    kinds = labels(schema, [s for s in specs if s.finder in {"name", "organization"}])
    rejected: set[int] = set()
    questions = Independent()
    for piece in pieces(passages, profile.names_chars):
        inside = {p.sentence.number for p in piece}
        rows = [f for f in doubtful if passages[f.passage].sentence.number in inside]
        if not rows:
            continue
        rows.sort(key=lambda f: f.cells[f.spec.anchor].at)
        with questions:
            answer = await ask(request(piece, rows, kinds, schema))
            verdicts = answer["rows"]
            if isinstance(verdicts, list):
                rejected.update(
                    id(row)
                    for row, verdict in zip(rows, verdicts, strict=True)
                    if isinstance(verdict, list) and verdict[1] == OTHER
                )
    questions.settle()
    return [f for f in found if id(f) not in rejected]


def is_doubtful(found: Found) -> bool:
    """Whether the way in which a name was found leaves open what it is."""
    reasons = {s.mention.reason for s in found.sightings}
    sure = _SURE_BODY if found.spec.finder == "organization" else _SURE
    return bool(reasons) and reasons.isdisjoint(sure)


def request(piece: Sequence[Passage], found: Sequence[Found], kinds: dict[str, str], schema: Schema) -> CallRequest:
    """The call for one piece; the part that all pieces share comes first, so that an endpoint can reuse it."""
    prompt = load_prompt()
    described = [f"{label}:{_meaning(schema, name)}" for label, name in kinds.items()]
    system = prompt.system.format(classes="\n".join(described))
    text = "".join(p.text for p in piece)
    label = {name: label for label, name in kinds.items()}
    names = [f.key for f in found]
    return CallRequest(
        messages=(
            Message(role="system", content=system),
            *example_turns(prompt),
            Message(role="user", content=f"{text}\n\n名称:{compact([*names])}"),
        ),
        answer_schema=_answer_schema((f.key, label[f.spec.name]) for f in found),
        schema_name="names",
        max_tokens=64 + sum(2 * len(name) + 16 for name in names),
    )


def load_prompt() -> Prompt:
    """The prompt, each of whose examples judges names of its own article. Raises PromptError."""
    return prompts.load(PROMPT, example_problem)


def example_problem(example: Example) -> str | None:
    """What is wrong with a worked example: a name its article does not have, or another form. None if nothing."""
    rows = example.answer.get("rows") if isinstance(example.answer, dict) else None
    pairs = (
        [(str(row[0]), str(row[-1])) for row in rows if isinstance(row, list) and row] if isinstance(rows, list) else []
    )
    if not pairs or not jsonschema_rs.is_valid(_answer_schema(pairs), example.answer):
        return "the answer is not rows of a name and its class"
    article = bare(example.article)
    return next((f"{name!r} is not in its article" for name, _ in pairs if name not in article), None)


def _answer_schema(rows: Iterable[tuple[str, str]]) -> JsonObject:
    """One row for each name: the name as a constant, and its class or none of the classes."""
    cells: list[JsonValue] = [
        _row({"const": name}, {"enum": list(dict.fromkeys([label, OTHER]))}) for name, label in rows
    ]
    return {
        "type": "object",
        "properties": {"rows": {"type": "array", "prefixItems": cells, "minItems": len(cells), "maxItems": len(cells)}},
        "required": ["rows"],
        "additionalProperties": False,
    }


def _row(*cells: JsonObject) -> JsonObject:
    return {"type": "array", "prefixItems": [*cells], "minItems": len(cells), "maxItems": len(cells)}


def _meaning(schema: Schema, record_type: str) -> str:
    return str(schema.record_types()[record_type].get("description", record_type))
