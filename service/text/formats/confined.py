"""A reader in a process of its own, so that no file can take more than its time and memory, or end the service.

`python -m service.text.formats.confined html|docx|pdf` reads a file on stdin and writes one JSON object to stdout.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Literal, TypeAlias

import service
from service.errors import ArticleError, EmptyArticle, NotText, UnreadableArticle
from service.text.formats.document import Document

Reader: TypeAlias = Literal["html", "docx", "pdf"]

MAX_SECONDS = 20
MAX_MEMORY = 2_000_000_000
_HINT = "save the article's text alone, as plain text or as a file of its own"
# No key is within reach of what reads a stranger's file. More threads would take address space, and nothing runs on them.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "TMPDIR")
_ERRORS: dict[str, type[ArticleError]] = {kind.code: kind for kind in (EmptyArticle, NotText, UnreadableArticle)}
_EXCEPTION = re.compile(r"[\w.]+(?=:|$)")


def run(reader: Reader, data: bytes) -> Document:
    """What the module `reader` reads in `data`. Raises what it raised, UnreadableArticle where it failed otherwise."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            [sys.executable, "-m", __spec__.name, reader],
            input=data,
            capture_output=True,
            check=False,
            timeout=MAX_SECONDS,
            # So that `-m` finds this package, whatever the working folder holds.
            cwd=Path(service.__file__).parents[1],
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableArticle(f"the article cannot be read within {MAX_SECONDS} s", hint=_HINT) from None
    if done.returncode:
        raise UnreadableArticle(f"the article is damaged or too complex: {_reason(done)}", hint=_HINT)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise _ERRORS[answer["error"]](answer["message"], hint=answer["hint"])
    return Document(**{**answer, "authors": tuple(answer["authors"])})


def _reason(done: "subprocess.CompletedProcess[bytes]") -> str:
    """The kind of error alone: its text may quote the article."""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    found = _EXCEPTION.match(lines[-1]) if lines and done.returncode > 0 else None
    return found[0] if found else f"its reader ended with {done.returncode}"


def main() -> None:
    """Read stdin by the reader that is named. An article's error is an answer; any other ends the process."""
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
