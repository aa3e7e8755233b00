"""The server's process: started, asked, stopped, and gone with its parent."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from service.endpoint.embedded.server import EmbeddedServer
from service.errors import EmbeddedError, InvalidSettings

ROOT = Path(__file__).parents[2]
STAND_IN = (sys.executable, "-m", "tests.embedded.stand_in", "--behaviour")

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")


def stand_in(folder: Path, behaviour: str = "serve", *, start_seconds: float = 30) -> EmbeddedServer:
    """A server whose process is the stand-in."""
    command = (*STAND_IN, behaviour)
    return EmbeddedServer(
        folder / "made-up.gguf", model="made-up", log_folder=folder, start_seconds=start_seconds, command=command
    )


def is_running(pid: int | None) -> bool:
    """Whether there is a process of that id."""
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def connection(base_url: str) -> socket.socket:
    """An open connection to the server: it ends when the server's process does."""
    address = urlsplit(base_url)
    return socket.create_connection((address.hostname or "", address.port or 0), timeout=20)


def ended(opened: socket.socket) -> bool:
    """Wait for the other side of the connection to be gone."""
    try:
        return opened.recv(1) == b""
    except ConnectionResetError:
        return True


def orphan(parent_code: str, *arguments: str, seconds: float) -> tuple[subprocess.Popen[str], str]:
    """A parent process that starts a server and waits: the process, and the address its server has."""
    parent = subprocess.Popen(  # noqa: S603 - an argument list, no shell
        [sys.executable, "-c", parent_code, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(seconds, parent.kill)
    watchdog.start()
    line = parent.stdout.readline() if parent.stdout else ""
    watchdog.cancel()
    assert line, "the parent ended before its server was ready"
    return parent, line.strip()


def close(parent: subprocess.Popen[str]) -> None:
    """Kill the parent without a chance to tidy up."""
    parent.send_signal(signal.SIGKILL)
    parent.communicate()


def test_it_answers_where_it_says(tmp_path: Path) -> None:
    with stand_in(tmp_path) as server:
        assert server.model == "made-up"
        assert urlsplit(server.base_url).hostname == "127.0.0.1"
        assert server.base_url.endswith("/v1")
        assert httpx2.get(server.base_url, trust_env=False).is_success


def test_after_stop_the_process_and_its_log_are_gone(tmp_path: Path) -> None:
    server = stand_in(tmp_path).start()
    pid = server.pid
    assert is_running(pid)
    server.stop()
    assert not is_running(pid)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EmbeddedError, match="is not running"):
        _ = server.base_url


def test_it_can_be_stopped_twice_and_started_again(tmp_path: Path) -> None:
    server = stand_in(tmp_path)
    server.start().stop()
    server.stop()
    with server:
        assert is_running(server.pid)


def test_a_server_that_fails_says_why_and_leaves_its_log(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match=r"exit code 3: .*failed to open the file") as caught:
        stand_in(tmp_path, "fail").start()
    (log,) = tmp_path.iterdir()
    assert str(log) in caught.value.hint


def test_a_server_that_never_answers_is_ended_at_the_deadline(tmp_path: Path) -> None:
    server = stand_in(tmp_path, "hang", start_seconds=0.2)
    with pytest.raises(EmbeddedError, match=r"did not start within 0\.2 s"):
        server.start()
    assert server.pid is None


def test_an_unknown_model_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="no embedded model named 'gpt'"):
        EmbeddedServer.for_model("gpt", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


PARENT_OF_STAND_IN = """
import json, sys
from pathlib import Path
from service.endpoint.embedded.server import EmbeddedServer
folder, command = Path(sys.argv[1]), json.loads(sys.argv[2])
server = EmbeddedServer(folder / "made-up.gguf", model="made-up", log_folder=folder, command=command).start()
print(server.base_url, flush=True)
sys.stdin.read()
"""


def test_the_server_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent, base_url = orphan(PARENT_OF_STAND_IN, str(tmp_path), json.dumps([*STAND_IN, "serve"]), seconds=20)
    with connection(base_url) as opened:
        close(parent)
        assert ended(opened)


CHILD = """
import sys
from service.endpoint.embedded.lifeline import killed_with_parent
with killed_with_parent():
    if sys.argv[1:] == ["inside"]:
        print("ready", flush=True)
        sys.stdin.read()
print("ready", flush=True)
print("heard " + sys.stdin.readline(), flush=True)
"""

PARENT_OF_CHILD = """
import os, subprocess, sys
reading, writing = os.pipe()  # Never closed by the child's end, so that only the signal can end it.
subprocess.Popen([sys.executable, "-c", sys.argv[1], "inside"], stdin=reading, pass_fds=[writing])
sys.stdin.read()
"""


@linux
def test_a_child_that_reads_nothing_is_killed_with_its_parent() -> None:
    """As while the model is being loaded: the child's output ends, although its input stays open."""
    parent, line = orphan(PARENT_OF_CHILD, CHILD, seconds=20)
    assert line == "ready"
    parent.send_signal(signal.SIGKILL)
    assert parent.communicate(timeout=20)[0] == ""


@linux
def test_afterwards_the_end_of_the_starting_thread_harms_nobody() -> None:
    """The kernel's signal follows the thread that started the child, and worker threads come and go."""
    started: list[subprocess.Popen[str]] = []

    def start() -> None:
        child = subprocess.Popen(  # noqa: S603 - an argument list, no shell
            [sys.executable, "-c", CHILD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        started.append(child)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    (child,) = started
    assert child.communicate("you\n", timeout=20)[0] == "heard you\n\n"


PARENT_OF_MODEL = """
import sys
from service.endpoint.embedded.server import EmbeddedServer
server = EmbeddedServer.for_model(context=2048).start()
print(server.base_url, flush=True)
sys.stdin.read()
"""


@pytest.mark.model
def test_the_model_answers_and_ends_with_its_killed_parent() -> None:
    """The real thing: one short question in JSON, then the parent is killed."""
    parent, base_url = orphan(PARENT_OF_MODEL, seconds=600)
    schema = {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]}
    question = {
        "messages": [{"role": "user", "content": "What is 2 + 3? Answer in JSON."}],
        "temperature": 0,
        "max_tokens": 30,
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
    }
    with connection(base_url) as opened:
        answer = httpx2.post(f"{base_url}/chat/completions", json=question, timeout=120, trust_env=False).json()
        assert json.loads(answer["choices"][0]["message"]["content"]) == {"sum": 5}
        assert answer["model"] == "qwen2.5-coder-1.5b-instruct"
        opened.settimeout(20)
        close(parent)
        assert ended(opened)
