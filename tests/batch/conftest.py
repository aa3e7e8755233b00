"""A scripted extractor in place of the pipeline: batch does not care what an extraction is."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from service.batch import Counts, FolderSource, OutputFolder, Run, RunReport
from service.errors import ZhailuError
from service.ledger import Ledger, Outcome
from service.types import Article, Failure, Provenance, Result, Usage

SCHEMA = "brief@1"


def provenance() -> Provenance:
    usage = Usage(input_tokens=100, output_tokens=10, cached_tokens=0, cost=Decimal("0.01"))
    return Provenance(
        model="m", prompt="p", strategy="direct", calls=1, attempts=1, cached=False, seconds=1.0, usage=usage
    )


@dataclass
class Script:
    """Counts the extractions of each text; `errors` by text are raised, or with `returned` come back as failures."""

    errors: dict[str, ZhailuError] = field(default_factory=dict)
    returned: bool = False
    before: Callable[[Article], None] = lambda _: None
    seen: Counter[str] = field(default_factory=Counter)
    sending: int = 0

    def stop(self) -> None:
        """What is under way goes on."""

    async def extract(self, article: Article) -> Outcome:
        self.before(article)
        self.sending += 1
        # As a real one: others run, and a cancellation strikes, while it waits.
        await asyncio.sleep(0)
        self.sending -= 1
        self.seen[article.text] += 1
        error = self.errors.get(article.text)
        if error is not None and not self.returned:
            raise error
        if error is not None:
            return Failure.of(article.reference(), SCHEMA, error, provenance())
        return Result(
            article=article.reference(),
            schema=SCHEMA,
            record={"title": article.text},
            evidence={},
            support={},
            issues=[],
            provenance=provenance(),
        )


@dataclass
class Told:
    """An observer that remembers."""

    outcomes: list[str] = field(default_factory=list)

    def finished(self, outcome: Outcome, counts: Counts) -> None:
        assert counts.ok + counts.failed + counts.reused <= counts.total
        self.outcomes.append(outcome.article.id)

    def progressed(self, counts: Counts) -> None:
        assert counts.ok + counts.failed + counts.reused <= counts.total


@dataclass
class Folder:
    """A folder of articles, and an output folder beside it."""

    articles: Path
    out: Path
    told: Told = field(default_factory=Told)

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.articles / f"{name}.txt").write_text(text, encoding="utf-8")

    def lines(self, name: str) -> list[str]:
        return (self.out / name).read_text(encoding="utf-8").splitlines()

    async def run(
        self, script: Script, *, retry_failed: bool = False, limit: int | None = None, concurrency: int = 1
    ) -> RunReport:
        with Ledger(self.out / "ledger.sqlite") as ledger:
            run = self.prepared(script, ledger, retry_failed=retry_failed, limit=limit, concurrency=concurrency)
            return await run.execute()

    def prepared(
        self,
        script: Script,
        ledger: Ledger,
        *,
        retry_failed: bool = False,
        limit: int | None = None,
        concurrency: int = 1,
    ) -> Run:
        return Run(
            FolderSource(self.articles, leave_out=self.out),
            schema=SCHEMA,
            worker=script,
            key=key,
            ledger=ledger,
            output=OutputFolder(self.out),
            observer=self.told,
            concurrency=concurrency,
            retry_failed=retry_failed,
            limit=limit,
        )


def key(article: Article) -> str:
    return sha256(article.text.encode()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    articles = tmp_path / "articles"
    articles.mkdir()
    return Folder(articles, tmp_path / "out")
