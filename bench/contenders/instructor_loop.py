"""instructor, which validates the answer."""

import asyncio

import instructor
from openai import AsyncOpenAI

from bench.contenders.looping import work_through
from bench.contenders.task import KEY, MODEL, RETRIES, Task, tell
from bench.workload import CitedBrief


async def _main(task: Task) -> int:
    async with AsyncOpenAI(base_url=task.base_url, api_key=KEY, max_retries=RETRIES) as sdk:
        client = instructor.from_openai(sdk, mode=instructor.Mode.JSON_SCHEMA)

        async def extract(text: str) -> str:
            brief = await client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "system", "content": task.instructions}, {"role": "user", "content": text}],
                response_model=CitedBrief,
                max_tokens=2048,
            )
            return brief.model_dump_json()

        return await work_through(task, extract)


if __name__ == "__main__":
    tell(asyncio.run(_main(Task.given())))
