"""Articles that are reprints of another one of the run take over its record; the model is asked once."""

import asyncio
from collections.abc import Awaitable, Callable

from service.batch.extractor import Extractor
from service.batch.run import Worker
from service.batch.sketch import Sketch, has_number, is_reprint, sketch
from service.endpoint.protocol import Deferred
from service.ledger import Outcome
from service.ledger.reprints import Original, ReprintIndex
from service.pipeline.extraction import prepared_article
from service.pipeline.reprint import has_name, take_over
from service.text import Prepared
from service.types import Article, Result


class Reprints:
    """A worker that asks another one only for articles that say something new.

    A reprint waits for its original where that is still being worked on, and is deferred where that was. Where the
    original failed, or its record does not hold in the reprint's own text, the article is worked on like any other, and
    may be the original of those that follow.
    """

    def __init__(
        self,
        worker: Worker,
        extractor: Extractor,
        index: ReprintIndex,
        *,
        coming: Callable[[str], Awaitable[bool]] | None = None,
    ) -> None:
        """Takes the worker, the extractor whose keys, ledger, schema and policy it works with, and the originals.

        `coming` says of an article without an outcome, by its key, whether it was deferred.
        """
        self._worker = worker
        self._extractor = extractor
        self._index = index
        self._coming = coming or _never
        self._under_way: dict[str, asyncio.Future[Outcome | None]] = {}

    async def extract(self, article: Article) -> Outcome:
        """The record taken over, or what the worker makes of the article. Raises as it does, LedgerError, Deferred."""
        prepared = prepared_article(article, self._extractor.vocabulary)
        found = sketch(prepared)
        if found is None:
            return await self._worker.extract(article)
        key = self._extractor.key(article)
        taken = await self._taken_over(article, prepared, found, key)
        return taken if taken is not None else await self._original(article, found, key)

    def stop(self) -> None:
        """Stops the worker."""
        self._worker.stop()

    @property
    def sending(self) -> int:
        return self._worker.sending

    async def _taken_over(self, article: Article, prepared: Prepared, found: Sketch, key: str) -> Result | None:
        seen, coming = {key}, False
        # Whoever waited for an original that then failed may find that another one has become it meanwhile.
        while fresh := [original for original in self._index.alike(found.bands) if original.key not in seen]:
            for original in fresh:
                seen.add(original.key)
                if not says_the_same(prepared, found, original):
                    continue
                outcome = await self._outcome(original.key)
                if isinstance(outcome, Result) and (taken := self._given(article, prepared, outcome)) is not None:
                    return taken
                coming = coming or (outcome is None and await self._coming(original.key))
        if coming:
            raise Deferred
        return None

    def _given(self, article: Article, prepared: Prepared, original: Result) -> Result | None:
        extractor = self._extractor
        return take_over(
            article, prepared, extractor.schema, original, policy=extractor.policy, vocabulary=extractor.vocabulary
        )

    async def _original(self, article: Article, found: Sketch, key: str) -> Outcome:
        ending: asyncio.Future[Outcome | None] = asyncio.get_running_loop().create_future()
        self._under_way[key] = ending
        outcome: Outcome | None = None
        try:
            self._index.add(Original(key, article.id, found.hashes), found.bands)
            outcome = await self._worker.extract(article)
        finally:
            ending.set_result(outcome)
            del self._under_way[key]
        return outcome

    async def _outcome(self, key: str) -> Outcome | None:
        under_way = self._under_way.get(key)
        # Shielded: a reprint that is given up must not take its original with it.
        return await (self._extractor.ledger.outcome(key) if under_way is None else asyncio.shield(under_way))


async def _never(_: str) -> bool:
    return False


def says_the_same(prepared: Prepared, found: Sketch, original: Original) -> bool:
    """Whether an article is a reprint of an original, with the tagger's word on what a name is."""
    text = prepared.clean.text
    return is_reprint(
        found, original.clauses, lambda start, end: has_number(text[start:end]) or has_name(text, start, end)
    )
