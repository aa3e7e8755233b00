"""The form of one piece of an article: what its blanks may hold there, and what an answer puts into them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from service.ground.matching import fold, nearest
from service.pipeline.candidates.cells import Cell
from service.pipeline.candidates.columns import LISTED, NAMED, SUMMARY, Column
from service.pipeline.candidates.offers import Offer, Offers, whole_day
from service.pipeline.candidates.passages import Passage, Range, joined
from service.types import JsonObject

_LONGEST = 60
_AND_OTHERS = re.compile(r"等(?:单位|企业|公司|机构|部门|人)?$")
_MOST_VALUES = 8
_OWN_WORDS = 0.7


@dataclass(slots=True)
class Row:
    """The cells of one record, or of the article itself; `lists` are those of the fields that hold several values."""

    cells: dict[str, Cell] = field(default_factory=dict)
    lists: dict[str, list[Cell]] = field(default_factory=dict)


class Form:
    """One piece with the values found in it."""

    def __init__(self, piece: Sequence[Passage], offers: Offers) -> None:
        self._offers = offers
        numbers = {p.sentence.number for p in piece}
        self._inside = [i for i, p in enumerate(offers.survey.passages) if p.sentence.number in numbers]
        self._piece = piece
        self.start, self._text = joined(piece)

    def holds(self, cell: Cell) -> bool:
        """Whether the cell's value stands in the piece."""
        return bool(cell.at) and self.start <= cell.at[0][0] < self.start + len(self._text)

    def closest(self, cell: Cell) -> int:
        """Where the cell's value stands; of a sentence in other words, where the sentence most like it begins."""
        if cell.at:
            return cell.at[0][0]
        return max(self._piece, key=lambda p: _shared(cell.value, p.text)).start

    def sentence(self, position: int) -> tuple[int, Range]:
        """The sentence that holds an offset of the clean text: its index in the article, and its place."""
        passages = self._offers.survey.passages
        index = max(i for i in self._inside if passages[i].start <= position)
        return index, (passages[index].sentence.start, passages[index].sentence.end)

    @property
    def text(self) -> str:
        """The piece, a line a sentence."""
        return "\n".join(p.text.strip() for p in self._piece)

    def cells_schema(self, columns: Iterable[Column]) -> dict[str, JsonObject]:
        """JSON Schema of each cell, in their order; none of those for which the piece has no value."""
        return {c.name: self._cell_schema(c) for c in columns if self._known(c) != []}

    def _cell_schema(self, column: Column) -> JsonObject:
        """A choice where the values are known, else a string."""
        known = self._known(column)
        text: JsonObject = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
        value: JsonObject = text if known is None else {"enum": [*known]}
        if column.many:
            return {"type": "array", "items": value, "maxItems": _MOST_VALUES}
        if not column.nullable:
            return value
        return {"anyOf": [text, {"type": "null"}]} if known is None else {"enum": [*known, None]}

    def most(self, column: Column, limit: int) -> int:
        """How many records there can be that begin with this column: as many as its values; `limit` for texts."""
        return len(self._texts(column.type, iso=column.iso)) if column.type in LISTED else limit

    def read(self, columns: Sequence[Column], said: JsonObject, near: int) -> Row:
        """The cells of an answer's row, those that stand in the piece, each nearest to the sentence at `near`."""
        row = Row()
        _, home = self.sentence(near)
        for column in columns:
            value = said.get(column.name)
            values = [str(v) for v in (value if isinstance(value, list) else [value]) if v is not None]
            if column.many and self._known(column) is None:
                values = [part for v in values for part in v.split("、")]
            cells = {c.value: c for v in values if (c := self._cell(column, v, home)) is not None}
            if column.many:
                row.lists[column.name] = [*cells.values()]
            elif cells:
                row.cells[column.name] = next(iter(cells.values()))
        return row

    def _known(self, column: Column) -> list[str] | None:
        """All values that the column can have here; None where the model copies them."""
        if column.choices or column.type not in LISTED:
            return [*column.choices] or None
        return self._texts(column.type, iso=column.iso)

    def _cell(self, column: Column, said: str, home: Range) -> Cell | None:
        if column.choices:
            return Cell(column.choices[said])
        if column.type in LISTED:
            same = {o.at[0]: o.value for o in self._offers.within(column.type, self._inside) if o.text == said}
            place = nearest([*same], (home,))
            if place is None:
                return None
            return Cell((whole_day(same[place]) or said) if column.iso else same[place], (place,))
        place = self._place(self._bare(column, said), home)
        if place is None and column.type == SUMMARY:
            return Cell(said) if _shared(said, self._text) >= _OWN_WORDS else None
        if place is not None:
            return Cell(self._text[place[0] - self.start : place[1] - self.start], (place,))
        parts = [self._place(part, home) for part in said.split("、")]
        places = tuple(part for part in parts if part is not None)
        return Cell(said, places) if len(places) == len(parts) else None

    def _bare(self, column: Column, said: str) -> str:
        """A name without what was copied with it: the post before a person's, 等单位 behind a body's."""
        said = _AND_OTHERS.sub("", said) if column.type in NAMED else said
        people = self._offers.within("person", self._inside) if column.type in {"person", "name"} else []
        return next((p.text for p in people if said.endswith(p.text)), said)

    def _place(self, said: str, home: Range) -> Range | None:
        places = [(self.start + a, self.start + b) for a, b in fold(self._text).occurrences(fold(said).text)]
        return nearest(places, (home,))

    def _texts(self, kind: str, *, iso: bool = False) -> list[str]:
        found: list[Offer] = self._offers.within(kind, self._inside)
        return list(dict.fromkeys(o.text for o in found if not iso or whole_day(o.value)))


def _shared(said: str, text: str) -> float:
    """The share of the pairs of characters in `said` that stand in `text`, too."""
    letters = fold(said).text
    pairs = [letters[i : i + 2] for i in range(len(letters) - 1)]
    whole = fold(text).text
    return sum(pair in whole for pair in pairs) / max(1, len(pairs))


def answer_object(properties: dict[str, JsonObject]) -> JsonObject:
    """JSON Schema of an object with just these properties, all of them."""
    required: list[JsonValue] = [*properties]
    return {"type": "object", "properties": {**properties}, "required": required, "additionalProperties": False}
