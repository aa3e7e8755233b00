"""How many requests may be under way at once: a fixed number, or one that follows what the endpoint bears."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_LOG = logging.getLogger(__name__)

FIRST = 4
MOST = 256
_DECREASE = 0.5


class Slots:
    """At most `limit` requests at once; who comes later waits, first come first served.

    With `fixed`, that many. Otherwise slow start: each request that succeeds while all slots are taken adds one slot,
    so that the limit doubles in the time of one answer, until the endpoint first complains. A complaint halves it;
    those about requests that were sent before the last halving are about the same crowd and change nothing. From then
    on it grows by one slot in the time of one answer (additive increase, multiplicative decrease: Chiu and Jain 1989).
    Every change is logged.
    """

    def __init__(self, fixed: int | None = None, *, most: int = MOST) -> None:
        self.limit = fixed or FIRST
        self._adapts = fixed is None
        self._most = most
        self._growth = 1.0
        self._progress = 0.0
        self._taken = 0
        self._crowd = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """One request's place. Gives its crowd, to be named with what became of the request."""
        if self._taken >= self.limit or self._waiting:
            await self._wait()
        else:
            self._taken += 1
        try:
            yield self._crowd
        finally:
            self._taken -= 1
            self._admit()

    def succeeded(self) -> None:
        """Takes note of an answer, while its slot is still held."""
        if not self._adapts or self.limit >= self._most or self._taken < self.limit:
            return
        self._progress += self._growth
        if self._progress >= 1:
            self._progress -= 1
            self._change(self.limit + 1)
            # In avoidance a whole round of answers adds one slot.
            self._growth = 1.0 if self._crowd == 0 else 1 / self.limit
            self._admit()

    def complained(self, crowd: int) -> None:
        """Takes note that the endpoint refused a request of this crowd for its rate, or broke down under it."""
        if not self._adapts or crowd != self._crowd:
            return
        self._crowd += 1
        self._progress = 0.0
        self._change(max(1, int(self.limit * _DECREASE)))
        self._growth = 1 / self.limit

    async def _wait(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # The slot was given just before: someone else can have it.
                self._taken -= 1
                self._admit()
            else:
                # Whoever came free meanwhile has passed over it, and it waits no more.
                with suppress(ValueError):
                    self._waiting.remove(turn)
            raise

    def _admit(self) -> None:
        while self._waiting and self._taken < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._taken += 1
                turn.set_result(None)

    def _change(self, limit: int) -> None:
        _LOG.info("concurrency %d → %d", self.limit, limit)
        self.limit = limit
