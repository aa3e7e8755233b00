"""Schemas by name, from files and inline; wire form, record form."""

import json
from pathlib import Path
from typing import get_args

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue, ValidationError

import schemas
from schemas.industry_brief import IndustryBrief, Status
from schemas.values import ChangeLeaf, DateLeaf, MoneyLeaf, QuantityLeaf
from service.errors import InvalidSchema, UnknownSchema
from service.types import JsonObject

GOLD: JsonObject = {
    "title": "云杉新材料基地二期开工",
    "published": "2024-03-05",
    "publisher": "青岚日报",
    "authors": ["陆一鸣"],
    "region": "青岚市",
    "summary": "云杉新材料基地二期开工。",
    "key_facts": [["云杉新材料", "开工|奠基"], "总投资12.5亿元"],
    "projects": [
        {
            "name": "云杉新材料基地二期",
            "owner": "云杉集团",
            "location": None,
            "investment": "12.5亿元",
            "land_area": "400余亩",
            "floor_area": None,
            "capacity": "年产5万吨",
            "status": "started",
            "started": "3月4日",
            "completed": None,
        }
    ],
    "organizations": [{"name": "云杉集团", "kind": "company"}],
    "people": [{"name": "沈知秋", "title": "总经理", "organization": "云杉集团"}],
    "indicators": [
        {
            "subject": "青岚市",
            "name": "规上企业",
            "value": "超千家",
            "period": "目前",
            "change": "翻番",
            "nature": "actual",
        },
        {
            "subject": "青岚市",
            "name": "增速位次",
            "value": "第2位",
            "period": None,
            "change": "明显回升",
            "nature": "actual",
        },
    ],
    "initiatives": [{"name": "清源行动", "issuer": None}],
}


EXPECTED: JsonObject = {
    "/projects/0/investment": {"text": "12.5亿元", "amount": "1250000000", "currency": "CNY", "bound": None},
    "/projects/0/started": {"text": "3月4日", "date": "2024-03-04", "precision": "day"},
    "/indicators/0/value": {"text": "超千家", "number": "1000", "unit": "家", "bound": "over"},
    "/indicators/0/change": {"text": "翻番", "number": "100", "unit": "%", "bound": None},
    "/indicators/1/change": {"text": "明显回升", "number": None, "unit": None, "bound": None},
    "/key_facts": GOLD["key_facts"],
}


def at(value: JsonValue, pointer: str) -> JsonValue:
    for step in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = value[step]
    return value


def changed(**fields: JsonValue) -> JsonObject:
    return {**GOLD, **fields}


def test_shipped_schemas_are_listed_and_found_with_and_without_version() -> None:
    assert schemas.names() == ["industry_brief@1", "news_event@1"]
    for name in schemas.names():
        assert schemas.get(name).id == name
        assert schemas.get(name.partition("@")[0]) == schemas.get(name)


@pytest.mark.parametrize("spec", ["industry_breif", "industry_brief@2", "industrybrief"])
def test_an_unknown_name_gets_the_nearest_one_as_a_hint(spec: str) -> None:
    with pytest.raises(UnknownSchema) as caught:
        schemas.get(spec)
    assert "did you mean industry_brief" in caught.value.hint


def test_no_file_is_read_without_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text('{"type": "object"}', encoding="utf-8")
    with pytest.raises(UnknownSchema):
        schemas.get(str(path))
    assert schemas.get("own.json", folder=tmp_path).id.startswith("own@")
    assert schemas.get(str(path), folder=tmp_path / "elsewhere") == schemas.get("own.json", folder=tmp_path)


@pytest.mark.parametrize("name", ["industry_brief", "news_event"])
def test_a_shipped_schema_is_plain_described_and_closed(name: str) -> None:
    schema = schemas.get(name)
    jsonschema_rs.meta.validate(schema.wire)
    text = schema.canonical().decode()
    assert "$ref" not in text
    assert "anyOf" not in json.dumps({**schema.fields(), "key_facts": None}, ensure_ascii=False)
    for node in [schema.wire, *schema.record_types().values()]:
        properties = node["properties"]
        assert isinstance(properties, dict)
        assert node["required"] == list(properties)
        assert node["additionalProperties"] is False
        for field in properties.values():
            assert isinstance(field, dict)
            assert field["description"]
            assert {"x-type", "enum", "items"} & field.keys()


def test_record_types_name_their_identity_and_anchor_fields() -> None:
    for name in schemas.names():
        for node in schemas.get(name).record_types().values():
            properties, identity, anchor = node["properties"], node["x-identity"], node["x-anchor"]
            assert isinstance(properties, dict)
            assert isinstance(identity, list)
            assert {*identity, anchor} <= properties.keys()


