"""Whatever runs do with one ledger, in whatever order, each of its promises holds."""

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from service.ledger import LEASE_SECONDS, Ledger
from tests.ledger.test_store import answer, failure, result

_T = TypeVar("_T")

_KEYS = st.sampled_from("abc")
_RUNS = st.integers(0, 1)


class LedgerMachine(RuleBasedStateMachine):
    """Two runs on one file: they claim, renew, buy, acknowledge, release, crash, and time goes by.

    Beside it the model: whose claim holds until when, which answer came first, how each article has ended.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.now = 1_000.0
        self.held: dict[str, tuple[int, float]] = {}
        self.bought: dict[str, str] = {}
        self.ended: dict[str, str] = {}
        self.count = 0

    @initialize()
    def open(self) -> None:
        self.runs = [self._opened(), self._opened()]

    @rule(run=_RUNS, keys=st.lists(_KEYS, min_size=1, max_size=3, unique=True), retry=st.booleans())
    def claim(self, run: int, keys: list[str], *, retry: bool) -> None:
        """Nobody gets what has ended or what somebody holds; everybody gets the rest."""
        words = self._do(self.runs[run].claim(keys, failures_since="9999" if retry else None))
        for key, word in zip(keys, words, strict=True):
            ended = self.ended.get(key)
            if ended == "result" or (ended == "failure" and not retry):
                assert word == ended
            elif self._holder(key) is not None:
                assert word == "busy"
            else:
                assert word == "claimed"
                self.held[key] = (run, self.now + LEASE_SECONDS)

    @rule(run=_RUNS)
    def renew(self, run: int) -> None:
        """What was not taken over holds anew, also what had expired."""
        self._do(self.runs[run].renew())
        for key, (holder, _) in self.held.items():
            if holder == run:
                self.held[key] = (run, self.now + LEASE_SECONDS)

    @rule(run=_RUNS, key=_KEYS)
    def buy(self, run: int, key: str) -> None:
        """Of several answers to one call the first stays, whoever bought it, also after its lease was lost."""
        self.count += 1
        content = str(self.count)
        self._do(self.runs[run].put(key, answer(content)))
        self.bought.setdefault(key, content)

    @rule(run=_RUNS, key=_KEYS, good=st.booleans())
    def acknowledge(self, run: int, key: str, *, good: bool) -> None:
        """A result stays for good; a failure until something else comes. The claim goes with it."""
        self._do(self.runs[run].record(key, result() if good else failure()))
        if self.ended.get(key) != "result":
            self.ended[key] = "result" if good else "failure"
        if key in self.held and self.held[key][0] == run:
            del self.held[key]

    @rule(run=_RUNS, key=_KEYS)
    def release(self, run: int, key: str) -> None:
        self._do(self.runs[run].release(key))
        if key in self.held and self.held[key][0] == run:
            del self.held[key]

    @rule(run=_RUNS)
    def crash(self, run: int) -> None:
        """A new run comes in its place; what the old one held is busy until it expires."""
        self.runs[run].close()
        self.runs[run] = self._opened()
        for key, (holder, until) in self.held.items():
            if holder == run:
                self.held[key] = (-1, until)

    @precondition(lambda self: self.held)
    @rule(share=st.sampled_from([0.4, 1.0]))
    def wait(self, share: float) -> None:
        """A lease expires."""
        self.now += LEASE_SECONDS * share

    @invariant()
    def what_was_committed_stays(self) -> None:
        for run in self.runs:
            for key in "abc":
                bought = self._do(run.get(key))
                assert (None if bought is None else bought.content) == self.bought.get(key)
                assert self._do(run.kind(key)) == self.ended.get(key)

    @invariant()
    def everybody_sees_the_same_claims(self) -> None:
        for run in self.runs:
            assert self._do(run.busy(list("abc"))) == [self._holder(key) is not None for key in "abc"]

    def teardown(self) -> None:
        for run in self.runs:
            run.close()
        self.loop.close()
        self.folder.cleanup()

    def _holder(self, key: str) -> int | None:
        run, until = self.held.get(key, (0, 0.0))
        return run if until > self.now else None

    def _opened(self) -> Ledger:
        return Ledger(Path(self.folder.name) / "ledger.sqlite", clock=lambda: self.now)

    def _do(self, work: Coroutine[Any, Any, _T]) -> _T:
        return self.loop.run_until_complete(work)


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
