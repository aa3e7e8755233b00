"""Where the program meets the shell: errors become one line and an exit code, signals end it cleanly."""

import io
import logging
import os
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
from typer.exceptions import TyperException

from service.errors import ZhailuError

if TYPE_CHECKING:
    from service.settings import Settings
    from service.types import Vocabulary


INTERRUPTED = 130
_DEBUG = "--debug"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line (`sys.argv` if None) and exits: 0 ok, 1 failures, 2 usage, 3 gate not met, 130 Ctrl-C."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A plain kill takes the way of Ctrl-C, so that finished work is written and the embedded server is stopped.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    debug = _DEBUG in given
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    sys.exit(run([argument for argument in given if argument != _DEBUG], debug=debug))


def run(arguments: Sequence[str], *, debug: bool = False) -> int:
    """The exit code of one command; an error goes to stderr as one line and a hint, its traceback only with `debug`."""
    # The commands are looked up here, so that importing this module for its errors alone costs nothing.
    from service.cli.app import app  # noqa: PLC0415

    try:
        code = app(list(arguments), prog_name="zhailu", standalone_mode=False)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the person gets a line, not a traceback
        if debug:
            traceback.print_exc()
        return _report(_innermost(error))
    return code if isinstance(code, int) else 0


def report_error(message: str, hint: str = "") -> None:
    """One line of what went wrong and, if there is one, a line of how to put it right, on stderr."""
    typer.echo(f"error: {message}", err=True)
    if hint:
        typer.echo(f"hint: {hint}", err=True)


def load_settings(flags: Mapping[str, object]) -> "Settings":
    """The settings of this process: flag over environment over `.env` over default. Raises InvalidSettings."""
    from service import settings  # noqa: PLC0415 - keeps `zhailu --help` fast

    return settings.build(flags, os.environ, settings.read_dotenv(Path(".env")))


def load_vocabulary(flag: str | None) -> "Vocabulary":
    """The vocabulary alone, for a command that needs no model: other settings may then be whatever they are."""
    from service import settings  # noqa: PLC0415 - as above

    name = settings.VARIABLES["vocabulary"]
    dotenv = settings.read_dotenv(Path(".env"))
    given, written = ({name: source.get(name, "")} for source in (os.environ, dotenv))
    return settings.build({"vocabulary": flag}, given, written).vocabulary


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _report(error: BaseException) -> int:
    if isinstance(error, ZhailuError):
        report_error(error.message, error.hint)
        return error.exit_code
    if isinstance(error, TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "zhailu"
        report_error(error.format_message().replace("\n", " "), f"{command} --help")
        return error.exit_code
    # The text of an unexpected error may quote the article or a key.
    report_error(f"unexpected {type(error).__name__}", "run again with --debug for the traceback, and report it")
    return 1
