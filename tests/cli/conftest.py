"""The command line, run in this process with an environment of its own, or as the real command."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.cli.edge import run
from service.settings import VARIABLES
from tests.fake_endpoint import FakeEndpoint

ROOT = Path(__file__).parents[2]
ARTICLE = "青禾县农机合作社4月12日成立。合作社由周大田等二十户农民出资80万元组建，春耕期间服务面积可达3000亩。"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


Zhailu = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, with no setting in the environment but the cache."""
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ZHAILU_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def zhailu(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Zhailu:
    """Runs a command in `home`: `zhailu("extract", "a.txt")`."""

    def call(*arguments: str, stdin: bytes = b"", debug: bool = False) -> Ran:
        assert Path.cwd() == home
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(arguments, debug=debug)
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def hosted(fake_endpoint: FakeEndpoint, monkeypatch: pytest.MonkeyPatch, home: Path) -> FakeEndpoint:
    """The fake endpoint, set in the environment; the working folder holds `a.txt`."""
    (home / "a.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setenv("OPENAI_BASE_URL", fake_endpoint.base_url)
    monkeypatch.setenv("ZHAILU_MODEL", "fake-model")
    return fake_endpoint


def command(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """The real command, in a process of its own, in the folder `cwd`."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "service", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
