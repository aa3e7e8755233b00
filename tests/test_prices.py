"""What tokens cost, and that what is not known is never zero."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import prices
from service.endpoint.connect import describe
from service.errors import InvalidSettings
from service.prices import Price, Tariff, tariff
from service.settings import OPENAI_URL, build
from service.types import Usage

_OWN = """
[[prices]]
models = ["house-*"]
currency = "CNY"
input = 0.8
output = 2
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(_OWN)
    return path


def usage(input_tokens: int | None, output_tokens: int | None, cached_tokens: int | None = None) -> Usage:
    return Usage(input_tokens=input_tokens, output_tokens=output_tokens, cached_tokens=cached_tokens)


def price(**values: object) -> Price:
    entry = {"models": ["m"], "currency": "USD", "input": "0.15", "output": "0.6", **values}
    return Price.model_validate(entry)


@pytest.mark.parametrize(
    ("tokens", "batch", "cost"),
    [
        (usage(1_000_000, 0), False, "0.15"),
        (usage(2311, 640, 1650), False, "0.0006069"),
        (usage(2311, 640, 1650), True, "0.00030345"),
        (usage(2311, 640), False, "0.00073065"),
        (usage(1, 0), False, "0.00000015"),
        (usage(None, 5), False, None),
        (usage(5, None), False, None),
    ],
)
def test_a_cost_is_exact_or_unknown(tokens: Usage, batch: bool, cost: str | None) -> None:
    """Tokens from the cache have a price of their own, a batch its discount; a missing number makes no sum."""
    found = price(cached_input="0.075", batch_discount="0.5").cost(tokens, batch=batch)
    assert found == (None if cost is None else Decimal(cost))


def test_a_cost_is_written_out() -> None:
    """Never as 1.5E-7."""
    priced = Tariff(price()).priced(usage(1, 0))
    assert '"cost":"0.00000015","currency":"USD"' in priced.model_dump_json()


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), max_size=20))
def test_the_cost_of_a_sum_is_the_sum_of_the_costs(calls: list[tuple[int, int]]) -> None:
    """To the last digit: nothing is rounded on the way."""
    cost = Tariff(price(input="0.137", output="0.571"))
    usages = [usage(*call, 0) for call in calls]
    total = sum((cost.priced(one) for one in usages), Usage(cost=Decimal(0)))
    assert total.cost == cost.priced(sum(usages, Usage())).cost


def test_sums_with_an_unknown_cost_or_two_currencies_are_unknown() -> None:
    """What is free can be added to anything."""
    dollars, yuan = Usage(cost=Decimal(1), currency="USD"), Usage(cost=Decimal(2), currency="CNY")
    assert (dollars + dollars).cost == 2
    assert (dollars + yuan).cost is None
    assert (dollars + Usage(cost=None)).cost is None
    assert (Usage(cost=Decimal(0)) + yuan).model_dump(include={"cost", "currency"}) == {"cost": 2, "currency": "CNY"}


def test_a_model_without_a_price_is_unknown_the_embedded_one_free() -> None:
    """A name says nothing at another endpoint than that of the price."""
    environment = {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "ZHAILU_MODEL": "gpt-4o-mini"}
    assert describe(build({}, environment, {})).tariff.priced(usage(5, 5)).cost is None
    assert describe(build({}, {**environment, "OPENAI_BASE_URL": OPENAI_URL}, {})).tariff.price is not None
    assert describe(build({}, {}, {})).tariff.priced(usage(None, None)).cost == 0


def test_a_file_of_ones_own_goes_first(own: Path, tmp_path: Path) -> None:
    """Named by flag or variable; those known to zhailu stay."""
    settings = build({"prices": own}, {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "ZHAILU_MODEL": "House-7b"}, {})
    priced = describe(settings).tariff.priced(usage(1_000_000, 1_000_000))
    assert (priced.cost, priced.currency) == (Decimal("2.8"), "CNY")
    assert tariff("gpt-4.1", OPENAI_URL, own).price == tariff("gpt-4.1", OPENAI_URL).price
    cheaper = tmp_path / "cheaper.toml"
    cheaper.write_text(_OWN.replace("house-*", "gpt-4.1"))
    found = tariff("gpt-4.1", OPENAI_URL, cheaper).price
    assert found is not None
    assert found.currency == "CNY"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("input = 0.8", "input = -1", "prices.0.input"),
        ("output = 2", "output = 2\nweight = 1", "prices.0.weight"),
        ('currency = "CNY"', 'currency = "yuan"', "prices.0.currency"),
        ("output = 2", "", "prices.0.output"),
        ("[[prices]]", "[[prices", "is no TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_usage_error(own: Path, name: str, text: str, said: str) -> None:
    """It says the place, and where the form is described."""
    own.write_text(_OWN.replace(name, text))
    with pytest.raises(InvalidSettings, match=said) as caught:
        tariff("m", OPENAI_URL, own)
    assert "prices.toml" in caught.value.hint


def test_every_price_of_zhailu_says_when_and_where_it_was_read() -> None:
    """And no entry is hidden by one before it."""
    path = Path(prices.__file__).with_name("prices.toml")
    entries = [Price.model_validate(entry) for entry in tomllib.loads(path.read_text(), parse_float=Decimal)["prices"]]
    for entry in entries:
        assert entry.as_of is not None
        assert entry.source
        assert entry.endpoint is not None
        assert tariff(entry.models[0], f"https://{entry.endpoint}/v1").price == entry
