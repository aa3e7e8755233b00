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
    articles found so far; `complete` when those are all.
    """

    total: int = 0
    complete: bool = False
    ok: int = 0
    failed: int = 0
    reused: int = 0
    in_flight: int = 0
    usage: Usage = field(default_factory=lambda: Usage(cost=Decimal(0)))

    def add(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failure):
            self.failed += 1
        else:
            self.ok += 1
        if outcome.provenance is not None:
            self.usage += outcome.provenance.usage


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
    article, by its reason; `skipped_first` are the first thousand. `error` is what stopped the run, if anything.
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
    usage: Usage
    attempts: Attempts
    seconds: float
    interrupted: bool
    error: ZhailuError | None
