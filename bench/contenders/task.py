"""What a contender is given and what it tells; imports nothing that another interpreter may not have."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODEL = "gpt-lean"
KEY = "made-up"
RETRIES = 8
"""So often the SDK asks again: by default it would give an article up after the second refusal."""


@dataclass(frozen=True)
class Task:
    """The endpoint, the files of the workload, the folder to write to, how many requests at once, further options."""

    base_url: str
    articles: str
    schema: str
    instructions: str
    out: str
    concurrency: int
    options: list[str]

    @classmethod
    def given(cls) -> "Task":
        """The one named on the command line."""
        return cls(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Id and text of each article."""
        with Path(self.articles).open(encoding="utf-8") as stream:
            for line in stream:
                row: dict[str, Any] = json.loads(line)
                yield row["id"], row["text"]

    @property
    def results(self) -> Path:
        """Where to write them, one a line."""
        return Path(self.out) / "results.jsonl"


def tell(ok: int) -> None:
    """Prints what came of it."""
    sys.stdout.write(json.dumps({"ok": ok, "peak_megabytes": _peak_megabytes()}) + "\n")


def _peak_megabytes() -> float:
    """The most memory of this process. (What getrusage tells has the peak of the process that started it in it.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024