def test_glosses_explain_each_value_in_order() -> None:
    projects = schemas.get("industry_brief").record_types()["projects"]["properties"]
    assert isinstance(projects, dict)
    status = projects["status"]
    assert isinstance(status, dict)
    assert isinstance(status["x-glosses"], dict)
    assert list(status["x-glosses"]) == list(get_args(Status))
    assert status["enum"] == [*get_args(Status), None]


def test_fields_and_record_types_share_out_the_top_level() -> None:
    schema = schemas.get("industry_brief")
    assert [*schema.fields(), *schema.record_types()] == list(GOLD)
    assert list(schema.record_types()) == ["projects", "organizations", "people", "indicators", "initiatives"]


def test_a_gold_record_is_valid() -> None:
    assert schemas.get("industry_brief").problems(GOLD) == []


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (changed(title=3), "/title"),
        (changed(authors="陆一鸣"), "/authors"),
        (changed(organizations=[{"name": "云杉集团", "kind": "firm"}]), "/organizations/0/kind"),
        (changed(organizations=[{"name": "云杉集团"}]), "/organizations/0"),
        (changed(extra=1), ""),
        ([], ""),
    ],
)
def test_problems_say_where(value: JsonValue, pointer: str) -> None:
    assert [where for where, _ in schemas.get("industry_brief").problems(value)] == [pointer]


def test_a_value_that_is_no_json_or_too_deep_is_a_problem_not_a_crash() -> None:
    deep: JsonValue = []
    for _ in range(50_000):
        deep = [deep]
    schema = schemas.inline({"type": "object", "properties": {"a": {"pattern": "b"}}})
    assert schema.problems(deep)
    assert schema.problems({"a": "\ud800"})


def test_a_record_holds_objects_and_satisfies_its_schema() -> None:
    schema = schemas.get("industry_brief")
    record, issues = schema.to_record(GOLD, year=2024)
    assert issues == []
    assert list(jsonschema_rs.validator_for(schema.record_schema()).iter_errors(record)) == []
    assert {pointer: at(record, pointer) for pointer in EXPECTED} == EXPECTED


def test_a_leaf_that_cannot_be_read_is_null_with_an_issue() -> None:
    record, issues = schemas.get("industry_brief").to_record(changed(published="前天"), year=2024)
    assert record["published"] is None
    assert [(issue.pointer, issue.kind, issue.value) for issue in issues] == [("/published", "unparsed", "前天")]


def test_a_day_without_a_year_needs_the_articles_year() -> None:
    _, issues = schemas.get("industry_brief").to_record(GOLD, year=None)
    assert [issue.pointer for issue in issues] == ["/projects/0/started"]


class Leaves(BaseModel):
    money: MoneyLeaf | None
    day: DateLeaf
    change: ChangeLeaf
    value: QuantityLeaf


def test_typed_leaves_take_strings_or_objects_and_give_objects() -> None:
    wire = {"money": "3亿元", "day": "5月1日", "change": "-3%", "value": "20家"}
    first = Leaves.model_validate(wire, context={"year": 2024})
    dumped = first.model_dump(mode="json")
    assert dumped["day"]["date"] == "2024-05-01"
    assert dumped["money"]["amount"] == "300000000"
    assert Leaves.model_validate(dumped) == first
    with pytest.raises(ValidationError):
        Leaves.model_validate({**wire, "money": "20家"}, context={"year": 2024})


def test_the_models_and_the_record_form_agree() -> None:
    record, _ = schemas.get("industry_brief").to_record(GOLD, year=2024)
    assert IndustryBrief.model_validate(GOLD, context={"year": 2024}).model_dump(mode="json") == record


def test_a_users_schema_keeps_its_values_as_they_are() -> None:
    schema = schemas.inline(
        {"title": "我的 表", "type": "object", "properties": {"a": {"type": "string", "x-type": "money"}}}
    )
    assert schema.id.startswith("我的_表@")
    assert schema.to_record({"a": "3亿元"}, year=None) == ({"a": "3亿元"}, [])
    assert schema.record_schema() == schema.wire


def test_the_id_does_not_depend_on_the_order_of_keys() -> None:
    one = schemas.inline({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "null"}}})
    two = schemas.inline({"properties": {"b": {"type": "null"}, "a": {"type": "string"}}, "type": "object"})
    other = schemas.inline({"type": "object", "properties": {"a": {"type": "string"}}})
    assert one.id == two.id != other.id
    assert one.canonical() == two.canonical()


