"""Doubts about gold, as a report's reader wrote them down, and what a reviewer decides on each."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue, ValidationError

from evals.gold import load_gold
from evals.labelling import files
from evals.labelling.desk import Desk, Seen
from evals.labelling.worklist import desk_of_gold
from evals.readings import text_of
from evals.reviews import FILE, Decision, Dispute, Review, load_reviews, successors
from service.errors import GoldError, StaleGold, UsageError
from service.ground.evidence import value_at
from service.types import Frozen, JsonObject

Standing = Literal["open", "stale", "accepted", "rejected"]


class Disputes(Frozen):
    """What a report's page downloads."""

    gold_sha256: str
    schema_: str = Field(alias="schema")
    disputes: tuple[Dispute, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Case:
    """One dispute, with the gold file that it is about."""

    dispute: Dispute
    desk: Desk

    @property
    def folder(self) -> Path:
        return self.desk.path.parent

    def review(self) -> Review | None:
        """What was decided on it last."""
        decided = [one for one in load_reviews(self.folder) if one.dispute == self.dispute]
        return decided[-1] if decided else None

    def stale(self) -> bool:
        """Whether gold is no longer what the reader saw: changed without a review, or another value at that place."""
        reviews = [one for one in load_reviews(self.folder) if one.dispute.article == self.dispute.article]
        known = successors(self.dispute.gold_sha256, reviews)
        return self.desk.seen().gold not in known or not self._stands()

    def standing(self) -> Standing:
        """Where the dispute is on its way."""
        known = self.review()
        return known.decision if known is not None else "stale" if self.stale() else "open"

    def decide(
        self, decision: Decision, *, because: str, by: str, document: JsonObject, seen: Seen, now: datetime
    ) -> Review:
        """Writes down the decision and, if gold was wrong, the corrected `document`, in one step: both or neither.

        Raises StaleGold for a file changed since `seen` and a dispute decided meanwhile, GoldError for a document that
        loading would refuse, and where the decision and the document do not fit together.
        """
        for what, text in (("a reason", because), ("a name", by)):
            if not text.strip():
                raise GoldError(f"the decision lacks {what}", hint="say why gold is to change or stay, and who says so")
        if (known := self.review()) is not None:
            raise StaleGold(f"this dispute was {known.decision} by {known.by} already", hint="load the page again")
        self.desk.require(seen)
        data = self.desk.checked(document)
        changes, stale = self.desk.changes(data), self.stale()
        if decision == "rejected" and changes:
            raise GoldError("gold was edited, though the dispute is rejected", hint="undo the edits, or accept")
        if decision == "accepted" and not changes and not stale:
            raise GoldError("the dispute is accepted, but gold is as it was", hint="correct gold first, or reject")
        review = Review(
            dispute=self.dispute,
            decision=decision,
            because=because.strip(),
            by=by.strip(),
            at=now,
            stale=stale,
            before=seen.gold,
            after=hashlib.sha256(data).hexdigest() if changes else seen.gold,
        )
        with files.appended(self.folder / FILE, review.to_json()):
            if changes:
                files.replace(self.desk.path, data)
        files.remove(self.desk.draft)
        return review

    def _disputed(self) -> JsonValue:
        return value_at(self.desk.document().get("record"), self.dispute.pointer)

    def _stands(self) -> bool:
        """Whether the disputed value is still at its place; what gold lacked, or holds in a list, is taken as such."""
        expected, found = self.dispute.gold, self._disputed()
        if isinstance(expected, dict):
            return isinstance(found, dict) and all(
                _same(found.get(name), value) for name, value in expected.items() if isinstance(found.get(name), str)
            )
        return expected is None or _same(found, expected)


def cases_of(path: Path, gold: Path, articles: Path) -> list[Case]:
    """The disputes in `path` with their gold files and articles. Raises UsageError, GoldError."""
    known = {one.id: one for one in load_gold(gold)}
    disputes = _read(path).disputes
    if unknown := sorted({one.article for one in disputes} - known.keys()):
        raise UsageError(f"{path.name}: no gold file in {gold} has the id {unknown[0]!r}", hint="give another --gold")
    desks = {one: desk_of_gold(known[one].path, articles) for one in sorted({one.article for one in disputes})}
    return [Case(dispute, desks[dispute.article]) for dispute in disputes]


def _read(path: Path) -> Disputes:
    hint = "give the disputes.json that a report's page downloads"
    try:
        return Disputes.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"--disputes: cannot read {path}: {error.strerror}", hint=hint) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(map(str, first["loc"])) or "/"
        raise UsageError(f"{path.name}: {where}: {first['msg']}", hint=hint) from None


def _same(value: JsonValue, other: JsonValue) -> bool:
    return value is not None and text_of(value) == text_of(other)
