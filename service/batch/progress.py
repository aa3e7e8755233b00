"""What a run tells while it goes on, and how it ended."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from service.batch.sources import Skipped
from service.errors import ZhailuError
from service.ledger import Attempts, Outcome
from service.types import Failure, Usage


@dataclass
class Counts:
    """What this run did so far: `ok` and `failed` with its own work, `reused` what had ended before, of `total`
    articles found so far; `complete` when those are all. `usage.cost` is unknown as soon as that of one article is:
    `known_cost` is that of the others, `unpriced` how many there are of the former. `reprints` are those of `ok` that
    took over a record.
    """

    total: int = 0
    complete: bool = False
    ok: int = 0
    failed: int = 0
    reused: int = 0
    in_flight: int = 0
    reprints: int = 0
    usage: Usage = field(default_factory=lambda: Usage(cost=Decimal(0)))
    known_cost: Decimal = Decimal(0)
    unpriced: int = 0

    @property
    def ended(self) -> int:
        """Articles that have ended, now or before."""
        return self.ok + self.failed + self.reused

    def add(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failure):
            self.failed += 1
        else:
            self.ok += 1
        provenance = outcome.provenance
        if provenance is None:
            return
        self.reprints += provenance.reprint_of is not None
        self.usage += provenance.usage
        if provenance.usage.cost is None:
            self.unpriced += 1
        else:
            self.known_cost += provenance.usage.cost

    def join(self, other: "Counts") -> None:
        """Adds what another pass over the same articles worked out."""
        self.total, self.complete = other.total, other.complete
        self.ok += other.ok
        self.failed += other.failed
        self.reprints += other.reprints
        self.usage += other.usage
        self.known_cost += other.known_cost
        self.unpriced += other.unpriced


class Observer(Protocol):
    """Is told what happens, to show it."""

    def finished(self, outcome: Outcome, counts: Counts) -> None:
        """One more article has ended."""

    def progressed(self, counts: Counts) -> None:
        """More articles were found, or are there from before; told a few times a second at most."""


@dataclass(frozen=True)
class RunReport:
    """How a run ended. `ok` and `failed` are the lines of the two files, with those of earlier runs; `reused` is how
    many were there before, `undone` how many articles have neither, `unseen` how many of those were not looked at.
    `listed` is false where the source was not listed to its end: there may be more. `skipped` counts what is no
    article, by its reason; `skipped_first` are the first thousand. `spent` is what this run's own work took. `error`
    is what stopped the run, if anything.
    """

    total: int
    listed: bool
    ok: int
    failed: int
    reused: int
    undone: int
    unseen: int
    skipped: dict[str, int]
    skipped_first: list[Skipped]
    spent: Counts
    attempts: Attempts
    seconds: float
    interrupted: bool
    error: ZhailuError | None

    @property
    def usage(self) -> Usage:
        return self.spent.usage
