"""What the machine must have, read from made-up /proc and cgroup files."""

from pathlib import Path

import pytest

from service.endpoint.embedded.registry import LocalModel
from service.endpoint.embedded.requirements import Machine, check, memory_needed
from service.errors import EmbeddedError

MODEL = LocalModel(name="own", bytes=1_000_000_000, context_bytes_per_token=10_000, path=Path("own.gguf"))


def cpuinfo(cores: list[tuple[int, int]], flags: str = "fpu sse2 avx avx2 fma") -> str:
    """One block for each logical processor, given its socket and core."""
    return "\n\n".join(
        f"processor\t: {number}\nflags\t\t: {flags}\nphysical id\t: {socket}\ncore id\t\t: {core}"
        for number, (socket, core) in enumerate(cores)
    )


def machine(
    folder: Path,
    *,
    cpu: str = "",
    available_kib: int | None = None,
    limit: str = "max",
    quota: str = "max 100000",
    architecture: str = "x86_64",
    processors: int = 8,
) -> Machine:
    """A machine whose kernel says this."""
    (folder / "cpuinfo").write_text(cpu or cpuinfo([(0, 0)]))
    if available_kib is not None:
        (folder / "meminfo").write_text(f"MemTotal:       99 kB\nMemAvailable:   {available_kib} kB\n")
    (folder / "memory.max").write_text(limit + "\n")
    (folder / "cpu.max").write_text(quota + "\n")
    return Machine(proc=folder, cgroup=folder, architecture=architecture, processors=processors)


def test_a_processor_without_avx2_is_refused_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match="AVX2") as caught:
        check(MODEL, machine=machine(tmp_path, cpu=cpuinfo([(0, 0)], flags="fpu sse2 avx")))
    assert "--base-url" in caught.value.hint


@pytest.mark.parametrize("architecture", ["aarch64", "arm64"])
def test_other_architectures_need_no_avx2(tmp_path: Path, architecture: str) -> None:
    assert machine(tmp_path, cpu=cpuinfo([(0, 0)], flags="asimd"), architecture=architecture).has_avx2() is None


def test_memory_that_is_just_enough_is_enough(tmp_path: Path) -> None:
    needed = memory_needed(MODEL, MODEL.context)
    check(MODEL, machine=machine(tmp_path, available_kib=-(-needed // 1024)))
    with pytest.raises(EmbeddedError, match=r"needs 1\.8 GB of memory, and 1\.8 GB are free"):
        check(MODEL, machine=machine(tmp_path, available_kib=needed // 1024 - 1))


def test_a_smaller_context_needs_less(tmp_path: Path) -> None:
    little = machine(tmp_path, available_kib=1_700_000)
    with pytest.raises(EmbeddedError):
        check(MODEL, machine=little)
    check(MODEL, context=4096, machine=little)


def test_a_containers_limit_counts_where_it_is_lower(tmp_path: Path) -> None:
    box = machine(tmp_path, available_kib=8_000_000, limit="1000000000")
    assert box.available_bytes() == 1_000_000_000


def test_nothing_is_refused_where_the_kernel_says_nothing(tmp_path: Path) -> None:
    """As on macOS, where there is no /proc."""
    check(MODEL, machine=Machine(proc=tmp_path / "no", cgroup=tmp_path / "no"))


@pytest.mark.parametrize(
    ("cores", "processors", "quota", "expected"),
    [
        ([(0, 0), (0, 1), (0, 0), (0, 1)], 4, "max 100000", 2),
        ([(0, 0), (0, 1), (1, 0), (1, 1)], 4, "max 100000", 4),
        ([(0, 0), (0, 1), (0, 2), (0, 3)], 2, "max 100000", 2),
        ([(0, 0), (0, 1), (0, 2), (0, 3)], 4, "150000 100000", 2),
    ],
    ids=["threads of one core count once", "two sockets", "pinned to two", "a quota of one and a half"],
)
def test_the_cores_that_may_be_used(
    tmp_path: Path, cores: list[tuple[int, int]], processors: int, quota: str, expected: int
) -> None:
    assert machine(tmp_path, cpu=cpuinfo(cores), processors=processors, quota=quota).cores() == expected
