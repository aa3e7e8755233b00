"""langextract: pieces of 600 characters, its Unicode tokenizer, an example of every class.

Its extractions are classes with attributes; one class is made of each record type and of each of the article's fields.
Run with an interpreter that has langextract: it is no dependency of zhailu.
"""

import json
import sys
from typing import Any

import langextract as lx
from langextract.factory import ModelConfig
from langextract.tokenizer import UnicodeTokenizer

_PIECE = 600
_MOST_TOKENS = 2048
_ANCHORS = {"indicators": "value"}


def example_of(article: str, record: dict[str, Any]) -> lx.data.ExampleData:
    """The example's record as extractions, in the order of the text."""
    found: list[tuple[int, lx.data.Extraction]] = []
    for name, value in record.items():
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            anchor = _ANCHORS.get(name, "name")
            text = row[anchor] if isinstance(row, dict) else row
            # Only what stands in the text word for word can be an extraction: no summary, no date put in order.
            if not isinstance(text, str) or text not in article:
                continue
            rest = {k: v for k, v in row.items() if k != anchor and v is not None} if isinstance(row, dict) else None
            found.append((article.index(text), lx.data.Extraction(name, text, attributes=rest)))
    return lx.data.ExampleData(article, [extraction for _, extraction in sorted(found, key=lambda f: f[0])])


def record_of(extractions: list[lx.data.Extraction], schema: dict[str, Any]) -> dict[str, Any]:
    """Extractions as one record; of those of one name (and one figure) the attributes that come first."""
    record: dict[str, Any] = {}
    merged: dict[tuple[str, str, str], dict[str, Any]] = {}
    for extraction in extractions:
        name, text = extraction.extraction_class, extraction.extraction_text
        node = schema["properties"].get(name)
        if node is None or not text:
            continue
        item = node.get("items", {})
        if "properties" in item:
            anchor = _ANCHORS.get(name, "name")
            told = {k: _text(v) for k, v in (extraction.attributes or {}).items() if k in item["properties"]}
            key = (name, text, str(told.get("name")) if anchor != "name" else "")
            row = merged.setdefault(key, {anchor: text})
            for field, value in told.items():
                row.setdefault(field, value)
        elif "items" in node:
            record.setdefault(name, []).append(text)
        else:
            record.setdefault(name, text)
    for (name, _, _), row in merged.items():
        record.setdefault(name, []).append(row)
    return record


def _text(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def main() -> None:
    """Read a task from standard input, print the record."""
    task = json.load(sys.stdin)
    settings = {"api_key": "none", "base_url": task["base_url"], "temperature": 0, "max_output_tokens": _MOST_TOKENS}
    answer = lx.extract(
        task["text"],
        prompt_description=task["instruction"],
        examples=[example_of(**task["example"])],
        config=ModelConfig(task["model"], "OpenAILanguageModel", settings),
        max_char_buffer=_PIECE,
        tokenizer=UnicodeTokenizer(),
        max_workers=1,
        show_progress=False,
    )
    json.dump(record_of(answer.extractions or [], task["schema"]), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
