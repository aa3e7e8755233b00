"""openai alone, and the answer as whatever JSON it is."""

import asyncio
import json
from typing import Any

from openai import AsyncOpenAI

from bench.contenders.looping import work_through
from bench.contenders.task import KEY, MODEL, RETRIES, Task, tell


async def _main(task: Task) -> int:
    response_format: Any = {
        "type": "json_schema",
        "json_schema": {"name": "brief", "schema": json.loads(task.schema), "strict": True},
    }
    async with AsyncOpenAI(base_url=task.base_url, api_key=KEY, max_retries=RETRIES) as client:

        async def extract(text: str) -> str:
            completion = await client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "system", "content": task.instructions}, {"role": "user", "content": text}],
                response_format=response_format,
                max_tokens=2048,
            )
            return json.dumps(json.loads(completion.choices[0].message.content or ""), ensure_ascii=False)

        return await work_through(task, extract)


if __name__ == "__main__":
    tell(asyncio.run(_main(Task.given())))
