"""Where nothing more can be kept, nothing more is bought."""

from tests.fake_endpoint import FakeEndpoint
from tests.proofs.child import Fate
from tests.proofs.conftest import Folder, bought

_LIMIT = 90960


def test_a_full_disk_stops_the_run_and_it_can_be_resumed(folder: Folder) -> None:
    """Exit 1 with what to do; only what was in flight is bought again when there is room."""
    folder.fill(30)
    with FakeEndpoint() as fake:
        code, said = folder.start(fake.base_url, "--concurrency", "2", fate=Fate(most_bytes=_LIMIT)).wait()
        assert code == 1, said
        assert "error: stopped: " in said
        assert "hint: " in said
        assert "Traceback" not in said
        before = bought(fake.completions)
        assert 0 < len(before) < 30
        folder.run(fake.base_url)
        again = bought(fake.completions).total() - 30
    folder.check(30)
    assert again <= 2 * 2
