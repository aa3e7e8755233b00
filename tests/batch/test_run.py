"""A run over a folder: everything ends as a result or a failure, nothing is done twice, what is done is kept."""

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.batch import FolderSource, RunReport
from service.errors import (
    EmbeddedError,
    LedgerError,
    QuotaExhausted,
    RateLimited,
    TruncatedAnswer,
    Unauthorized,
    Unreachable,
    ZhailuError,
)
from service.ledger import Ledger
from service.types import Article
from tests.batch.conftest import Folder, Script


def ids(lines: list[str]) -> list[str]:
    return [json.loads(line)["article"]["id"] for line in lines]


@pytest.mark.anyio
async def test_every_article_is_a_line_in_input_order(folder: Folder) -> None:
    """Results and failures are one line each, in the order of the ids, Chinese unescaped."""
    folder.write(c="丙", a="甲", b="乙", d="丁")
    report = await folder.run(Script(errors={"乙": TruncatedAnswer("cut off")}))
    assert ids(folder.lines("results.jsonl")) == ["a.txt", "c.txt", "d.txt"]
    assert ids(folder.lines("failures.jsonl")) == ["b.txt"]
    assert "甲" in folder.lines("results.jsonl")[0]
    assert (report.ok, report.failed, report.undone) == (3, 1, 0)


@pytest.mark.anyio
@pytest.mark.parametrize("concurrency", [1, 3])
async def test_a_second_run_does_nothing_again(folder: Folder, concurrency: int) -> None:
    """Results and failures of before are taken over, byte for byte."""
    folder.write(a="甲", b="乙", c="丙")
    script = Script(errors={"乙": TruncatedAnswer("cut off")})
    await folder.run(script, concurrency=concurrency)
    first = folder.lines("results.jsonl"), folder.lines("failures.jsonl")
    report = await folder.run(script, concurrency=concurrency)
    assert set(script.seen.values()) == {1}
    assert (folder.lines("results.jsonl"), folder.lines("failures.jsonl")) == first
    assert report.reused == 3


@pytest.mark.anyio
async def test_a_failure_is_tried_again_only_when_asked(folder: Folder) -> None:
    """With retry_failed the failure is worked on again, and the result is not."""
    folder.write(a="甲", b="乙")
    await folder.run(Script(errors={"乙": TruncatedAnswer("cut off")}))
    script = Script()
    report = await folder.run(script, retry_failed=True)
    assert script.seen == {"乙": 1}
    assert (report.ok, report.failed) == (2, 0)
    assert folder.lines("failures.jsonl") == []


@pytest.mark.anyio
@pytest.mark.parametrize("returned", [False, True])
@pytest.mark.parametrize("error", [Unauthorized("no"), QuotaExhausted("no"), EmbeddedError("no"), LedgerError("full")])
async def test_a_fatal_error_stops_the_run(folder: Folder, error: ZhailuError, *, returned: bool) -> None:
    """Raised or returned: what is done stays, the article it struck and the rest stay undone."""
    folder.write(a="甲", b="乙", c="丙")
    script = Script(errors={"乙": error}, returned=returned)
    report = await folder.run(script)
    assert type(report.error) is type(error)
    assert (report.ok, report.failed, report.undone) == (1, 0, 2)
    assert script.seen == {"甲": 1, "乙": 1}
    assert (await folder.run(Script())).ok == 3


@pytest.mark.anyio
async def test_an_endpoint_that_stays_out_of_reach_stops_the_run(folder: Folder) -> None:
    """Three articles in a row are enough: the others are not burnt as failures."""
    texts = {f"a{number}": str(number) for number in range(8)}
    folder.write(**texts)
    script = Script(errors={text: Unreachable("nobody there") for text in texts.values()})
    report = await folder.run(script)
    assert isinstance(report.error, Unreachable)
    assert (report.failed, report.undone) == (2, 6)


@pytest.mark.anyio
async def test_articles_with_one_text_are_worked_on_once(folder: Folder) -> None:
    """Each still has its own line, under its own id."""
    folder.write(a="甲", b="甲", c="甲")
    script = Script()
    await folder.run(script, concurrency=3)
    assert script.seen == {"甲": 1}
    assert ids(folder.lines("results.jsonl")) == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.anyio
