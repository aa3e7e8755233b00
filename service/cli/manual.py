"""The manual page of the command line, written from the commands themselves: `python -m service.cli.manual`."""

from collections.abc import Iterator

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from service.cli.app import app

_WIDTH = 100
_HEAD = """# The command line

Written by `make docs` from the commands; each page is what `--help` shows.
"""


def manual() -> str:
    """The help of every command, in Markdown."""
    pages = [f"## {name}\n\n```\n{text}\n```\n" for name, text in _pages(get_command(app), "zhailu", None)]
    return "\n".join([_HEAD, *pages])


def _pages(command: object, name: str, parent: typer.Context | None) -> Iterator[tuple[str, str]]:
    if not isinstance(command, TyperCommand | TyperGroup):
        return
    context = typer.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield context.command_path, "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    for child, below in command.commands.items() if isinstance(command, TyperGroup) else ():
        yield from _pages(below, child, context)


if __name__ == "__main__":
    typer.echo(manual(), nl=False)
