"""The table of one piece of an article: which columns it has, what each may hold there, and what an answer says."""

from collections.abc import Sequence

from pydantic import JsonValue

from service.endpoint.protocol import CallRequest, Message
from service.ground.matching import fold, nearest
from service.pipeline.candidates.cells import Cell
from service.pipeline.candidates.columns import OFFERED, Column
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.figures import Range
from service.pipeline.candidates.judge import OTHER
from service.pipeline.candidates.offers import Offer, Offers, whole_day
from service.pipeline.candidates.passages import Passage, joined
from service.pipeline.turns import compact, example_turns
from service.prompts import Prompt
from service.types import JsonObject

ITEM, CLASS = "项", "类"
_MOST_OPTIONS = 16
_LONGEST = 40
_MOST_VALUES = 6
_LISTED = frozenset({"name", "person", "organization"})


class Table:
    """The columns of one piece: what each may hold there, and what an answer's row says."""

    def __init__(self, piece: Sequence[Passage], columns: Sequence[Column], offers: Offers, prompt: Prompt) -> None:
        self._prompt = prompt
        self._start, self._text = joined(piece)
        self._options = {c.name: _options(c, piece, offers) for c in columns}
        self._columns = [c for c in columns if self._options[c.name] or c.type not in OFFERED]

    def request(self, items: Sequence[str], label: str | None, about: str) -> CallRequest:
        """The call. `label` is what an item is called that is of the table's kind; None where none is asked about."""
        prompt = self._prompt
        lines = [f"{c.name}:{c.meaning}{_shown(self._choices(c))}" for c in self._columns]
        question = "\n".join([self._text.strip(), "", f"表:{about}", "栏:", *lines, f"{ITEM}:{compact([*items])}"])
        rows: list[JsonValue] = [self._row(item, label) for item in items]
        return CallRequest(
            messages=(
                Message(role="system", content=prompt.system),
                *example_turns(prompt),
                Message(role="user", content=question),
            ),
            answer_schema=_object(
                {"rows": {"type": "array", "prefixItems": rows, "minItems": len(rows), "maxItems": len(rows)}}
            ),
            schema_name="rows",
            max_tokens=64 + sum(2 * len(item) + 32 + self._most_tokens() for item in items),
        )

    def fill(self, found: Found, row: JsonObject) -> bool:
        """Puts the row's cells into the record. False if the model takes it for something else."""
        if row.get(CLASS) == OTHER:
            return False
        cells, lists = self.read(row, found.cells[found.spec.anchor].at[0][0])
        found.cells.update(cells)
        found.lists.update(lists)
        return True

    def read(self, row: JsonObject, near: int) -> tuple[dict[str, Cell], dict[str, list[Cell]]]:
        """The cells of a row, single ones and lists; each value where it stands nearest to `near`."""
        cells: dict[str, Cell] = {}
        lists: dict[str, list[Cell]] = {}
        for column in self._columns:
            said = row.get(column.name)
            read = [
                self._cell(column, str(v), near) for v in (said if isinstance(said, list) else [said]) if v is not None
            ]
            known = list({cell.value: cell for cell in read if cell is not None}.values())
            if column.many:
                lists[column.name] = known
            elif known:
                cells[column.name] = known[0]
        return cells, lists

    def _cell(self, column: Column, said: str, near: int) -> Cell | None:
        if column.choices:
            return Cell(column.choices[said])
        if column.type in OFFERED:
            same = [offer for offer in self._options[column.name] if offer.text == said]
            offer = min(same, key=lambda o: abs(o.at[0][0] - near))
            return Cell((whole_day(said) or said) if column.iso else said, offer.at)
        places = [(self._start + a, self._start + b) for a, b in fold(self._text).occurrences(fold(said).text)]
        place = nearest(places, ((near, near),))
        return Cell(self._at(place), (place,)) if place else None

    def _at(self, place: Range) -> str:
        return self._text[place[0] - self._start : place[1] - self._start]

    def _choices(self, column: Column) -> list[str]:
        return list(column.choices or dict.fromkeys(o.text for o in self._options[column.name]))

    def _row(self, item: str, label: str | None) -> JsonObject:
        first: dict[str, JsonObject] = {ITEM: {"const": item}}
        filled = {c.name: self._value(c) for c in self._columns}
        if label is None:
            return _object({**first, **filled})
        other = _object({**first, CLASS: {"const": OTHER}})
        return {"anyOf": [_object({**first, CLASS: {"const": label}, **filled}), other]}

    def _value(self, column: Column) -> JsonObject:
        choices: list[JsonValue] = [*self._choices(column)]
        value: JsonObject = {"enum": choices} if choices else {"type": "string", "minLength": 1, "maxLength": _LONGEST}
        if column.many:
            return {"type": "array", "items": value, "maxItems": _MOST_VALUES}
        if not column.nullable:
            return value
        return {"enum": [*choices, None]} if choices else {"anyOf": [value, {"type": "null"}]}

    def _most_tokens(self) -> int:
        return sum((_MOST_VALUES if c.many else 1) * (2 * _LONGEST) for c in self._columns)


def _options(column: Column, piece: Sequence[Passage], offers: Offers) -> list[Offer]:
    """What the piece holds of the column's type; of names also what the rest of the article does."""
    if column.type not in OFFERED:
        return []
    inside = [i for i, p in enumerate(offers.survey.passages) if p in piece]
    others = [i for i in range(len(offers.survey.passages)) if i not in inside] if column.type in _LISTED else []
    found = offers.within(column.type, [*inside, *others])
    usable = [o for o in found if not column.iso or whole_day(o.text)]
    texts = list(dict.fromkeys(o.text for o in usable))[:_MOST_OPTIONS]
    return [o for o in usable if o.text in texts]


def _shown(choices: Sequence[str]) -> str:
    return f"〔{'/'.join(choices)}〕" if choices else ""


def _object(properties: dict[str, JsonObject]) -> JsonObject:
    return {
        "type": "object",
        "properties": {**properties},
        "required": [*properties],
        "additionalProperties": False,
    }
