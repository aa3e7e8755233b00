"""Whatever step a run is killed at, the next one goes on from there: every article once, and no question paid twice."""

import json
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from tests.fake_batch_api import FakeBatchApi
from tests.fake_endpoint import Reply

NAMES = "青禾 海岚 临溪 石桥 云泽".split()
SENTENCE = "{}县农机合作社4月12日成立。合作社由周大田等二十户农民出资{}万元组建。"
LISTS = ("authors", "key_facts", "projects", "organizations", "people", "indicators", "initiatives")
EMPTY = dict.fromkeys(("title", "published", "publisher", "region", "summary")) | {name: [] for name in LISTS}
ROUND = ("upload", "uploaded", "create", "created", "retrieve", "content")
# One server for all tests here, that has everything imported: each run is a new process and yet starts at once.
FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload(
    ["__main__", "pytest", "tests.proofs.child", "tests.fake_batch_api", "service.cli.rounds", "openai.resources"]
)


@dataclass(frozen=True)
class Write:
    """A write of the ledger, counted from 1, before or after which a process kills itself."""

    number: int
    after: bool


def zhailu(folder: Path, base_url: str, death: Write | None) -> None:
    """The command, as the whole of a process."""
    from service.cli.edge import run  # noqa: PLC0415 - in the new process
    from service.ledger.database import Database  # noqa: PLC0415 - as above

    if death is not None:
        Database.write = _deadly(Database.write, death)  # type: ignore[method-assign] # of this process alone
    os.chdir(folder)
    os.environ["ZHAILU_CACHE_DIR"] = str(folder / "cache")
    sys.stderr = (folder / "stderr.txt").open("a", encoding="utf-8")
    options = ("--out", "out", "--mode", "batch-api", "--poll", "0.01", "--strategy", "direct")
    sys.exit(run(["batch", "articles", *options, "--base-url", base_url, "--model", "m"], debug=True))


def _deadly(write: Callable[..., Any], death: Write) -> Callable[..., Any]:
    count = 0

    async def counted(self: object, operation: object) -> object:
        nonlocal count
        count += 1
        number = count
        if number == death.number and not death.after:
            os.kill(os.getpid(), signal.SIGKILL)
        value = await write(self, operation)
        if number == death.number:
            os.kill(os.getpid(), signal.SIGKILL)
        return value

    return counted


def answer(body: object) -> str | Reply:
    """The third article's first answer is not of the asked form, so that there is a second round."""
    question = json.dumps(body, ensure_ascii=False)
    wrong = NAMES[2] in question and "上面的回答不能用" not in question
    return json.dumps({"wrong": 1} if wrong else EMPTY)


@dataclass
class Scene:
    """A folder with articles, an endpoint, and the run that is under way. `at` names the step to kill it at."""

    folder: Path
    fake: FakeBatchApi
    at: str | None = None
    victim: list[BaseProcess] = field(default_factory=list)

    def run(self, death: Write | None = None, *, at: str | None = None) -> int | None:
        """Runs to the end, or to the death; gives the exit code."""
        self.at = at
        process = FORKSERVER.Process(target=zhailu, args=(self.folder, self.fake.base_url, death))
        self.victim = [process]
        process.start()
        process.join(30)
        return process.exitcode

    def step(self, step: str) -> None:
        """Kills the run if that is the step to kill it at."""
        if step == self.at:
            self.at = None
            process = self.victim.pop()
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            raise ConnectionAbortedError  # nothing more happens to the request

    def check(self) -> None:
        """Every article has one result; each question was paid once, and is counted where it was."""
        paid = Counter(json.dumps(body, sort_keys=True) for body in self.fake.completions)
        assert sum(paid.values()) == len(paid) == len(NAMES) + 1
        results = [json.loads(line) for line in (self.folder / "out/results.jsonl").read_text().splitlines()]
        assert [result["article"]["id"] for result in results] == [f"{number}.txt" for number in range(len(NAMES))]
        assert (self.folder / "out/failures.jsonl").read_text() == ""
        assert list((self.folder / "out/batches").iterdir()) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    for number, name in enumerate(NAMES):
        (articles / f"{number}.txt").write_text(SENTENCE.format(name, 80 + number), encoding="utf-8")
    return tmp_path


def scene(folder: Path, fake: FakeBatchApi) -> Scene:
    made = Scene(folder, fake)
    fake.on_step = made.step
    return made


@pytest.mark.usefixtures("must_end")
def test_a_run_that_is_killed_at_every_step_in_turn_gets_through(folder: Path) -> None:
    """SIGKILL as the endpoint gets to each step of the first round; each run goes on where the one before died."""
    with FakeBatchApi(answer) as fake:
        run = scene(folder, fake)
        for step in ROUND:
            assert run.run(at=step) == -signal.SIGKILL, step
        assert run.run() == 0, (folder / "stderr.txt").read_text()
        run.check()
        assert len(fake.batches) == 2


@pytest.mark.proof
@pytest.mark.usefixtures("must_end")
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("step", ROUND)
def test_a_run_that_is_killed_at_a_step_goes_on(folder: Path, step: str, times: int) -> None:
    """One kill at one step, of the first round or of the second; then a run to the end."""
    with FakeBatchApi(answer) as fake:
        run = scene(folder, fake)
        if times == 2:
            assert run.run(at="uploaded") == -signal.SIGKILL
            fake.on_step = lambda now: run.step(now) if len(fake.batches) + (now in ROUND[:3]) > 1 else None
        assert run.run(at=step) == -signal.SIGKILL
        assert run.run() == 0, (folder / "stderr.txt").read_text()
        run.check()


@pytest.mark.proof
def test_a_run_may_be_killed_before_and_after_every_write(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SIGKILL at each write of the ledger, whatever it is for, in a folder of its own; then a run to the end."""
    deaths = 0
    for number in range(1, 200):
        for after in (False, True):
            target = tmp_path_factory.mktemp("killed")
            (target / "articles").symlink_to(folder / "articles")
            with FakeBatchApi(answer) as fake:
                run = scene(target, fake)
                code = run.run(Write(number, after))
                deaths += code == -signal.SIGKILL
                assert run.run() == 0, (target / "stderr.txt").read_text()
                run.check()
        if code == 0:
            break
    print(f"{deaths} kills before or after one of {number} writes")  # noqa: T201
    assert deaths > 40