async def test_what_cannot_be_read_is_a_failure(folder: Folder) -> None:
    """Empty and binary files end as typed failures; no extraction is tried."""
    folder.write(a="甲", empty="")
    (folder.articles / "binary.txt").write_bytes(b"\x00\x01\x02\xff" * 300)
    await folder.run(Script())
    codes = {line["article"]["id"]: line["error"]["code"] for line in map(json.loads, folder.lines("failures.jsonl"))}
    assert codes == {"empty.txt": "empty_article", "binary.txt": "not_text"}


_MANY = {f"a{number:03}": f"文{number}" for number in range(200)}
"""More articles than are read ahead."""


@pytest.mark.anyio
async def test_a_file_that_goes_away_meanwhile_is_a_failure(folder: Folder) -> None:
    """Deleted after it was listed: reported, and the run goes on."""
    folder.write(**_MANY)

    def remove(article: Article) -> None:
        if article.text == "文0":
            (folder.articles / "a199.txt").unlink()

    report = await folder.run(Script(before=remove), concurrency=4)
    assert (report.ok, report.failed) == (199, 1)
    assert json.loads(folder.lines("failures.jsonl")[0])["error"]["code"] == "unreadable_article"


@pytest.mark.anyio
async def test_a_file_that_changes_meanwhile_is_taken_as_it_is_then(folder: Folder) -> None:
    """The outcome is kept under the key of the text that was extracted."""
    folder.write(**_MANY)

    def change(article: Article) -> None:
        if article.text == "文0":
            folder.write(a199="新")

    script = Script(before=change)
    await folder.run(script, concurrency=4)
    assert (script.seen["新"], script.seen["文199"]) == (1, 0)
    assert (await folder.run(script)).reused == 200


@pytest.mark.anyio
async def test_a_limit_takes_the_first_articles(folder: Folder) -> None:
    """By id; the next run without it does only the rest."""
    folder.write(a="甲", b="乙", c="丙")
    script = Script()
    assert (await folder.run(script, limit=2)).total == 2
    assert script.seen == {"甲": 1, "乙": 1}
    await folder.run(script)
    assert ids(folder.lines("results.jsonl")) == ["a.txt", "b.txt", "c.txt"]
    assert set(script.seen.values()) == {1}


@pytest.mark.anyio
async def test_a_cancelled_run_keeps_what_is_done(folder: Folder) -> None:
    """The files are complete and in order, the report says that it was interrupted, the cancellation goes on."""
    folder.write(a="甲", b="乙", c="丙")
    tasks: list[asyncio.Task[RunReport]] = []

    def cancel(article: Article) -> None:
        if article.text == "乙":
            tasks[0].cancel()

    script = Script(before=cancel)
    with Ledger(folder.out / "ledger.sqlite") as ledger:
        run = folder.prepared(script, ledger)
        tasks.append(asyncio.create_task(run.execute()))
        with pytest.raises(asyncio.CancelledError):
            await tasks[0]
    assert script.seen == {"甲": 1}
    assert ids(folder.lines("results.jsonl")) == ["a.txt"]
    assert run.report is not None
    assert run.report.interrupted
    assert run.report.undone == 2


@pytest.mark.anyio
async def test_a_run_that_ends_early_keeps_the_lines_it_did_not_come_to(folder: Folder) -> None:
    """Of articles that were not looked at; what was looked at is as the ledger has it; nothing is there twice."""
    folder.write(**_MANY)
    await folder.run(Script(errors={"文0": TruncatedAnswer("cut off")}), concurrency=4)
    script = Script(errors={"文0": Unauthorized("no")})
    report = await folder.run(script, retry_failed=True)
    assert isinstance(report.error, Unauthorized)
    assert report.unseen > 0
    assert sorted(ids(folder.lines("results.jsonl"))) == [f"{name}.txt" for name in _MANY if name != "a000"]
    assert ids(folder.lines("failures.jsonl")) == ["a000.txt"]


@pytest.mark.anyio
async def test_lines_that_were_asked_for_differently_do_not_stay(folder: Folder) -> None:
    """Those of another model or schema are gone when the first article is worked on."""
    folder.write(a="甲")
    await folder.run(Script())
    report = json.loads((folder.out / "run.json").read_text())
    (folder.out / "run.json").write_text(json.dumps({**report, "identity": "another"}))
    folder.write(a="新")
    seen: list[list[str]] = []
    await folder.run(Script(before=lambda _: seen.append(folder.lines("results.jsonl"))))
    assert seen == [[]]


