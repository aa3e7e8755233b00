"""A child process that never outlives its parent, even when the parent is killed.

The parent keeps the writing end of the child's standard input; the kernel closes it when the parent dies, however it
dies. While native code holds Python's interpreter lock, nothing can read that pipe; for that time the kernel is asked,
on Linux, to kill the child with its parent.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PR_SET_PDEATHSIG = 1


def wait_for_end(descriptor: int = 0) -> None:
    """Return when the other end of that pipe is closed."""
    while os.read(descriptor, 4096):
        pass


@contextmanager
def killed_with_parent() -> Iterator[None]:
    """Within the context, the kernel kills this process when its parent dies (Linux; elsewhere nothing happens).

    Not for longer than the parent surely waits: the signal comes when the *thread* that started this process ends.
    """
    _on_parent_death(signal.SIGKILL)
    try:
        yield
    finally:
        _on_parent_death(0)


def _on_parent_death(number: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
