"""What is in the lines is in the tables, in every format."""

import json
import string
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.export import FORMATS, destination, export
from service.types import Issue, JsonObject, Span
from tests.export.runs import READERS, failure, result, write

# Without carriage returns, which XML does not keep, and without control characters, which openpyxl reads as they are
# written, escaped.
_TEXT = st.text(st.sampled_from("=+-@'\t\n\",;0 _x①中🀄\u2028" + string.ascii_letters), max_size=8)
_NUMBER = st.decimals(-(10**9), 10**9, places=4).map(lambda number: format(number, "f"))
_MONEY = st.none() | st.fixed_dictionaries({"text": _TEXT, "amount": _NUMBER, "currency": st.just("CNY")})
_DEAL = st.fixed_dictionaries(
    {
        "buyer": _TEXT,
        "price": _MONEY,
        "share": st.none() | st.integers(-(10**9), 10**9).map(lambda thousandths: thousandths / 1000),
        "parts": st.integers(-(10**9), 10**9),
        "closed": st.booleans(),
        "seat": st.fixed_dictionaries({"city": _TEXT}),
        "notes": st.lists(st.dictionaries(_TEXT, _TEXT, max_size=2), max_size=2),
    }
)
_RECORD = st.fixed_dictionaries(
    {"headline": st.none() | _TEXT, "tags": st.lists(_TEXT, max_size=3), "deals": st.lists(_DEAL, max_size=3)}
)


def _texts(value: Any) -> Any:
    """As every format can be compared: what is nested as JSON, an empty text as nothing."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return None if value == "" else value


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _wanted(deal: Any) -> list[Any]:
    price = deal["price"] or {}
    return [
        _texts(deal["buyer"]),
        _texts(price.get("text")),
        _number(price.get("amount")),
        _texts(price.get("currency")),
        _number(deal["share"]),
        deal["parts"],
        deal["closed"],
        _texts(deal["seat"]["city"]),
        json.dumps(deal["notes"], ensure_ascii=False),
    ]


def _found(row: dict[str, Any]) -> list[Any]:
    return [
        _texts(row["buyer"]),
        _texts(row["price"]),
        _number(row["price_amount"]),
        _texts(row["price_currency"]),
        _number(row["share"]),
        int(row["parts"]),
        str(row["closed"]).upper() in ("TRUE", "1"),
        _texts(row["seat_city"]),
        row["notes"],
    ]


@given(st.lists(_RECORD, min_size=1, max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_value_comes_back(records: list[JsonObject]) -> None:
    """Values of every kind, in every format, by article and record."""
    results = [result(record, f"{i}.txt") for i, record in enumerate(records)]
    with TemporaryDirectory() as folder:
        out = write(Path(folder), results)
        export(out, {name: destination(out, name) for name in FORMATS})
        for name in FORMATS:
            tables = READERS[name](destination(out, name))
            deals = {(row["article_id"], int(row["record"])): _found(row) for row in tables["deals"]}
            assert deals == {
                (f"{i}.txt", n + 1): _wanted(deal)
                for i, record in enumerate(records)
                for n, deal in enumerate(record["deals"])  # type: ignore[arg-type]
            }, name
            heads = [(_texts(row["headline"]), _texts(row["tags"])) for row in tables["articles"]]
            assert heads == [(_texts(record["headline"]), _texts(record["tags"])) for record in records], name


def test_evidence_issues_failures_and_provenance_come_back(tmp_path: Path) -> None:
    """Nothing of a line is left behind: where it was read, what was dropped, what failed, what it cost."""
    spans = {
        "/deals/1": [Span(start=5, end=9, text="=购买方"), Span(start=12, end=14, text="一二")],
        "/deals/1/buyer": [Span(start=5, end=6, text="=")],
        "/headline": [Span(start=1, end=3, text="标题")],
    }
    issue = Issue(pointer="/deals/2/price", kind="unparsed", value="若干", message="cannot be read as money")
    deals: Any = [{"buyer": "甲"}, {"buyer": "="}]
    one = result(
        {"headline": "标题", "tags": [], "deals": deals},
        evidence=spans,
        support={"/deals/1/buyer": "exact", "/deals/0/buyer": "derived", "/headline": "normalised"},
        issues=[issue],
    )
    out = write(tmp_path / "out", [one], [failure("b.txt")])
    export(out, {name: destination(out, name) for name in FORMATS})
    for name in FORMATS:
        tables = READERS[name](destination(out, name))
        columns = ("record_type", "record", "field", "start", "end", "text")
        evidence = [tuple(str(row[name] or "") for name in columns) for row in tables["evidence"]]
        assert evidence == [
            ("deals", "2", "", "5", "9", "=购买方"),
            ("deals", "2", "", "12", "14", "一二"),
            ("deals", "2", "buyer", "5", "6", "="),
            ("", "", "headline", "1", "3", "标题"),
            ("deals", "1", "buyer", "", "", ""),
        ], name
        assert [row["buyer_support"] for row in tables["deals"]] == ["derived", "exact"]
        assert [row["evidence"] or None for row in tables["deals"]] == [None, "=购买方\n一二"]
        (article,) = tables["articles"]
        assert (article["headline_support"], _number(article["cost"])) == ("normalised", Decimal("0.0012"))
        assert article["cached_tokens"] in (None, "")
        (kept,) = tables["issues"]
        assert (kept["pointer"], json.loads(kept["value"])) == ("/deals/2/price", "若干")
        (failed,) = tables["failures"]
        assert (failed["article_id"], failed["code"], failed["hint"]) == ("b.txt", "unreadable_article", "=check it")


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    """In every format, at any time."""
    out = write(tmp_path / "out", [result({"headline": "一", "tags": ["二"], "deals": []})])
    for copy in ("one", "two"):
        export(out, {name: tmp_path / copy / name for name in FORMATS})
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) == 2 + 2 * 5
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file
