"""The list of a source's articles, made in a thread while the first ones are already being worked on."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

from service.batch.sources import Entry, Skipped, Source
from service.ledger import Worklist

_AT_ONCE = 500
_SECONDS = 0.1
_SKIPPED_KEPT = 1_000


class Listing:
    """How far the list is: `total` articles so far, `complete` when those are all (or the first `limit`).

    `skipped` is how many paths are no articles, by the reason; the first thousand are in `skipped_first`.
    """

    def __init__(self, source: Source, worklist: Worklist, limit: int | None) -> None:
        self._source = source
        self._worklist = worklist
        self._limit = limit
        self._stopped = threading.Event()
        self.ended = False
        self.more = asyncio.Event()
        self.total = 0
        self.complete = False
        self.skipped: Counter[str] = Counter()
        self.skipped_first: list[Skipped] = []

    async def run(self) -> None:
        """Lists to the end, or until stopped. `more` is set when there is more, or nothing more to come (`ended`).

        Raises UsageError if the source cannot be listed, LedgerError.
        """
        loop = asyncio.get_running_loop()
        try:
            await asyncio.to_thread(self._list, lambda: loop.call_soon_threadsafe(self.more.set))
        finally:
            self.ended = True
            self.more.set()

    def stop(self) -> None:
        """Ends the list where it is."""
        self._stopped.set()

    def _list(self, tell: Callable[[], object]) -> None:
        entries: list[Entry] = []
        told = time.monotonic()
        for entry in self._source.entries():
            if self._stopped.is_set():
                break
            if isinstance(entry, Skipped):
                self._skip(entry)
            elif self.total + len(entries) == self._limit:
                break
            else:
                entries.append(entry)
            if len(entries) >= _AT_ONCE or (entries and time.monotonic() - told > _SECONDS):
                self._add(entries)
                tell()
                entries, told = [], time.monotonic()
        self._add(entries)
        self.complete = not self._stopped.is_set()

    def _add(self, entries: Sequence[Entry]) -> None:
        self.total += len(entries)  # first: an article may have ended as soon as it is in the list
        self._worklist.add(entries)

    def _skip(self, skipped: Skipped) -> None:
        self.skipped[skipped.reason] += 1
        if len(self.skipped_first) < _SKIPPED_KEPT:
            self.skipped_first.append(skipped)
