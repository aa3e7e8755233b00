"""The flow of one article: prepare, draft by a strategy, read the values, ground, apply the policy."""

import hashlib
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from pydantic import JsonValue

from schemas import Schema
from service import __version__
from service.endpoint.protocol import Endpoint
from service.errors import UnsupportedValues, ZhailuError
from service.ground import ground
from service.pipeline.asking import Asker
from service.pipeline.candidates.specification import serves
from service.pipeline.candidates.strategy import Candidates
from service.pipeline.contradictions import contradictions, out_of_order
from service.pipeline.direct import Direct
from service.pipeline.draft import Draft
from service.pipeline.pointers import leaf_parent, remove
from service.pipeline.profiles import Profile, profile_of
from service.pipeline.protocols import AnswerStore, Strategy, Watcher
from service.pipeline.wire import without_nulls
from service.pipeline.years import article_year
from service.text import Prepared, prepare, with_declared
from service.types import Article, Failure, Issue, JsonObject, Policy, ProfileName, Provenance, Result, Vocabulary

StrategyName = Literal["direct", "candidates"]


def choose_strategy(schema: Schema, profile: Profile) -> StrategyName:
    """The strategy that suits: candidates where code finds for the model, and the schema says what there is to find."""
    return "candidates" if profile.finds_by_code and serves(schema) else "direct"


def result_key(
    article: Article,
    schema: Schema,
    *,
    endpoint: Endpoint,
    strategy: StrategyName,
    policy: Policy,
    vocabulary: Vocabulary = "none",
    profile: ProfileName | None = None,
) -> str:
    """Under which a result is kept: SHA-256, in hex, of everything that decides it, from article to policy."""
    chosen = strategy_of(strategy, endpoint, profile)
    parts = [
        article.sha256,
        article.title or "",
        article.published or "",
        _digest(schema),
        f"{chosen.name}:{chosen.prompt}:{chosen.profile}:{__version__}",
        endpoint.model,
        repr(sorted(endpoint.parameters.items())),
        policy,
        # Only where they say anything, so that a result of plain text keeps its key.
        *([f"vocabulary:{vocabulary}"] if vocabulary != "none" else ()),
        *([f"format:{article.format}"] if article.format != "text" else ()),
        *(f"{kind}:{value}" for kind, value in article.declared if kind in {"publisher", "author"}),
    ]
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


async def extract(
    article: Article,
    schema: Schema,
    *,
    endpoint: Endpoint,
    answers: AnswerStore,
    strategy: StrategyName = "direct",
    policy: Policy = "drop",
    vocabulary: Vocabulary = "none",
    profile: ProfileName | None = None,
    on_partial: Watcher | None = None,
) -> Result | Failure:
    """The article's record with evidence, or why there is none.

    `on_partial` is told of the record, in wire form, as it grows. Errors that no other article would escape (a wrong
    key, an unusable schema) are raised: a ZhailuError with `fatal` true. All others end as a Failure.
    """
    started = time.monotonic()
    asker = Asker(endpoint, answers)
    chosen = strategy_of(strategy, endpoint, profile)

    def provenance() -> Provenance:
        return Provenance(
            model=endpoint.model,
            prompt=chosen.prompt,
            strategy=chosen.name,
            calls=asker.calls,
            attempts=asker.attempts,
            cached=asker.calls > 0 and asker.attempts == 0,
            seconds=round(time.monotonic() - started, 3),
            usage=asker.usage,
        )

    try:
        prepared = prepared_article(article, vocabulary)
        draft = await chosen.draft(article, prepared, schema, asker, on_partial or _ignore)
        return grounded_result(article, schema, prepared, draft, policy=policy, provenance=provenance())
    except ZhailuError as error:
        if error.fatal:
            raise
        return Failure.of(article.reference(), schema.id, error, provenance())


def prepared_article(article: Article, vocabulary: Vocabulary) -> Prepared:
    """The article's text as strategies and grounding have it, with what its page declares as hints."""
    return with_declared(prepare(article.text, vocabulary), article.declared)


def strategy_of(name: StrategyName, endpoint: Endpoint, profile: ProfileName | None = None) -> Strategy:
    """The strategy of that name, for what the endpoint can hold and its model bears."""
    if name == "direct":
        return Direct(endpoint.context_tokens)
    return Candidates(profile_of(endpoint.model, endpoint.context_tokens, named=profile))


@lru_cache(maxsize=64)
def _digest(schema: Schema) -> str:
    return hashlib.sha256(schema.canonical()).hexdigest()


def _ignore(_: JsonObject) -> None:
    return


def grounded_result(
    article: Article, schema: Schema, prepared: Prepared, draft: Draft, *, policy: Policy, provenance: Provenance
) -> Result:
    """Ground the draft, apply the policy to what has no support, and read the typed leaves.

    An issue's pointer says where the value stood in the draft: rows that left the record had a place there.
    """
    year = article_year(prepared, article)
    grounded = ground(draft.record, schema.wire, prepared, read=draft.evidence, derived=draft.derived, year=year)
    if policy == "strict" and grounded.issues:
        places = ", ".join(issue.pointer for issue in grounded.issues[:5])
        raise UnsupportedValues(
            f"{len(grounded.issues)} values have no support in the article: {places}",
            hint="use the policy drop to leave them out, or keep to have them marked",
        )
    _, unread = schema.to_record(draft.record, year=year)
    unreadable = {issue.pointer for issue in unread}
    unsupported = [issue for issue in grounded.issues if issue.pointer not in unreadable]
    gone = [*unread, *(unsupported if policy == "drop" else ())]
    wire, moved = remove(draft.record, [leaf_parent(issue.pointer, schema) for issue in gone])
    wire = without_nulls(wire, schema.wire)
    record, _ = schema.to_record(wire, year=year)
    evidence = {moved[p]: v for p, v in grounded.evidence.items() if p in moved}
    contradicted = [*contradictions(prepared, evidence), *out_of_order(wire, schema, year)]
    return Result(
        article=article.reference(),
        schema=schema.id,
        record=record,
        evidence=evidence,
        support={moved[p]: v for p, v in grounded.support.items() if p in moved},
        issues=[*unsupported, *unread, *_misfits(schema, wire), *contradicted, *_left_out(prepared)],
        provenance=provenance,
    )


def _misfits(schema: Schema, wire: JsonObject) -> Iterator[Issue]:
    """What dropping values has made of the record that its schema does not allow."""
    for pointer, message in schema.problems(wire):
        yield Issue(pointer=pointer, kind="schema", value=_value_at(wire, pointer), message=message)


def _left_out(prepared: Prepared) -> Iterator[Issue]:
    """What the strategy was not shown although it is no furniture."""
    for span in prepared.instructions:
        message = f"characters {span.start} to {span.end} speak to a program, not to readers, and were left out"
        yield Issue(pointer="", kind="instruction", value=None, message=message)


def _value_at(value: JsonValue, pointer: str) -> JsonValue:
    for token in pointer.split("/")[1:]:
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
    return value if isinstance(value, (str, int, float)) else None
