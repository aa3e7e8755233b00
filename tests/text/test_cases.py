"""The corpus of hard cases in cases/: damage, furniture, sentences, and for each its near misses.

A case has an `input` and the clean text `expected` of it; a near miss comes out as it went in. It may also say which
`sentences` and `kinds` of sentence, which `cuts` (parts of the input) and which `hints` it expects. A case that is
known to fail says why in `open`.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.text import Prepared, prepare

CASES = Path(__file__).parent / "cases"


def _cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            marks = [pytest.mark.xfail(strict=True, reason=case["open"])] if "open" in case else []
            yield pytest.param(case, id=f"{path.stem}: {case['name']}", marks=marks)


@pytest.mark.parametrize("case", list(_cases()))
def test_a_case_comes_out_as_expected(case: dict[str, Any]) -> None:
    prepared = prepare(case["input"])
    assert prepared.clean.text == case.get("expected", case["input"])
    if "sentences" in case:
        assert [prepared.clean.text[s.start : s.end] for s in prepared.sentences] == case["sentences"]
    if "kinds" in case:
        assert [sentence.kind for sentence in prepared.sentences] == case["kinds"]
    if "cuts" in case:
        assert [change.span.text for change in prepared.changes if change.kind == "cut"] == case["cuts"]
    for kind, values in case.get("hints", {}).items():
        assert _hints(prepared, kind) == values


def _hints(prepared: Prepared, kind: str) -> list[str]:
    return [hint.value for hint in prepared.hints if hint.kind == kind]


def test_a_near_miss_expects_its_input_and_any_other_case_says_what_it_expects() -> None:
    for case in (parameters.values[0] for parameters in _cases()):
        assert ("expected" in case) != case.get("near_miss", False), case["name"]
