"""The ledger's jobs: accepted is on disk, and every article gets its line."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import QueueFull, UnknownJob
from service.ledger import Backlog, Job, JobOptions, Ledger
from service.types import NOTHING_USED, Article, ErrorBody, Failure, JsonObject, Provenance, Result, Usage

pytestmark = pytest.mark.anyio

OPTIONS = JobOptions(policy="drop", strategy="auto")
ROOMY = Backlog(jobs=100, articles=1000)
USED = Usage(input_tokens=100, output_tokens=20)
DOWN = ErrorBody(code="unauthorized", message="no")


def article(name: str, text: str = "春耕") -> Article:
    return Article(id=name, text=text)


def result(of: Article) -> Result:
    provenance = Provenance(
        model="m", prompt="p", strategy="direct", calls=1, attempts=1, cached=False, seconds=0.1, usage=USED
    )
    return Result(
        article=of.reference(),
        schema="brief@1",
        record={"title": of.text},
        evidence={},
        support={},
        issues=[],
        provenance=provenance,
    )


def failure(of: Article) -> Failure:
    return Failure(article=of.reference(), schema="brief@1", error=ErrorBody(code="truncated", message="cut off"))


async def add(ledger: Ledger, *texts: str, most: Backlog = ROOMY) -> Job:
    """A job of articles `a0`, `a1` … with these texts, which are also their keys."""
    articles = [(text, article(f"a{place}", text)) for place, text in enumerate(texts)]
    return await ledger.jobs.add(schema="brief@1", options=OPTIONS, articles=articles, most=most)


async def lines(ledger: Ledger, job: Job) -> list[tuple[str, str]]:
    """The id of each line's article, and what the line is."""
    found = [json.loads(line) async for line in ledger.jobs.lines(job.number)]
    return [(line["article"]["id"], "failure" if "error" in line else "result") for line in found]


async def test_a_job_is_there_after_the_file_was_closed(tmp_path: Path) -> None:
    """With its schema, its options and its articles."""
    schema: JsonObject = {"type": "object", "properties": {"名称": {"type": "string"}}}
    with Ledger(tmp_path / "l.sqlite") as ledger:
        job = await ledger.jobs.add(schema=schema, options=OPTIONS, articles=[("k", article("a"))], most=ROOMY)
    with Ledger(tmp_path / "l.sqlite") as ledger:
        (again,) = await ledger.jobs.unfinished()
        assert again == job
        assert (again.schema_, again.options, again.state) == (schema, OPTIONS, "queued")
        (item,) = await ledger.jobs.pending(job.number, after=-1)
        assert (item.key, item.article) == ("k", article("a"))


async def test_one_outcome_is_the_line_of_every_article_with_its_key() -> None:
    """Each under its own id; what was bought is counted once."""
    with Ledger(None) as ledger:
        job = await add(ledger, "x", "y", "x")
        await ledger.jobs.begin(job.number)
        await ledger.jobs.finish(job.number, "x", result(article("a0", "x")), USED)
        assert await lines(ledger, job) == [("a0", "result"), ("a2", "result")]
        now = await ledger.jobs.get(job.id)
        assert (now.state, now.ok, now.failed, now.usage.input_tokens) == ("running", 2, 0, 100)
        assert [item.key for item in await ledger.jobs.pending(job.number, after=-1)] == ["y"]
        await ledger.jobs.finish(job.number, "y", failure(article("a1", "y")), NOTHING_USED)
        now = await ledger.jobs.get(job.id)
        assert (now.state, now.ok, now.failed, now.error) == ("done", 2, 1, None)
        assert now.finished is not None
        assert await lines(ledger, job) == [("a0", "result"), ("a1", "failure"), ("a2", "result")]


async def test_the_queue_is_bounded_in_jobs_and_in_articles() -> None:
    """What has ended takes no room."""
    with Ledger(None) as ledger:
        job = await add(ledger, "x", "y", most=Backlog(1, 3))
        for most in (Backlog(1, 100), Backlog(100, 3)):
            with pytest.raises(QueueFull):
                await add(ledger, "x", "y", most=most)
        assert await ledger.jobs.backlog() == Backlog(1, 2)
        await ledger.jobs.cancel(job.id)
        assert await ledger.jobs.backlog() == Backlog(0, 0)
        await add(ledger, "x", "y", "z", most=Backlog(1, 3))


