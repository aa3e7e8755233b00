"""One peer's answer for one article, as a Result: grounded like zhailu's own, with nothing dropped."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import JsonValue

from evals.peers.meter import Meter
from schemas import Schema
from service.errors import BadUpstream
from service.pipeline.draft import Draft
from service.pipeline.extraction import grounded_result
from service.pipeline.wire import describe, plain
from service.text import prepare
from service.types import Article, Failure, JsonObject, Provenance, Result

_MAX_TOKENS = 4096
_FOLDER = files("evals.peers")


@dataclass(frozen=True)
class Peer:
    """A library and how it is asked: `script` is run by `python`; `settings` are added to its task."""

    name: str
    script: str
    settings: JsonObject
    python: str = sys.executable


def peers(langextract: Path | None) -> tuple[Peer, ...]:
    """Those that can be run; `langextract` is an interpreter that has it."""
    found = [
        Peer("json_schema", "ask_schema.py", {}),
        Peer("instructor", "ask_instructor.py", {"mode": "JSON_SCHEMA"}),
    ]
    if langextract is not None:
        found.append(Peer("langextract", "ask_langextract.py", {}, str(langextract)))
    return tuple(found)


def ask(peer: Peer, article: Article, schema: Schema, *, model: str, meter: Meter, seconds: float) -> Result | Failure:
    """What the peer makes of an article within so many seconds.

    It is shown the clean text, so that decoding, repair and conversion are no part of the comparison. Values that the
    article does not hold stay and are marked, as the peer returns them; those that do not parse as their type go.
    """
    prepared = prepare(article.text)
    task: JsonObject = {
        "base_url": meter.base_url,
        "model": model,
        "seconds": seconds,
        "max_tokens": _MAX_TOKENS,
        "text": prepared.clean.text,
        "schema": plain(schema),
        "instruction": (_FOLDER / "instruction.md").read_text("utf-8").format(fields=describe(schema)),
        "example": json.loads((_FOLDER / "example.json").read_text("utf-8")),
        **peer.settings,
    }
    meter.read()
    started = time.monotonic()
    record, problem = _run([peer.python, str(_FOLDER / peer.script)], task, seconds)
    usage, requests = meter.read()
    provenance = Provenance(
        model=model,
        prompt=f"peers:{peer.name}",
        strategy=peer.name,
        calls=requests,
        attempts=requests,
        cached=False,
        seconds=round(time.monotonic() - started, 3),
        usage=usage,
    )
    if record is None:
        error = BadUpstream(f"{peer.name} gave no record: {problem}", hint="nothing: this is what it does")
        return Failure.of(article.reference(), schema.id, error, provenance)
    known = {name: value for name, value in record.items() if name in schema.fields() | schema.record_types()}
    draft = Draft(_whole(known, schema))
    return grounded_result(article, schema, prepared, draft, policy="keep", provenance=provenance)


def _run(command: Sequence[str], task: JsonObject, seconds: float) -> tuple[JsonObject | None, str]:
    try:
        done = subprocess.run(  # noqa: S603 # our own scripts
            command, input=json.dumps(task), capture_output=True, text=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return None, f"it took more than {seconds:.0f} s"
    lines = done.stderr.strip().splitlines()
    if done.returncode:
        return None, lines[-1][:200] if lines else f"exit {done.returncode}"
    answer = json.loads(done.stdout)
    return (answer, "") if isinstance(answer, dict) else (None, "no object")


def _whole(record: JsonObject, schema: Schema) -> JsonObject:
    """The record with what it leaves out: null, or an empty list."""
    listed = {name for name, node in schema.fields().items() if node.get("type") == "array"} | {*schema.record_types()}
    empty: dict[str, JsonValue] = {name: [] if name in listed else None for name in schema.fields()}
    whole: JsonObject = {**empty, **{name: [] for name in listed}, **{k: v for k, v in record.items() if v is not None}}
    for name, item in schema.record_types().items():
        fields = item.get("properties")
        rows = whole[name]
        if isinstance(fields, dict) and isinstance(rows, list):
            whole[name] = [{f: row.get(f) for f in fields} for row in rows if isinstance(row, dict)]
    return whole
