"""Request files at an endpoint that fails: what is submitted, collected, and never submitted twice."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from service.batch.request_files import Limits, Noted, RequestFiles, request_file
from service.batch.submissions import Submissions
from service.endpoint.batch_api import BatchApi
from service.endpoint.batch_lines import LOST, Way, request_line
from service.endpoint.ladder import Rung
from service.errors import BadUpstream, BatchRefused, LedgerError, RateLimited, ZhailuError
from service.ledger import Batch, Batches, Ledger, Question
from tests.endpoint.asking import KEY, QUESTION, TestClock
from tests.fake_batch_api import ROUTE, Ending, FakeBatchApi
from tests.fake_endpoint import Reply

pytestmark = pytest.mark.anyio
FULL = Ending("failed", errors=({"code": "token_limit_exceeded", "message": "Enqueued token limit reached"},))


@dataclass
class Told:
    """A watcher that remembers."""

    seen: list[str] = field(default_factory=list)

    def stands(self, batch: Batch, status: str, done: int) -> None:
        assert 0 <= done <= batch.requests
        self.seen.append(status)


@dataclass
class Desk:
    """One ledger, one folder, one endpoint."""

    fake: FakeBatchApi
    folder: Path
    batches: Batches
    clock: TestClock = field(default_factory=TestClock)
    told: Told = field(default_factory=Told)
    limits: Limits = field(default_factory=Limits)

    async def note(self, *keys: str) -> None:
        """Writes questions down, and completes the file."""
        files = RequestFiles(self.folder, self.batches, address="a", limits=self.limits, now=self.clock.clock().now())
        for key in keys:
            line = request_line(key, QUESTION, Way(rung=Rung.PROMPT), model="m", parameters={}, route=ROUTE)
            question = Question(key=key, owner="o", way=Way().model_dump_json())
            await files.add(Noted(question, line, input_tokens=100, output_tokens=10))
        await files.close()

    @asynccontextmanager
    async def api(self) -> AsyncIterator[BatchApi]:
        api = BatchApi(self.fake.base_url, SecretStr(KEY), attempts=3, timeout_seconds=5, clock=self.clock.clock())
        yield api
        await api.aclose()

    @asynccontextmanager
    async def submissions(self) -> AsyncIterator[Submissions]:
        """As of a new process."""
        async with self.api() as api:
            yield Submissions(api, self.batches, self.folder, watcher=self.told, limits=self.limits)

    async def settle(self, *, wait: bool = True) -> bool:
        async with self.submissions() as submissions:
            return await submissions.settle(wait=wait)

    async def statuses(self, *keys: str) -> list[int | None]:
        """The status of each question's line."""
        return [(await self._question(key)).status for key in keys]

    async def line(self, key: str) -> str:
        """What came back for a question."""
        return (await self._question(key)).line or ""

    async def _question(self, key: str) -> Question:
        question = await self.batches.question(key)
        assert question is not None
        assert question.batch is not None
        return question


