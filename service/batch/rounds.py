"""A run whose answers come hours later: each round goes over the articles, then over the batches, until all have ended.

In a round every article without an outcome is extracted from what the ledger has. The first question that is not
answered there ends that for this round, and goes into the next batch with all others.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from service.batch.desk import Desk, Office
from service.batch.extractor import Extractor
from service.batch.progress import Counts, RunReport
from service.batch.reprints import Reprints
from service.batch.request_files import Limits, RequestFiles, Tally
from service.batch.run import Worker
from service.batch.sources import Skipped, Source
from service.batch.submissions import Submissions
from service.endpoint.protocol import Deferred
from service.errors import ArticleError, EndpointStopped, LedgerError
from service.ledger import Outcome
from service.ledger.reprints import ReprintIndex
from service.types import Article

HOPELESS = (401, 402, 403, 429)
"""Statuses under which every question fails alike: of an earlier run they say nothing on this one."""


class Pass(Protocol):
    """Goes with a worker over all articles that have not ended, and if asked to over those that failed."""

    async def __call__(self, worker: Worker, *, retry_failed: bool) -> RunReport: ...


@dataclass
class AtDesk:
    """The worker that asks at the article's desk. `asked` counts the articles whose questions were handed in there."""

    extractor: Extractor
    office: Office
    asked: int = 0

    async def extract(self, article: Article) -> Outcome:
        """The article's outcome, if all of its answers are there. Raises Deferred if not, and fatal errors."""
        desk = Desk(self.office, self.extractor.key(article))
        try:
            return await self.extractor.extract(article, desk=desk)
        except Deferred:
            await desk.hand_in()
            self.asked += 1
            raise

    def stop(self) -> None:
        """There is nothing to stop."""

    @property
    def sending(self) -> int:
        """Nothing is under way here."""
        return 0


class Deferring:
    """The worker of a round. `deferred` counts the articles that wait, `ended` has the keys of those that do not;
    `asked` counts those of the former whose questions were handed in.
    """

    def __init__(
        self, extractor: Extractor, office: Office, *, originals: ReprintIndex | None = None, reopens: bool = False
    ) -> None:
        """With `originals` a reprint waits for its original instead of asking; with `reopens` an article that failed
        before, and waits now, has not failed.
        """
        self.extractor = extractor
        self.deferred = 0
        self.ended: list[str] = []
        self._office = office
        self._reopens = reopens
        self._desks = AtDesk(extractor, office)
        self._worker: Worker = self._desks
        if originals is not None:
            self._worker = Reprints(self._desks, extractor, originals, coming=self._coming)
        # Only reprints ask who waits.
        self._waiting: set[str] | None = None if originals is None else set()
        self._stopped = False

    @property
    def asked(self) -> int:
        return self._desks.asked

    async def extract(self, article: Article) -> Outcome:
        """The article's outcome, if all that it takes is there. Raises Deferred if not, and fatal errors."""
        if self._stopped:
            raise EndpointStopped("the run is ending")
        owner = self.extractor.key(article)
        try:
            if not await self._office.batches.waiting(owner):
                outcome = await self._worker.extract(article)
                self.ended.append(owner)
                return outcome
        except Deferred:
            pass
        self.deferred += 1
        if self._waiting is not None:
            self._waiting.add(owner)
        if self._reopens:
            await self._office.batches.reopen(owner)
        raise Deferred

    def stop(self) -> None:
        """Takes nothing more down."""
        self._stopped = True

    @property
    def sending(self) -> int:
        """Nothing is under way here."""
        return 0

    async def _coming(self, key: str) -> bool:
        return key in (self._waiting or ()) or await self._office.batches.waiting(key)


class Rounds:
    """A run, with what carries it out. `new_files` gives the files of the next round; `originals` as in `Deferring`."""

    def __init__(
        self,
        extractor: Extractor,
        office: Office,
        submissions: Submissions,
        *,
        new_files: Callable[[], RequestFiles],
        originals: ReprintIndex | None = None,
    ) -> None:
        self._extractor = extractor
        self._office = office
        self._submissions = submissions
        self._new_files = new_files
        self._originals = originals

    async def execute(self, one_pass: Pass, *, retry_failed: bool, wait: bool) -> RunReport:
        """Goes on until all articles have ended; without `wait` as far as it goes now. The report is of all rounds.

        Raises EndpointError or LedgerError if the batches cannot go on; what was noted is taken up by the next run.
        """
        started = time.monotonic()
        await self._office.batches.tidy(HOPELESS)
        await self._submissions.settle(wait=False)
        reports: list[RunReport] = []
        while True:
            deferring = await self._round(one_pass, reports, retry_failed=retry_failed and not reports)
            stopped = _stopped(reports[-1])
            if not stopped and deferring.deferred and not await self._office.batches.under_way():
                raise LedgerError("questions are noted as handed in, in no batch", hint="give --cancel-batches once")
            if stopped or not deferring.deferred or not await self._submissions.settle(wait=wait):
                return _together(reports, time.monotonic() - started)

    async def give_up(self, one_pass: Pass) -> RunReport:
        """Cancels all batches, and keeps what they have answered for runs of any kind. Raises EndpointError."""
        await self._submissions.cancel()
        self._office.sink = Tally(Limits())
        report = await one_pass(self._deferring(), retry_failed=False)
        if not _stopped(report):
            await self._office.batches.clear()
        return report

    def _deferring(self, *, reopens: bool = False) -> Deferring:
        return Deferring(self._extractor, self._office, originals=self._originals, reopens=reopens)

    async def _round(self, one_pass: Pass, reports: list[RunReport], *, retry_failed: bool) -> Deferring:
        files = self._new_files()
        self._office.sink = files
        deferring = self._deferring(reopens=retry_failed)
        try:
            report = await one_pass(deferring, retry_failed=retry_failed)
            reports.append(report)
            if not _stopped(report):
                await files.close()
                await self._office.batches.finish(deferring.ended)
        finally:
            files.drop()
        return deferring


async def take_down(source: Source, deferring: Deferring, *, retry_failed: bool, limit: int | None) -> None:
    """Notes what the articles of a source (the first `limit`) ask first, and records nothing. Raises fatal errors."""
    seen: set[str] = set()
    entries = (entry for entry in source.entries() if not isinstance(entry, Skipped))
    for entry in islice(entries, limit):
        try:
            article = source.read(entry)
            key = deferring.extractor.key(article)
            kind = await deferring.extractor.ledger.kind(key)
            if key not in seen and (kind is None or (retry_failed and kind == "failure")):
                seen.add(key)
                await deferring.extract(article)
        except (ArticleError, Deferred):
            continue


def _stopped(report: RunReport) -> bool:
    return report.interrupted or report.error is not None


def _together(reports: list[RunReport], seconds: float) -> RunReport:
    spent = Counts()
    for report in reports:
        spent.join(report.spent)
    return replace(reports[-1], reused=reports[0].reused, spent=spent, seconds=seconds)
