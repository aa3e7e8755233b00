"""How much a run will ask for, roughly: from characters alone, without a tokenizer and without a call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from service.batch.looking import Key, look
from service.batch.sources import Entry, Skipped, Source
from service.ledger import Item, Ledger, Todo

_TOKENS_PER_CHARACTER = 0.75
_INSTRUCTION_TOKENS = 1_200
_OUTPUT_SHARE = 0.5
_PIECE_CHARACTERS = 260
_PORTION = 500


@dataclass(frozen=True)
class Estimate:
    """Articles to work on, calls to make, tokens sent and received: estimates, good to a factor of about two."""

    articles: int
    calls: int
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class Survey:
    """What there is in a source: articles, those done before, those that cannot be used, and what is to do."""

    total: int
    done: int
    rejected: int
    skipped: list[Skipped]
    todo: Todo


def survey(
    source: Source, *, schema: str, key: Key, ledger: Ledger, retry_failed: bool = False, limit: int | None = None
) -> Survey:
    """Looks at the first `limit` articles of a source (all if None) without a call. Raises LedgerError."""
    worklist = ledger.worklist()
    skipped: list[Skipped] = []
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
    totals = worklist.totals()
    done = totals.ok + (0 if retry_failed else totals.failed - rejected)
    return Survey(total, done, rejected, skipped, worklist.todo(piece=_PIECE_CHARACTERS, retry_failed=retry_failed))


def estimate(todo: Todo, *, piecewise: bool) -> Estimate:
    """The estimate for what is to do; `piecewise` where every few sentences are a call of their own."""
    calls = todo.pieces if piecewise else todo.articles
    text_tokens = todo.chars * _TOKENS_PER_CHARACTER
    return Estimate(
        articles=todo.articles,
        calls=calls,
        input_tokens=round(text_tokens + calls * _INSTRUCTION_TOKENS),
        output_tokens=round(text_tokens * _OUTPUT_SHARE),
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
