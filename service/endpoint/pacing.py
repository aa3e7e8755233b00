"""When to ask again: one gate for the whole endpoint, one budget for each question."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tenacity import RetryCallState

from service.errors import BadUpstream, DeadlineExceeded, EmptyAnswer, EndpointError, RateLimited, Unreachable

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_EMPTY_ANSWERS = 2
_FAULTS_BEFORE_BREAK = 5


@dataclass(frozen=True)
class Clock:
    """Time and chance: monotonic seconds, Unix seconds, a sleep in seconds, and a number from 0 to 1."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random

    def pause(self, times: int) -> float:
        """Seconds to wait after so many failures in a row: exponential, half of it by chance."""
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(times - 1, 16))
        return longest * (0.5 + self.chance() / 2)


class Gate:
    """Shut for all questions while the endpoint wants to be left alone.

    A rate limit shuts it for the time the endpoint asks for; so do many faults in a row, as a circuit breaker.
    `limits` counts the rate limits met, for whoever sets the concurrency.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._opens_at = clock.monotonic()
        self._reason: EndpointError = RateLimited("The endpoint asks for a pause")
        self._limits_in_a_row = 0
        self._faults_in_a_row = 0
        self.limits = 0

    def remaining(self) -> float:
        """Seconds until it opens."""
        return max(0.0, self._opens_at - self._clock.monotonic())

    def record(self, error: EndpointError) -> None:
        """Takes note of a request that failed."""
        if isinstance(error, RateLimited):
            self.limits += 1
            if error.retry_after:
                self._shut(error.retry_after, error)
            elif not self.remaining():
                # The requests that were under way together count as one.
                self._limits_in_a_row += 1
                self._shut(self._clock.pause(self._limits_in_a_row), error)
        elif isinstance(error, BadUpstream | DeadlineExceeded | Unreachable) and not self.remaining():
            self._faults_in_a_row += 1
            if self._faults_in_a_row >= _FAULTS_BEFORE_BREAK:
                self._shut(self._clock.pause(self._faults_in_a_row - _FAULTS_BEFORE_BREAK + 1), error)

    def record_success(self) -> None:
        """Takes note of a request that was answered."""
        self._limits_in_a_row = 0
        self._faults_in_a_row = 0

    async def wait(self, budget: "Budget") -> None:
        """Returns when it is open. Raises the error it was shut for if that is later than the question can wait."""
        while (left := self.remaining()) > 0:
            if not budget.can_wait(left):
                raise self.refusal(left)
            budget.waited += left
            # A little later by chance, so that those who waited do not all come at once.
            await self._clock.sleep(left + min(1.0, left / 10) * self._clock.chance())

    def refusal(self, left: float) -> EndpointError:
        """The error for a question that cannot wait `left` seconds."""
        if isinstance(self._reason, RateLimited):
            return RateLimited(self._reason.message, hint=self._reason.hint, retry_after=left)
        refusal = type(self._reason)(self._reason.message, hint=self._reason.hint)
        refusal.possibly_paid = False
        return refusal

    def _shut(self, seconds: float, reason: EndpointError) -> None:
        opens_at = self._clock.monotonic() + seconds
        if opens_at > self._opens_at:
            self._opens_at = opens_at
            self._reason = reason


@dataclass
class Budget:
    """What one question may still cost: faults (of `attempts`), empty answers, and seconds before the gate."""

    gate: Gate
    clock: Clock
    attempts: int
    max_wait: float
    connected: Callable[[], bool]
    waited: float = 0.0
    _faults: int = field(default=0, init=False)
    _empties: int = field(default=0, init=False)

    def can_wait(self, seconds: float) -> bool:
        return self.waited + seconds <= self.max_wait

    def allows(self, error: BaseException) -> bool:
        """Whether to ask again after this error, which is counted."""
        match error:
            case RateLimited(retry_after=seconds):
                return self.can_wait(max(self.gate.remaining(), seconds or 0.0))
            case EmptyAnswer():
                self._empties += 1
                return self._empties < _EMPTY_ANSWERS
            case BadUpstream() | DeadlineExceeded():
                self._faults += 1
            case Unreachable() if self.connected():
                self._faults += 1
            case _:
                # An address where nothing ever answered is most likely wrong.
                return False
        return self._faults < self.attempts

    def pause(self, state: RetryCallState) -> float:
        """Seconds to wait before asking again. A rate limit is waited for at the gate."""
        error = state.outcome.exception() if state.outcome else None
        return self.clock.pause(self._faults) if isinstance(error, EndpointError) and self._waits(error) else 0.0

    def _waits(self, error: EndpointError) -> bool:
        return self._faults > 0 and isinstance(error, BadUpstream | DeadlineExceeded | Unreachable)
