"""How much a run will ask for: the calls of a few of its articles are worked out without making them, and scaled up."""

import heapq
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from service.batch.looking import Key, look
from service.batch.sources import Entry, Skipped, Source
from service.ledger import Item, Ledger, Todo
from service.pipeline import Rehearsal, StrategyName
from service.types import Article, Usage

Rehearse: TypeAlias = Callable[[Article], Awaitable[Rehearsal]]
"""Works out an article's calls."""

_PORTION = 500
_SAMPLE = 8
# Measured with the embedded model: see "Estimates" in docs/measurements.md. Tokens in, of each character sent; tokens
# out, of each character of the questions.
_TOKENS_SENT = 0.61
_TOKENS_ANSWERED: dict[StrategyName, float] = {"candidates": 0.12, "direct": 1.3}


@dataclass(frozen=True)
class Estimate:
    """Articles to work on, calls to make, tokens sent and received, from a sample of `sampled` articles."""

    articles: int
    calls: int
    usage: Usage
    sampled: int


@dataclass(frozen=True)
class Survey:
    """What there is in a source: articles, those done before, those that cannot be used, and what is to do.

    `sample` are a few of those that can be used, the same whenever they are the same articles.
    """

    total: int
    done: int
    rejected: int
    skipped: list[Skipped]
    todo: Todo
    sample: list[Article]


def survey(
    source: Source, *, schema: str, key: Key, ledger: Ledger, retry_failed: bool = False, limit: int | None = None
) -> Survey:
    """Looks at the first `limit` articles of a source (all if None) without a call. Raises LedgerError."""
    worklist = ledger.worklist()
    skipped: list[Skipped] = []
    sample: list[Article] = []
    rejected = total = 0
    for entries in _portions(source, skipped, limit):
        worklist.add(entries)
        seen = [
            look(source, Item(total + number, *entry), key=key, schema=schema)
            for number, entry in enumerate(entries, start=1)
        ]
        worklist.found_now([one.found for one in seen])
        total += len(entries)
        rejected += sum(one.failure is not None for one in seen)
        articles = [one.article for one in seen if one.article is not None]
        # Hashes are as good as chance.
        sample = heapq.nsmallest(_SAMPLE, [*sample, *articles], key=lambda article: article.sha256)
    totals = worklist.totals()
    done = totals.ok + (0 if retry_failed else totals.failed - rejected)
    return Survey(total, done, rejected, skipped, worklist.todo(retry_failed=retry_failed), sample)


async def estimate(found: Survey, rehearse: Rehearse, strategy: StrategyName) -> Estimate:
    """The estimate for what is to do. Makes no call."""
    rehearsed = [await rehearse(article) for article in found.sample] if found.todo.articles else []
    characters = sum(len(article.text) for article in found.sample)
    scale = found.todo.chars / characters if characters else 0.0
    sent = sum(one.characters for one in rehearsed) * scale * _TOKENS_SENT
    answered = sum(one.read for one in rehearsed) * scale * _TOKENS_ANSWERED[strategy]
    return Estimate(
        articles=found.todo.articles,
        calls=round(sum(one.calls for one in rehearsed) * scale),
        usage=Usage(input_tokens=round(sent), output_tokens=round(answered)),
        sampled=len(rehearsed),
    )


def _portions(source: Source, skipped: list[Skipped], limit: int | None) -> Iterator[Sequence[Entry]]:
    entries = islice(_articles(source, skipped), limit)
    while portion := list(islice(entries, _PORTION)):
        yield portion


def _articles(source: Source, skipped: list[Skipped]) -> Iterator[Entry]:
    for entry in source.entries():
        if isinstance(entry, Skipped):
            skipped.append(entry)
        else:
            yield entry
