"""Who may send a request now: a slot is free, the gate is open, and the allowances have room."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from service.endpoint.allowance import Allowance, stated
from service.endpoint.concurrency import Slots
from service.endpoint.pacing import Budget, Clock, Gate
from service.errors import DeadlineExceeded, EndpointError, EndpointStopped, RateLimited
from service.types import Usage


@dataclass
class Entry:
    """A request that was let in: the tokens expected of it, its crowd, and, once it is answered, what came back."""

    tokens: float
    crowd: int
    headers: Mapping[str, str] = field(default_factory=dict)
    usage: Usage | None = None


class Admission:
    """One for each endpoint. `concurrency` None adapts; the limits a minute are the user's, None: learnt."""

    def __init__(
        self,
        clock: Clock,
        *,
        concurrency: int | None = None,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
    ) -> None:
        self.gate = Gate(clock)
        self.slots = Slots(concurrency)
        self._clock = clock
        self._stopped = False
        self._requests = Allowance(requests_per_minute)
        self._tokens = Allowance(tokens_per_minute)

    @asynccontextmanager
    async def enter(self, budget: Budget, tokens: float) -> AsyncIterator[Entry]:
        """Lets a request of at most so many tokens in when its time has come, and takes note of how it ends.

        Raises what the gate is shut for, or RateLimited, if that time is later than the question can wait;
        EndpointStopped once it was stopped.
        """
        async with self.slots.slot() as crowd:
            await self._wait(budget, tokens)
            entry = Entry(tokens, crowd)
            try:
                yield entry
            except EndpointError as error:
                self.gate.record(error)
                if isinstance(error, RateLimited | DeadlineExceeded):
                    self.slots.complained(crowd)
                raise
            else:
                self.gate.record_success()
                self.slots.succeeded()
            finally:
                self._settle(entry)

    def stop(self) -> None:
        """Lets nobody in any more."""
        self._stopped = True

    async def _wait(self, budget: Budget, tokens: float) -> None:
        while True:
            await self.gate.wait(budget)
            if self._stopped:
                raise EndpointStopped("No more questions are asked", hint="run again to go on")
            now = self._clock.monotonic()
            left = max(self._requests.wait(1, now), self._tokens.wait(tokens, now))
            if left <= 0:
                break
            if left > budget.max_wait:
                message = f"The endpoint's limit leaves no room for {left:.0f} s"
                raise RateLimited(message, hint="run again later", retry_after=left)
            await self._clock.sleep(left)
        self._requests.take(1, now)
        self._tokens.take(tokens, now)

    def _settle(self, entry: Entry) -> None:
        now = self._clock.monotonic()
        self._requests.settle(1, 1, stated(entry.headers, "requests"), now)
        self._tokens.settle(entry.tokens, _total(entry.usage), stated(entry.headers, "tokens"), now)


def _total(usage: Usage | None) -> int | None:
    if usage is None or usage.input_tokens is None or usage.output_tokens is None:
        return None
    return usage.input_tokens + usage.output_tokens
