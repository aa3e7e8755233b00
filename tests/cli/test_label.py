"""`zhailu label`."""

import json
import re
import signal
import socket
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import Zhailu, command
from tests.evals.folders import FILE, write_article, write_labels


@pytest.fixture
def folders(home: Path) -> Path:
    """`home` with gold and its article."""
    write_labels(home / "gold")
    write_article(home / "articles")
    return home


def test_it_serves_the_page_until_it_is_interrupted(folders: Path) -> None:
    """The address is on stderr; without --no-browser it would be opened too."""
    arguments = ("label", f"articles/{FILE}", "--gold", "gold", "--no-browser")
    process = command(*arguments, cwd=folders)
    assert process.stderr is not None
    first = process.stderr.readline()
    address = re.search(r"http://127[\d.:]+/", first)
    assert address is not None
    page = httpx2.get(address.group(), timeout=20)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert "gold/007.json" in first
    assert (page.status_code, "远山风电场开工" in page.text) == (200, True)
    assert "远山" not in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give either FILE or --disputes"),
        (["articles", "--disputes", "disputes.json"], "give either FILE or --disputes"),
        (["nowhere.txt"], "nowhere.txt does not exist"),
        (["gold/007.json"], "the article is not known"),
        (["gold/007.json", "--articles", "articles", "--schema", "news_event"], "it has its schema"),
        (["articles", "--gold", "gold", "--results", "nowhere"], "cannot read nowhere"),
        (["articles", "--gold", "gold/007.json"], "holds 1 articles"),
        (["articles", "--gold", "new", "--schema", "industry_breif"], "industry_breif"),
        (
            ["--disputes", "disputes.json", "--gold", "gold", "--articles", "articles"],
            "no gold file in gold has the id",
        ),
    ],
)
def test_a_mistake_is_a_usage_error(zhailu: Zhailu, folders: Path, arguments: list[str], said: str) -> None:
    dispute = {"article": "9", "pointer": "", "gold": None, "predicted": None, "reason": "r", "gold_sha256": "0" * 64}
    content = {"gold_sha256": "", "schema": "industry_brief@1", "disputes": [dispute]}
    (folders / "disputes.json").write_text(json.dumps(content))
    ran = zhailu("label", *arguments, "--no-browser")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.splitlines()[0]
    assert "hint: " in ran.err


def test_a_port_in_use_is_said(zhailu: Zhailu, folders: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = zhailu("label", "articles", "--gold", "gold", "--no-browser", "--port", port)
    assert ran.code == 2
    assert f"cannot listen on {port}" in ran.err
    assert folders.exists()
