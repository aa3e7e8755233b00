"""Which field of a row is the text, the id, the title, the day; and a row as an article."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from service.errors import EmptyArticle, InvalidRow, UnreadableArticle
from service.text.formats import MAX_TEXT_BYTES
from service.types import Article

_NAMES = {str: "a text", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}


@dataclass(frozen=True)
class Fields:
    """Names of fields, or of columns; a dot leads into an object (`meta.id`).

    A row needs a text. `id` None is the field `id` where a row has one, else the row's place; a field that is named
    must be there. Title and day may be missing; an empty name means none.
    """

    text: str = "text"
    id: str | None = None
    title: str = "title"
    published: str = "published"

    def row_id(self, row: dict[str, Any], place: str) -> str:
        """The id of a row, `place` where it has none and none was asked for. Raises InvalidRow."""
        value = value_at(row, self.id or "id")
        if value is None and self.id is None:
            return place
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            raise InvalidRow(
                f"{place}: the field {self.id or 'id'!r} is {_kind(value)}, not an id",
                hint="name the field of the ids with --id-field; without ids, articles go by their line",
            )
        return mended(value)

    def article(self, row: dict[str, Any], article_id: str, place: str) -> Article:
        """The article in a row. Raises InvalidRow, EmptyArticle, UnreadableArticle (too large)."""
        text = value_at(row, self.text)
        if not isinstance(text, str):
            raise InvalidRow(
                f"{place}: the field {self.text!r} is {_kind(text)}, not a text",
                hint="name the field of the article's text with --text-field",
            )
        if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
            raise UnreadableArticle(
                f"{place}: the text is larger than {MAX_TEXT_BYTES:,} bytes", hint="give one article a row"
            )
        if not text.strip():
            raise EmptyArticle(f"{place}: the text is empty", hint="give the text of an article")
        return Article(
            id=article_id,
            text=mended(text),
            title=self._optional(row, self.title, "--title-field", place),
            published=self._optional(row, self.published, "--published-field", place),
        )

    def _optional(self, row: dict[str, Any], name: str, option: str, place: str) -> str | None:
        value = value_at(row, name) if name else None
        if isinstance(value, date):  # a datetime too
            return value.isoformat()
        if value is None or isinstance(value, str):
            return None if value is None else mended(value)
        raise InvalidRow(
            f"{place}: the field {name!r} is {_kind(value)}, not a text",
            hint=f"name another field with {option}, or none: {option} ''",
        )


def value_at(row: dict[str, Any], name: str) -> Any:  # noqa: ANN401, RUF100 - whatever the row holds
    """The value of a field; None if there is none. A field with a dot in its very name counts first."""
    if name in row:
        return row[name]
    value: Any = row
    for step in name.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def mended(text: str) -> str:
    """The text with halves of surrogate pairs joined, and those that have no other half replaced by U+FFFD."""
    if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _kind(value: object) -> str:
    return "missing" if value is None else _NAMES.get(type(value), f"of type {type(value).__name__}")
