"""What is to be done in a folder, found without a single call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from service.batch.folder import Listing
from service.batch.reading import read_article
from service.errors import ArticleError
from service.ledger import Ledger
from service.types import Article, ArticleReference, Failure

Key: TypeAlias = Callable[[Article], str]
"""The key of an article's result: two articles with the same one are worked on once."""


@dataclass(frozen=True)
class Work:
    """Articles of one key, `chars` characters each, none of which has an outcome that counts yet."""

    ids: list[str]
    chars: int


@dataclass(frozen=True)
class Plan:
    """`keys` of the articles that can be read, `rejected` those that cannot; `done` have an outcome from before."""

    listing: Listing
    ids: tuple[str, ...]
    keys: dict[str, str] = field(default_factory=dict)
    rejected: dict[str, Failure] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    work: dict[str, Work] = field(default_factory=dict)


async def make_plan(
    listing: Listing, *, schema: str, key: Key, ledger: Ledger, retry_failed: bool = False, limit: int | None = None
) -> Plan:
    """The plan for the first `limit` articles of a listing (all if None), with the schema of that id.

    Reads every file and asks the ledger; with `retry_failed` a failure in it does not count. Raises LedgerError.
    """
    plan = Plan(listing, listing.ids[:limit])
    for article_id in plan.ids:
        try:
            article = read_article(listing.folder / article_id, article_id)
        except ArticleError as error:
            plan.rejected[article_id] = rejection(article_id, schema, error)
            continue
        plan.keys[article_id] = of_article = key(article)
        kind = await ledger.kind(of_article)
        if kind == "result" or (kind == "failure" and not retry_failed):
            plan.done.add(article_id)
        else:
            plan.work.setdefault(of_article, Work([], len(article.text))).ids.append(article_id)
    return plan


def rejection(article_id: str, schema: str, error: ArticleError) -> Failure:
    """The failure of a file that gives no article: there is no text to count or hash."""
    reference = ArticleReference(id=article_id, sha256=sha256(b"").hexdigest(), chars=0)
    return Failure.of(reference, schema, error)
