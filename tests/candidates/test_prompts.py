"""Prompt files: their form, and examples that are true to their own texts."""

import json
import re

import pytest

from service import prompts
from service.errors import PromptError
from service.pipeline.candidates import judge
from service.pipeline.candidates.mentions import bare
from service.pipeline.candidates.strategy import Candidates
from service.pipeline.direct import Direct
from service.prompts import Example, Prompt, parse

GOOD = """# system
你是摘录员。

# example
## article
云溪县召开会议。
## answer
```json
{"topic": "会议"}
```
"""


def passing(_: Example) -> str | None:
    """Finds nothing wrong."""
    return None


def test_a_file_is_a_system_part_and_examples() -> None:
    """Without the blanks around them; JSON as values."""
    prompt = parse("a", GOOD, passing)
    assert (prompt.name, prompt.system) == ("a", "你是摘录员。")
    assert prompt.examples == (Example("云溪县召开会议。", {"topic": "会议"}),)


def test_the_version_changes_with_every_character() -> None:
    """`name@` and twelve digits of a hash."""
    prompt = parse("a", GOOD, passing)
    assert re.fullmatch(r"a@[0-9a-f]{12}", prompt.version)
    assert parse("a", GOOD, passing).version == prompt.version
    assert parse("a", GOOD + " ", passing).version != prompt.version


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has 0 parts"),
        (GOOD.replace("# system", "# sistem"), "has 0 parts"),
        (f"{GOOD}\n# system\n再说一遍。\n", "has 2 parts"),
        (GOOD.replace("## answer", "## reply"), "not of the form"),
        (GOOD.replace("```json", "```"), "not of the form"),
        (GOOD.replace('"会议"}', '"会议"'), "is no JSON"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, message: str) -> None:
    """With what is wrong with it and a hint."""
    with pytest.raises(PromptError, match=message) as error:
        parse("a", text, passing)
    assert "prompts/a.md" in error.value.message
    assert error.value.hint


def test_a_file_that_is_not_there_is_named() -> None:
    """With what to do."""
    with pytest.raises(PromptError, match=r"no prompt file prompts/nowhere\.md"):
        prompts.load("nowhere")


def test_an_example_that_its_check_refuses_is_refused() -> None:
    """With its number and what the check says."""
    with pytest.raises(PromptError, match=r"example 1 of prompts/a\.md: too short"):
        parse("a", GOOD, lambda _: "too short")


def test_an_example_that_nobody_checks_is_refused() -> None:
    """So that none is sent unchecked."""
    with pytest.raises(PromptError, match="nothing checks it"):
        parse("a", GOOD)


def test_a_prompt_is_read_and_checked_once() -> None:
    """The same value each time."""
    assert judge.load_prompt() is judge.load_prompt()


def test_every_shipped_prompt_loads() -> None:
    """All that the strategies use."""
    assert judge.load_prompt().examples
    assert Direct(None).prompt.startswith("direct@")
    assert [version.partition("@")[0] for version in Candidates().prompt.split()] == ["names", "blanks"]


def test_each_name_of_an_example_stands_in_its_article() -> None:
    """Quotation marks aside."""
    for example in judge.load_prompt().examples:
        answer = json.loads(json.dumps(example.answer))
        article = bare(example.article)
        assert [name for name, _ in answer["rows"] if name not in article] == []


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"rows": [["云溪县水利局", "机构"]]}, None),
        ({"rows": [["云溪县财政局", "机构"]]}, "is not in its article"),
        ({"rows": [["云溪县水利局"]]}, "not rows"),
        ({"rows": []}, "not rows"),
        (["云溪县水利局"], "not rows"),
    ],
)
def test_an_example_must_be_true_to_its_own_text(answer: object, problem: str | None) -> None:
    """Of the form that is asked for, and with nothing that its article does not have."""
    found = judge.example_problem(Example("[2] 云溪县水利局今年修渠12条。", json.loads(json.dumps(answer))))
    assert (found is None) if problem is None else (found is not None and problem in found)


def test_prompts_are_values() -> None:
    """Nobody can change one that others use."""
    prompt: Prompt = judge.load_prompt()
    with pytest.raises(AttributeError):
        prompt.system = "x"  # type: ignore[misc]
