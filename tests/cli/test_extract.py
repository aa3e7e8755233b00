"""`zhailu extract`: one Result on stdout, or one error line on stderr."""

import asyncio
import json
from pathlib import Path

import pytest

from schemas import get
from service.batch.extractor import Extractor
from service.endpoint.connect import describe
from service.ledger import Ledger
from service.settings import build
from service.types import Article, Result
from tests.cli.conftest import ARTICLE, Zhailu
from tests.fake_endpoint import FakeEndpoint, Reply


def test_a_result_is_one_line_on_stdout(zhailu: Zhailu, hosted: FakeEndpoint) -> None:
    """Valid, in UTF-8, with the file's name as id; stderr stays empty."""
    ran = zhailu("extract", "a.txt")
    assert ran.code == 0, ran.err
    result = Result.model_validate_json(ran.out)
    assert ran.out.count("\n") == 1
    assert (result.article.id, result.article.chars) == ("a.txt", len(ARTICLE))
    assert ran.err == ""
    assert hosted.calls > 0


def test_stdin_is_read_for_a_dash(zhailu: Zhailu, hosted: FakeEndpoint) -> None:
    """Bytes of any encoding."""
    ran = zhailu("extract", "-", "--schema", "news_event", stdin=ARTICLE.encode("gb18030"))
    assert ran.code == 0, ran.err
    assert Result.model_validate_json(ran.out).schema_ == "news_event@1"
    assert hosted.calls > 0


def test_the_same_article_is_not_bought_twice(zhailu: Zhailu, hosted: FakeEndpoint) -> None:
    """The second time the result comes from the ledger, and says so."""
    zhailu("extract", "a.txt")
    calls = hosted.calls
    ran = zhailu("extract", "a.txt")
    assert hosted.calls == calls
    assert Result.model_validate_json(ran.out).provenance.cached


