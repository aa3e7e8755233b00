"""Patterns that repeat a repetition are told from those that only look like it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.patterns import explodes


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "(a*)*",
        "(?:[a-z]+)*x",
        r"(\w+|x)+",
        "((a+))+",
        "(a{2,})+",
        "(a+b*)+",
        "(?P<n>a+)*",
        r"(\(+)+",
        "(x|a+)+",
    ],
)
def test_a_repeated_repetition_explodes(pattern: str) -> None:
    re.compile(pattern)
    assert explodes(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{1,3}(,\d{3})*$",
        r"^(\d+年)+$",
        "^[^(+)+]+$",
        r"^\(a+\)+$",
        "(a+)?",
        "(a+){2,3}",
        "[]+)+]+",
        "^.*$",
        "",
        "^(?:19|20)[0-9]{2}-(0[1-9]|1[0-2])$",
    ],
)
def test_what_has_something_fixed_or_a_bound_does_not(pattern: str) -> None:
    re.compile(pattern)
    assert not explodes(pattern)


@given(st.text(alphabet="ab()|*+?{},1[]^$\\:=!<P>-", max_size=24))
def test_any_text_is_looked_at_without_an_error(pattern: str) -> None:
    assert explodes(pattern) in {True, False}
