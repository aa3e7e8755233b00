"""langextract with its provider for OpenAI, told to send as much at once as it is allowed to.

Its requests are made by threads, for a batch of texts at a time that ends with its slowest one: a batch is ten times as
large as what may be sent at once. Its client is made anew to ask again as often as those of the others.
"""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.contenders.task import KEY, MODEL, RETRIES, Task, tell

_EXAMPLE = "4月2日，安达装备有限公司在白石乡的轴承厂投产，总投资3亿元，占地60亩。"
_ATTRIBUTES = {
    "company": "安达装备有限公司",
    "place": "白石乡",
    "investment": "3亿元",
    "area": "60亩",
    "status": "operating",
}


def _main(task: Task) -> int:
    langextract: Any = import_module("langextract")
    example = langextract.data.ExampleData(
        text=_EXAMPLE,
        extractions=[
            langextract.data.Extraction(extraction_class="project", extraction_text="轴承厂", attributes=_ATTRIBUTES)
        ],
    )
    config = langextract.factory.ModelConfig(
        model_id=MODEL,
        provider="OpenAILanguageModel",
        provider_kwargs={"api_key": KEY, "base_url": task.base_url, "max_workers": task.concurrency},
    )
    model = langextract.factory.create_model(config, examples=[example], use_schema_constraints=True)
    model._client = model._client.with_options(max_retries=RETRIES)  # noqa: SLF001, RUF100 - there is no option for it
    documents = [langextract.data.Document(text=text, document_id=id_) for id_, text in task.texts()]
    found = langextract.extract(
        documents,
        prompt_description=task.instructions,
        examples=[example],
        model=model,
        max_char_buffer=100_000,
        batch_length=10 * task.concurrency,
        max_workers=task.concurrency,
        tokenizer=import_module("langextract.core.tokenizer").UnicodeTokenizer(),
        show_progress=False,
    )
    with Path(task.results).open("w", encoding="utf-8") as results:
        for document in found:
            record = [[one.extraction_text, one.attributes] for one in document.extractions or ()]
            results.write(json.dumps({"id": document.document_id, "record": record}, ensure_ascii=False) + "\n")
    return sum(bool(document.extractions) for document in found)


if __name__ == "__main__":
    tell(_main(Task.given()))