@pytest.mark.anyio
async def test_an_article_that_had_to_wait_too_long_is_tried_again(folder: Folder) -> None:
    """A rate limit is not the article's fault: it fails for nobody."""
    folder.write(a="甲", b="乙")
    script = Script(errors={"甲": RateLimited("busy", retry_after=1.0)})
    script.before = lambda article: script.errors.clear() if article.text == "乙" else None
    report = await folder.run(script)
    assert (report.ok, report.failed, report.error) == (2, 0, None)


@pytest.mark.anyio
async def test_a_line_torn_by_a_crash_goes_before_others_are_added(folder: Folder) -> None:
    """So that the next one stands in a line of its own."""
    folder.write(a="甲", b="乙")
    await folder.run(Script(), limit=1)
    with (folder.out / "results.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"article": {"id": "b.t')
    seen: list[list[str]] = []
    await folder.run(Script(before=lambda _: seen.append(folder.lines("results.jsonl"))))
    assert ids(seen[0]) == ["a.txt"]


@pytest.mark.anyio
async def test_lines_are_there_while_the_run_goes_on(folder: Folder) -> None:
    """Whoever follows the file sees each article when it has ended."""
    folder.write(a="甲", b="乙")
    seen: list[int] = []

    def look(_: Article) -> None:
        seen.append(len(folder.lines("results.jsonl")))

    await folder.run(Script(before=look))
    assert seen == [0, 1]


@pytest.mark.anyio
async def test_the_observer_is_told_of_every_article(folder: Folder) -> None:
    """Failures included."""
    folder.write(a="甲", b="乙")
    await folder.run(Script(errors={"甲": TruncatedAnswer("cut off")}))
    assert folder.told.outcomes == ["a.txt", "b.txt"]


@pytest.mark.anyio
async def test_usage_is_summed_over_this_run_alone(folder: Folder) -> None:
    """What earlier runs paid is not counted again; failures are, where they were paid for."""
    folder.write(a="甲", b="乙")
    first = await folder.run(Script(errors={"乙": TruncatedAnswer("cut off")}, returned=True))
    again = await folder.run(Script())
    assert first.usage.input_tokens == 200
    assert again.usage.input_tokens == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.lists(st.sampled_from("rfe"), max_size=8), stops=st.integers(0, 8), concurrency=st.integers(1, 3))
def test_runs_that_stop_anywhere_add_up(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], stops: int, concurrency: int
) -> None:
    """Whatever fails and wherever a run stops: after one more, each article has exactly one line."""
    base: Path = tmp_path_factory.mktemp("run")
    (base / "articles").mkdir()
    folder = Folder(base / "articles", base / "out")
    texts = {f"a{number}": "" if kind == "e" else f"{kind}{number}" for number, kind in enumerate(kinds)}
    folder.write(**texts)
    errors: dict[str, ZhailuError] = {
        text: TruncatedAnswer("cut off") for text in texts.values() if text.startswith("f")
    }
    stopping = dict(errors)
    if stops < len(kinds):
        stopping[texts[f"a{stops}"]] = Unauthorized("no")
    asyncio.run(folder.run(Script(errors=stopping), concurrency=concurrency))
    asyncio.run(folder.run(Script(errors=errors), concurrency=concurrency))
    assert ids(folder.lines("results.jsonl")) == [f"a{n}.txt" for n, kind in enumerate(kinds) if kind == "r"]
    assert ids(folder.lines("failures.jsonl")) == [f"a{n}.txt" for n, kind in enumerate(kinds) if kind != "r"]


@pytest.mark.anyio
async def test_what_nobody_foresaw_is_not_hidden(folder: Folder) -> None:
    """A bug comes out of the run; what was done before it is in the files."""
    folder.write(a="甲", b="乙")

    def stumble(article: Article) -> None:
        if article.text == "乙":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await folder.run(Script(before=stumble))
    assert ids(folder.lines("results.jsonl")) == ["a.txt"]


@pytest.mark.anyio
async def test_a_source_that_breaks_is_not_hidden(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither while it is listed nor while it is read."""
    folder.write(a="甲")
    for method in ("entries", "read"):
        with monkeypatch.context() as patched:
            patched.setattr(FolderSource, method, lambda *_: 1 // 0)
            with pytest.raises(ZeroDivisionError):
                await folder.run(Script())
