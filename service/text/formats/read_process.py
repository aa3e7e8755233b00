"""`python -m service.text.formats.read_process html|docx|pdf`: a file on stdin, one JSON object on stdout."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

from service.errors import ArticleError
from service.text.formats.confined import MAX_MEMORY, MAX_SECONDS


def main() -> None:
    """Read stdin by the reader that is named. An article's error is an answer; any other ends the process."""
    # The kind of an error alone: its text may quote the article.
    sys.excepthook = lambda kind, *_: print(kind.__name__, end="", file=sys.stderr)  # noqa: T201 - to the parent
    _limit()
    data = sys.stdin.buffer.read()
    try:
        document = import_module(f"service.text.formats.{sys.argv[1]}").read(data)
        answer = asdict(document)
    except ArticleError as error:
        answer = {"error": error.code, "message": error.message, "hint": error.hint}
    json.dump(answer, sys.stdout)


def _limit() -> None:
    try:
        resource = import_module("resource")
    except ImportError:  # Windows has none; the time limit of the parent holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
