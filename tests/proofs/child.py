"""The command line with something done to it, in a process of its own."""

import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from service.batch import OutputFolder
from service.cli import main
from service.endpoint.client import OpenAIEndpoint
from service.ledger import Ledger, Line, results
from service.settings import VARIABLES

POINTS = ("sending", "answered", "committing", "committed", "exporting")


@dataclass(frozen=True)
class Fate:
    """What happens to a process: it has an API key; it ends by SIGKILL, as by a power cut, when it comes to a point
    for a given time; no file may grow beyond `most_bytes`, as on a full disk.
    """

    key: str = ""
    kill_at: tuple[str, int] = ("never", 1)
    most_bytes: int | None = None


def command(arguments: list[str], base: Path, said: Path, fate: Fate) -> None:
    """Runs a command with its caches below `base` and all that it says in the file `said`; ends the process."""
    for variable in VARIABLES.values():
        os.environ.pop(variable, None)
    os.environ["ZHAILU_CACHE_DIR"] = str(base / "cache")
    os.environ["OPENAI_API_KEY"] = fate.key
    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    _kill_at(*fate.kill_at)
    if fate.most_bytes is not None:
        # Ignored, the signal becomes the error of a full disk.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (fate.most_bytes, fate.most_bytes))
    main(arguments)


def _kill_at(point: str, times: int) -> None:
    arrive = partial(_arrive, point, iter(range(1, times)))
    ask, record, commit, write = OpenAIEndpoint.ask, Ledger.record, results.record, OutputFolder.write

    async def asked(*args: Any) -> Any:
        arrive("sending")
        answer = await ask(*args)
        arrive("answered")
        return answer

    async def recorded(*args: Any) -> None:
        await record(*args)
        arrive("committed")

    def committed(*args: Any) -> None:
        commit(*args)
        arrive("committing")

    def written(
        folder: OutputFolder, lines: Iterable[Line], keep: Callable[[list[str]], set[str]] | None = None
    ) -> None:
        def each() -> Iterator[Line]:
            for line in lines:
                arrive("exporting")
                yield line

        write(folder, each(), keep)

    for owner, name, changed in (
        (OpenAIEndpoint, "ask", asked),
        (Ledger, "record", recorded),
        (results, "record", committed),
        (OutputFolder, "write", written),
    ):
        setattr(owner, name, changed)


def _arrive(point: str, passes: Iterator[int], at: str) -> None:
    if at == point and next(passes, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
