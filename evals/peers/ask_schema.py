"""A plain call: the whole article, the answer bound to the JSON Schema by the endpoint (`response_format`)."""

import json
import sys

import openai


def main() -> None:
    """Read a task from standard input, print the record."""
    task = json.load(sys.stdin)
    client = openai.OpenAI(base_url=task["base_url"], api_key="none", timeout=task["seconds"], max_retries=0)
    example = task["example"]
    response = client.chat.completions.create(
        model=task["model"],
        temperature=0,
        max_tokens=task["max_tokens"],
        messages=[
            {"role": "system", "content": task["instruction"]},
            {"role": "user", "content": example["article"]},
            {"role": "assistant", "content": json.dumps(example["record"], ensure_ascii=False)},
            {"role": "user", "content": task["text"]},
        ],
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "brief", "strict": True, "schema": task["schema"]},
        },
    )
    json.dump(json.loads(response.choices[0].message.content or ""), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