def test_local_references_are_inlined() -> None:
    schema = schemas.inline(
        {
            "type": "object",
            "properties": {
                "x": {"$ref": "#/$defs/leaf", "description": "d"},
                "t": {"$ref": "#/$defs/twig"},
                "$ref": {"const": {"$ref": "http://a.invalid/data"}},
            },
            "$defs": {
                "leaf": {"type": "string"},
                "twig": {"type": "object", "properties": {"kids": {"items": {"$ref": "#/$defs/leaf"}}}},
            },
        }
    )
    properties = schema.wire["properties"]
    assert isinstance(properties, dict)
    assert properties["x"] == {"type": "string", "description": "d"}
    assert schema.problems({"x": "s", "t": {"kids": ["k"]}}) == []
    assert [where for where, _ in schema.problems({"t": {"kids": ["k", 3]}})] == ["/t/kids/1"]
    jsonschema_rs.validator_for(schema.wire)


BOMB: JsonObject = {
    "type": "object",
    "properties": {"a": {"$ref": "#/$defs/d0"}},
    "$defs": {
        **{f"d{i}": {"allOf": [{"$ref": f"#/$defs/d{i + 1}"}] * 10} for i in range(20)},
        "d20": {"type": "string"},
    },
}
DEEP: JsonObject = {"type": "object"}
for _ in range(5_000):
    DEEP = {"type": "object", "properties": {"a": DEEP}}


@pytest.mark.parametrize(
    "document",
    [
        {"type": "array"},
        {"properties": {}},
        {"type": "objekt"},
        {"type": "object", "properties": []},
        {"type": "object", "properties": {"a": {"pattern": "(("}}},
        {"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:1/a.json"}}},
        {"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}},
        {"type": "object", "properties": {"a": {"$ref": "other.json#/a"}}},
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}},
        {"type": "object", "properties": {"a": {"$ref": "#anchor"}}},
        {"type": "object", "properties": {"a": {"$dynamicRef": "#a"}}},
        {"type": "object", "properties": {"a": {"$id": "http://127.0.0.1:1/", "$ref": "#/x"}}},
        {"$schema": "http://127.0.0.1:1/meta", "type": "object"},
        {"$ref": "#"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {"type": "object", "properties": {"a": {"$ref": "#"}}},
        {
            "type": "object",
            "properties": {"t": {"$ref": "#/definitions/tree"}},
            "definitions": {"tree": {"type": "object", "properties": {"t": {"$ref": "#/definitions/tree"}}}},
        },
        {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}},
        {"type": "object", "patternProperties": {"^(a*)*$": {"type": "string"}}},
        {"type": "object", "properties": {"a": {"enum": [f"v{i}" for i in range(100_000)]}}},
        {"type": "object", "description": "x" * 1_000_001},
        {"type": "object", "description": "字" * 3_500_000},
        {"type": "object", "description": "\ud800"},
        {"type": "object", "default": float("nan")},
        BOMB,
        DEEP,
    ],
    ids=range(26),
)
@pytest.mark.usefixtures("must_end")
def test_an_unusable_schema_is_refused_with_a_hint(document: JsonObject) -> None:
    with pytest.raises(InvalidSchema) as caught:
        schemas.inline(document)
    assert caught.value.hint
    assert len(caught.value.message) < 500


@pytest.mark.parametrize("pattern", ["^(a|a)+$", "^(a+a)+$", r"^(?=(a+)$)(a|aa)+\1b$"])
@pytest.mark.usefixtures("must_end")
def test_a_hostile_pattern_does_not_hang_validation(pattern: str) -> None:
    schema = schemas.inline({"type": "object", "properties": {"a": {"type": "string", "pattern": pattern}}})
    assert schema.problems({"a": "a" * 5_000 + "!"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"type": "object", "type": "object"}',
        b'{"type": "object", "default": NaN}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_a_file_that_holds_no_schema_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.json").write_bytes(content)
    with pytest.raises(InvalidSchema):
        schemas.get("own.json", folder=tmp_path)


@pytest.mark.parametrize("spec", ["none.json", "./none.json", "a\0.json"])
def test_a_missing_file_is_an_unknown_schema(tmp_path: Path, spec: str) -> None:
    with pytest.raises(UnknownSchema):
        schemas.get(spec, folder=tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "properties", "$ref", "items", "$defs", "allOf", "pattern", "enum", "a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["properties", "$defs", "allOf", "x", "$ref", "items"]), JSON, max_size=4))
def test_any_document_is_a_schema_or_an_invalid_schema(document: JsonObject) -> None:
    try:
        schema = schemas.inline({"type": "object", **document})
    except InvalidSchema:
        return
    schema.problems({"a": 1})
    assert schema.wire["type"] == "object"


@pytest.mark.parametrize(
    "draft", ["http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"]
)
def test_the_dialects_of_json_schema_are_taken(draft: str) -> None:
    schema = schemas.inline({"$schema": draft, "type": "object", "properties": {"a": {"type": "string"}}})
    assert "$schema" not in schema.wire
    assert schema.problems({"a": 1})
