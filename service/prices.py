"""What tokens cost: a small file that comes with zhailu, and a file of the user's that goes before it."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from service.errors import InvalidSettings
from service.types import Frozen, Usage

_SHIPPED = Path(__file__).with_name("prices.toml")
_MILLION = 6  # decimal places
_HINT = "see service/prices.toml for the form of such a file"


class Price(Frozen):
    """One entry of a file; prices are for a million tokens. See `prices.toml` for what each line says."""

    models: tuple[str, ...] = Field(min_length=1)
    endpoint: str | None = None
    currency: str = Field(pattern="^[A-Z]{3}$")
    input: Decimal = Field(ge=0)
    cached_input: Decimal | None = Field(default=None, ge=0)
    output: Decimal = Field(ge=0)
    batch_discount: Decimal = Field(default=Decimal(0), ge=0, le=1)
    as_of: date | None = None
    source: str = ""

    def cost(self, usage: Usage, *, batch: bool = False) -> Decimal | None:
        """Exactly what these tokens cost, `batch` through a batch API; None where their number is not known.

        Where the endpoint does not say how many came from its cache, none did.
        """
        if usage.input_tokens is None or usage.output_tokens is None:
            return None
        cached = min(usage.cached_tokens or 0, usage.input_tokens)
        cached_price = self.input if self.cached_input is None else self.cached_input
        full = (usage.input_tokens - cached) * self.input + cached * cached_price + usage.output_tokens * self.output
        return (full * (1 - self.batch_discount if batch else 1)).scaleb(-_MILLION)

    def applies(self, model: str, host: str | None) -> bool:
        """Whether this is the price of a model at a host."""
        named = any(fnmatchcase(model.casefold(), pattern.casefold()) for pattern in self.models)
        return named and self.endpoint in (None, host)


@dataclass(frozen=True)
class Tariff:
    """What a connection costs. `price` None is unknown, unless it is `free`, as the embedded model is."""

    price: Price | None = None
    free: bool = False

    def priced(self, usage: Usage, *, batch: bool = False) -> Usage:
        """The usage with its cost; None where that is not known."""
        if self.free:
            return usage.model_copy(update={"cost": Decimal(0), "currency": None})
        if self.price is None:
            return usage.model_copy(update={"cost": None, "currency": None})
        cost = self.price.cost(usage, batch=batch)
        return usage.model_copy(update={"cost": cost, "currency": self.price.currency})


class _File(Frozen):
    prices: tuple[Price, ...]


def tariff(model: str, address: str, own: Path | None = None) -> Tariff:
    """What `model` costs at an endpoint's address; the user's own file goes first. Raises InvalidSettings for it."""
    host = urlsplit(address).hostname
    entries = [*(_read(own) if own is not None else ()), *_shipped()]
    return Tariff(next((entry for entry in entries if entry.applies(model, host)), None))


@cache
def _shipped() -> tuple[Price, ...]:
    return _read(_SHIPPED)


def _read(path: Path) -> tuple[Price, ...]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return _File.model_validate(document).prices
    except OSError as error:
        raise InvalidSettings(f"cannot read {path}: {error.strerror}", hint=_HINT) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidSettings(f"{path.name}: {place}: {first['msg']}", hint=_HINT) from None
    except ValueError as error:
        raise InvalidSettings(f"{path.name} is no TOML: {error}", hint=_HINT) from error
