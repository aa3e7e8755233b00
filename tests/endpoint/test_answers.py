"""What counts as a JSON answer."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from service.endpoint.answers import parse_answer
from service.errors import InvalidAnswer
from service.types import JsonObject

VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
OBJECTS = st.dictionaries(st.text(), VALUES, max_size=4)
PROSE = st.text(alphabet="abc 这是\n。,:\"'`]", max_size=20).filter(lambda text: "```" not in text)


@given(OBJECTS, st.booleans())
def test_every_json_object_is_read_as_it_is(value: JsonObject, escaped: bool) -> None:
    assert parse_answer(json.dumps(value, ensure_ascii=escaped)) == value


@given(OBJECTS, PROSE, PROSE, st.sampled_from(["", "json", "JSON"]))
def test_prose_reasoning_and_one_fence_around_an_object_are_cut_off(
    value: JsonObject, before: str, after: str, language: str
) -> None:
    body = json.dumps(value, ensure_ascii=False)
    assert parse_answer(f"{before}{body}{after}") == value
    assert parse_answer(f"{before}\n```{language}\n{body}\n```\n{after}") == value
    assert parse_answer(f"<think>first {{x}}, then {before}</think>\n```{language}\n{body}\n```") == value


@given(st.text())
def test_any_text_is_an_object_or_refused_and_never_quoted(text: str) -> None:
    refused = None
    try:
        value = parse_answer("密密麻麻的正文" + text)
    except InvalidAnswer as error:
        refused = error
    if refused is None:
        assert isinstance(value, dict)
    else:
        assert "密密" not in str(refused)
        assert re.search(r"\(character \d+\)$", refused.message)


@given(OBJECTS, st.data())
def test_an_object_that_is_cut_short_is_refused(value: JsonObject, data: st.DataObject) -> None:
    body = json.dumps(value)
    with pytest.raises(InvalidAnswer):
        parse_answer(body[: data.draw(st.integers(0, len(body) - 1))])


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ('{"甲": 1, "甲": 2}', 14),
        ('好的：\n{"a": [{"b": 1,\n "b": 2}]}', 27),
        ('{"a": NaN}', 6),
        ('{"a": -Infinity}', 6),
        ('{"a": 1e999}', 0),
        ('{"a": 01}', 6),
        ('{"a": 1,}', 7),
        ("{'a': 1}", 1),
        ('{"a": "\\ud800"}', 12),
        ('{"a": 1} {"b": 2}', 9),
        ('{"a": 1}\n```json\n{"a": 1}\n```', 17),
        ('```json\n{"a": 1}\n```\n```json\n{"b": 1}\n```', 29),
        ('[{"a": 1}]', 0),
        ('```json\n[{"a": 1}]\n```', 8),
        ("", 0),
        ("None of these.", 0),
        ("<think>never ends {}", 0),
        ('{"a": {"b": 1}', 14),
    ],
)
def test_what_is_not_one_object_is_refused_with_its_place(text: str, character: int) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        parse_answer(text)
    place = re.search(r"\(character (\d+)\)$", caught.value.message)
    assert place is not None
    assert abs(int(place[1]) - character) <= 3


def test_a_key_that_stands_twice_is_not_quoted() -> None:
    with pytest.raises(InvalidAnswer) as caught:
        parse_answer('{"秘密的一段正文": 1, "秘密的一段正文": 2}')
    assert "duplicate" in caught.value.message
    assert "秘密" not in str(caught.value)


@pytest.mark.parametrize("text", ['{"a": ' * 100_000, '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_depth_is_refused_without_overflowing_the_stack(text: str) -> None:
    with pytest.raises(InvalidAnswer):
        parse_answer(text)


def test_an_endless_number_is_refused() -> None:
    with pytest.raises(InvalidAnswer):
        parse_answer('{"a": ' + "1" * 10_000 + "}")


def test_fences_and_tags_within_a_value_stay() -> None:
    value: JsonObject = {"a": "```json\n{}\n```", "b": "<think>x</think>", "c": "}{"}
    assert parse_answer(json.dumps(value)) == value


def test_reasoning_of_which_only_the_end_was_sent_is_cut_off() -> None:
    assert parse_answer('First {"b": 2}.\n</think>\n{"a": 1}') == {"a": 1}
