"""What the model fills in for schemas of any kind, with a model that answers as told."""

import json
from typing import Literal

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, JsonValue

import schemas
from schemas import Schema
from service.endpoint.protocol import CallRequest
from service.pipeline.candidates.specification import article_columns, record_specs, serves
from service.pipeline.candidates.strategy import Candidates
from service.pipeline.draft import Draft
from service.text import prepare
from service.types import Article, JsonObject
from tests.candidates.reading import Model
from tests.candidates.test_strategy import CHINESE, is_exact, rows

NULLABLE: JsonObject = {"type": ["string", "null"]}
TENDER: JsonObject = {
    "title": "tender",
    "type": "object",
    "additionalProperties": False,
    "required": ["buyer", "opened", "way", "bids"],
    "properties": {
        "buyer": {**NULLABLE, "x-type": "organization", "description": "采购人"},
        "opened": {**NULLABLE, "format": "date", "description": "开标日期"},
        "way": {
            **NULLABLE,
            "enum": ["open", "invited", None],
            "x-glosses": {"open": "公开招标", "invited": "邀请招标"},
        },
        "bids": {
            "type": "array",
            "description": "投标",
            "items": {
                "type": "object",
                "description": "一家供应商的报价",
                "additionalProperties": False,
                "required": ["bidder", "price", "goods", "partners"],
                "properties": {
                    "bidder": {"type": "string", "x-type": "organization"},
                    "price": {**NULLABLE, "x-type": "money"},
                    "goods": NULLABLE,
                    "partners": {"type": "array", "items": {"type": "string"}, "x-type": "name"},
                },
            },
        },
    },
}
SCHEMA = schemas.inline(TENDER)
TEXT = """云溪县水利局采购水泵

2024年5月8日，云溪县水利局公开招标采购水泵。岚川泵业公司联合柏树科技报价86万元，霖川重工报价92.5万元。8月前交货。
"""


def answering(answer: JsonObject) -> Model:
    """A model that fills the blanks with `answer`, and keeps every name."""
    return Model(lambda request: answer if request.schema_name == "tender" else None)


async def filled(answer: JsonObject, text: str = TEXT, schema: Schema = SCHEMA) -> tuple[Draft, list[CallRequest]]:
    """The draft of a text whose blanks the model fills so (as each call must allow), and what it was asked."""
    model = answering(answer)
    draft = await Candidates().draft(Article(id="a", text=text), prepare(text), schema, model, lambda _: None)
    assert all(jsonschema_rs.is_valid(r.answer_schema, answer) for r in model.requests if r.schema_name == "tender")
    return draft, model.requests


def answer(*bids: JsonObject, opened: str | None = "2024年5月8日") -> JsonObject:
    """The article's own fields, right, and these bids."""
    return {"buyer": "云溪县水利局", "opened": opened, "way": "公开招标", "bids": [*bids]}


def bid(bidder: str, price: str | None, goods: str | None = None, *partners: str) -> JsonObject:
    """One bid, all of its cells."""
    return {"bidder": bidder, "price": price, "goods": goods, "partners": [*partners]}


@pytest.mark.anyio
async def test_a_schema_without_annotations_is_filled_in_one_call() -> None:
    """Names and texts copied, a figure and a date chosen, an enum by what its values mean; all where they stand."""
    said = answer(bid("岚川泵业公司", "86万元", "水泵", "柏树科技"), bid("霖川重工", "92.5万元"))
    draft, requests = await filled(said)
    assert len(requests) == 1
    assert draft.record == {
        "buyer": "云溪县水利局",
        "opened": "2024-05-08",
        "way": "open",
        "bids": [bid("岚川泵业公司", "86万元", "水泵", "柏树科技"), bid("霖川重工", "92.5万元")],
    }
    text = prepare(TEXT).clean.text
    places = {p: "".join(text[a:b] for a, b in at) for p, at in draft.evidence.items()}
    assert places["/bids/1/price"] == "92.5万元"
    assert places["/bids/0/partners/0"] == "柏树科技"
    assert places["/opened"] == "2024年5月8日"
    assert "霖川重工" in places["/bids/1"]
    assert SCHEMA.problems(draft.record) == []


