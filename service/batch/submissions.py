"""Request files become batches, batches become answers in the ledger; each step may be the last of this process."""

from contextlib import suppress
from pathlib import Path
from typing import Protocol

from service.batch.request_files import Limits, remove_strays, request_file
from service.endpoint.batch_api import UNSURE, BatchApi
from service.endpoint.batch_lines import LOST, label
from service.endpoint.batch_objects import RemoteBatch
from service.errors import BadUpstream, BatchRefused, EndpointError, LedgerError, RateLimited
from service.ledger import Batch, Batches

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 5.0, 60.0, 1.5
_LOOKS_IN_VAIN = 10
_DAY = 86_400.0
_KEPT_DAYS = 30
_QUOTE_CHARS = 200


class Watcher(Protocol):
    """Is told how batches stand, to show it."""

    def stands(self, batch: Batch, status: str, done: int) -> None:
        """`done` of the batch's questions have come to an end; `status` is the endpoint's word for it."""


class Submissions:
    """The batches of one ledger at one endpoint. `folder` has their request files; `poll_seconds` is the time between
    two looks (None: growing from seconds to a minute).
    """

    def __init__(
        self,
        api: BatchApi,
        batches: Batches,
        folder: Path,
        *,
        watcher: Watcher,
        limits: Limits,
        poll_seconds: float | None = None,
    ) -> None:
        self._api = api
        self._batches = batches
        self.folder = folder
        self._watcher = watcher
        self._limits = limits
        self._poll_seconds = poll_seconds
        self._full = False
        self._alone: set[str] = set()
        self._in_vain: dict[str, int] = {}
        self._cancelled: set[str] = set()

    async def settle(self, *, wait: bool) -> bool:
        """Submits what is written and collects what has ended; with `wait` until nothing is left under way. Whether
        nothing is. Raises EndpointError, LedgerError: everything is as it was noted then, and can be taken up again.
        """
        remove_strays(self.folder, [batch.token for batch in await self._batches.under_way()])
        looks = 0
        while True:
            ended = [batch for batch in await self._submitted() if await self._look(batch)]
            await self._submit()
            if not wait or not await self._batches.under_way():
                return not await self._batches.under_way()
            looks = 0 if ended else looks + 1
            await self._api.clock.sleep(self._pause(looks))

    async def cancel(self) -> None:
        """Has every batch ended at the endpoint, waits for that, and collects what was answered until then."""
        for batch in await self._batches.under_way():
            remote = await self._found(batch) if batch.state == "creating" else None
            if remote is not None:
                await self._batches.move(batch.token, "submitted", batch_id=remote.id)
            elif batch.state != "submitted":
                await self._batches.forget(batch.token)
        for batch in await self._submitted():
            self._cancelled.add(batch.token)
            await self._cancel(batch)
        await self.settle(wait=True)

    async def _cancel(self, batch: Batch) -> None:
        try:
            remote = await self._api.retrieve(batch.batch_id or "")
        except BatchRefused:
            await self._batches.forget(batch.token)
            return
        if not remote.ended:
            with suppress(BatchRefused):  # it may have ended meanwhile
                await self._api.cancel(remote.id)

    async def _submitted(self) -> list[Batch]:
        return [batch for batch in await self._batches.under_way() if batch.state == "submitted"]

    def _pause(self, looks: int) -> float:
        growing = _FIRST_PAUSE * _GROWTH ** min(looks, 20)
        return min(_LONGEST_PAUSE, growing) if self._poll_seconds is None else self._poll_seconds

    async def _submit(self) -> None:
        """Makes batches of the files that wait, as far as the endpoint's limit of tokens lets it."""
        batches = await self._batches.under_way()
        tokens = [batch.tokens for batch in batches if batch.state == "submitted"]
        for batch in batches:
            if batch.state == "submitted":
                continue
            too_many = self._limits.tokens is not None and sum(tokens) + batch.tokens > self._limits.tokens
            if tokens and (self._full or too_many):
                return
            if not tokens:
                self._alone.add(batch.token)
            remote = await self._made(batch)
            await self._batches.move(batch.token, "submitted", batch_id=remote.id)
            self._watcher.stands(batch.model_copy(update={"batch_id": remote.id}), remote.status, remote.done)
            tokens.append(batch.tokens)

    async def _made(self, batch: Batch) -> RemoteBatch:
        """The endpoint's batch of a file: the one that is there, where one may be, else a new one."""
        if batch.state == "creating" and (remote := await self._found(batch)) is not None:
            return remote
        file_id = batch.file_id
        if file_id is None or batch.state == "written":
            file_id = await self._uploaded(batch)
        await self._batches.move(batch.token, "creating")
        unsure = False
        for times in range(1, self._api.attempts + 1):
            try:
                return await self._api.create(file_id, _labels(batch))
            except (*UNSURE, RateLimited) as error:
                fault: EndpointError = error
            except EndpointError:
                await self._batches.move(batch.token, "written")
                raise
            await self._api.pause(times, fault)
            unsure = unsure or isinstance(fault, UNSURE)
            if unsure and (remote := await self._found(batch)) is not None:
                return remote
        if not unsure:
            await self._batches.move(batch.token, "written")
        raise fault

    async def _uploaded(self, batch: Batch) -> str:
        path = request_file(self.folder, batch.token)
        try:
            file_id = await self._api.upload(path)
        except OSError as error:
            await self._batches.forget(batch.token)
            raise LedgerError(
                f"cannot read {path}: {error.strerror}", hint="run again: its questions are written down anew"
            ) from error
        await self._batches.move(batch.token, "uploaded", file_id=file_id)
        return file_id

    async def _found(self, batch: Batch) -> RemoteBatch | None:
        """The batch that the endpoint made of a file, if it did. Of several the oldest; the others are cancelled."""
        remotes = await self._api.labelled(_labels(batch), batch.created - _DAY)
        alive = [remote for remote in remotes if remote.status != "failed"]
        for surplus in alive[1:]:
            if not surplus.ended:
                await self._api.cancel(surplus.id)
        return alive[0] if alive else None

    async def _look(self, batch: Batch) -> bool:
        """Whether a batch has ended; what it gave is in the ledger then."""
        remote = await self._retrieved(batch)
        if remote is None:
            return False
        self._watcher.stands(batch, remote.status, remote.done)
        if not remote.ended:
            return False
        if remote.status == "failed":
            return await self._failed(batch, remote)
        if remote.output_file_id is not None:
            answered = remote.counts.completed if remote.counts else None
            await self._collect(batch, remote.output_file_id, answered or 1)
        if remote.error_file_id is not None:
            await self._collect(batch, remote.error_file_id, 1)
        await self._batches.close(batch.token, LOST)
        request_file(self.folder, batch.token).unlink(missing_ok=True)
        self._full = False
        if remote.status == "cancelled" and batch.token not in self._cancelled:
            raise BatchRefused(
                f"the batch {batch.batch_id} was cancelled", hint="what it answered is kept; run again to ask the rest"
            )
        return True

    async def _retrieved(self, batch: Batch) -> RemoteBatch | None:
        """The batch as the endpoint has it; None if it cannot say just now."""
        fault: EndpointError
        try:
            remote = await self._api.retrieve(batch.batch_id or "")
        except (*UNSURE, RateLimited) as error:
            fault = error
        except BatchRefused:
            if self._api.clock.now() - batch.created < _KEPT_DAYS * _DAY:
                raise
            # Endpoints keep no batch for ever; what nobody has can only be asked again.
            await self._batches.forget(batch.token)
            return None
        else:
            if not remote.awaits_files:
                self._in_vain.pop(batch.token, None)
                return remote
            fault = BadUpstream(f"the batch {batch.batch_id} has ended without a file", hint="run again to look again")
        self._in_vain[batch.token] = self._in_vain.get(batch.token, 0) + 1
        if self._in_vain[batch.token] >= _LOOKS_IN_VAIN:
            raise fault
        return None

    async def _collect(self, batch: Batch, file_id: str, expected: int) -> None:
        """Keeps the lines of a file. One with fewer than expected is fetched once more; what stays away then is lost,
        but a file without any is none.
        """
        found: set[str] = set()

        async def take(lines: list[bytes]) -> None:
            labelled = [(label(line), line.decode("utf-8", "replace")) for line in lines]
            kept = [(*name, line) for name, line in labelled if name is not None]
            found.update(key for key, _, _ in kept)
            await self._batches.take(batch.token, kept)

        fault = BadUpstream(f"the file {file_id} holds no answer of its batch", hint="run again to fetch it again")
        await self._api.download(file_id, take)
        if len(found) < expected:
            await self._api.pause(1, fault)
            await self._api.download(file_id, take)
        if not found:
            raise fault

    async def _failed(self, batch: Batch, remote: RemoteBatch) -> bool:
        """A batch that failed has cost nothing. One that had no room beside others is made again after them."""
        errors = (remote.errors.data if remote.errors else None) or []
        full = any(error.code == "token_limit_exceeded" for error in errors)
        if full and batch.token not in self._alone:
            self._full = True
            await self._batches.move(batch.token, "uploaded")
            return False
        await self._batches.forget(batch.token)
        first = errors[0] if errors else None
        said = "" if first is None else ", ".join(filter(None, [first.code, _quotable(first.message)]))
        what = f"the endpoint refuses the batch {batch.batch_id}: {said or 'it does not say why'}"
        if full:
            raise RateLimited(what, hint="run again later, or give your account's limit with --enqueued-tokens")
        raise BatchRefused(what, hint="check that the model can be used in batches, then run again")


def _labels(batch: Batch) -> dict[str, str]:
    """What a batch is known by at the endpoint."""
    return {"zhailu": batch.token, "sha256": batch.digest}


def _quotable(words: str | None) -> str:
    """Words that cannot be those of an article: plain ASCII, on one line, shortened."""
    line = " ".join((words or "").split())
    return line[:_QUOTE_CHARS] if line.isascii() and line.isprintable() and "\\u" not in line else ""
