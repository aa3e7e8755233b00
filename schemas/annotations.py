"""How shipped schemas annotate their fields for extraction, records and scoring (the `x-` keys of JSON Schema)."""

from dataclasses import dataclass, fields
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue

# What a schema says of itself for the machines; everything else in it is plain JSON Schema.
TYPED = frozenset({"quantity", "money", "percentage", "date"})


def described(
    description: str,
    *,
    x_type: str | None = None,
    compare: str | None = None,
    weight: float | None = None,
    glosses: dict[str, str] | None = None,
    finding: "Finding | None" = None,
) -> Any:  # noqa: ANN401, RUF100  # as pydantic.Field: it stands where a default would
    """A required field with its meaning (for the prompt) and annotations; see the table in `schemas/__init__.py`."""
    extra: dict[str, JsonValue] = {}
    if x_type:
        extra["x-type"] = x_type
    if compare:
        extra["x-compare"] = compare
    if weight is not None:
        extra["x-weight"] = weight
    if glosses:
        extra["x-glosses"] = cast("JsonValue", glosses)
    if finding:
        extra.update(finding.annotations())
    return Field(description=description, json_schema_extra=extra)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How code finds a field's values in Chinese text; each attribute is the `x-` annotation of its name."""

    endings: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    quoted: bool = False
    proper: bool = False
    suffix_dropped: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    cues: tuple[str, ...] | dict[str, tuple[str, ...]] = ()
    source: str | None = None
    default: str | None = None
    not_before: str | None = None

    def annotations(self) -> dict[str, JsonValue]:
        """What of it is set, as JSON Schema keys: `x-endings`, `x-suffix-dropped`, … (`source` is `x-from`)."""
        found: dict[str, JsonValue] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value:
                name = "from" if item.name == "source" else item.name.replace("_", "-")
                found[f"x-{name}"] = _json(value)
        return found


def _json(value: bool | str | tuple[str, ...] | dict[str, tuple[str, ...]]) -> JsonValue:  # one of the attributes
    if isinstance(value, dict):
        return {key: list(words) for key, words in value.items()}
    return list(value) if isinstance(value, tuple) else value


def record_config(identity: list[str], anchor: str) -> ConfigDict:
    """Settings of a record type: the fields that say which thing it is, and the one whose candidates begin a row."""
    return ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"x-identity": cast("JsonValue", identity), "x-anchor": anchor},
    )


class Document(BaseModel):
    """Base of a whole shipped schema."""

    model_config = ConfigDict(extra="forbid", frozen=True)