@pytest.mark.anyio
async def test_a_call_offers_what_the_piece_holds() -> None:
    """Figures and dates as the only choices, after what they are of; and it says what the fields mean."""
    _, (request,) = await filled(answer())
    properties = json.loads(json.dumps(request.answer_schema))["properties"]
    assert list(properties) == ["buyer", "opened", "way", "bids"]
    assert properties["opened"]["enum"] == ["2024年5月8日", None]
    assert properties["way"]["enum"] == ["公开招标", "邀请招标", None]
    assert properties["bids"]["items"]["properties"]["price"]["enum"] == ["86万元", "92.5万元", None]
    assert "enum" not in json.dumps(properties["bids"]["items"]["properties"]["bidder"])
    system, question = request.messages
    assert "岚川泵业公司" in question.content
    assert "bids:投标。一家供应商的报价" in system.content
    assert '"bids":[{"bidder":"…","goods":"…","partners":["…"],"price":"…"}]' in system.content


@pytest.mark.anyio
async def test_what_a_piece_has_no_value_for_is_not_asked() -> None:
    """No price without a sum of money, no date without a date; both are null."""
    row: JsonObject = {"bidder": "霖川重工", "goods": "水泵", "partners": []}
    said: JsonObject = {"buyer": None, "way": None, "bids": [row]}
    draft, _ = await filled(said, "霖川重工也投了水泵的标。")
    assert draft.record == {"buyer": None, "opened": None, "way": None, "bids": [{**row, "price": None}]}


@pytest.mark.anyio
async def test_a_name_is_without_what_was_copied_with_it() -> None:
    """No post, no 等单位."""
    text = f"{TEXT}\n云岭集团董事长周文涛、霖川重工等单位出席。\n"
    draft, _ = await filled(answer(bid("霖川重工等单位", None, None, "董事长周文涛")), text)
    assert draft.record["bids"] == [bid("霖川重工", None, None, "周文涛")]


@pytest.mark.anyio
async def test_what_the_piece_does_not_say_is_dropped() -> None:
    """A cell that is made up is null; a record whose first field is made up is none."""
    draft, _ = await filled(
        answer(bid("远帆公司", "86万元"), bid("霖川重工", "92.5万元", "水车", "周文涛"), opened=None)
    )
    assert draft.record["bids"] == [bid("霖川重工", "92.5万元")]
    assert draft.record["opened"] is None


@pytest.mark.anyio
async def test_a_record_told_twice_is_one() -> None:
    """One name is one thing; what is told first stands, what is told later fills the gaps."""
    draft, _ = await filled(answer(bid("霖川重工", None), bid("霖川重工", "92.5万元"), bid("霖川重工", "86万元")))
    assert draft.record["bids"] == [bid("霖川重工", "92.5万元")]


@pytest.mark.anyio
async def test_a_figure_is_that_of_one_record() -> None:
    """The first that it is told of."""
    item: JsonObject = {"type": "object", "properties": {"sum": {"type": "string", "x-type": "money"}, "for": NULLABLE}}
    schema = schemas.inline({"type": "object", "properties": {"sums": {"type": "array", "items": item}}})
    told: list[JsonValue] = [{"sum": "86万元", "for": "报价"}, {"sum": "86万元", "for": "水泵"}]
    model = Model(lambda _: {"sums": told})
    draft = await Candidates().draft(Article(id="a", text=TEXT), prepare(TEXT), schema, model, lambda _: None)
    assert draft.record == {"sums": [{"sum": "86万元", "for": "报价"}]}


@pytest.mark.anyio
async def test_several_names_in_one_item_are_several() -> None:
    """In a list joined with 、."""
    draft, _ = await filled(answer(bid("岚川泵业公司", None, None, "霖川重工、柏树科技")))
    assert draft.record["bids"] == [bid("岚川泵业公司", None, None, "霖川重工", "柏树科技")]


@pytest.mark.anyio
async def test_a_value_is_taken_from_its_record_s_neighbourhood() -> None:
    """Of two places that say the same."""
    text = f"{TEXT}\n岚川泵业公司总资产92.5万元。云溪农机公司报价92.5万元。\n"
    clean = prepare(text).clean.text
    for bidder, place in (("霖川重工", clean.index("92.5万元")), ("云溪农机公司", clean.rindex("92.5万元"))):
        draft, _ = await filled(answer(bid(bidder, "92.5万元")), text)
        ((start, _),) = draft.evidence["/bids/0/price"]
        assert start == place


