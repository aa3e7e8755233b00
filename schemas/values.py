"""The typed leaves of shipped schemas: strings in wire form, objects in a record.

Each type takes a string (or the object) when validated and gives the object when serialised. A date without a year
takes the one in the validation context: `Model.model_validate(wire, context={"year": 2024})`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from schemas.dates import DateValue, parse_date
from schemas.quantities import Money, Percentage, Quantity, parse_money, parse_percentage, parse_quantity

TypedValue = Quantity | Money | Percentage | DateValue
Parser: TypeAlias = Callable[[str, int | None], TypedValue | None]


def read_change(text: str) -> Percentage:
    """A percentage or a change in words: what holds no number keeps its text alone."""
    return parse_percentage(text) or Percentage(text=text.strip(), number=None, unit=None)


PARSERS: dict[str, Parser] = {
    "quantity": lambda text, _year: parse_quantity(text),
    "money": lambda text, _year: parse_money(text),
    "percentage": lambda text, _year: parse_percentage(text),
    "date": parse_date,
}


def parse_typed(kind: str, text: str, *, year: int | None, words: bool = False) -> TypedValue | None:
    """`text` as a value of x-type `kind`; None if it is not one. With `words`, a percentage may be in words."""
    if words and kind == "percentage":
        return read_change(text)
    return PARSERS[kind](text, year)


@dataclass(frozen=True)
class Leaf:
    """Makes a value type accept its written form. `kind` is its x-type; see `parse_typed` for `words`."""

    kind: str
    words: bool = False

    def __get_pydantic_core_schema__(self, source: type[BaseModel], handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object, info: ValidationInfo) -> object:
            if not isinstance(value, str):
                return value
            year = info.context.get("year") if isinstance(info.context, dict) else None
            parsed = parse_typed(self.kind, value, year=year, words=self.words)
            if parsed is None:
                raise ValueError(f"{value[:60]!r} is no {self.kind}")
            return parsed

        return core_schema.with_info_before_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        annotations: JsonSchemaValue = {"x-type": self.kind, **({"x-words": True} if self.words else {})}
        if handler.mode == "validation":
            return {"type": "string", **annotations}
        return {**handler.resolve_ref_schema(handler(core)), **annotations}


QuantityLeaf = Annotated[Quantity, Leaf("quantity")]
MoneyLeaf = Annotated[Money, Leaf("money")]
PercentageLeaf = Annotated[Percentage, Leaf("percentage")]
ChangeLeaf = Annotated[Percentage, Leaf("percentage", words=True)]
DateLeaf = Annotated[DateValue, Leaf("date")]
