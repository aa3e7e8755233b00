"""Hints that are declared count where the text bears them out."""

import pytest

from service.text import prepare, with_declared
from service.types import HintKind

BODY = "港口三期開工\n港口三期工程昨日正式开工,总投资12亿元,海港晚報记者丁香说。"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("publisher", "海港晚報", ["海港晚报"]),
        ("publisher", " 海港晚报 ", ["海港晚报"]),
        ("publisher", "某某平台", []),
        ("author", "丁香", ["丁香"]),
        ("author", "", []),
        ("title", "港口三期工程", ["港口三期开工"]),
    ],
)
def test_a_declared_value_is_a_hint_where_it_stands_and_nothing_else_is_told(
    kind: HintKind, value: str, expected: list[str]
) -> None:
    """A headline that the text has itself counts before the one declared."""
    prepared = with_declared(prepare(BODY), [(kind, value)])
    found = [hint for hint in prepared.hints if hint.kind == kind]
    assert [hint.value for hint in found] == expected
    assert all(prepared.clean.text[hint.start : hint.end] == hint.value for hint in found)


def test_several_authors_are_several_hints() -> None:
    prepared = with_declared(prepare(BODY.replace("丁香", "丁香、白术")), [("author", "白术"), ("author", "丁香")])
    assert [hint.value for hint in prepared.hints if hint.kind == "author"] == ["白术", "丁香"]
