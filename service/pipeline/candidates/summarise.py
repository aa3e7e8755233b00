"""The summary and the key facts: code picks the sentences that carry the news, the model chooses and words."""

import re
from collections.abc import Sequence

from pydantic import JsonValue

from schemas import Schema
from service import prompts
from service.endpoint.protocol import CallRequest, Message
from service.ground.matching import fold
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.survey import Survey
from service.pipeline.draft import Evidence
from service.pipeline.protocols import Ask
from service.pipeline.turns import example_turns
from service.types import JsonObject

PROMPT = "summary"
SHOWN_CHARS = 900
SUMMARY_CHARS = 150
FACTS = 6
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


async def summarise(survey: Survey, schema: Schema, ask: Ask) -> tuple[JsonObject, Evidence]:
    """The fields of type `summary` and with `x-from: facts`, and the evidence of the facts. None asked for, no call."""
    fields = schema.fields()
    summary = next((n for n, f in fields.items() if f.get("x-type") == "summary"), None)
    facts = next((n for n, f in fields.items() if f.get("x-from") == "facts"), None)
    shown = salient(survey)
    if (summary is None and facts is None) or not shown:
        return {}, {}
    answer = await ask(_request(shown))
    chosen = [p for p in shown if p.sentence.number in _numbers(answer.get("facts"))]
    values: JsonObject = {}
    evidence: Evidence = {}
    if facts is not None:
        values[facts] = [p.text.strip() for p in chosen]
        evidence.update({f"/{facts}/{i}": ((p.start, p.sentence.end),) for i, p in enumerate(chosen)})
    if summary is not None:
        values[summary] = _faithful(str(answer.get("summary", "")), shown)
    return values, evidence


def salient(survey: Survey) -> list[Passage]:
    """The headline, the lead, and the sentences with the most figures and names, in order, within a budget."""
    body = [i for i, p in enumerate(survey.passages) if p.sentence.kind in {"heading", "body"} and len(p.text) >= 12]
    weight = {
        i: sum(j == i for j, _ in survey.figures) + len(survey.sighted(i)) / 2 + (rank == 0)
        for rank, i in enumerate(body)
    }
    chosen: list[int] = []
    length = 0
    for i in sorted(body, key=lambda i: (-weight[i], i)):
        if length + len(survey.passages[i].text) <= SHOWN_CHARS:
            chosen.append(i)
            length += len(survey.passages[i].text)
    return [survey.passages[i] for i in sorted(chosen)]


def _request(shown: Sequence[Passage]) -> CallRequest:
    prompt = prompts.load(PROMPT)
    numbers: list[JsonValue] = [p.sentence.number for p in shown]
    schema: JsonObject = {
        "type": "object",
        "properties": {
            "facts": {"type": "array", "items": {"enum": numbers}, "minItems": min(3, len(numbers)), "maxItems": FACTS},
            "summary": {"type": "string", "maxLength": SUMMARY_CHARS},
        },
        "required": ["facts", "summary"],
        "additionalProperties": False,
    }
    text = "\n".join(f"[{p.sentence.number}] {p.text.strip()}" for p in shown)
    return CallRequest(
        messages=(
            Message(role="system", content=prompt.system),
            *example_turns(prompt),
            Message(role="user", content=text),
        ),
        answer_schema=schema,
        schema_name="summary",
        max_tokens=320,
    )


def _faithful(summary: str, shown: Sequence[Passage]) -> str | None:
    """The summary without the clauses that hold a number the shown sentences do not have."""
    known = fold("".join(p.text for p in shown)).text
    numbers = set(_NUMBER.findall(known))
    parts = re.findall(r"[^,，;；。]+[,，;；。]?", summary)
    kept = [part for part in parts if set(_NUMBER.findall(fold(part).text)) <= numbers]
    if len(summary) >= SUMMARY_CHARS and kept and not kept[-1].endswith("。"):
        kept.pop()  # cut off in the middle
    text = "".join(kept).strip(",，;；。 ")
    return f"{text}。" if text else None


def _numbers(value: JsonValue) -> set[int]:
    return {int(n) for n in value if isinstance(n, int)} if isinstance(value, list) else set()
