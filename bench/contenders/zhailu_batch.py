"""`zhailu batch`, as from the command line."""

import json
import os
from pathlib import Path

from bench.contenders.task import KEY, MODEL, Task, tell
from service.cli.edge import run


def _main(task: Task) -> int:
    out = Path(task.out)
    os.environ |= {"OPENAI_API_KEY": KEY, "ZHAILU_CACHE_DIR": str(out / "cache")}
    schema = out / "schema.json"
    schema.write_text(task.schema, encoding="utf-8")
    arguments = [task.articles, "--out", str(out / "run"), "--schema", str(schema), "--base-url", task.base_url]
    run(["batch", *arguments, "--model", MODEL, "--concurrency", str(task.concurrency), *task.options])
    report = json.loads((out / "run" / "run.json").read_text(encoding="utf-8"))
    return int(report["counts"]["ok"])


if __name__ == "__main__":
    tell(_main(Task.given()))
