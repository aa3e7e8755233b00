"""instructor: the whole article in one call, the record as a pydantic model, its own retries.

The model is made from the schema with every typed leaf a string, so that a quantity that does not parse does not cost
the whole document. The mode is the task's.
"""

import json
import sys
from typing import Any, Literal

import instructor
import openai
from pydantic import BaseModel, Field, create_model

_RETRIES = 2


def model_of(name: str, schema: dict[str, Any]) -> type[BaseModel]:
    """A pydantic model of an object schema; a property that may be null is optional."""
    fields: dict[str, Any] = {
        key: (_type(key, node), Field(description=node.get("description")))
        for key, node in schema["properties"].items()
    }
    return create_model(name, **fields)


def _type(name: str, node: dict[str, Any]) -> Any:
    kinds = node.get("type", "string")
    kind = next((k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null"), "string")
    found: Any = str
    if values := [value for value in node.get("enum", ()) if value is not None]:
        found = Literal[tuple(values)]
    elif kind == "array":
        found = list[_type(name, node["items"])]  # type: ignore[misc]  # a type made at run time
    elif kind == "object":
        found = model_of(name.title(), node)
    return found | None if "null" in kinds else found


def main() -> None:
    """Read a task from standard input, print the record."""
    task = json.load(sys.stdin)
    client = openai.OpenAI(base_url=task["base_url"], api_key="none", timeout=task["seconds"], max_retries=0)
    patched = instructor.from_openai(client, mode=instructor.Mode[task["mode"]])
    example = task["example"]
    record = patched.chat.completions.create(
        model=task["model"],
        temperature=0,
        max_tokens=task["max_tokens"],
        max_retries=_RETRIES,
        response_model=model_of("Brief", task["schema"]),
        messages=[
            {"role": "system", "content": task["instruction"]},
            {"role": "user", "content": example["article"]},
            {"role": "assistant", "content": json.dumps(example["record"], ensure_ascii=False)},
            {"role": "user", "content": task["text"]},
        ],
    )
    json.dump(record.model_dump(), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
