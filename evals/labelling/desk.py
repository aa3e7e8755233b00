"""One gold file while it is labelled: opened, checked, written; never over a change made elsewhere."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import JsonValue

from evals.gold import GoldFile, check_evidence, gold_of
from evals.labelling import files
from evals.labelling.document import require_exact_numbers, written
from evals.labels import read_labels
from evals.passages import prepared
from evals.quotes import Passages, Quotes, utf16
from schemas import Schema
from service.errors import ArticleError, GoldError, StaleGold
from service.types import Frozen, JsonObject

Range = tuple[int, int]


class Seen(Frozen):
    """Hashes of the gold file and of its draft as a page last saw them; empty for one that was not there."""

    gold: str
    draft: str


class Problem(Frozen):
    """What is wrong with a value; `pointer` leads to it from the record (or to `/aliases/…` of the file)."""

    pointer: str
    message: str


@dataclass(frozen=True)
class Desk:
    """A gold file, there already or to be made, and the article that it labels.

    `new` is what the page begins with where there is no file yet, empty where there is one; `origin` is the model that
    `new` is from, if any.
    """

    path: Path
    schema: Schema
    article: str
    original: str
    new: JsonObject
    origin: str = ""

    @property
    def draft(self) -> Path:
        """Beside the gold file, and under a name that no evaluation takes for gold."""
        return self.path.with_name(f"{self.path.name}.draft")

    def seen(self) -> Seen:
        """What stands on the disk now."""
        return Seen(gold=files.sha256_of(self.path), draft=files.sha256_of(self.draft))

    def document(self) -> JsonObject:
        """What is labelled now. Raises GoldError for a file that no page can show, or that is gone."""
        if self.path.exists():
            return self._readable(self.path)
        if not self.new:
            raise GoldError(f"{self.path.name} is not there any more", hint="put it back, or label its article anew")
        return self.new

    def draft_document(self) -> JsonObject | None:
        """The draft, if there is one. Raises GoldError as `document` does."""
        return self._readable(self.draft) if self.draft.exists() else None

    def problems(self) -> list[Problem]:
        """What is wrong with the file as it stands; nothing if there is none."""
        if not self.path.exists():
            return []
        try:
            self._check(self.path.read_bytes())
        except GoldError as error:
            return problems_of(error)
        return []

    def checked(self, document: JsonObject) -> bytes:
        """The file that `document` makes. Raises GoldError, with the places, if loading would refuse it."""
        own = self.document()
        if any(document.get(key) != own.get(key) for key in ("id", "schema")):
            raise GoldError(f"{self.path.name}: id and schema cannot be changed here", hint="open the page again")
        data = written(document, self.schema)
        self._check(data)
        return data

    def changes(self, data: bytes) -> bool:
        """Whether `data` says anything else than the file: a file in another form is no change."""
        return not self.path.exists() or written(self.document(), self.schema) != data

    def require(self, seen: Seen) -> None:
        """Raise StaleGold unless the disk holds what the page saw."""
        now = self.seen()
        if now != seen:
            changed = self.path.name if now.gold != seen.gold else self.draft.name
            raise StaleGold(
                f"{changed} was changed since this page read it: nothing was written",
                hint="copy what you need, then load the page again; another tab or program has written the file",
            )

    def save(self, document: JsonObject, seen: Seen) -> Seen:
        """Write what passes the check, and drop the draft. Raises GoldError, StaleGold."""
        self.require(seen)
        data = self.checked(document)
        if self.changes(data):
            files.replace(self.path, data)
        files.remove(self.draft)
        return self.seen()

    def save_draft(self, document: JsonObject, seen: Seen) -> Seen:
        """Write anything, beside the gold file. Raises GoldError, StaleGold."""
        self.require(seen)
        files.replace(self.draft, written(document, self.schema))
        return self.seen()

    def discard_draft(self, seen: Seen) -> Seen:
        """Raises GoldError, StaleGold."""
        self.require(seen)
        files.remove(self.draft)
        return self.seen()

    @cached_property
    def clean(self) -> str | None:
        """The clean text, which gold quotes; None for an article without any."""
        try:
            return prepared(self.original).clean.text
        except ArticleError:
            return None

    def locate(self, passage: str) -> tuple[Range | None, Range | None]:
        """Where a passage stands, in UTF-16 units: in the clean text, and in the original."""
        clean, found = self.clean or "", self._in_clean.find(passage)
        original = self._in_original.find(passage)
        return _in_units(clean, found), _in_units(self.original, original)

    @cached_property
    def _in_clean(self) -> Passages:
        return Passages(self.clean or "")

    @cached_property
    def _in_original(self) -> Quotes:
        return Quotes(self.original)

    def _check(self, data: bytes) -> GoldFile:
        gold = gold_of(self.path, data)
        check_evidence(gold, self.original)
        return gold

    def _readable(self, path: Path) -> JsonObject:
        labels = read_labels(path)
        require_exact_numbers(path.name, labels)
        record = labels.get("record")
        for group in self.schema.record_types():
            items: JsonValue = record.get(group, []) if isinstance(record, dict) else None
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise GoldError(f"{path.name}: /{group} is no list of records", hint="correct the file by hand")
        return labels


def problems_of(error: GoldError) -> list[Problem]:
    """Every place that the error knows; the error itself, at no place, if it knows none."""
    known = [Problem(pointer=pointer, message=message) for pointer, message in error.places]
    return known or [Problem(pointer="", message=error.message)]


def _in_units(text: str, place: Range | None) -> Range | None:
    if place is None:
        return None
    unit = utf16(text)
    return unit(place[0]), unit(place[1])
