"""The ways to get JSON out of an endpoint, best first, and which of them an endpoint is known to take."""

import contextlib
import json
import os
import tempfile
from enum import StrEnum
from pathlib import Path

from service.errors import ModeUnsupported, RequestRejected


class Rung(StrEnum):
    """One way of asking, from the most to the least binding."""

    JSON_SCHEMA = "json_schema"
    TOOLS = "tools"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"

    def below(self) -> "Rung | None":
        """The next way down; None at the foot."""
        rungs = list(Rung)
        position = rungs.index(self) + 1
        return rungs[position] if position < len(rungs) else None


def step_down(rung: Rung, refusal: ModeUnsupported) -> Rung:
    """The next rung after one that was refused. Raises RequestRejected at the foot."""
    lower = rung.below()
    if lower is None:
        raise RequestRejected(
            f"No way of asking for JSON is accepted; the last refusal: {refusal.message}",
            hint="check that the endpoint serves chat completions, and the parameters sent with them",
        ) from None
    return lower


class Ladder:
    """Where to begin with one endpoint and model.

    The first rung that is answered on is remembered, in memory and in the file `cache` (None: in memory alone). From
    then on a refusal concerns one request: a schema that the endpoint cannot take, not the endpoint. Delete the file
    to try all rungs again.
    """

    def __init__(self, address: str, model: str, cache: Path | None = None) -> None:
        self._key = f"{address} {model}"
        self._cache = cache
        self._found = _read(cache).get(self._key) if cache else None

    @property
    def first(self) -> Rung:
        """The rung to ask on."""
        return self._found or Rung.JSON_SCHEMA

    def settle(self, rung: Rung) -> None:
        """An answer came on this rung."""
        if self._found is None:
            self._found = rung
            if self._cache is not None:
                # What is not remembered is found again; that is no reason to fail.
                with contextlib.suppress(OSError):
                    _write(self._cache, {**_read(self._cache), self._key: rung})


def _read(path: Path) -> dict[str, Rung]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {key: Rung(value) for key, value in content.items() if value in list(Rung)}


def _write(path: Path, content: dict[str, Rung]) -> None:
    """Replaces the file in one step, so that a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1, sort_keys=True)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
