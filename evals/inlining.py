"""Puts data, style and script into one HTML file that needs nothing else and may load nothing else."""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from importlib.resources.abc import Traversable

from service.types import JsonObject

_SURROGATE = re.compile("[\ud800-\udfff]")


def inlined(
    page: Traversable,
    *,
    styles: Sequence[Traversable],
    scripts: Sequence[Traversable],
    data: JsonObject,
    connect: bool = False,
) -> str:
    """`page` with its marks filled: {{policy}}, {{style}}, {{script}}, {{data}}.

    The policy lets in no script, style, image or connection but the page's own two blocks, by their hashes, and, with
    `connect`, requests to where the page came from.
    """
    style = "\n".join(map(_text, styles))
    script = "(() => {\n" + "\n".join(map(_text, scripts)) + "\n})();"
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    if connect:
        policy += "; connect-src 'self'"
    filled = _text(page)
    # The data comes last: nothing in it can then be taken for a place to fill.
    for mark, text in (("policy", policy), ("style", style), ("script", script), ("data", embedded(data))):
        before, _, after = filled.partition(f"{{{{{mark}}}}}")
        filled = before + text + after
    return filled


def embedded(value: JsonObject) -> str:
    """`value` as JSON that no HTML parser ends early and every encoder takes: `<` and lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _text(asset: Traversable) -> str:
    return asset.read_text(encoding="utf-8")


def _hash(block: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'"
