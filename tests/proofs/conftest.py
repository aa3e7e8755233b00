"""Folders of articles, real runs over them, and what must hold of their output."""

import json
import multiprocessing
import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from service.types import JsonObject
from tests.proofs.child import Fate, command

# Forked off a process that has imported all there is: starting Python anew takes longer than a run.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.proofs.child", "service.cli.batching", "openai.resources"])
_SECONDS = 600
_GOOD = Fate()


@dataclass(frozen=True)
class Started:
    """A run under way."""

    process: ForkServerProcess
    said: Path

    def kill(self) -> bool:
        """Ends it as a power cut would; whether it was still running."""
        running = self.process.is_alive()
        self.process.kill()
        self.process.join()
        return running

    def wait(self) -> tuple[int | None, str]:
        """Its exit code (less than 0: the signal that ended it) and what it said."""
        self.process.join(_SECONDS)
        return self.process.exitcode, self.said.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Folder:
    """Articles `a000.txt`…, each with a text of its own, and the output beside them."""

    base: Path

    @property
    def articles(self) -> Path:
        return self.base / "articles"

    @property
    def out(self) -> Path:
        return self.base / "out"

    def fill(self, count: int, marked: str = "") -> None:
        """Writes so many articles; each names its number, as `asked_for` finds it again."""
        self.articles.mkdir(parents=True)
        for number in range(count):
            text = f"青禾县第{number}号合作社4月12日成立{marked}\n\n二十户农民出资{number + 3}万元，县里来人祝贺。\n"
            (self.articles / f"a{number:06}.txt").write_text(text, encoding="utf-8")

    def start(self, base_url: str, *arguments: str, fate: Fate = _GOOD) -> "Started":
        """A run in a process of its own."""
        said = self.base / f"said-{len(list(self.base.glob('said-*')))}"
        line = ["batch", str(self.articles), "--out", str(self.out), "--base-url", base_url]
        line += ["--model", "m", "--strategy", "direct", *arguments]
        process = _PROCESSES.Process(target=command, args=(line, self.base, said, fate))
        process.start()
        return Started(process, said)

    def run(self, base_url: str, *arguments: str) -> str:
        """A run to its end, which must be good: what it said."""
        code, said = self.start(base_url, *arguments).wait()
        assert code == 0, said
        return said

    def ids(self) -> list[str]:
        """The articles of `results.jsonl`, in its order."""
        with (self.out / "results.jsonl").open(encoding="utf-8") as stream:
            return [json.loads(line)["article"]["id"] for line in stream]

    def check(self, count: int) -> None:
        """All have a result, once and in order; nothing failed; the ledger is sound and nobody's."""
        assert self.ids() == [f"a{number:06}.txt" for number in range(count)]
        assert (self.out / "failures.jsonl").read_text(encoding="utf-8") == ""
        with closing(sqlite3.connect(self.out / "ledger.sqlite")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM leases").fetchone() == (0,)
            assert connection.execute("SELECT count(*) FROM results").fetchone() == (count,)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def bought(completions: list[JsonObject]) -> Counter[str]:
    """How often each article was asked for, by its number."""
    found = (re.search(r"第(\d+)号合作社", json.dumps(body, ensure_ascii=False)) for body in completions)
    return Counter(match[1] for match in found if match is not None)
