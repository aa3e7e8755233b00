"""The embedded model's server, as its user sees it: started, asked where it is, stopped."""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2
from platformdirs import user_cache_path, user_log_path

import service
from service.endpoint.embedded import pull, registry, requirements
from service.endpoint.embedded.hub import Progress
from service.endpoint.embedded.registry import LocalModel
from service.errors import EmbeddedError

SERVE = (sys.executable, "-m", "service.endpoint.embedded.serve_process")
START_SECONDS = 180.0
_STOP_SECONDS = 5.0
_GIST_CHARS = 300


def model_folder() -> Path:
    """Where model files are kept unless told otherwise."""
    return user_cache_path("zhailu") / "models"


class EmbeddedServer:
    """llama.cpp's server for one GGUF file, in a process that ends with this one.

    Use it as a context manager, or call `start` and `stop`. `port` 0 takes a free one; `context` is the tokens of one
    conversation, of which `parallel` are held at once. `log_folder` gets the server's log, which is removed on `stop`
    and stays when the server failed. `command` is what is run, with the options of `serve_process` added.
    """

    def __init__(
        self,
        path: Path,
        *,
        model: str,
        context: int = 16384,
        parallel: int = 1,
        port: int = 0,
        threads: int | None = None,
        log_folder: Path | None = None,
        start_seconds: float = START_SECONDS,
        command: Sequence[str] = SERVE,
    ) -> None:
        self.model = model
        self.context = context
        folder = log_folder or user_log_path("zhailu")
        self.log = folder / f"embedded-{os.getpid()}-{id(self):x}.log"
        self._start_seconds = start_seconds
        self._options: dict[str, object] = {
            "--model": path.resolve(),
            "--alias": model,
            "--port": port,
            "--context": context,
            "--parallel": parallel,
            "--threads": threads or requirements.Machine().cores(),
            "--log": self.log.resolve(),
        }
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._address: str | None = None

    @classmethod
    def for_model(
        cls,
        spec: str | None = None,
        *,
        folder: Path | None = None,
        progress: Progress = pull.silent,
        context: int | None = None,
        parallel: int = 1,
        port: int = 0,
        log_folder: Path | None = None,
    ) -> Self:
        """A server, not yet started, for a registered model (None: the default one) or the path of a `.gguf` file.

        A registered model is fetched into `folder` first where it is not there yet. Raises InvalidSettings for an
        unknown name or a missing file, EmbeddedError when this machine cannot fetch or serve the model.
        """
        model = registry.find(spec)
        tokens = context or model.context
        requirements.check(model, context=tokens * parallel)
        path = model.path if isinstance(model, LocalModel) else pull.pull(model, folder or model_folder(), progress)
        return cls(path, model=model.name, context=tokens, parallel=parallel, port=port, log_folder=log_folder)

    @property
    def base_url(self) -> str:
        """The address to give to an OpenAI client. Raises EmbeddedError when the server is not running."""
        if self._address is None:
            raise EmbeddedError(f"the server of {self.model} is not running", hint="start it first")
        return f"{self._address}/v1"

    @property
    def pid(self) -> int | None:
        """The process, None when there is none."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start the server and wait until it answers. Raises EmbeddedError when it does not in time."""
        deadline = time.monotonic() + self._start_seconds
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._process = self._spawn()
        try:
            address = self._announced(self._process, deadline)
            self._await_health(address, deadline)
        except BaseException:  # also on Ctrl-C no half-started server stays behind
            self._end()
            raise
        self._address = address
        return self

    def stop(self) -> None:
        """End the server, whatever it is doing; nothing happens when it does not run."""
        if self._process is not None:
            self._end()
            self.log.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [*self._command, *(str(part) for option in self._options.items() for part in option)]
        root = Path(service.__file__).parents[1]  # So that `-m` finds this package, whatever the working folder holds.
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - an argument list, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=root
            )

    def _announced(self, process: subprocess.Popen[bytes], deadline: float) -> str:
        """The address that the process writes when its model is loaded."""
        output, line = process.stdout.fileno() if process.stdout else -1, b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([output], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise self._failure(f"did not start within {self._start_seconds:g} s")
            more = os.read(output, 1024)
            if not more:
                raise self._failure(f"ended while starting, with exit code {process.wait()}")
            line += more
        return line.decode().strip()

    def _await_health(self, address: str, deadline: float) -> None:
        with httpx2.Client(timeout=5, trust_env=False) as client:
            while time.monotonic() < deadline:
                try:
                    if client.get(f"{address}/health").is_success:
                        return
                except httpx2.TransportError:
                    pass
                time.sleep(0.05)
        raise self._failure(f"did not answer within {self._start_seconds:g} s")

    def _failure(self, what: str) -> EmbeddedError:
        return EmbeddedError(
            f"the server of {self.model} {what}: {_gist(self.log)}",
            hint=f"the whole log is {self.log}",
        )

    def _end(self) -> None:
        process, self._process, self._address = self._process, None, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _gist(log: Path) -> str:
    """The last lines that name an error, else the last lines, on one line."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|failed|unable|cannot| E ", line, re.IGNORECASE)]
    return " | ".join((telling or lines)[-2:])[-_GIST_CHARS:] or "it said nothing"
