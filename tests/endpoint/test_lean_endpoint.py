"""The endpoint for heavy loads tells who keeps to its limit."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.lean_endpoint import Lean, lean_endpoint

_QUESTION = {"messages": [{"role": "user", "content": "竹编"}]}


def ask(lean: Lean) -> tuple[int, float, str]:
    """Status, Retry-After in seconds (0.0 for none), and the text of the answer."""
    request = urllib.request.Request(f"{lean.base_url}/chat/completions", json.dumps(_QUESTION).encode())  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
            return response.status, 0.0, json.load(response)["choices"][0]["message"]["content"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, float(error.headers["Retry-After"]), ""


def test_what_comes_too_early_is_told_from_what_was_on_its_way(tmp_path: Path) -> None:
    (tmp_path / "answer").write_text("好")
    with lean_endpoint(requests_per_minute=2, answer=tmp_path / "answer") as lean:
        assert [ask(lean) for _ in range(2)] == [(200, 0.0, "好")] * 2
        refused = [ask(lean) for _ in range(2)]
        assert {status for status, _, _ in refused} == {429}
        assert all(59 < seconds <= 60 for _, seconds, _ in refused)
        assert (lean.tally().refused, lean.tally().disobeyed) == (2, 0)
        time.sleep(0.6)
        assert ask(lean)[0] == 429
        tally = lean.tally()
    assert (tally.refused, tally.disobeyed) == (3, 1)
    assert 0.6 < tally.latest < 5
    assert (len(tally.came), len(tally.went), sum(tally.answered.values())) == (2, 2, 2)