@pytest.mark.anyio
async def test_a_long_article_is_asked_about_piece_by_piece() -> None:
    """The first piece that says a field's value has it; the records of all pieces are there."""
    filler = "大家都说今年雨水多，水泵用得也多。" * 60
    text = f"{TEXT}\n{filler}\n\n2024年6月1日，云溪县水利局又招标，远帆机械公司报价20万元。\n"

    def told(request: CallRequest) -> JsonObject | None:
        first = "霖川重工" in request.messages[-1].content
        row = bid("霖川重工", "92.5万元") if first else bid("远帆机械公司", "20万元")
        said = answer(row, opened="2024年5月8日" if first else "2024年6月1日")
        return said if jsonschema_rs.is_valid(request.answer_schema, said) else None

    model = Model(told)
    draft = await Candidates().draft(Article(id="a", text=text), prepare(text), SCHEMA, model, lambda _: None)
    assert len(model.requests) > 1
    assert draft.record["opened"] == "2024-05-08"
    assert [row["bidder"] for row in rows(draft, "bids")] == ["霖川重工", "远帆机械公司"]


@pytest.mark.anyio
async def test_a_user_s_date_has_the_year_of_the_article() -> None:
    """In a schema of one's own nobody reads the string later; one that says its year stands as written.

    The model may say it with the year or without.
    """
    typed: JsonObject = {"type": "object", "properties": {"due": {"type": "string", "x-type": "date"}}}
    schema = schemas.inline(typed)
    text = "2024年5月8日，云溪县水利局采购水泵，9月1日前交货。"
    for said, value in (("9月1日", "2024-09-01"), ("2024年9月1日", "2024-09-01"), ("2024年5月8日", "2024年5月8日")):
        model = Model(lambda _, said=said: {"due": said})  # type: ignore[misc]
        draft = await Candidates().draft(Article(id="a", text=text), prepare(text), schema, model, lambda _: None)
        assert draft.record == {"due": value}


class Sample(BaseModel):
    """A thing that was tested, as one writes it in pydantic."""

    maker: str = Field(json_schema_extra={"x-type": "organization"})
    verdict: Literal["合格", "不合格"] | None
    share: str | None = Field(json_schema_extra={"x-type": "percentage"})


class Inspection(BaseModel):
    """An inspection report."""

    samples: list[Sample]


@pytest.mark.anyio
async def test_a_pydantic_model_s_schema_is_served() -> None:
    """With references, and choices between a type and null."""
    schema = schemas.inline(json.loads(json.dumps(Inspection.model_json_schema())))
    assert serves(schema)
    row: JsonObject = {"maker": "岚川泵业公司", "verdict": "不合格", "share": "12%"}
    text = "岚川泵业公司的水泵抽检不合格，不合格率12%。"
    model = Model(lambda _: {"samples": [row]})
    draft = await Candidates().draft(Article(id="a", text=text), prepare(text), schema, model, lambda _: None)
    assert draft.record == {"samples": [row]}
    assert jsonschema_rs.is_valid(model.requests[0].answer_schema, {"samples": [row]})


TOOLS: JsonObject = {"type": "array", "items": {"type": "string"}}


@pytest.mark.anyio
async def test_code_finds_the_records_and_the_model_what_is_left_of_them() -> None:
    """With an anchor that code finds the model only fills; it can add no record, and lose none."""
    item: JsonObject = {
        "type": "object",
        "x-anchor": "name",
        "required": ["name", "task", "tools"],
        "properties": {"name": {"type": "string", "x-type": "person"}, "task": NULLABLE, "tools": TOOLS},
    }
    schema = schemas.inline({"type": "object", "properties": {"people": {"type": "array", "items": item}}})
    text = "云岭集团董事长周文涛负责采购水泵，总经理林晓雅负责安装。"
    told: JsonObject = {"name": "周文涛", "task": "采购", "tools": ["水泵"]}
    model = Model(lambda _: {"people": [told]})
    draft = await Candidates().draft(Article(id="a", text=text), prepare(text), schema, model, lambda _: None)
    assert draft.record["people"] == [told, {"name": "林晓雅", "task": None, "tools": []}]
    names = json.loads(json.dumps(model.requests[0].answer_schema))["properties"]["people"]
    assert names["items"]["properties"]["name"] == {"enum": ["周文涛", "林晓雅"]}
    assert names["maxItems"] == 2
    nobody = Model()
    draft = await Candidates().draft(Article(id="a", text="无"), prepare("没有人来。"), schema, nobody, lambda _: None)
    assert (draft.record, nobody.requests) == ({"people": []}, [])


