"""Tables and columns follow from the schema alone."""

import schemas
from service.export import Table, derive
from service.types import JsonObject
from tests.export.runs import SCHEMA


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def test_a_typed_value_has_columns_for_what_was_read() -> None:
    """Its text, its parts with their own types, its support; nested fields are joined by an underscore."""
    (deals,) = derive(SCHEMA).records
    assert names(deals) == [
        *("article_id", "record", "buyer", "buyer_support"),
        *("price", "price_amount", "price_currency", "price_support"),
        *("share", "share_support", "parts", "parts_support", "closed", "closed_support"),
        *("seat_city", "seat_city_support", "notes", "evidence", "evidence_spans"),
    ]
    kinds = {column.name: column.kind for column in deals.columns}
    assert (kinds["price_amount"], kinds["share"], kinds["notes"]) == ("decimal", "number", "json")


def test_every_shipped_schema_has_its_record_types() -> None:
    """With exact numbers where the schema has quantities."""
    layout = derive(schemas.get("industry_brief").record_schema())
    assert [table.name for table in layout.records] == [*schemas.get("industry_brief").record_types()]
    kinds = {column.name: column.kind for table in layout.records for column in table.columns}
    assert (kinds["investment_amount"], kinds["value_number"], kinds["started_date"]) == ("decimal", "decimal", "text")
    assert "published_precision" in names(layout.articles)


def test_names_never_collide() -> None:
    """Neither with the fixed ones nor with each other, whatever a schema calls its fields."""
    item: JsonObject = {
        "type": "object",
        "properties": {
            "article_id": {"type": "string"},
            "Name": {"type": "string"},
            "name": {"type": "string"},
            "a": {"type": "object", "properties": {"b": {"type": "string"}}},
            "a_b": {"type": "string"},
        },
    }
    array: JsonObject = {"type": "array", "items": item}
    fields: JsonObject = {"evidence": array, "Articles": array, "a/b": array, "a:b": array, "长" * 40: array, "": array}
    layout = derive({"type": "object", "properties": fields})
    tables = [table.name for table in layout.tables]
    assert len({name.casefold() for name in tables}) == len(tables)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in tables)
    for table in layout.records:
        columns = [name.casefold() for name in names(table)]
        assert len(set(columns)) == len(columns)
