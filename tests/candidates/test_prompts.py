"""Prompt files: their form, and examples that are true to their own texts."""

import json
import re

import pytest

from service import prompts
from service.errors import PromptError
from service.pipeline.candidates import judge, summarise
from service.pipeline.candidates.names import bare
from service.pipeline.direct import Direct
from service.prompts import Check, Example, Prompt, parse

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
    assert summarise.load_prompt() is summarise.load_prompt()


def test_every_shipped_prompt_loads() -> None:
    """All that the strategies use."""
    assert judge.load_prompt().examples
    assert summarise.load_prompt().examples
    assert Direct(None).prompt.startswith("direct@")


def test_each_name_of_an_example_stands_in_its_article() -> None:
    """Quotation marks aside."""
    for example in judge.load_prompt().examples:
        answer = json.loads(json.dumps(example.answer))
        article = bare(example.article)
        assert [name for name, _ in answer["rows"] if name not in article] == []


def test_each_number_of_an_example_stands_in_its_article() -> None:
    """And each fact is one of its sentences."""
    for example in summarise.load_prompt().examples:
        answer = json.loads(json.dumps(example.answer))
        shown = re.findall(r"^\[(\d+)\] ", example.article, re.MULTILINE)
        text = re.sub(r"^\[\d+\] ", "", example.article, flags=re.MULTILINE)
        assert set(re.findall(r"[\d.]+", answer["summary"])) <= set(re.findall(r"[\d.]+", text))
        assert {str(n) for n in answer["facts"]} <= set(shown)


@pytest.mark.parametrize(
    ("load", "answer", "problem"),
    [
        ("names", {"rows": [["云溪县水利局", "机构"]]}, None),
        ("names", {"rows": [["云溪县财政局", "机构"]]}, "is not in its article"),
        ("names", {"rows": [["云溪县水利局"]]}, "not rows"),
        ("names", {"rows": []}, "not rows"),
        ("names", ["云溪县水利局"], "not rows"),
        ("summary", {"facts": [2], "summary": "云溪县修渠12条。"}, None),
        ("summary", {"facts": [2], "summary": "云溪县修渠13条。"}, "number"),
        ("summary", {"facts": [2], "summary": "云溪县修渠2条。"}, "number"),
        ("summary", {"facts": [3], "summary": "云溪县修渠12条。"}, "not facts"),
        ("summary", {"facts": [2]}, "not facts"),
    ],
)
def test_an_example_must_be_true_to_its_own_text(load: str, answer: object, problem: str | None) -> None:
    """Of the form that is asked for, and with nothing that its article does not have."""
    check = check_of(load)
    found = check(Example("[2] 云溪县水利局今年修渠12条。", json.loads(json.dumps(answer))))
    assert (found is None) if problem is None else (found is not None and problem in found)


def check_of(name: str) -> Check:
    """The check that the loader of a prompt brings."""
    return {"names": judge.example_problem, "summary": summarise.example_problem}[name]


def test_prompts_are_values() -> None:
    """Nobody can change one that others use."""
    prompt: Prompt = judge.load_prompt()
    with pytest.raises(AttributeError):
        prompt.system = "x"  # type: ignore[misc]
