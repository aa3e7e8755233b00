"""Prompts as data: Markdown files in `prompts/`, versioned by the hash of what they say.

A file has a part `# system` and any number of `# example` parts, each with `## article` and `## answer` (a fenced block
of JSON). Whoever loads a prompt checks its examples with the means that check a real answer.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import JsonValue

from service.errors import PromptError

_PART = re.compile(r"^# (system|example)[^\n]*\n", re.MULTILINE)
_EXAMPLE = re.compile(r"\A\s*## article\n(?P<article>.*?)\n## answer\n+```json\n(?P<answer>.*?)\n```\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One worked article: its text and the answer that is right for it."""

    article: str
    answer: JsonValue


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file. `version` is `name@` and twelve hex digits of the SHA-256 of the file."""

    name: str
    version: str
    system: str
    examples: tuple[Example, ...]


def load(name: str) -> Prompt:
    """The prompt `prompts/NAME.md`. Raises PromptError where it is not there or not of the form."""
    return _parse(name, _read(name))


@cache
def _read(name: str) -> str:
    path = files("prompts").joinpath(f"{name}.md")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"no prompt file prompts/{name}.md", hint="reinstall zhailu, or restore the file") from error


def _parse(name: str, text: str) -> Prompt:
    pieces = _PART.split(text)
    parts = list(zip(pieces[1::2], pieces[2::2], strict=True))
    systems = [body.strip() for kind, body in parts if kind == "system"]
    if len(systems) != 1:
        raise PromptError(f"prompts/{name}.md has {len(systems)} parts “# system”", hint="give it exactly one")
    examples = tuple(_example(name, body) for kind, body in parts if kind == "example")
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Prompt(name, f"{name}@{digest}", systems[0], examples)


def _example(name: str, body: str) -> Example:
    match = _EXAMPLE.match(body)
    if match is None:
        raise PromptError(
            f"an example of prompts/{name}.md is not of the form", hint="write ## article, then ## answer with ```json"
        )
    try:
        return Example(match["article"].strip(), json.loads(match["answer"]))
    except json.JSONDecodeError as error:
        raise PromptError(f"an answer in prompts/{name}.md is no JSON: {error}", hint="correct the file") from error
