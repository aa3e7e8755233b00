"""`zhailu matrix`: several cells run, scored and compared."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Zhailu
from tests.evals.folders import write_article, write_labels
from tests.fake_endpoint import FakeEndpoint


@pytest.fixture
def folders(home: Path) -> Path:
    """An article and its gold file in `home`."""
    write_article(home / "articles")
    write_labels(home / "gold")
    return home


def write_matrix(folder: Path, *cells: str, gold: str = 'gold = "gold"') -> str:
    """A matrix file in `folder`; its name."""
    text = f'articles = "articles"\n{gold}\n[defaults]\nstrategy = "direct"\n' + "\n".join(cells)
    (folder / "m.toml").write_text(text, encoding="utf-8")
    return "m.toml"


def cell(name: str, fake: FakeEndpoint, **settings: str) -> str:
    """A cell that asks the fake endpoint."""
    given = {"base_url": fake.base_url, "model": "fake-model", **settings}
    return f"[cells.{name}]\n" + "\n".join(f'{key} = "{value}"' for key, value in given.items())


def test_cells_are_run_into_folders_scored_and_compared(
    zhailu: Zhailu, folders: Path, fake_endpoint: FakeEndpoint
) -> None:
    file = write_matrix(folders, cell("one", fake_endpoint), cell("other", fake_endpoint, policy="keep"))
    ran = zhailu("matrix", file, "--out", "runs", "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert [one["name"] for one in told["cells"]] == ["one", "other"]
    assert told["cells"][0]["difference"] is None
    assert told["cells"][1]["difference"]["delta"] == 0
    assert told["cells"][1]["difference"]["verdict"] == "inconclusive"
    assert told["cells"][1]["usage"]["calls"] > 0
    assert (folders / "runs/one/results.jsonl").exists()
    assert json.loads((folders / "runs/other/run.json").read_text())["settings"]["policy"] == "keep"


def test_a_second_run_asks_nothing_and_prints_the_table(
    zhailu: Zhailu, folders: Path, fake_endpoint: FakeEndpoint
) -> None:
    file = write_matrix(folders, cell("one", fake_endpoint), cell("other", fake_endpoint, policy="keep"))
    zhailu("matrix", file, "--out", "runs")
    calls = fake_endpoint.calls
    ran = zhailu("matrix", file, "--out", "runs")
    assert fake_endpoint.calls == calls > 0
    assert "Δ to one" in ran.out
    assert "p is never below 1.0000" in ran.out


def test_a_dry_run_shows_cells_and_calls_and_asks_nothing(
    zhailu: Zhailu, folders: Path, fake_endpoint: FakeEndpoint
) -> None:
    ran = zhailu("matrix", write_matrix(folders, cell("one", fake_endpoint)), "--out", "runs", "--dry-run")
    assert ran.code == 0
    assert ran.out.startswith("one: strategy direct, base_url http://127.0.0.1")
    assert "about 1 calls" in ran.out
    assert fake_endpoint.requests == []
    assert not (folders / "runs").exists()


def test_the_key_comes_from_the_variable_that_is_named(
    zhailu: Zhailu, folders: Path, fake_endpoint: FakeEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_KEY", "sk-canary")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    file = write_matrix(
        folders, cell("keyed", fake_endpoint, api_key_env="HOUSE_KEY"), cell("open", fake_endpoint, policy="keep")
    )
    ran = zhailu("matrix", file, "--out", "runs", "--json")
    assert ran.code == 0, ran.err
    sent = [request.headers.get("authorization") for request in fake_endpoint.requests]
    assert "Bearer sk-canary" in sent
    assert "Bearer sk-other" not in sent
    assert "sk-canary" not in ran.out + ran.err
    assert "sk-canary" not in (folders / "runs/keyed/run.json").read_text()


def test_a_cell_that_cannot_be_reached_does_not_stop_the_others(
    zhailu: Zhailu, folders: Path, fake_endpoint: FakeEndpoint
) -> None:
    dead = '[cells.dead]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "m"\nattempts = 1'
    ran = zhailu("matrix", write_matrix(folders, dead, cell("live", fake_endpoint)), "--out", "runs", "--json")
    assert ran.code == 1
    told = {one["name"]: one["scores"]["articles"][0]["outcome"] for one in json.loads(ran.out)["cells"]}
    assert told["live"] == "result"
    assert told["dead"] in {"failure", "missing"}


def test_without_gold_the_cells_are_run_and_not_scored(
    zhailu: Zhailu, folders: Path, fake_endpoint: FakeEndpoint
) -> None:
    ran = zhailu("matrix", write_matrix(folders, cell("one", fake_endpoint), gold=""), "--out", "runs")
    assert (ran.code, ran.out) == (0, "")
    assert "not scored" in ran.err
    assert (folders / "runs/one/results.jsonl").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[cells.a]\napi_key = "sk-canary"', "a key has no place in a file"),
        ('[cells.a]\napi_key_env = "sk-canary"', "the environment variable *** is not set"),
        ('[cells.a]\napi_key_env = "NO_SUCH_KEY"', "NO_SUCH_KEY is not set"),
        ('[cells.a]\nmodle = "m"', "'modle'"),
        ('[cells.a]\npolicy = "none"', "cell a: "),
        ('[cells.a]\nbase_url = "http://x.example/v1"', "no model named"),
        ('[cells."../a"]\nmodel = "m"', "'../a'"),
        ("", "cells"),
        ("[cells.a", "no TOML"),
        ("[cells.a]\n[other]", "other"),
    ],
)
def test_a_mistake_in_the_file_is_a_usage_error(zhailu: Zhailu, folders: Path, line: str, said: str) -> None:
    ran = zhailu("matrix", write_matrix(folders, line), "--out", "runs")
    assert ran.code == 2
    assert said in ran.err.splitlines()[0]
    assert len(ran.err.splitlines()) == 2
    assert "sk-canary" not in ran.err
    assert not (folders / "runs").exists()


def test_broken_gold_is_found_before_anything_is_run(
    zhailu: Zhailu, folders: Path, fake_endpoint: FakeEndpoint
) -> None:
    (folders / "gold/007.json").write_text("{}")
    ran = zhailu("matrix", write_matrix(folders, cell("one", fake_endpoint)), "--out", "runs")
    assert ran.code == 2
    assert fake_endpoint.requests == []


def test_output_among_the_articles_is_refused(zhailu: Zhailu, folders: Path, fake_endpoint: FakeEndpoint) -> None:
    ran = zhailu("matrix", write_matrix(folders, cell("one", fake_endpoint)), "--out", "articles/runs")
    assert ran.code == 2
    assert "inside the articles' folder" in ran.err