async def test_a_cancelled_job_keeps_its_lines_and_forgets_its_texts() -> None:
    """What ends later changes nothing."""
    with Ledger(None) as ledger:
        job = await add(ledger, "x", "y")
        await ledger.jobs.finish(job.number, "x", result(article("a0", "x")), USED)
        assert (await ledger.jobs.cancel(job.id)).state == "cancelled"
        await ledger.jobs.finish(job.number, "y", result(article("a1", "y")), USED)
        await ledger.jobs.hold(job.number, DOWN)
        await ledger.jobs.fail(job.number, DOWN, "brief@1")
        now = await ledger.jobs.get(job.id)
        assert (now.state, now.ok, now.failed) == ("cancelled", 1, 0)
        assert await lines(ledger, job) == [("a0", "result")]
        assert await ledger.jobs.pending(job.number, after=-1) == []
        assert await ledger.jobs.cancel(job.id) == now


async def test_a_job_that_fails_gives_every_article_that_is_left_the_error() -> None:
    """Nothing disappears."""
    with Ledger(None) as ledger:
        job = await add(ledger, "x", "y", "z")
        await ledger.jobs.finish(job.number, "y", result(article("a1", "y")), USED)
        await ledger.jobs.fail(job.number, DOWN, "brief@1")
        now = await ledger.jobs.get(job.id)
        assert (now.state, now.ok, now.failed, now.error) == ("failed", 1, 2, DOWN)
        assert await lines(ledger, job) == [("a0", "failure"), ("a1", "result"), ("a2", "failure")]


async def test_a_job_that_waits_says_for_what_until_it_goes_on() -> None:
    with Ledger(None) as ledger:
        job = await add(ledger, "x", "y")
        await ledger.jobs.hold(job.number, DOWN)
        now = await ledger.jobs.get(job.id)
        assert (now.state, now.error, now.finished) == ("waiting", DOWN, None)
        await ledger.jobs.finish(job.number, "y", result(article("a1", "y")), USED)
        now = await ledger.jobs.get(job.id)
        assert (now.state, now.error) == ("running", None)


async def test_finished_jobs_are_forgotten_after_their_time() -> None:
    """With their lines; one that goes on is not."""
    with Ledger(None) as ledger:
        done, going = await add(ledger, "x"), await add(ledger, "y")
        await ledger.jobs.finish(done.number, "x", result(article("a0", "x")), USED)
        assert await ledger.jobs.expire(days=1) == 0
        assert await ledger.jobs.expire(days=-1) == 1
        with pytest.raises(UnknownJob):
            await ledger.jobs.get(done.id)
        assert await lines(ledger, done) == []
        assert await ledger.jobs.unfinished() == [going]


async def test_many_lines_come_in_order() -> None:
    """Read in portions."""
    with Ledger(None) as ledger:
        texts = [f"t{place}" for place in range(450)]
        job = await add(ledger, *texts)
        for place in reversed(range(450)):
            await ledger.jobs.finish(job.number, texts[place], result(article("a", texts[place])), NOTHING_USED)
        assert [name for name, _ in await lines(ledger, job)] == [f"a{place}" for place in range(450)]
        assert (await ledger.jobs.get(job.id)).state == "done"


@settings(max_examples=50)
@given(
    texts=st.lists(st.sampled_from("xyz"), min_size=1, max_size=6),
    events=st.lists(st.sampled_from(["x", "y", "z", "-x", "cancel", "fail", "hold"]), max_size=8),
)
async def test_counts_and_lines_agree_whatever_happens(texts: list[str], events: list[str]) -> None:
    """Every article is a line or left; after the end nothing changes."""
    with Ledger(None) as ledger:
        job = await add(ledger, *texts)
        ended: Job | None = None
        for event in events:
            await happen(ledger, job, event)
            now = await ledger.jobs.get(job.id)
            assert now.ok + now.failed == len(await lines(ledger, job)) <= now.articles
            left = len(await ledger.jobs.pending(job.number, after=-1))
            assert left == (0 if now.finished else now.articles - now.ok - now.failed)
            assert ended in {None, now}
            ended = now if now.finished else None


async def happen(ledger: Ledger, job: Job, event: str) -> None:
    match event:
        case "cancel":
            await ledger.jobs.cancel(job.id)
        case "fail":
            await ledger.jobs.fail(job.number, DOWN, "brief@1")
        case "hold":
            await ledger.jobs.hold(job.number, DOWN)
        case _:
            of = article("a", event.removeprefix("-"))
            outcome = failure(of) if event.startswith("-") else result(of)
            await ledger.jobs.finish(job.number, of.text, outcome, USED)
