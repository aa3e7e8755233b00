"""The queue of jobs: worked through fairly as long as the service runs, and taken up again after a restart."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from service.batch.extractor import Extractor
from service.errors import LedgerError, QuotaExhausted, RateLimited, Unreachable, ZhailuError
from service.ledger import Job, Ledger, Outcome, Pending
from service.types import NOTHING_USED, Article, ErrorBody, Failure

Extraction: TypeAlias = Callable[[Extractor, Article], Awaitable[Outcome]]
"""An article to its outcome. Raises ZhailuError only where no other article would fare better."""

FIRST_HOLD = 15.0
"""Seconds that jobs wait at first for an endpoint that cannot be asked."""

_LOG = logging.getLogger(__name__)
_RESCAN_SECONDS = 10.0
_RENEW_SECONDS = 20.0
_EXPIRE_SECONDS = 3600.0
_LONGEST_HOLD = 300.0
# These pass: a job waits for it, instead of failing article after article.
_PASSING = (RateLimited, QuotaExhausted)


@dataclass
class _Active:
    """A job under way: what was read of it and not handed out yet, the keys that were, how many are worked on."""

    job: Job
    extractor: Extractor
    ready: deque[Pending] = field(default_factory=deque)
    after: int = -1
    drained: bool = False
    keys: set[str] = field(default_factory=set)
    under_way: int = 0

    def put_back(self, item: Pending) -> None:
        """The article is still to be done."""
        self.keys.discard(item.key)
        self.ready.appendleft(item)

    def drop(self) -> None:
        """Nothing of it is to be done any more."""
        self.ready.clear()
        self.drained = True


class JobQueue:
    """Hands the articles of all jobs to `workers` workers, one article of each job in turn.

    `extractor` gives the pipeline for a job, `extraction` works on an article with it. Jobs that other processes took
    into the same ledger are found too. While the endpoint cannot be asked at all, jobs wait: `first_hold` seconds, then
    ever longer, but never longer than five minutes.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        extractor: Callable[[Job], Extractor],
        extraction: Extraction,
        workers: int,
        keep_days: float,
        first_hold: float = FIRST_HOLD,
    ) -> None:
        self._ledger = ledger
        self._extractor = extractor
        self._extraction = extraction
        self._workers = workers
        self._keep_days = keep_days
        self._first_hold = first_hold
        self._active: deque[_Active] = deque()
        self._newest = 0
        self._turn = asyncio.Lock()
        self._woken = asyncio.Event()
        self._scans_at = 0.0
        self._opens_at = 0.0
        self._holds = 0

    async def run(self) -> None:
        """Works until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers):
                group.create_task(self._lasting(self._work, 0.0))
            group.create_task(self._lasting(self._ledger.renew, _RENEW_SECONDS))
            group.create_task(self._lasting(self._expire, _EXPIRE_SECONDS))

    def wake(self) -> None:
        """Tells that a job was added."""
        self._woken.set()

    async def _lasting(self, step: Callable[[], Awaitable[None]], seconds: float) -> None:
        """A step again and again, `seconds` apart; a ledger that fails meanwhile is waited for."""
        while True:
            pause = seconds
            try:
                await step()
            except LedgerError as error:
                _LOG.error("jobs wait: %s", error)
                pause = self._first_hold
            await asyncio.sleep(pause)

    async def _expire(self) -> None:
        await self._ledger.jobs.expire(days=self._keep_days)

    async def _work(self) -> None:
        active, item = await self._next()
        active.under_way += 1
        try:
            await self._work_on(active, item)
        except BaseException:  # cancelled, or the ledger failed
            active.put_back(item)
            raise
        finally:
            active.under_way -= 1

    async def _next(self) -> tuple[_Active, Pending]:
        """The next article to work on, of each job in turn; waits for one where there is none."""
        async with self._turn:
            while True:
                await asyncio.sleep(max(0.0, self._opens_at - time.monotonic()))
                if self._woken.is_set() or time.monotonic() >= self._scans_at:
                    await self._scan()
                for _ in range(len(self._active)):
                    active = self._active[0]
                    self._active.rotate(-1)
                    if (item := await self._of(active)) is not None:
                        return active, item
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), _RESCAN_SECONDS)

    async def _scan(self) -> None:
        """Takes up the jobs that came since the last time, and puts those away that have nothing left to do."""
        self._woken.clear()
        self._scans_at = time.monotonic() + _RESCAN_SECONDS
        self._active = deque(a for a in self._active if not a.drained or a.ready or a.under_way)
        for job in await self._ledger.jobs.unfinished(after=self._newest):
            try:
                active = _Active(job, self._extractor(job))
            except ZhailuError as error:
                named = job.schema_ if isinstance(job.schema_, str) else "schema"
                await self._ledger.jobs.fail(job.number, _body(error), named)
            else:
                await self._ledger.jobs.begin(job.number)
                self._active.append(active)
            self._newest = job.number

    async def _of(self, active: _Active) -> Pending | None:
        """The next article of a job that is not handed out yet."""
        while True:
            while active.ready:
                item = active.ready.popleft()
                if item.key not in active.keys:
                    active.keys.add(item.key)
                    return item
            if active.drained:
                return None
            portion = await self._ledger.jobs.pending(active.job.number, after=active.after)
            active.drained = not portion
            active.ready.extend(portion)
            active.after = portion[-1].position if portion else active.after

    async def _work_on(self, active: _Active, item: Pending) -> None:
        """One article to its line, or back into the queue while the endpoint cannot be asked."""
        if (await self._ledger.jobs.get(active.job.id)).finished is not None:
            active.drop()
            return
        number = active.job.number
        try:
            outcome = await self._extraction(active.extractor, item.article)
        except LedgerError:
            raise
        except ZhailuError as error:
            if isinstance(error, _PASSING):
                await self._hold(active, item, _body(error), error.retry_after)
            else:
                active.drop()
                await self._ledger.jobs.fail(number, _body(error), active.extractor.schema.id)
            return
        if isinstance(outcome, Failure) and outcome.error.code == Unreachable.code:
            await self._hold(active, item, outcome.error, None)
            return
        self._holds = 0
        provenance = outcome.provenance
        used = NOTHING_USED if provenance is None or provenance.cached else provenance.usage
        await self._ledger.jobs.finish(number, item.key, outcome, used)

    async def _hold(self, active: _Active, item: Pending, error: ErrorBody, seconds: float | None) -> None:
        """Lets all jobs wait; the requests that were under way together count as one."""
        now = time.monotonic()
        if now >= self._opens_at:
            self._holds += 1
            growing = self._first_hold * 2.0 ** min(self._holds - 1, 16)
            self._opens_at = now + min(seconds or growing, _LONGEST_HOLD)
        active.put_back(item)
        self._woken.set()
        await self._ledger.jobs.hold(active.job.number, error)


def _body(error: ZhailuError) -> ErrorBody:
    return ErrorBody(code=error.code, message=error.message, hint=error.hint)
