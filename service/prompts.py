"""Prompts as data: Markdown files in `prompts/`, versioned by the hash of what they say.

A file has a part `# system` and any number of `# example` parts, each with `## article` and `## answer` (a fenced block
of JSON). Whoever loads a prompt brings the check of its examples: that an answer is of the form that is asked for, and
grounded in its own article. A prompt with an example that nobody checks, or that does not pass, is not loaded.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

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


Check: TypeAlias = Callable[[Example], str | None]
"""What is wrong with an example, or None."""


@cache
def load(name: str, check: Check | None = None) -> Prompt:
    """The prompt `prompts/NAME.md`, read and checked once.

    Raises PromptError where it is not there, not of the form, or has an example that `check` does not pass.
    """
    return parse(name, _read(name), check)


def _read(name: str) -> str:
    path = files("prompts").joinpath(f"{name}.md")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"no prompt file prompts/{name}.md", hint="reinstall zhailu, or restore the file") from error


def parse(name: str, text: str, check: Check | None = None) -> Prompt:
    """The prompt that a file's text says. Raises PromptError as `load` does."""
    pieces = _PART.split(text)
    parts = list(zip(pieces[1::2], pieces[2::2], strict=True))
    systems = [body.strip() for kind, body in parts if kind == "system"]
    if len(systems) != 1:
        raise PromptError(f"prompts/{name}.md has {len(systems)} parts “# system”", hint="give it exactly one")
    examples = tuple(_example(name, body) for kind, body in parts if kind == "example")
    for number, example in enumerate(examples, 1):
        problem = check(example) if check else "nothing checks it"
        if problem is not None:
            raise PromptError(f"example {number} of prompts/{name}.md: {problem}", hint="correct the example")
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
