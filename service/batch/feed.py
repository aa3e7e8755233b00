"""From the list to the articles to work on: read and hashed in threads, claimed as there is room for them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from service.batch.listing import Listing
from service.batch.looking import Key, Seen, look
from service.batch.sources import Source
from service.ledger import Item, Ledger, Worklist
from service.types import Article, Failure

_PORTION = 64
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0


@dataclass(frozen=True)
class Taken:
    """An article that is claimed: to be worked on by this run alone."""

    item: Item
    article: Article
    key: str


@dataclass(frozen=True)
class Feed:
    """The articles of one run.

    `room` is taken once for each article that is given out. `rejected` is called with each that cannot be read,
    `reused` for each that has ended already. With `retry_failed` an article that failed before this run has not.
    """

    listing: Listing
    source: Source
    schema: str
    key: Key
    ledger: Ledger
    worklist: Worklist
    room: asyncio.Semaphore
    rejected: Callable[[Failure], None]
    reused: Callable[[], None]
    retry_failed: bool = False

    async def articles(self) -> AsyncIterator[Taken]:
        """What is to be worked on, in input order; then what somebody else had, and left. Raises LedgerError."""
        async for seen in self._portions():
            async for taken in self._claimed(seen):
                yield taken
        async for taken in self.left_over():
            yield taken

    async def left_over(self) -> AsyncIterator[Taken]:
        """What was put aside, until nothing is: all of it has ended then, or was given out. Raises LedgerError."""
        pause = _FIRST_PAUSE
        while items := await self.worklist.waiting(0, _PORTION):
            freed = 0
            while items:
                free = [item for item, busy in zip(items, await self._busy(items), strict=True) if not busy]
                freed += len(free)
                async for taken in self._claimed(await self._look(free)):
                    yield taken
                items = await self.worklist.waiting(items[-1].position, _PORTION)
            pause = _FIRST_PAUSE if freed else min(_LONGEST_PAUSE, pause * 2)
            await asyncio.sleep(pause)

    async def _portions(self) -> AsyncIterator[Sequence[Seen]]:
        """All of the list as it grows; the next portion is read while one is worked on."""
        ahead = asyncio.ensure_future(self._after(0))
        try:
            while seen := await ahead:
                ahead = asyncio.ensure_future(self._after(seen[-1].item.position))
                yield seen
        finally:
            ahead.cancel()

    async def _after(self, position: int) -> Sequence[Seen]:
        while True:
            self.listing.more.clear()
            ended = self.listing.ended
            items = await self.worklist.after(position, _PORTION)
            if items or ended:
                return await self._look(items)
            if not self.listing.ended:
                await self.listing.more.wait()

    async def _look(self, items: Sequence[Item]) -> Sequence[Seen]:
        if not items:
            return ()
        seen = await asyncio.to_thread(self._look_at, items)
        await self.worklist.found([one.found for one in seen])
        return seen

    def _look_at(self, items: Sequence[Item]) -> Sequence[Seen]:
        return [look(self.source, item, key=self.key, schema=self.schema) for item in items]

    async def _claimed(self, seen: Sequence[Seen]) -> AsyncIterator[Taken]:
        candidates: list[Taken] = []
        for one in seen:
            if one.failure is not None:
                self.rejected(one.failure)
            elif one.article is not None and one.key is not None:
                candidates.append(Taken(one.item, one.article, one.key))
        while candidates:
            fitting = await self._make_room(len(candidates))
            for taken in await self._claim(candidates[:fitting]):
                yield taken
            del candidates[:fitting]

    async def _make_room(self, most: int) -> int:
        """Takes room for as many as there is, but for one at least: how many."""
        await self.room.acquire()
        taken = 1
        while taken < most and not self.room.locked():
            await self.room.acquire()
            taken += 1
        return taken

    async def _claim(self, candidates: Sequence[Taken]) -> Sequence[Taken]:
        """Those that are ours now. The room of the others is given back; those that are busy are put aside."""
        since = self.worklist.started if self.retry_failed else None
        words = await self.ledger.claim([one.key for one in candidates], failures_since=since)
        claimed: list[Taken] = []
        busy: list[int] = []
        for one, word in zip(candidates, words, strict=True):
            if word == "claimed":
                claimed.append(one)
                continue
            self.room.release()
            if word == "busy":
                busy.append(one.item.position)
            else:
                self.reused()
        if busy:
            await self.worklist.wait(busy)
        return claimed

    async def _busy(self, items: Sequence[Item]) -> Sequence[bool]:
        return await self.ledger.busy([item.key or "" for item in items])
