"""One run over a plan: extract, commit, report; stop where no further article can succeed."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeAlias

from service.batch.plan import Key, Plan, Work, rejection
from service.batch.reading import read_article
from service.batch.writing import OutputFolder
from service.errors import ArticleError, Unreachable, ZhailuError
from service.ledger import Ledger, Outcome
from service.types import Article, Failure, Usage

Extract: TypeAlias = Callable[[Article], Awaitable[Outcome]]

_UNREACHABLE_IN_A_ROW = 3
"""After so many articles in a row it is the endpoint that is down, not the article that is unlucky."""


class Observer(Protocol):
    """Is told what happens, to show it."""

    def finished(self, outcome: Outcome, counts: "Counts") -> None:
        """One more article has ended."""


@dataclass
class Counts:
    """What this run did so far; results of earlier runs are not in it."""

    total: int = 0
    ok: int = 0
    failed: int = 0
    usage: Usage = field(default_factory=lambda: Usage(cost=Decimal(0)))

    def add(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failure):
            self.failed += 1
        else:
            self.ok += 1
        if outcome.provenance is not None:
            self.usage += outcome.provenance.usage


@dataclass(frozen=True)
class RunReport:
    """How a run ended. `ok` and `failed` are the lines of the two files, with those of earlier runs; `reused` is how
    many were there before, `undone` how many articles have neither. `error` is what stopped the run, if anything.
    """

    total: int
    ok: int
    failed: int
    reused: int
    undone: int
    skipped: int
    usage: Usage
    seconds: float
    interrupted: bool
    error: ZhailuError | None


class Run:
    """A plan, with what carries it out. `concurrency` articles are under way at once."""

    def __init__(
        self,
        plan: Plan,
        *,
        schema: str,
        extract: Extract,
        key: Key,
        ledger: Ledger,
        output: OutputFolder,
        observer: Observer,
        concurrency: int = 1,
    ) -> None:
        self._plan = plan
        self._schema = schema
        self._extract = extract
        self._key = key
        self._ledger = ledger
        self._output = output
        self._observer = observer
        self._concurrency = concurrency
        self._tried: set[str] = set()
        self._unreachable = 0
        self._error: ZhailuError | None = None
        self.counts = Counts(total=sum(len(work.ids) for work in plan.work.values()))
        self.report: RunReport | None = None

    async def execute(self) -> RunReport:
        """Works through the plan. A fatal error ends it and is in the report; the other articles stay undone.

        When cancelled, the files are put in order before CancelledError goes on, and `report` is there. Raises
        LedgerError if even that cannot be written.
        """
        started = time.monotonic()
        complete = False
        try:
            self._output.write([outcome async for outcome in self._outcomes(before=True)])
            pending = iter(self._plan.work.values())
            async with asyncio.TaskGroup() as group:
                for _ in range(self._concurrency):
                    group.create_task(self._work_through(pending))
            complete = True
        finally:
            ok, failed = self._output.write([outcome async for outcome in self._outcomes()])
            self.report = self._reported(ok, failed, time.monotonic() - started, interrupted=not complete)
        return self.report

    async def _work_through(self, pending: Iterator[Work]) -> None:
        while self._error is None and (work := next(pending, None)) is not None:
            for article_id in work.ids:
                try:
                    await self._work_on(article_id)
                except ZhailuError as error:
                    self._error = error
                    return

    async def _work_on(self, article_id: str) -> None:
        """One article to its outcome. Raises the error that ends the run."""
        try:
            article = read_article(self._plan.listing.folder / article_id, article_id)
        except ArticleError as error:
            self._plan.keys.pop(article_id, None)
            failure = self._plan.rejected[article_id] = rejection(article_id, self._schema, error)
            self._tell(failure)
            return
        # The file may have changed since the plan was made.
        self._plan.keys[article_id] = key = self._key(article)
        known = await self._ledger.outcome(key)
        if known is not None and (key in self._tried or not isinstance(known, Failure)):
            self._tell(_for_article(known, article_id))
            return
        outcome = await self._outcome(article)
        await self._ledger.record(key, outcome)
        self._tried.add(key)
        self.counts.add(outcome)
        self._tell(outcome)

    async def _outcome(self, article: Article) -> Outcome:
        """Raises ZhailuError if no other article can succeed either."""
        try:
            outcome = await self._extract(article)
        except ZhailuError as error:
            if error.fatal:
                raise
            outcome = Failure.of(article.reference(), self._schema, error)
        if isinstance(outcome, Failure):
            self._stop_if_fatal(outcome)
        else:
            self._unreachable = 0
        return outcome

    def _stop_if_fatal(self, failure: Failure) -> None:
        error = failure.error
        self._unreachable = self._unreachable + 1 if error.code == Unreachable.code else 0
        kind = _FATAL.get(error.code)
        if self._unreachable >= _UNREACHABLE_IN_A_ROW:
            kind = Unreachable
        if kind is not None:
            raise kind(error.message, hint=error.hint)

    def _tell(self, outcome: Outcome) -> None:
        self._output.append(outcome)
        self._observer.finished(outcome, self.counts)

    async def _outcomes(self, *, before: bool = False) -> AsyncIterator[Outcome]:
        """In input order, from the ledger: of all articles, or (`before`) of those done before this run."""
        for article_id in self._plan.ids:
            if article_id in self._plan.rejected:
                yield self._plan.rejected[article_id]
            elif not before or article_id in self._plan.done:
                outcome = await self._ledger.outcome(self._plan.keys[article_id])
                if outcome is not None:
                    yield _for_article(outcome, article_id)

    def _reported(self, ok: int, failed: int, seconds: float, *, interrupted: bool) -> RunReport:
        return RunReport(
            total=len(self._plan.ids),
            ok=ok,
            failed=failed,
            reused=len(self._plan.done),
            undone=len(self._plan.ids) - ok - failed,
            skipped=len(self._plan.listing.skipped),
            usage=self.counts.usage,
            seconds=seconds,
            interrupted=interrupted,
            error=self._error,
        )


def _for_article(outcome: Outcome, article_id: str) -> Outcome:
    """The outcome of an article with the same text, under this one's id."""
    if outcome.article.id == article_id:
        return outcome
    return outcome.model_copy(update={"article": outcome.article.model_copy(update={"id": article_id})})


def _fatal(kind: type[ZhailuError]) -> Iterator[type[ZhailuError]]:
    for below in kind.__subclasses__():
        if below.fatal:
            yield below
        yield from _fatal(below)


_FATAL = {kind.code: kind for kind in _fatal(ZhailuError)}
