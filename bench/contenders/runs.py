"""A contender's run over made articles at the fake endpoint, and what was measured of it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.contenders.task import Task
from bench.workload import INSTRUCTIONS, Brief, CitedBrief, Workload
from tests.lean_endpoint import Lean, Tally, lean_endpoint

SPREAD = 0.2
"""The share by which the time until an answer comes is more or less than the latency, by chance."""
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Contender:
    """A module beside this one. `own_form`: it derives the form of an answer itself; `extractions`: answers have
    langextract's form; `told`: the endpoint's limit is one of its options; `python`: the interpreter that has it.
    """

    name: str
    module: str
    own_form: bool = False
    extractions: bool = False
    told: bool = False
    python: str = sys.executable


@dataclass(frozen=True)
class Measured:
    """One run: `ok` articles came out; the process took `seconds`, `cpu_seconds` of them computing, and `megabytes` of
    memory at most (0.0 where it broke off, for the reason in `broken`). `tally` is what the endpoint saw, which answers
    after `latency` seconds.
    """

    ok: int
    seconds: float
    cpu_seconds: float
    megabytes: float
    broken: str
    tally: Tally
    latency: float

    @property
    def asked(self) -> int:
        """How many questions were answered."""
        return len(self.tally.went)

    @property
    def asking_seconds(self) -> float:
        """From the first question's coming to the last answer's going."""
        return self.tally.went[-1] - self.tally.came[0] if self.tally.went else 0.0

    @property
    def steady_rate(self) -> float | None:
        """Answers a second from when all places are taken until the last question comes; None for a short run."""
        if not self.tally.came:
            return None
        begin, end = self.tally.came[0] + 2 * self.latency, self.tally.came[-1]
        if end - begin < 1.5 * self.latency:
            return None
        return sum(begin < at <= end for at in self.tally.went) / (end - begin)

    def allowed_share(self, per_minute: int) -> float | None:
        """Questions taken as a share of what a limit allows, up to the last whole minute's worth of them; None where
        there are not two.
        """
        came = self.tally.came
        whole = (len(came) - 1) // per_minute * per_minute
        return whole / per_minute * 60 / (came[whole] - came[0]) if whole else None


@dataclass(frozen=True)
class Runs:
    """Where to work, how many requests at once, the seconds until an answer comes and until a run is broken off."""

    folder: Path
    concurrency: int
    latency: float
    patience: float

    def measure(self, contender: Contender, articles: int, *, per_minute: int | None = None) -> Measured:
        """One run over so many articles, at an endpoint with this limit."""
        files = Workload.write(self.folder, articles)
        with ExitStack() as stack:
            out = Path(stack.enter_context(TemporaryDirectory(dir=self.folder)))
            lean = stack.enter_context(
                lean_endpoint(
                    latency=self.latency,
                    spread=SPREAD,
                    requests_per_minute=per_minute,
                    answer=files.extractions if contender.extractions else files.answer,
                )
            )
            form = Brief if contender.own_form else CitedBrief
            task = Task(
                base_url=lean.base_url,
                articles=str(files.articles),
                schema=json.dumps(form.model_json_schema(), ensure_ascii=False),
                instructions=INSTRUCTIONS,
                out=str(out),
                concurrency=self.concurrency,
                options=["--requests-per-minute", str(per_minute)] if contender.told else [],
            )
            given = out / "task.json"
            given.write_text(json.dumps(asdict(task), ensure_ascii=False), encoding="utf-8")
            command = [contender.python, "-m", f"bench.contenders.{contender.module}", str(given)]
            return self._execute(command, out, lean)

    def _execute(self, command: list[str], out: Path, lean: Lean) -> Measured:
        said, wrong = out / "stdout", out / "stderr"
        started = time.monotonic()
        with said.open("wb") as stdout, wrong.open("wb") as stderr:
            process = subprocess.Popen(command, cwd=_ROOT, stdout=stdout, stderr=stderr)  # noqa: S603 - named by us
        patience = threading.Timer(self.patience, process.kill)
        patience.start()
        try:
            # Of this one process, which nothing else tells.
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            patience.cancel()
            process.kill()
        seconds = time.monotonic() - started
        told = json.loads(said.read_text("utf-8").splitlines()[-1]) if process.returncode == 0 else {}
        return Measured(
            ok=told.get("ok", 0),
            seconds=seconds,
            cpu_seconds=used.ru_utime + used.ru_stime,
            megabytes=told.get("peak_megabytes", 0.0),
            broken="" if told else _reason(process.returncode, wrong.read_text("utf-8", "replace")),
            tally=lean.tally(),
            latency=self.latency,
        )


def _reason(code: int, wrong: str) -> str:
    if code == -signal.SIGKILL:
        return "took too long"
    lines = wrong.strip().splitlines()
    return lines[-1][:200] if lines else f"ended with {code}"
