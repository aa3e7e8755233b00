"""Puts data, style and script into one HTML file that needs nothing else and may load nothing else."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from evals.report.inputs import Earlier, Evaluation
from evals.report.payload import payload
from service.types import JsonObject

_ASSETS = files("evals.report") / "assets"
_SURROGATE = re.compile("[\ud800-\udfff]")
_STYLES = ("page.css", "explorer.css")
_SCRIPTS = (
    "words.js",
    "dom.js",
    "data.js",
    "overview.js",
    "tables.js",
    "disputes.js",
    "reader.js",
    "cards.js",
    "explorer.js",
    "comparison.js",
    "main.js",
)


def write(path: Path, evaluation: Evaluation, earlier: Earlier | None = None, *, made: datetime | None = None) -> None:
    """Write the report of `evaluation`, held against an `earlier` one if given. `made`: now, in UTC."""
    path.write_text(render(evaluation, earlier, made=made), encoding="utf-8", newline="")


def render(evaluation: Evaluation, earlier: Earlier | None = None, *, made: datetime | None = None) -> str:
    """The page. Its policy lets in no script, style, image or connection but its own two blocks, by their hashes."""
    style = "\n".join(_asset(name) for name in _STYLES)
    script = "(() => {\n" + "\n".join(_asset(name) for name in _SCRIPTS) + "\n})();"
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = _asset("page.html")
    data = embedded(payload(evaluation, earlier, made or datetime.now(UTC)))
    # The data comes last: nothing in it can then be taken for a place to fill.
    for mark, text in (("policy", policy), ("style", style), ("script", script), ("data", data)):
        before, _, after = page.partition(f"{{{{{mark}}}}}")
        page = before + text + after
    return page


def embedded(value: JsonObject) -> str:
    """`value` as JSON that no HTML parser ends early and every encoder takes: `<` and lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _hash(block: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'"
