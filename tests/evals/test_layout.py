"""What the scorer reads from a schema."""

import pytest

import schemas
from evals.layout import Comparator, Layout, record_type
from service.errors import InvalidSchema
from service.types import JsonObject


def comparators(properties: JsonObject) -> dict[str, Comparator]:
    layout = Layout.of(schemas.inline({"type": "object", "properties": properties}))
    return {leaf.name: leaf.comparator for leaf in layout.fields}


def test_without_annotations_the_json_type_decides() -> None:
    found = comparators(
        {
            "text": {"type": "string"},
            "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "choice": {"enum": ["a", "b"]},
            "day": {"type": "string", "format": "date"},
            "count": {"type": "integer"},
            "tags": {"type": "array", "items": {"type": "string"}},
        }
    )
    assert found == {
        "text": "text",
        "maybe": "text",
        "choice": "enum",
        "day": "date",
        "count": "enum",
        "tags": "strings",
    }


def test_x_compare_overrides_x_type() -> None:
    found = comparators(
        {"a": {"type": "string", "x-type": "organization"}, "b": {"x-type": "name", "x-compare": "text"}}
    )
    assert found == {"a": "name", "b": "text"}


def test_the_leaves_of_nested_objects_have_a_path() -> None:
    place: JsonObject = {"type": "object", "properties": {"city": {"type": "string"}}}
    layout = Layout.of(schemas.inline({"type": "object", "properties": {"place": place}}))
    assert [leaf.name for leaf in layout.fields] == ["place.city"]
    assert layout.fields[0].of({"place": {"city": "远山市"}}) == "远山市"
    assert layout.fields[0].of({"place": None}) is None


def test_a_required_leaf_is_one_that_cannot_be_null() -> None:
    item: JsonObject = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {"type": "string"}, "b": {"type": ["string", "null"]}, "c": {"type": "string"}},
    }
    assert [leaf.name for leaf in record_type("items", item).leaves if leaf.required] == ["a"]


@pytest.mark.parametrize(
    ("item", "named"),
    [
        ({"properties": {"a": {"type": "string", "x-compare": "fuzzy"}}}, "fuzzy"),
        ({"properties": {"a": {"type": "string"}}, "x-identity": ["b"]}, "b"),
    ],
)
def test_an_annotation_that_means_nothing_is_refused(item: JsonObject, named: str) -> None:
    with pytest.raises(InvalidSchema, match=named):
        record_type("items", item)


@pytest.mark.parametrize("name", schemas.names())
def test_every_shipped_schema_has_a_layout(name: str) -> None:
    layout = Layout.of(schemas.get(name))
    assert layout.record_types
    for group in layout.record_types:
        assert group.identity <= {leaf.name for leaf in group.leaves}
