"""What this machine must have to serve a model, checked before anything is fetched or started."""

import math
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path

from service.endpoint.embedded.registry import ServedModel
from service.errors import EmbeddedError

MIB = 1 << 20
WORKING_BYTES = 600 * MIB
"""What the server takes besides the weights and the context: compute buffers, the interpreter, the HTTP server."""

_X86 = frozenset({"x86_64", "amd64"})


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Machine:
    """Where the facts about the machine are read; the folders are empty or missing off Linux."""

    proc: Path = Path("/proc")
    cgroup: Path = Path("/sys/fs/cgroup")
    architecture: str = field(default_factory=platform.machine)
    processors: int = field(default_factory=_processors)

    def has_avx2(self) -> bool | None:
        """Whether the processor has AVX2; None where it cannot be told or does not matter."""
        text = _read(self.proc / "cpuinfo")
        flags = [line.partition(":")[2].split() for line in text.splitlines() if line.startswith("flags")]
        if self.architecture.lower() not in _X86 or not flags:
            return None
        return "avx2" in flags[0]

    def available_bytes(self) -> int | None:
        """Memory that can be used now: what the kernel reports, but no more than the container's limit."""
        limits = [int(text) for text in [_read(self.cgroup / "memory.max").strip()] if text.isdigit()]
        lines = _read(self.proc / "meminfo").splitlines()
        limits += [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
        return min(limits, default=None)

    def cores(self) -> int:
        """Physical cores this process may keep busy: two threads of one core only get in each other's way."""
        text = _read(self.proc / "cpuinfo")
        places = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("physical id")]
        cores = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("core id")]
        physical = len(set(zip(places, cores, strict=False))) or self.processors
        return max(1, min(physical, self.processors, self._quota()))

    def _quota(self) -> int:
        quota, _, period = _read(self.cgroup / "cpu.max").strip().partition(" ")
        return math.ceil(int(quota) / int(period)) if quota.isdigit() and period.isdigit() else self.processors


def memory_needed(model: ServedModel, context: int) -> int:
    """Bytes of memory for the weights, a context of that many tokens in all, and the work."""
    return model.bytes + context * model.context_bytes_per_token + WORKING_BYTES


def check(model: ServedModel, *, context: int | None = None, machine: Machine | None = None) -> None:
    """Raise EmbeddedError when this machine cannot serve the model with a context of that many tokens."""
    machine = machine or Machine()
    if machine.has_avx2() is False:
        raise EmbeddedError(
            "the embedded model needs a processor with AVX2, and this one has none",
            hint="give an endpoint: --base-url URL --model NAME",
        )
    needed, available = memory_needed(model, context or model.context), machine.available_bytes()
    if available is not None and available < needed:
        raise EmbeddedError(
            f"{model.name} needs {needed / 1e9:.1f} GB of memory, and {available / 1e9:.1f} GB are free",
            hint="close other programs, ask for a smaller context, or give an endpoint: --base-url URL --model NAME",
        )


def _read(path: Path) -> str:
    """The file's text; empty where there is no such file, as everywhere but on Linux."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
