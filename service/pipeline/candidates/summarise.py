"""The summary and the key facts: code picks the sentences that carry the news, the model chooses and words."""

import re
from collections.abc import Sequence

import jsonschema_rs
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
from service.prompts import Example, Prompt
from service.types import JsonObject

PROMPT = "summary"
SHOWN_CHARS = 900
SUMMARY_CHARS = 150
FACTS = 6
_SHOWN = re.compile(r"^\[(\d+)\]", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_PART = re.compile(r"(?:[^,，;；。]|(?<=\d),(?=\d{3}))+[,，;；。]?")


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
        values[summary] = _faithful(str(answer.get("summary", "")), "".join(p.text for p in shown))
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
    prompt = load_prompt()
    text = "\n".join(f"[{p.sentence.number}] {p.text.strip()}" for p in shown)
    return CallRequest(
        messages=(
            Message(role="system", content=prompt.system),
            *example_turns(prompt),
            Message(role="user", content=text),
        ),
        answer_schema=_answer_schema([p.sentence.number for p in shown]),
        schema_name="summary",
        max_tokens=320,
    )


def load_prompt() -> Prompt:
    """The prompt, each of whose examples summarises its own article. Raises PromptError."""
    return prompts.load(PROMPT, example_problem)


def example_problem(example: Example) -> str | None:
    """What is wrong with a worked example: a number its article does not have, or another form. None if nothing."""
    numbers = [int(n) for n in _SHOWN.findall(example.article)]
    answer = example.answer
    if not isinstance(answer, dict) or not jsonschema_rs.is_valid(_answer_schema(numbers), answer):
        return "the answer is not facts, by the numbers of sentences of its article, and a summary"
    sentences = _SHOWN.sub("", example.article)
    if _faithful(str(answer["summary"]), sentences) != answer["summary"]:
        return "a number of the summary is not in its article"
    return None


def _answer_schema(sentences: Sequence[int]) -> JsonObject:
    least = min(3, len(sentences))
    return {
        "type": "object",
        "properties": {
            "facts": {"type": "array", "items": {"enum": [*sentences]}, "minItems": least, "maxItems": FACTS},
            "summary": {"type": "string", "maxLength": SUMMARY_CHARS},
        },
        "required": ["facts", "summary"],
        "additionalProperties": False,
    }


def _faithful(summary: str, known: str) -> str | None:
    """The summary without the clauses that hold a number the known text does not have."""
    numbers = _figures(known)
    parts = _PART.findall(summary)
    if len(summary) >= SUMMARY_CHARS and parts and not parts[-1].endswith("。"):
        parts.pop()  # cut off in the middle
    kept = [part for part in parts if _figures(part) <= numbers]
    text = "".join(kept).strip(",，;；。 ")
    return f"{text}。" if text else None


def _figures(text: str) -> set[str]:
    """The numbers in a text, in digits without separators."""
    return {number.replace(",", "") for number in _NUMBER.findall(fold(text).text)}


def _numbers(value: JsonValue) -> set[int]:
    return {int(n) for n in value if isinstance(n, int)} if isinstance(value, list) else set()