@asynccontextmanager
async def desk(
    tmp_path: Path,
    *endings: Ending,
    answer: Callable[[object], str | Reply] | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[Desk]:
    with FakeBatchApi(answer, endings=endings) as fake, Ledger(None) as ledger:
        yield Desk(fake, tmp_path / "batches", ledger.batches(), limits=limits or Limits())


async def test_what_is_written_comes_back(tmp_path: Path) -> None:
    """In one batch with its labels; the file goes when the answers are there."""
    async with desk(tmp_path) as at:
        await at.note("a", "b", "c")
        assert [batch.state for batch in await at.batches.under_way()] == ["written"]
        assert await at.settle()
        assert await at.statuses("a", "b", "c") == [200, 200, 200]
        assert at.told.seen == ["validating", "in_progress", "completed"]
        assert list(at.folder.iterdir()) == []
        (batch,) = at.fake.batches.values()
        assert set(batch.body["metadata"]) == {"zhailu", "sha256"}  # type: ignore[arg-type]
        assert json.loads(await at.line("a"))["custom_id"] == "a"


async def test_without_waiting_each_step_is_taken_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.note("a")
        assert [await at.settle(wait=False) for _ in range(3)] == [False, False, True]
        assert at.fake.steps == ["upload", "uploaded", "create", "created", "retrieve", "retrieve", "content"]
        assert at.clock.slept == []


async def test_looks_become_rarer(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        at.fake.looks = 30
        await at.note("a")
        assert await at.settle()
        assert at.clock.slept[:3] == [7.5, 11.25, 16.875]
        assert at.clock.slept == sorted(at.clock.slept)
        assert at.clock.slept[-1] == 60.0


@pytest.mark.parametrize("failure", [Reply.error(500), Reply(reset=True, body=b"{}"), Reply.html(), Reply(status=200)])
async def test_a_batch_that_was_made_unseen_is_found(tmp_path: Path, failure: Reply) -> None:
    """The response was lost; the list tells."""
    async with desk(tmp_path) as at:
        at.fake.fail("created", failure)
        await at.note("a")
        assert await at.settle()
        assert len(at.fake.batches) == 1


async def test_a_batch_that_was_made_unseen_is_found_by_the_next_run(tmp_path: Path) -> None:
    """Even where the list was of no use at first."""
    async with desk(tmp_path) as at:
        at.fake.fail("created", Reply.error(500))
        at.fake.fail("list", *[Reply.error(500)] * 3)
        await at.note("a")
        with pytest.raises(BadUpstream):
            await at.settle()
        assert [batch.state for batch in await at.batches.under_way()] == ["creating"]
        assert await at.settle()
        assert len(at.fake.batches) == 1


async def test_a_batch_that_was_not_made_is_made(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        at.fake.fail("create", Reply.error(500), Reply.error(429), Reply(reset=True, body=b"{}"))
        await at.note("a")
        with pytest.raises(BadUpstream):
            await at.settle()
        assert at.fake.batches == {}
        assert await at.settle()
        assert len(at.fake.batches) == 1


async def test_of_two_batches_of_one_file_one_is_cancelled(tmp_path: Path) -> None:
    """As where the list was late to show the first."""
    async with desk(tmp_path) as at:
        at.fake.fail("created", Reply.error(500))
        at.fake.fail("list", *[Reply.error(500)] * 6)
        await at.note("a")
        for _ in range(2):
            with pytest.raises(BadUpstream):
                await at.settle()
        (batch,) = await at.batches.under_way()
        async with at.api() as api:
            await api.create(batch.file_id or "", {"zhailu": batch.token, "sha256": batch.digest})
        assert await at.settle()
        assert [each.cancelled for each in at.fake.batches.values()] == [False, True]


async def test_an_expired_batch_gives_what_it_has(tmp_path: Path) -> None:
    """What was not carried out, and a line that is missing, can be asked again."""
    shortened = Ending("expired", carried_out=lambda place: place < 3, arrange=lambda lines: lines[1:])
    async with desk(tmp_path, shortened) as at:
        await at.note("a", "b", "c", "d")
        assert await at.settle()
        assert await at.statuses("a", "b", "c", "d") == [LOST, 200, 200, LOST]
        assert await at.line("a") == ""
        assert "batch_expired" in await at.line("d")


async def test_lines_may_come_twice_and_from_elsewhere(tmp_path: Path) -> None:
    """The first answer stands; what is no line, or of no question, is passed over."""

    def arrange(lines: list[bytes]) -> list[bytes]:
        again = lines[0].replace(b'"custom_id": "b"', b'"custom_id": "b" , "again": 1')
        strange = lines[0].replace(b'"custom_id": "b"', b'"custom_id": "z"')
        return [b"{", *lines, again, strange, b""]

    async with desk(tmp_path, Ending(arrange=arrange)) as at:
        await at.note("a", "b")
        assert await at.settle()
        assert await at.statuses("a", "b") == [200, 200]
        assert "again" not in await at.line("b")
        assert await at.batches.question("z") is None


async def test_errors_have_a_file_of_their_own(tmp_path: Path) -> None:
    async with desk(tmp_path, answer=lambda _: Reply.error(400, "no")) as at:
        await at.note("a", "b")
        assert await at.settle()
        assert await at.statuses("a", "b") == [400, 400]


@pytest.mark.parametrize(
    "failure", [Reply.error(404, "No such File object"), Reply.html(), Reply(reset=True, body=b"{}")]
)
async def test_a_file_that_is_not_there_yet_is_fetched_later(tmp_path: Path, failure: Reply) -> None:
    async with desk(tmp_path) as at:
        at.fake.fail("content", failure)
        await at.note("a")
        assert await at.settle()
        assert await at.statuses("a") == [200]


async def test_a_file_that_stays_away_stops_the_run_and_nothing_is_asked_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        at.fake.fail("content", *[Reply.html()] * 2)
        await at.note("a")
        with pytest.raises(BadUpstream):
            await at.settle()
        assert await at.settle()
        assert await at.statuses("a") == [200]
        assert at.fake.calls == 1


async def test_looks_may_fail_for_a_while(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        at.fake.fail("retrieve", *[Reply.error(500)] * 9)
        await at.note("a")
        assert await at.settle()


async def test_looks_that_always_fail_end_the_run_but_not_the_batch(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        at.fake.fail("retrieve", *[Reply.error(500)] * 30)
        await at.note("a")
        with pytest.raises(BadUpstream):
            await at.settle()
        assert await at.settle()
        assert at.fake.calls == 1


async def test_a_batch_without_room_waits_for_another(tmp_path: Path) -> None:
    async with desk(tmp_path, Ending(), FULL, Ending(), limits=Limits(requests=1)) as at:
        at.fake.looks = 3
        await at.note("a", "b")
        assert await at.settle()
        assert await at.statuses("a", "b") == [200, 200]
        assert [batch.body["status"] for batch in at.fake.batches.values()] == ["completed", "failed", "completed"]
        assert at.fake.calls == 2


async def test_a_batch_that_has_no_room_at_all_says_so(tmp_path: Path) -> None:
    """It is forgotten: its questions may be cut into smaller files."""
    async with desk(tmp_path, FULL) as at:
        await at.note("a")
        with pytest.raises(RateLimited) as caught:
            await at.settle()
        assert "--enqueued-tokens" in caught.value.hint
        assert await at.batches.under_way() == []
        question = await at.batches.question("a")
        assert question is not None
        assert question.batch is None


async def test_a_given_limit_of_tokens_is_kept(tmp_path: Path) -> None:
    """Of a file, and of all batches at the endpoint together."""
    async with desk(tmp_path, limits=Limits(tokens=250)) as at:
        await at.note("a", "b", "c", "d", "e")
        assert [batch.requests for batch in await at.batches.under_way()] == [2, 2, 1]
        assert not await at.settle(wait=False)
        assert len(at.fake.batches) == 1
        assert await at.settle()
        assert at.fake.calls == 5


async def test_a_file_is_no_larger_than_allowed(tmp_path: Path) -> None:
    async with desk(tmp_path, limits=Limits(file_bytes=1_000)) as at:
        await at.note("a", "b", "c")
        sizes = [path.stat().st_size for path in at.folder.iterdir()]
        assert len(sizes) > 1
        assert max(sizes) <= 1_000


@pytest.mark.parametrize(
    ("ending", "error", "said"),
    [
        (
            Ending("failed", errors=({"code": "invalid_model", "message": "m is not for batches"},)),
            BatchRefused,
            "not for",
        ),
        (Ending("failed", errors=({"code": "bad", "message": "竹编作坊"},)), BatchRefused, "bad"),
        (Ending("failed"), BatchRefused, "does not say"),
        (Ending("cancelled", carried_out=lambda place: place == 0), BatchRefused, "cancelled"),
    ],
)
async def test_a_batch_that_others_ended_stops_the_run(
    tmp_path: Path, ending: Ending, error: type[ZhailuError], said: str
) -> None:
    async with desk(tmp_path, ending) as at:
        await at.note("a", "b")
        with pytest.raises(error) as caught:
            await at.settle()
        assert said in caught.value.message
        assert "竹编" not in str(caught.value)
        assert await at.batches.under_way() == []


async def test_cancelling_keeps_what_was_answered(tmp_path: Path) -> None:
    """Also of a batch whose making was not seen; what was only written is dropped."""
    ending = Ending(carried_out=lambda place: place == 0)
    async with desk(tmp_path, ending, limits=Limits(requests=2)) as at:
        await at.note("a", "b", "c")
        at.fake.fail("created", Reply.error(500))
        at.fake.fail("list", *[Reply.error(500)] * 3)
        with pytest.raises(BadUpstream):
            await at.settle(wait=False)
        async with at.submissions() as submissions:
            await submissions.cancel()
        assert await at.statuses("a", "b") == [200, LOST]
        question = await at.batches.question("c")
        assert question is not None
        assert question.batch is None
        assert await at.batches.under_way() == []


async def test_a_batch_that_nobody_has_any_more_is_forgotten_in_time(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.note("a")
        await at.settle(wait=False)
        at.fake.batches.clear()
        with pytest.raises(BatchRefused):
            await at.settle()
        at.clock.time += 31 * 86_400
        assert await at.settle()
        question = await at.batches.question("a")
        assert question is not None
        assert question.batch is None


async def test_a_request_file_that_was_deleted_is_written_anew(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.note("a")
        (batch,) = await at.batches.under_way()
        request_file(at.folder, batch.token).unlink()
        with pytest.raises(LedgerError):
            await at.settle()
        assert await at.batches.under_way() == []


async def test_files_of_no_batch_are_removed(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.note("a")
        for name in ("x.jsonl", "y.jsonl.partial", "mine.txt"):
            (at.folder / name).touch()
        await at.settle(wait=False)
        (batch,) = await at.batches.under_way()
        assert {path.name for path in at.folder.iterdir()} == {f"{batch.token}.jsonl", "mine.txt"}


async def test_a_batch_that_has_ended_is_collected_where_it_was_to_be_cancelled(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.note("a")
        for _ in range(2):
            await at.settle(wait=False)
        async with at.submissions() as submissions:
            await submissions.cancel()
        assert await at.statuses("a") == [200]


async def test_a_batch_that_nobody_knows_can_be_given_up(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.note("a")
        await at.settle(wait=False)
        at.fake.batches.clear()
        async with at.submissions() as submissions:
            await submissions.cancel()
        assert await at.batches.under_way() == []


async def test_a_file_that_stays_unknown_is_uploaded_anew_by_the_next_run(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.note("a")
        at.fake.fail("create", *[Reply.error(400, "Cannot find file file-1")] * 3)
        with pytest.raises(RateLimited):
            await at.settle()
        assert await at.settle()
        assert at.fake.steps.count("upload") == 2
