"""What articles ended as, by the key of article, schema, prompt, model and parameters."""

import sqlite3
from typing import Literal, TypeAlias

from service.ledger.stored import read
from service.types import Failure, Result

Outcome: TypeAlias = Result | Failure
Ending: TypeAlias = Literal["result", "failure"]


def outcome(connection: sqlite3.Connection, key: str) -> Outcome | None:
    """What an article ended as, if it was worked on."""
    row = connection.execute("SELECT kind, payload FROM results WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    return read(Result, row[1]) if row[0] == "result" else read(Failure, row[1])


def ending(connection: sqlite3.Connection, key: str, failures_since: str | None = None) -> Ending | None:
    """How an article ended; None if it was not worked on.

    With a time (ISO 8601, UTC) a failure of before does not count.
    """
    row = connection.execute("SELECT kind, created FROM results WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    if row[0] == "result":
        return "result"
    return "failure" if failures_since is None or row[1] >= failures_since else None


def record(connection: sqlite3.Connection, key: str, outcome: Outcome, payload: str) -> None:
    """Keeps an outcome, with its JSON. A result is never replaced; a failure is, by what came of the next attempt."""
    kind: Ending = "result" if isinstance(outcome, Result) else "failure"
    connection.execute(
        "INSERT INTO results (key, article_id, schema, kind, payload) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, payload = excluded.payload, "
        "article_id = excluded.article_id, created = excluded.created WHERE kind = 'failure'",
        (key, outcome.article.id, outcome.schema_, kind, payload),
    )
