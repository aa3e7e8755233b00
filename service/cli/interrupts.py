"""Ctrl-C, and a plain kill, while a run is under way: the first one ends it, the second one at once."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from service.batch import Run

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible(run: Run) -> Iterator[None]:
    """Within the block the first signal stops the run, the second one drops what is in flight; a third is as ever."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    stopped = False

    def interrupt() -> None:
        nonlocal stopped
        if stopped:
            restore()
        else:
            typer.echo("stopping: what is in flight may still come in (once more to drop it)", err=True)
        run.stop(drop=stopped)
        stopped = True

    def restore() -> None:
        for number, handler in before.items():
            if loop.remove_signal_handler(number):
                signal.signal(number, handler)

    for number in _SIGNALS:
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        restore()
