"""A reader in a process of its own, so that no file can take more than its time and memory, or end the service."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Literal, TypeAlias

import service
from service.errors import ArticleError, EmptyArticle, NotText, UnreadableArticle
from service.text.formats.document import Document

Reader: TypeAlias = Literal["html", "docx", "pdf"]

MAX_SECONDS = 20
MAX_MEMORY = 2_000_000_000
_PROCESS = "service.text.formats.read_process"
_HINT = "save the article's text alone, as plain text or as a file of its own"
# No key is within reach of what reads a stranger's file.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "TMPDIR")
_ERRORS: dict[str, type[ArticleError]] = {kind.code: kind for kind in (EmptyArticle, NotText, UnreadableArticle)}


def run(reader: Reader, data: bytes) -> Document:
    """What the module `reader` reads in `data`. Raises what it raised, UnreadableArticle where it failed otherwise."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            [sys.executable, "-m", _PROCESS, reader],
            input=data,
            capture_output=True,
            check=False,
            timeout=MAX_SECONDS,
            # So that `-m` finds this package, whatever the working folder holds.
            cwd=Path(service.__file__).parents[1],
            # Threads of numpy's would take address space and do nothing.
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
    kind = done.stderr.decode("ascii", "replace")
    return kind if kind.isidentifier() else f"its reader ended with {done.returncode}"