def test_a_known_result_starts_no_model(
    zhailu: Zhailu, hosted: FakeEndpoint, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embedded model is neither fetched nor served for what the ledger has."""
    result = Result.model_validate_json(zhailu("extract", "a.txt", "--strategy", "direct").out)
    monkeypatch.delenv("OPENAI_BASE_URL")
    monkeypatch.delenv("ZHAILU_MODEL")
    settings = build({}, {"ZHAILU_CACHE_DIR": str(home.parent / "cache")}, {})
    with Ledger(settings.cache_dir / "ledger.sqlite") as ledger:
        embedded = Extractor(get("industry_brief"), describe(settings), ledger, "drop", "direct")
        asyncio.run(ledger.record(embedded.key(Article(id="a.txt", text=ARTICLE)), result))
    ran = zhailu("extract", "a.txt", "--strategy", "direct")
    assert ran.code == 0, ran.err
    assert Result.model_validate_json(ran.out).record == result.record
    assert not (settings.cache_dir / "models").exists()
    assert hosted.calls > 0


def test_streamed_lines_end_with_the_result(zhailu: Zhailu, hosted: FakeEndpoint) -> None:
    """Every line is JSON; the last one is the Result."""
    ran = zhailu("extract", "a.txt", "--stream")
    *partials, last = ran.out.splitlines()
    assert all(isinstance(json.loads(line), dict) for line in partials)
    assert Result.model_validate_json(last).article.id == "a.txt"
    assert hosted.calls > 0


def test_an_own_schema_can_be_given(zhailu: Zhailu, hosted: FakeEndpoint, home: Path) -> None:
    """A JSON Schema file, by its path."""
    schema = {"type": "object", "properties": {"topic": {"type": "string"}}, "required": ["topic"]}
    (home / "own.json").write_text(json.dumps(schema))
    ran = zhailu("extract", "a.txt", "--schema", "own.json", "--policy", "keep")
    assert ran.code == 0, ran.err
    assert Result.model_validate_json(ran.out).schema_.startswith("own@")
    assert hosted.calls > 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["missing.txt"], 2, "missing.txt does not exist"),
        (["folder"], 2, "folder is a folder"),
        (["empty.txt"], 1, "empty.txt"),
        (["binary.bin"], 1, "text"),
        (["a.txt", "--schema", "industry_breif"], 2, "industry_breif"),
        (["a.txt", "--schema", "missing.json"], 2, "missing.json"),
        (["a.txt", "--policy", "lax"], 2, "--policy is not usable: 'lax'"),
        (["a.txt", "--timeout", "soon"], 2, "soon"),
        (["a.txt", "--base-url", "localhost"], 2, "--base-url is not usable"),
        ([], 2, "FILE"),
        (["a.txt", "--nonsense"], 2, "--nonsense"),
    ],
)
def test_a_mistake_is_one_line_and_a_hint(
    zhailu: Zhailu, hosted: FakeEndpoint, *, arguments: list[str], code: int, said: str
) -> None:
    """Nothing on stdout, no traceback, the exit code, and no call was made."""
    Path("folder").mkdir()
    Path("empty.txt").touch()
    Path("binary.bin").write_bytes(bytes(range(256)) * 20)
    ran = zhailu("extract", *arguments)
    assert (ran.code, ran.out) == (code, "")
    error, hint = ran.err.splitlines()
    assert error.startswith("error: ")
    assert said in error
    assert hint.startswith("hint: ")
    assert hosted.calls == 0


def test_a_misspelt_schema_is_guessed(zhailu: Zhailu, hosted: FakeEndpoint) -> None:
    """The hint names the schema that was probably meant."""
    assert "did you mean industry_brief" in zhailu("extract", "a.txt", "-s", "industry_breif").err
    assert hosted.calls == 0


def test_a_failed_article_is_an_error_and_no_output(
    zhailu: Zhailu, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that cannot be used leaves stdout empty."""
    (home / "a.txt").write_text(ARTICLE)
    with FakeEndpoint("this is not JSON") as fake:
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        ran = zhailu("extract", "a.txt", "--model", "fake-model", "--strategy", "direct")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err


def test_a_wrong_key_is_said_and_not_shown(zhailu: Zhailu, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """401 ends it; the key is in nothing that is printed or written."""
    (home / "a.txt").write_text(ARTICLE)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-key")
    with FakeEndpoint(lambda _: Reply.error(401, "Incorrect API key provided: sk-canary-key")) as fake:
        ran = zhailu("extract", "a.txt", "--base-url", fake.base_url, "-m", "fake-model")
        assert fake.calls == 1
    assert (ran.code, ran.out) == (1, "")
    written = b"".join(path.read_bytes() for path in home.parent.rglob("*") if path.is_file())
    assert "sk-canary-key" not in ran.err
    assert b"sk-canary-key" not in written


def test_an_endpoint_out_of_reach_is_said(zhailu: Zhailu, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line with the address, and where to set another."""
    monkeypatch.setenv("ZHAILU_ATTEMPTS", "1")
    (home / "a.txt").write_text(ARTICLE)
    ran = zhailu("extract", "a.txt", "--base-url", "http://127.0.0.1:9/v1", "-m", "m")
    assert (ran.code, ran.out) == (1, "")
    error, hint = ran.err.splitlines()
    assert error.startswith("error: No connection to http://127.0.0.1:9/v1")
    assert "--base-url" in hint


@pytest.mark.parametrize("strategy", ["direct", "candidates"])
def test_a_hosted_model_takes_either_strategy(zhailu: Zhailu, hosted: FakeEndpoint, strategy: str) -> None:
    """As asked for; by default it is direct."""
    ran = zhailu("extract", "a.txt", "--strategy", strategy)
    assert ran.code == 0, ran.err
    assert Result.model_validate_json(ran.out).provenance.strategy == strategy
    assert Result.model_validate_json(zhailu("extract", "a.txt").out).provenance.strategy == "direct"
    assert hosted.calls > 0


def test_candidates_for_a_schema_that_does_not_serve_is_usage(zhailu: Zhailu, hosted: FakeEndpoint, home: Path) -> None:
    """Exit code 2, and no call."""
    (home / "own.json").write_text('{"type": "object", "properties": {"topic": {"type": "string"}}}')
    ran = zhailu("extract", "a.txt", "--schema", "own.json", "--strategy", "candidates")
    assert (ran.code, ran.out) == (2, "")
    assert "--strategy direct" in ran.err
    assert hosted.calls == 0


def test_an_endpoint_without_a_key_is_fine(zhailu: Zhailu, hosted: FakeEndpoint) -> None:
    """Local servers ask for none."""
    assert zhailu("extract", "a.txt").code == 0
    assert hosted.calls > 0


def test_a_dotenv_in_the_folder_counts(zhailu: Zhailu, fake_endpoint: FakeEndpoint, home: Path) -> None:
    """Address and model from `.env`."""
    (home / "a.txt").write_text(ARTICLE)
    (home / ".env").write_text(f"OPENAI_BASE_URL={fake_endpoint.base_url}\nZHAILU_MODEL=fake-model\n")
    assert zhailu("extract", "a.txt").code == 0
    assert fake_endpoint.calls > 0


def test_a_cache_that_cannot_be_written_does_not_stop_one_call(
    zhailu: Zhailu, hosted: FakeEndpoint, home: Path
) -> None:
    """The result is printed, with a note that it is not kept."""
    (home / "file").touch()
    ran = zhailu("extract", "a.txt", "--cache-dir", "file/cache")
    assert ran.code == 0, ran.err
    assert "note: " in ran.err
    assert hosted.calls > 0
