"""Two runs over one folder share the work."""

import json
import threading
from dataclasses import replace

from service.types import JsonObject
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema, smallest
from tests.proofs.conftest import Folder, bought


def test_two_runs_share_one_folder(folder: Folder) -> None:
    """Each article is bought once and has one row; both runs end well, and both had a part in it."""
    folder.fill(40)
    with FakeEndpoint(_slow) as fake:
        runs = [folder.start(fake.base_url, "--concurrency", "2") for _ in range(2)]
        ended = [run.wait() for run in runs]
        calls = bought(fake.completions)
    assert [code for code, _ in ended] == [0, 0], ended
    folder.check(40)
    assert set(calls.values()) == {1}
    assert calls.total() == 40


def test_what_a_killed_run_had_claimed_is_taken_over(folder: Folder) -> None:
    """At once, since its process is known to be gone: nobody waits for the lease to expire."""
    folder.fill(4)
    reached = threading.Event()

    def hang(_: JsonObject) -> Reply:
        reached.set()
        return Reply(hang=True)

    with FakeEndpoint(hang) as silent, FakeEndpoint() as fake:
        stuck = folder.start(silent.base_url)
        assert reached.wait(30)
        assert stuck.kill()
        folder.run(fake.base_url)
    folder.check(4)


def _slow(body: JsonObject) -> Reply:
    """An answer that leaves the other run time to take something."""
    content = Reply.content(json.dumps(smallest(asked_schema(body)), ensure_ascii=False))
    return replace(content, delay=0.05)
