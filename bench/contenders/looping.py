"""The loop around a call, as one writes it in ten minutes: all articles at once, and a semaphore."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from bench.contenders.task import Task


async def work_through(task: Task, extract: Callable[[str], Awaitable[str]]) -> int:
    """Extracts each article's record, which is JSON, and writes it with its id: how many there are in the end."""
    room = asyncio.Semaphore(task.concurrency)
    with task.results.open("w", encoding="utf-8") as results:

        async def one(id_: str, text: str) -> bool:
            async with room:
                record = await extract(text)
            results.write(f'{{"id": {json.dumps(id_)}, "record": {record}}}\n')
            return True

        ended = await asyncio.gather(*(one(id_, text) for id_, text in task.texts()), return_exceptions=True)
    return ended.count(True)
