"""Jobs: articles handed in together, and a line for each once it has ended.

Each function is one operation on the database's connection.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from pydantic import Field

from service.errors import QueueFull, UnknownJob
from service.ledger.results import Outcome
from service.ledger.stored import read
from service.settings import Strategy
from service.types import (
    NOTHING_USED,
    Article,
    ErrorBody,
    Failure,
    Frozen,
    JsonObject,
    Policy,
    Result,
    Usage,
    Vocabulary,
)

JobState: TypeAlias = Literal["queued", "running", "waiting", "done", "failed", "cancelled"]
"""`waiting`: the endpoint cannot be asked now. `failed`: an error that no article escapes ended it."""

_JSON = ("schema", "options", "usage", "error")


class JobOptions(Frozen):
    """What is done with values the text does not support, and how the model is asked; settled when the job came in."""

    policy: Policy
    strategy: Strategy
    vocabulary: Vocabulary = "none"


class Job(Frozen):
    """A job as it stands: `number` is its place in line, `schema` a name or a JSON Schema, times are ISO 8601 in UTC.

    `ok` and `failed` count the articles that have ended; `usage` is what was bought for them. `finished` is there when
    nothing more will happen.
    """

    number: int
    id: str
    state: JobState
    schema_: str | JsonObject = Field(alias="schema")
    options: JobOptions
    articles: int
    ok: int
    failed: int
    usage: Usage
    error: ErrorBody | None
    created: str
    started: str | None
    finished: str | None


@dataclass(frozen=True)
class Pending:
    """An article of a job that has not ended. Those of one `key` have one outcome."""

    position: int
    key: str
    article: Article


@dataclass(frozen=True)
class Backlog:
    """Jobs, and articles of theirs: those that have not ended, or how many of them there may be."""

    jobs: int
    articles: int


def add(
    connection: sqlite3.Connection,
    *,
    job_id: str,
    schema: str | JsonObject,
    options: JobOptions,
    articles: Sequence[tuple[str, Article]],
    most: Backlog,
) -> Job:
    """Takes a job in, each article with its key. Raises QueueFull if there would be more than `most` then."""
    waiting = backlog(connection)
    if waiting.jobs >= most.jobs or waiting.articles + len(articles) > most.articles:
        raise QueueFull(
            f"{waiting.jobs} jobs with {waiting.articles} articles are waiting already", hint="send it again later"
        )
    number = connection.execute(
        "INSERT INTO jobs (id, state, schema, options, articles, usage, created) VALUES (?, 'queued', ?, ?, ?, ?, ?)",
        (
            job_id,
            json.dumps(schema, ensure_ascii=False),
            options.model_dump_json(),
            len(articles),
            NOTHING_USED.model_dump_json(),
            _now(),
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO job_articles (job, position, key, article) VALUES (?, ?, ?, ?)",
        ((number, position, key, article.model_dump_json()) for position, (key, article) in enumerate(articles)),
    )
    return get(connection, job_id)


def get(connection: sqlite3.Connection, job_id: str) -> Job:
    """The job of this id. Raises UnknownJob."""
    found = _jobs(connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)))
    if not found:
        raise UnknownJob(f"there is no job {job_id[:40]!r}", hint="a finished job is forgotten after some days")
    return found[0]


def unfinished(connection: sqlite3.Connection, *, after: int = 0) -> list[Job]:
    """The jobs with a number above `after` that have not ended, the oldest first."""
    return _jobs(
        connection.execute("SELECT * FROM jobs WHERE finished IS NULL AND number > ? ORDER BY number", (after,))
    )


def backlog(connection: sqlite3.Connection) -> Backlog:
    """How much has not ended."""
    row = connection.execute(
        "SELECT count(*), coalesce(sum(articles - ok - failed), 0) FROM jobs WHERE finished IS NULL"
    ).fetchone()
    return Backlog(*row)


def pending(connection: sqlite3.Connection, number: int, *, after: int, most: int) -> list[Pending]:
    """The next articles of a job that have not ended, behind the position `after`."""
    rows = connection.execute(
        "SELECT position, key, article FROM job_articles "
        "WHERE job = ? AND position > ? AND article IS NOT NULL ORDER BY position LIMIT ?",
        (number, after, most),
    )
    return [Pending(position, key, read(Article, article)) for position, key, article in rows]


def lines(connection: sqlite3.Connection, number: int, *, after: int, most: int) -> list[tuple[int, str]]:
    """The next lines of a job (position, outcome as JSON) behind the position `after`, of what has ended."""
    return connection.execute(
        "SELECT position, outcome FROM job_articles "
        "WHERE job = ? AND position > ? AND outcome IS NOT NULL ORDER BY position LIMIT ?",
        (number, after, most),
    ).fetchall()


def finish(connection: sqlite3.Connection, number: int, key: str, outcome: Outcome, used: Usage) -> None:
    """Gives all articles of this key their line, and adds what was used; the last one ends the job.

    A job that has ended stays as it is.
    """
    job = _active(connection, number)
    if job is None:
        return
    ended = _write(
        connection,
        number,
        [
            (position, outcome.model_copy(update={"article": article.reference()}))
            for position, article in _open(connection, number, key)
        ],
    )
    ok, failed = (ended, 0) if isinstance(outcome, Result) else (0, ended)
    connection.execute(
        "UPDATE jobs SET ok = ok + ?, failed = failed + ?, usage = ?, error = NULL, state = 'running' WHERE number = ?",
        (ok, failed, (job.usage + used).model_dump_json(), number),
    )
    connection.execute(
        "UPDATE jobs SET state = 'done', finished = ? WHERE number = ? AND ok + failed = articles", (_now(), number)
    )


def begin(connection: sqlite3.Connection, number: int) -> None:
    """Says that a job is being worked on."""
    connection.execute(
        "UPDATE jobs SET state = 'running', started = coalesce(started, ?) WHERE number = ? AND state = 'queued'",
        (_now(), number),
    )


def hold(connection: sqlite3.Connection, number: int, error: ErrorBody) -> None:
    """Says what a job is waiting for."""
    connection.execute(
        "UPDATE jobs SET state = 'waiting', error = ? WHERE number = ? AND finished IS NULL",
        (error.model_dump_json(), number),
    )


def fail(connection: sqlite3.Connection, number: int, error: ErrorBody, schema: str) -> None:
    """Ends a job by an error that none of its articles would escape: each that has not ended gets it as its line."""
    if _active(connection, number) is None:
        return
    failures = [
        (position, Failure(article=article.reference(), schema=schema, error=error))
        for position, article in _open(connection, number)
    ]
    connection.execute(
        "UPDATE jobs SET state = 'failed', failed = failed + ?, error = ?, finished = ? WHERE number = ?",
        (_write(connection, number, failures), error.model_dump_json(), _now(), number),
    )


def cancel(connection: sqlite3.Connection, job_id: str) -> Job:
    """Ends a job, and forgets its articles that have not ended; one that has ended stays. Raises UnknownJob."""
    job = get(connection, job_id)
    if job.finished is None:
        connection.execute("UPDATE job_articles SET article = NULL WHERE job = ?", (job.number,))
        connection.execute(
            "UPDATE jobs SET state = 'cancelled', error = NULL, finished = ? WHERE number = ?", (_now(), job.number)
        )
    return get(connection, job_id)


def expire(connection: sqlite3.Connection, *, days: float) -> int:
    """Forgets the jobs that ended longer ago than that, with their lines: how many there were."""
    old = (_now(days_ago=days),)
    connection.execute("DELETE FROM job_articles WHERE job IN (SELECT number FROM jobs WHERE finished < ?)", old)
    return connection.execute("DELETE FROM jobs WHERE finished < ?", old).rowcount


def _open(connection: sqlite3.Connection, number: int, key: str | None = None) -> list[tuple[int, Article]]:
    rows = connection.execute(
        "SELECT position, article FROM job_articles "
        "WHERE job = ?1 AND article IS NOT NULL AND (?2 IS NULL OR key = ?2)",
        (number, key),
    )
    return [(position, read(Article, article)) for position, article in rows]


def _write(connection: sqlite3.Connection, number: int, outcomes: Sequence[tuple[int, Outcome]]) -> int:
    """Puts lines in the place of articles: how many."""
    connection.executemany(
        "UPDATE job_articles SET outcome = ?, article = NULL WHERE job = ? AND position = ?",
        ((outcome.to_json(), number, position) for position, outcome in outcomes),
    )
    return len(outcomes)


def _active(connection: sqlite3.Connection, number: int) -> Job | None:
    found = _jobs(connection.execute("SELECT * FROM jobs WHERE number = ? AND finished IS NULL", (number,)))
    return found[0] if found else None


def _jobs(cursor: sqlite3.Cursor) -> list[Job]:
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    for row in rows:
        row.update({name: json.loads(row[name]) for name in _JSON if row[name] is not None})
    return [Job.model_validate(row) for row in rows]


def _now(*, days_ago: float = 0.0) -> str:
    time = datetime.now(UTC) - timedelta(days=days_ago)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
