"""One run over a source: claim, extract, commit, report; stop where no further article can succeed."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from service.batch.endings import Endings
from service.batch.feed import Feed, Taken
from service.batch.listing import Listing
from service.batch.looking import Key
from service.batch.progress import Counts, Observer, RunReport
from service.batch.sources import Source
from service.batch.writing import OutputFolder
from service.endpoint.protocol import Deferred
from service.errors import EndpointStopped, LedgerError, RateLimited, ZhailuError
from service.ledger import LEASE_SECONDS, Ledger, Outcome
from service.types import Article, Failure

_GRACE_SECONDS = 30.0
_IDLE_SECONDS = 1.0
_SHOWN_EVERY = 0.2
_EXPORT = "export"


class Worker(Protocol):
    """Turns articles into outcomes."""

    async def extract(self, article: Article) -> Outcome:
        """What an article ends as. Raises ZhailuError: of a fatal kind if no other article would escape it,
        EndpointStopped once stopped; Deferred for an article that is to stay undone for now.
        """
        ...

    def stop(self) -> None:
        """Sends no further request; those under way go on."""
        ...

    @property
    def sending(self) -> int:
        """How many requests are under way."""
        ...


class Run:
    """Works through a source; `concurrency` articles are under way at once. Memory does not grow with the source."""

    def __init__(
        self,
        source: Source,
        *,
        schema: str,
        worker: Worker,
        key: Key,
        ledger: Ledger,
        output: OutputFolder,
        observer: Observer,
        concurrency: int = 1,
        retry_failed: bool = False,
        limit: int | None = None,
    ) -> None:
        self._schema = schema
        self._worker = worker
        self._ledger = ledger
        self._output = output
        self._observer = observer
        self._shown = 0.0
        self._worklist = ledger.worklist()
        self._room = asyncio.Semaphore(concurrency)
        self._listing = Listing(source, self._worklist, limit)
        self._feed = Feed(
            listing=self._listing,
            source=source,
            schema=schema,
            key=key,
            ledger=ledger,
            worklist=self._worklist,
            room=self._room,
            rejected=self._rejected,
            reused=self._reused,
            retry_failed=retry_failed,
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._put_back = False
        self._endings = Endings()
        self._ending = asyncio.Event()
        self._drop = False
        self._interrupted = False
        self._error: ZhailuError | None = None
        self._bug: BaseException | None = None
        self.identity = key(Article(id="", text=""))
        """Stands for all that decides the results but the articles."""
        self.counts = Counts()
        self.report: RunReport | None = None

    def stop(self, *, drop: bool = False) -> None:
        """Ends the run soon: nothing more is sent, what is under way may still come in, or is dropped at once."""
        self._interrupted = True
        self._drop = self._drop or drop
        self._end()

    async def execute(self) -> RunReport:
        """Works through the source. A fatal error ends it and is in the report; the other articles stay undone.

        When cancelled, what is in flight is dropped, the files are put in order before CancelledError goes on, and
        `report` is there.
        """
        started = time.monotonic()
        complete = False
        renewing = asyncio.ensure_future(self._renew())
        listing = asyncio.ensure_future(self._list())
        try:
            try:
                self._output.begin(self.identity, shared=await self._ledger.others() > 0)
                await self._work()
            except ZhailuError as error:
                self._fail(error)
            complete = self._error is None and not self._interrupted
        finally:
            self._listing.stop()
            await listing
            await self._write()
            self.report = self._reported(time.monotonic() - started, interrupted=not complete and self._error is None)
            renewing.cancel()
            with suppress(LedgerError):
                await self._ledger.release()
        return self.report

    async def _list(self) -> None:
        try:
            await self._listing.run()
        except ZhailuError as error:
            self._fail(error)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            try:
                await self._ledger.renew()
            except LedgerError as error:
                self._fail(error)

    async def _work(self) -> None:
        """Until all is done, or the run is to end; nothing is in flight afterwards. Raises what no one foresaw."""
        feeding = asyncio.create_task(self._feed_all())
        feeding.add_done_callback(self._look_for_bug)
        ending = asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait({feeding, ending}, return_when=asyncio.FIRST_COMPLETED)
            feeding.cancel()
            await self._land()
        finally:
            for task in (feeding, ending, *self._tasks):
                task.cancel()
            await asyncio.gather(feeding, ending, *self._tasks, return_exceptions=True)
        if self._bug is not None:
            raise self._bug

    async def _feed_all(self) -> None:
        try:
            await self._start_all(self._feed.articles())
            while self._tasks or self._put_back:
                if self._tasks:
                    await asyncio.wait(self._tasks)
                elif self._put_back:
                    self._put_back = False
                    await self._start_all(self._feed.left_over())
        except ZhailuError as error:
            self._fail(error)

    async def _start_all(self, articles: AsyncIterator[Taken]) -> None:
        async for taken in articles:
            task = asyncio.create_task(self._work_on(taken))
            self._tasks.add(task)
            task.add_done_callback(self._landed)

    def _landed(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._room.release()
        self._look_for_bug(task)

    def _look_for_bug(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (bug := task.exception()) is not None:
            self._bug = bug
            self._end()

    async def _land(self) -> None:
        """Waits for what is in flight, as long as that makes sense."""
        deadline = time.monotonic() + (_GRACE_SECONDS if self._interrupted else float("inf"))
        busy = time.monotonic()
        while self._tasks and not self._drop:
            await asyncio.wait(self._tasks, timeout=0.05)
            now = time.monotonic()
            busy = now if self._worker.sending else busy
            if now > deadline or now > busy + _IDLE_SECONDS:
                return

    async def _work_on(self, taken: Taken) -> None:
        try:
            try:
                outcome = self._endings.check(await self._extract(taken.article))
            except Deferred:
                await self._ledger.release(taken.key)
                return
            await self._ledger.record(taken.key, outcome)
            self.counts.add(outcome)
            self._output.append(outcome)
            self._tell(outcome)
        except EndpointStopped:
            return
        except RateLimited as error:
            await self._limited(taken, error)
        except ZhailuError as error:
            self._fail(error)

    async def _extract(self, article: Article) -> Outcome:
        try:
            return await self._worker.extract(article)
        except ZhailuError as error:
            if error.fatal:
                raise
            return Failure.of(article.reference(), self._schema, error)

    async def _limited(self, taken: Taken, error: RateLimited) -> None:
        """Puts an article back that the endpoint had no time for; ends the run if that lasts."""
        end = self._endings.limited(error)
        if end is not None:
            self._fail(end)
            return
        try:
            await self._worklist.wait([taken.item.position])
            await self._ledger.release(taken.key)
        except LedgerError as failed:
            self._fail(failed)
        self._put_back = True

    def _fail(self, error: ZhailuError) -> None:
        self._error = self._error or error
        # What cannot be kept must not be bought.
        self._drop = self._drop or isinstance(error, LedgerError)
        self._end()

    def _end(self) -> None:
        self._listing.stop()
        self._worker.stop()
        self._ending.set()

    def _rejected(self, failure: Failure) -> None:
        self.counts.add(failure)
        self._tell(failure)

    def _reused(self) -> None:
        self.counts.reused += 1
        now = time.monotonic()
        if now > self._shown + _SHOWN_EVERY:
            self._shown = now
            self._observer.progressed(self._counted())

    def _tell(self, outcome: Outcome) -> None:
        self._observer.finished(outcome, self._counted())

    def _counted(self) -> Counts:
        self.counts.total = self._listing.total
        self.counts.complete = self._listing.complete
        self.counts.in_flight = len(self._tasks)
        return self.counts

    async def _write(self) -> None:
        """Puts the two files in input order; one run at a time, and the last one knows most."""
        try:
            while await self._ledger.claim([_EXPORT]) != ["claimed"]:  # noqa: ASYNC110 - others are other processes
                await asyncio.sleep(_SHOWN_EVERY)
            await asyncio.to_thread(self._export)
        except LedgerError as error:
            self._error = self._error or error

    def _export(self) -> None:
        whole = self._listing.complete and not self._worklist.totals().unseen
        self._output.write(self._worklist.lines(), None if whole else self._unseen)

    def _unseen(self, ids: list[str]) -> set[str]:
        return self._worklist.unseen(ids, listed=self._listing.complete)

    def _reported(self, seconds: float, *, interrupted: bool) -> RunReport:
        totals = self._worklist.totals()
        return RunReport(
            total=totals.total,
            listed=self._listing.complete,
            ok=totals.ok,
            failed=totals.failed,
            reused=self.counts.reused,
            undone=totals.total - totals.ok - totals.failed,
            unseen=totals.unseen,
            skipped=dict(self._listing.skipped),
            skipped_first=self._listing.skipped_first,
            spent=self.counts,
            attempts=self._ledger.attempts(own=True),
            seconds=seconds,
            interrupted=interrupted,
            error=self._error,
        )
