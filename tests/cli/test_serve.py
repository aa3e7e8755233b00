"""`zhailu serve`."""

import logging
import re
import signal
import socket
import sys
from pathlib import Path

import httpx2
import pytest

from service.cli.serving import _discreet
from tests.cli.conftest import ARTICLE, Zhailu, command
from tests.fake_endpoint import FakeEndpoint
from tests.ledger.holding import held


def test_it_answers_until_it_is_interrupted(hosted: FakeEndpoint, home: Path) -> None:
    """The log goes to stderr and holds no article; Ctrl-C ends it with 130."""
    process = command("serve", "--port", "0", cwd=home)
    assert process.stderr is not None
    address = next(found.group() for line in process.stderr if (found := re.search(r"http://127[\d.:]+", line)))
    answer = httpx2.post(f"{address}/v1/extract", json={"article": {"text": ARTICLE}}, timeout=20)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert answer.status_code == 200
    assert (process.returncode, out) == (130, "")
    assert "POST /v1/extract 200" in err
    assert "青禾县" not in err
    assert hosted.calls > 0


@pytest.mark.usefixtures("hosted")
def test_what_keeps_it_from_starting_is_one_line(zhailu: Zhailu, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger in use: exit 1, the error and its hint, no traceback."""
    monkeypatch.setattr("service.ledger.database.OPEN_SECONDS", 0.1)
    with held(home / "ledger.sqlite"):
        ran = zhailu("serve", "--port", "0", "--ledger", "ledger.sqlite")
    assert (ran.code, ran.out) == (1, "")
    assert "wait for it to end" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("hosted")
def test_a_port_in_use_is_said(zhailu: Zhailu, caplog: pytest.LogCaptureFixture) -> None:
    """Exit 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = zhailu("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 1
    assert "address already in use" in caplog.text
    assert "Traceback" not in caplog.text


def test_the_text_of_an_unexpected_error_is_not_logged() -> None:
    """Where it happened and its kind are."""
    try:
        int(ARTICLE)
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "failed", None, (type(error), error, sys.exc_info()[2])
        )
    assert _discreet(record)
    shown = logging.Formatter().format(record)
    assert "ValueError" in shown
    assert "青禾县" not in shown
