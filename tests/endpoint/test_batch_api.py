"""The client of the Batch API, against one that fails."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from service.endpoint.batch_api import BatchApi
from service.endpoint.shapes import NEW_LIMIT, OLD_LIMIT
from service.errors import BadUpstream, BatchRefused, DeadlineExceeded, NoBatchApi, RateLimited, Unauthorized
from tests.endpoint.asking import KEY, TestClock
from tests.fake_batch_api import FakeBatchApi
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio
LINE = b'{"custom_id": "k", "method": "POST", "url": "/v1/chat/completions", "body": {}}\n'
LABELS = {"zhailu": "t", "sha256": "d"}


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
async def fake() -> AsyncIterator[FakeBatchApi]:
    with FakeBatchApi() as fake:
        yield fake


@pytest.fixture
async def api(fake: FakeBatchApi, clock: TestClock) -> AsyncIterator[BatchApi]:
    made = client(fake, clock)
    yield made
    await made.aclose()


def client(fake: FakeEndpoint, clock: TestClock) -> BatchApi:
    return BatchApi(fake.base_url, SecretStr(KEY), attempts=3, timeout_seconds=5, clock=clock.clock())


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    path = tmp_path / "t.jsonl"
    path.write_bytes(LINE)
    return path


async def test_a_file_becomes_a_batch_and_comes_back(
    api: BatchApi, fake: FakeBatchApi, clock: TestClock, request_file: Path
) -> None:
    file_id = await api.upload(request_file)
    assert fake.files[file_id] == LINE
    batch = await api.create(file_id, LABELS)
    assert (batch.status, batch.labels, batch.ended) == ("validating", LABELS, False)
    assert (await api.retrieve(batch.id)).status == "in_progress"
    ended = await api.retrieve(batch.id)
    assert (ended.status, ended.ended, ended.done, ended.error_file_id) == ("completed", True, 1, None)
    lines: list[bytes] = []
    await api.download(ended.output_file_id or "", collector(lines))
    assert b'"custom_id": "k"' in lines[0]
    assert clock.slept == []


def collector(lines: list[bytes]) -> Callable[[list[bytes]], Awaitable[None]]:
    async def take(some: list[bytes]) -> None:
        lines.extend(some)

    return take


@pytest.mark.parametrize("failure", [Reply.error(500), Reply(reset=True, body=b"{}"), Reply.error(429)])
async def test_what_does_no_harm_twice_is_tried_again(
    api: BatchApi, fake: FakeBatchApi, request_file: Path, failure: Reply
) -> None:
    """Uploads, looks, lists, and downloads."""
    for step in ("upload", "retrieve", "list", "content"):
        fake.fail(step, failure)
    batch = await api.create(await api.upload(request_file), LABELS)
    await api.retrieve(batch.id)
    ended = await api.retrieve(batch.id)
    assert [found.id for found in await api.labelled(LABELS, 0)] == [batch.id]
    lines: list[bytes] = []
    await api.download(ended.output_file_id or "", collector(lines))
    assert any(b'"custom_id": "k"' in line for line in lines)


async def test_no_more_than_so_often(api: BatchApi, fake: FakeBatchApi, clock: TestClock, request_file: Path) -> None:
    fake.fail("upload", *[Reply.error(500)] * 3)
    with pytest.raises(BadUpstream):
        await api.upload(request_file)
    assert len(clock.slept) == 2


async def test_a_pause_that_is_asked_for_is_made(
    api: BatchApi, fake: FakeBatchApi, clock: TestClock, request_file: Path
) -> None:
    fake.fail("upload", Reply.error(429, headers={"Retry-After": "17"}))
    await api.upload(request_file)
    assert clock.slept == [17.0]


async def test_a_batch_is_never_made_twice_by_itself(api: BatchApi, fake: FakeBatchApi, request_file: Path) -> None:
    """Whether it was made is for the caller to find out."""
    file_id = await api.upload(request_file)
    fake.fail("created", Reply.error(500))
    with pytest.raises(BadUpstream):
        await api.create(file_id, LABELS)
    assert len(fake.batches) == 1
    assert len(await api.labelled(LABELS, 0)) == 1


async def test_a_file_that_is_not_there_yet_is_waited_for(api: BatchApi) -> None:
    with pytest.raises(RateLimited):
        await api.create("file-99", LABELS)


async def test_batches_are_found_by_all_of_their_labels_over_all_pages(
    api: BatchApi, fake: FakeBatchApi, request_file: Path
) -> None:
    file_id = await api.upload(request_file)
    wanted = await api.create(file_id, LABELS)
    for _ in range(205):
        await api.create(file_id, {"zhailu": "t", "sha256": "other"})
    assert [found.id for found in await api.labelled(LABELS, 0)] == [wanted.id]
    assert fake.steps.count("list") == 3
    assert await api.labelled(LABELS, 4_000_000_000) == []
    assert fake.steps.count("list") == 4


async def test_an_endpoint_without_it_is_told_apart(clock: TestClock, request_file: Path) -> None:
    with FakeEndpoint() as plain:
        api = client(plain, clock)
        with pytest.raises(NoBatchApi) as caught:
            await api.upload(request_file)
        await api.aclose()
    assert "--mode" in caught.value.hint
    assert clock.slept == []


async def test_errors_are_typed_and_show_no_key(api: BatchApi, fake: FakeBatchApi, request_file: Path) -> None:
    fake.fail("upload", Reply.error(401, f"wrong key {KEY}"))
    with pytest.raises(Unauthorized) as caught:
        await api.upload(request_file)
    assert KEY not in str(caught.value)
    with pytest.raises(BatchRefused):
        await api.retrieve("batch_99")
    fake.fail("create", Reply.error(400, "The model is not available in batches"))
    with pytest.raises(BatchRefused):
        await api.create(await api.upload(request_file), LABELS)


async def test_silence_ends_at_the_deadline(fake: FakeBatchApi, clock: TestClock) -> None:
    fake.fail("retrieve", *[Reply(hang=True)] * 3)
    api = BatchApi(fake.base_url, None, attempts=2, timeout_seconds=0.05, clock=clock.clock())
    with pytest.raises(DeadlineExceeded):
        await api.retrieve("batch_1")
    await api.aclose()


async def test_a_line_ends_where_jsonl_ends_it(api: BatchApi, fake: FakeBatchApi) -> None:
    """Not at the other separators of Unicode, and not where a piece of the download ends."""
    odd = '{"a": "x\u2028y\x85z"}'.encode()
    fake.files["f"] = b"\n".join([odd] * 100_000)
    lines: list[bytes] = []
    await api.download("f", collector(lines))
    assert lines == [odd] * 100_000


async def test_the_route_and_the_limit_are_the_endpoints() -> None:
    assert BatchApi("https://h/paas/v4").route == "/v4/chat/completions"
    assert BatchApi("https://h/openai/v1/").route == "/v1/chat/completions"
    assert BatchApi("https://h").route == "/v1/chat/completions"
    assert BatchApi("https://api.openai.com/v1").limit_name == NEW_LIMIT
    assert BatchApi("https://h/v1").limit_name == OLD_LIMIT