def record(**fields: JsonObject) -> JsonObject:
    """A schema with one record type, whose fields are all required."""
    item: JsonObject = {"type": "object", "properties": {**fields}, "required": [*fields]}
    return {"type": "object", "properties": {"rows": {"type": "array", "items": item}}}


PLACE: JsonObject = {"type": "string", "x-type": "place"}


@pytest.mark.parametrize(
    ("document", "served"),
    [
        (TENDER, True),
        (record(where=PLACE), True),
        (record(what={"type": "string"}), False),
        (record(where=PLACE, deaths={"type": "integer"}), False),
        (record(where=PLACE, deaths={"type": ["integer", "null"]}), True),
        (record(kind={"enum": ["a", "b"]}), False),
        (record(where=PLACE, tags={"type": "array", "items": {"type": "string"}}), True),
        ({"type": "object", "properties": {"place": PLACE}}, True),
        ({"type": "object", "properties": {"place": PLACE, "n": {"type": "number"}}, "required": ["n"]}, False),
        ({"type": "object", "properties": {"day": {"type": "string", "format": "date"}}}, True),
    ],
)
def test_which_schemas_are_served(document: JsonObject, served: bool) -> None:
    """Those of which code finds a field, and that demand nothing that no text has."""
    assert serves(schemas.inline(document)) is served


def test_a_record_without_an_anchor_begins_with_a_string_it_cannot_lack() -> None:
    """An enum or a list says nothing of where it stands."""
    (spec,) = record_specs(schemas.inline(record(kind={"enum": ["甲", "乙"]}, note=NULLABLE, where=PLACE)))
    assert (spec.anchor, spec.finder) == ("where", "")
    assert [c.name for c in spec.columns] == ["kind", "note", "where"]


@pytest.mark.parametrize(
    ("head", "finder"),
    [
        ({"x-type": "name"}, ""),
        ({"x-type": "name", "x-endings": ["渠"]}, "name"),
        ({"x-type": "organization"}, "organization"),
        ({"x-type": "money"}, "money"),
        ({"x-type": "text"}, ""),
        ({"x-type": "text", "x-quoted": True}, "quotation"),
        ({"x-type": "date"}, ""),
    ],
)
def test_which_anchors_code_finds(head: JsonObject, finder: str) -> None:
    """Those whose type or form says enough; with any other the model tells the records."""
    document = record(thing={"type": "string", **head})
    item = document["properties"]["rows"]["items"]  # type: ignore[call-overload, index]
    item["x-anchor"] = "thing"  # type: ignore[call-overload, index]
    (spec,) = record_specs(schemas.inline(document))
    assert (spec.anchor, spec.finder) == ("thing", finder)
    assert bool(spec.columns) is (finder == "")


def test_the_shipped_schemas_leave_the_model_what_nothing_tells() -> None:
    """Of a brief only doubtful names; of news what happened, and of which kind it is."""
    blanks = {
        name: [
            *(c.name for c in article_columns(schemas.get(name))),
            *(f"{s.name}.{c.name}" for s in record_specs(schemas.get(name)) for c in s.columns),
        ]
        for name in ("industry_brief", "news_event")
    }
    assert blanks["industry_brief"] == []
    assert blanks["news_event"] == [
        "category",
        *(f"events.{n}" for n in ("what", "when", "where", "who", "outcome")),
    ]


@settings(max_examples=100, deadline=None)
@given(text=CHINESE, said=st.sampled_from(["云溪县", "岚川", "一", "万元"]))
@pytest.mark.anyio
async def test_any_text_has_an_exact_draft(text: str, said: str) -> None:
    """Whatever it says, and whatever the model copies of it."""
    whole = f"云溪县召开会议。\n{text}"

    def told(request: CallRequest) -> JsonObject | None:
        row = bid(said, None, said, said)
        filled: JsonObject = {"buyer": said, "opened": None, "way": None, "bids": [row]}
        return filled if request.schema_name == "tender" else None

    draft = await Candidates().draft(Article(id="a", text=whole), prepare(whole), SCHEMA, Model(told), lambda _: None)
    is_exact(draft, prepare(whole).clean.text)
    assert SCHEMA.problems(draft.record) == []
