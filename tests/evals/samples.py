"""A small schema with every comparator, one labelled record in it, and what goes with them."""

import copy

import schemas
from evals.layout import Layout
from service.types import JsonObject

BERTH: JsonObject = {
    "type": "object",
    "additionalProperties": False,
    "x-identity": ["name"],
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "x-type": "name"},
        "cost": {"type": ["string", "null"], "x-type": "money"},
        "area": {"type": ["string", "null"], "x-type": "quantity"},
        "share": {"type": ["string", "null"], "x-type": "percentage"},
        "opened": {"type": ["string", "null"], "x-type": "date"},
        "state": {"type": ["string", "null"], "enum": ["built", "planned", None]},
        "site": {"type": ["string", "null"], "x-type": "place"},
    },
}
SCHEMA: JsonObject = {
    "title": "harbour",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "headline": {"type": ["string", "null"], "x-type": "text"},
        "issued": {"type": ["string", "null"], "x-type": "date"},
        "writers": {"type": "array", "items": {"type": "string"}, "x-type": "person", "x-compare": "strings"},
        "abstract": {"type": ["string", "null"], "x-type": "summary"},
        "facts": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}, "x-compare": "anchors"},
        "berths": {"type": "array", "items": BERTH},
    },
}
LAYOUT = Layout.of(schemas.inline(SCHEMA))

# Leaves: 4 of the article, then 7, 4 and 3 of the berths.
LEAVES = 18
_RECORD: JsonObject = {
    "headline": "临海港扩建码头",
    "issued": "2022-07-01",
    "writers": ["陈小满", "吴一帆"],
    "abstract": "临海港一号码头投资30亿元,已建成;青山货运站在建。",
    "facts": [["一号码头", "30亿元"], ["二号码头|2号码头"]],
    "berths": [
        {
            "name": "临海一号码头",
            "cost": "30亿元",
            "area": "5万平方米",
            "share": "5%",
            "opened": "2021-03",
            "state": "built",
            "site": "临海市东港",
        },
        {
            "name": "临海二号码头",
            "cost": "12.5亿元",
            "area": None,
            "share": None,
            "opened": "2022-06-01",
            "state": "planned",
            "site": None,
        },
        {
            "name": "青山货运站",
            "cost": None,
            "area": "300亩",
            "share": "8%",
            "opened": None,
            "state": None,
            "site": None,
        },
    ],
}


def record() -> JsonObject:
    """A fresh copy of the labelled record."""
    return copy.deepcopy(_RECORD)


def berths(of: JsonObject) -> list[JsonObject]:
    """The berths in `of`, themselves and not a copy."""
    items = of["berths"]
    assert isinstance(items, list)
    return [item for item in items if isinstance(item, dict)]


def with_berths(*items: JsonObject) -> JsonObject:
    """The labelled record with other berths."""
    return {**record(), "berths": list(items)}
