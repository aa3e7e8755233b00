"""`zhailu batch --mode batch-api --dedupe`: a reprint waits for its original's answer, and costs nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Zhailu
from tests.fake_batch_api import Ending, FakeBatchApi
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema, smallest

_OPTIONS = ("articles", "--out", "out", "-m", "m", "--strategy", "direct", "--dedupe", "--mode", "batch-api")
_TEXT = "\n".join(
    f"{name}县第{i}家竹编作坊昨天开张，{i + 20}名学徒签了合同。" for i, name in enumerate("甲乙丙丁戊己庚辛")
)
_ARTICLES = {
    "a": _TEXT,
    "b": f"首页 > 新闻 > 正文\n{_TEXT}\n大家都说干劲十足。",
    "c": f"{_TEXT}\n下一步有关工作还将继续推进。",
    "d": _TEXT.translate(str.maketrans("竹编作坊学徒县", "钢铁工厂工人市")),
}

Batch = Callable[..., Ran]


@pytest.fixture
def batch(zhailu: Zhailu, home: Path) -> Batch:
    """Runs over an article, two reprints of it, and another article; without a pause between two looks."""
    (home / "articles").mkdir()
    for name, text in _ARTICLES.items():
        (home / f"articles/{name}.txt").write_text(text)

    def call(fake: FakeEndpoint, *arguments: str) -> Ran:
        poll = () if "live" in arguments else ("--poll", "0")
        return zhailu("batch", *_OPTIONS, *poll, "--base-url", fake.base_url, *arguments)

    return call


def _originals(home: Path) -> dict[str, str | None]:
    """Whose record each article has taken over."""
    lines = (home / "out/results.jsonl").read_text(encoding="utf-8").splitlines()
    results = [json.loads(line) for line in lines]
    return {result["article"]["id"]: result["provenance"]["reprint_of"] for result in results}


def test_reprints_are_not_handed_in(batch: Batch, home: Path) -> None:
    """They end with their original; told before."""
    with FakeBatchApi() as fake:
        told = batch(fake, "--dry-run").out
        assert "2 articles to ask about" in told
        assert "2 more wait" in told
        assert batch(fake).code == 0
        assert (len(fake.batches), fake.calls) == (1, 2)
        assert _originals(home) == {"a.txt": None, "b.txt": "a.txt", "c.txt": "a.txt", "d.txt": None}
        assert json.loads((home / "out/run.json").read_text())["reprints"] == 2
        batch(fake)
        assert fake.calls == 2


def test_a_run_that_is_taken_up_still_waits_for_the_original(batch: Batch, home: Path) -> None:
    """However often it looks before that has come."""
    with FakeBatchApi(looks=3) as fake:
        for _ in range(2):
            assert "4 not done" in batch(fake, "--no-wait").err
        assert batch(fake).code == 0
        assert fake.calls == 2
    assert _originals(home)["c.txt"] == "a.txt"


def test_a_reprint_whose_original_fails_is_asked_about(batch: Batch, home: Path) -> None:
    """In the next round, and has its own reprints."""

    def answer(body: object) -> str | Reply:
        assert isinstance(body, dict)
        words = json.dumps(body, ensure_ascii=False)
        refused = "竹编" in words and "干劲" not in words
        return Reply.message({"content": None, "refusal": "no"}) if refused else _smallest(body)

    with FakeBatchApi(answer) as fake:
        assert batch(fake).code == 1
        assert (len(fake.batches), fake.calls) == (2, 3)
    assert _originals(home) == {"b.txt": None, "c.txt": "b.txt", "d.txt": None}


def test_failed_reprints_are_tried_again_and_have_not_failed_while_they_wait(batch: Batch, home: Path) -> None:
    with FakeBatchApi(lambda _: Reply.message({"content": None, "refusal": "no"})) as fake:
        assert batch(fake).code == 1
        assert not _originals(home)
    with FakeBatchApi() as fake:
        assert batch(fake, "--retry-failed").code == 0
    assert len(_originals(home)) == 4


def test_what_was_not_carried_out_is_asked_again_and_its_reprints_wait(batch: Batch, home: Path) -> None:
    with FakeBatchApi(endings=[Ending("expired", carried_out=lambda _: False)]) as fake:
        assert batch(fake).code == 0
        assert (len(fake.batches), fake.calls) == (2, 2)
    assert _originals(home)["b.txt"] == "a.txt"


def _smallest(body: dict[str, object]) -> str:
    return json.dumps(smallest(asked_schema(body)), ensure_ascii=False)  # type: ignore[arg-type]
