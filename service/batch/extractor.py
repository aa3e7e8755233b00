"""What turns an article into an outcome: one schema, one endpoint, one policy."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace

from schemas import Schema
from service.batch.desk import Desk
from service.endpoint.connect import Connection
from service.errors import ZhailuError
from service.ledger import Ledger, Outcome
from service.pipeline import Rehearsal, StrategyName, choose_strategy, extract, rehearse, result_key
from service.pipeline.profiles import Profile, profile_of
from service.settings import Settings, Strategy
from service.types import Article, Failure, JsonObject, Policy, ProfileName, Result, Vocabulary

_FIRST_LOOK, _LONGEST_LOOK = 0.1, 3.0
_NEVER = "9999"
"""Later than every time of a ledger."""


@dataclass(frozen=True)
class Extractor:
    """The pipeline with everything but the article filled in. `strategy` "auto" is what suits model and schema;
    `vocabulary` says whose words are put in those of the mainland, `profile` None is that of the model, `in_batches`
    that a batch's prices hold.
    """

    schema: Schema
    connection: Connection
    ledger: Ledger
    policy: Policy
    strategy: Strategy
    vocabulary: Vocabulary = "none"
    profile: ProfileName | None = None
    in_batches: bool = False

    @classmethod
    def of(cls, settings: Settings, schema: Schema, connection: Connection, ledger: Ledger) -> "Extractor":
        """With what the settings say of it."""
        return cls(
            schema=schema,
            connection=connection,
            ledger=ledger,
            policy=settings.policy,
            strategy=settings.strategy,
            vocabulary=settings.vocabulary,
            profile=settings.profile,
        )

    def key(self, article: Article) -> str:
        """Under which the ledger keeps this article's outcome."""
        return result_key(
            article,
            self.schema,
            endpoint=self.connection.endpoint,
            strategy=self.chosen_strategy,
            policy=self.policy,
            vocabulary=self.vocabulary,
            profile=self.chosen_profile.name,
        )

    async def extract(
        self, article: Article, on_partial: Callable[[JsonObject], None] | None = None, *, desk: Desk | None = None
    ) -> Outcome:
        """The article's outcome, worked out anew except for the answers in the ledger. Raises fatal errors only.

        With a desk that is asked in place of endpoint and ledger, and Deferred is raised as it raises it.
        """
        try:
            outcome = await extract(
                article,
                self.schema,
                endpoint=desk or self.connection.endpoint,
                answers=desk or self.ledger,
                strategy=self.chosen_strategy,
                policy=self.policy,
                vocabulary=self.vocabulary,
                profile=self.chosen_profile.name,
                on_partial=on_partial,
            )
        except ZhailuError as error:
            if error.fatal:
                raise
            return Failure.of(article.reference(), self.schema.id, error)
        return self._priced(outcome)

    async def rehearse(self, article: Article) -> Rehearsal:
        """The calls for an article, none of which is made. Raises fatal errors only."""
        return await rehearse(
            article,
            self.schema,
            endpoint=self.connection.endpoint,
            strategy=self.chosen_strategy,
            vocabulary=self.vocabulary,
            profile=self.chosen_profile.name,
        )

    async def once(self, article: Article, on_partial: Callable[[JsonObject], None] | None = None) -> Outcome:
        """The article's result from the ledger if it is there (`cached` then), else worked out and kept.

        One that somebody else works on, here or in another process, is waited for.
        """
        key = self.key(article)
        pause = _FIRST_LOOK
        while (known := await self.known(article)) is None:
            # A failure is no end here: who asks again wants another try.
            if await self.ledger.claim([key], failures_since=_NEVER) == ["claimed"]:
                return await self._claimed(key, article, on_partial)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_LOOK)
        return known

    async def _claimed(self, key: str, article: Article, on_partial: Callable[[JsonObject], None] | None) -> Outcome:
        given_up = False
        try:
            outcome = await self.extract(article, on_partial)
            if isinstance(outcome, Result):
                await self.ledger.record(key, outcome)
                given_up = True
            return outcome
        finally:
            if not given_up:
                await self.ledger.release(key)

    async def known(self, article: Article) -> Result | None:
        """The article's result, if the ledger has it. Asks nobody: a connection that is only described will do."""
        found = await self.ledger.outcome(self.key(article))
        if not isinstance(found, Result):
            return None
        provenance = found.provenance.model_copy(update={"cached": True})
        return found.model_copy(update={"article": article.reference(), "provenance": provenance})

    def _priced(self, outcome: Outcome) -> Outcome:
        if outcome.provenance is None:
            return outcome
        usage = self.connection.tariff.priced(outcome.provenance.usage, batch=self.in_batches)
        provenance = outcome.provenance.model_copy(update={"usage": usage})
        return outcome.model_copy(update={"provenance": provenance})

    @property
    def identity(self) -> str:
        """Stands for all that decides the results but the articles."""
        return self.key(Article(id="", text=""))

    @property
    def chosen_strategy(self) -> StrategyName:
        """The strategy, with "auto" decided."""
        if self.strategy != "auto":
            return self.strategy
        return choose_strategy(self.schema, self.chosen_profile)

    @property
    def chosen_profile(self) -> Profile:
        """What the model's name and context tell, with "auto" decided; what zhailu serves itself is small at a loss."""
        endpoint = self.connection.endpoint
        otherwise: ProfileName = "small" if self.connection.embedded else "large"
        return profile_of(endpoint.model, endpoint.context_tokens, named=self.profile, otherwise=otherwise)


class OpenedOnDemand:
    """An extractor whose endpoint is opened (and whose model is started) when the first article comes.

    `open_` gives the connection; it is kept until `stack` is closed. A run that finds everything done opens none.
    """

    def __init__(
        self,
        planned: Extractor,
        open_: Callable[[], AbstractAsyncContextManager[Connection]],
        stack: AsyncExitStack,
    ) -> None:
        self._extractor = planned
        self._open = open_
        self._stack = stack
        self._opening = asyncio.Lock()
        self._opened = False
        self._stopped = False

    async def extract(self, article: Article) -> Outcome:
        """The article's outcome. Raises fatal errors, and what kept the endpoint from being opened."""
        async with self._opening:
            if not self._opened:
                connection = await self._stack.enter_async_context(self._open())
                self._extractor = replace(self._extractor, connection=connection)
                self._opened = True
                if self._stopped:
                    self.stop()
        return await self._extractor.extract(article)

    def stop(self) -> None:
        """Sends nothing more."""
        self._stopped = True
        self._extractor.connection.endpoint.stop()

    @property
    def sending(self) -> int:
        """How many requests are under way."""
        return self._extractor.connection.endpoint.sending
