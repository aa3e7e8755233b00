"""Raw answers by the key of their call, and each request that was sent for one."""

import sqlite3

from service.endpoint.protocol import Answer, Attempt
from service.ledger.stored import read
from service.types import Frozen


class Attempts(Frozen):
    """Requests sent: how many, how many ended in which fault, and the tokens of those whose usage is known.

    `unmetered` is how many there are whose usage is unknown; their tokens are in none of the sums, which are None where
    nothing is known.
    """

    sent: int
    faults: dict[str, int]
    unmetered: int
    input_tokens: int | None
    output_tokens: int | None


def get(connection: sqlite3.Connection, key: str) -> Answer | None:
    """The answer bought for a call, if there is one."""
    row = connection.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
    return None if row is None else read(Answer, row[0])


def put(connection: sqlite3.Connection, key: str, answer: str) -> None:
    """Keeps an answer (as JSON) for good; the first one of a key stays, whoever bought it."""
    connection.execute(
        "INSERT INTO answers (key, answer) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
        (key, answer),
    )


def note(connection: sqlite3.Connection, key: str, owner: str, attempt: Attempt) -> None:
    """Keeps what became of one request."""
    usage = attempt.usage
    connection.execute(
        "INSERT INTO attempts (key, owner, fault, input_tokens, output_tokens, cached_tokens, seconds) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            owner,
            attempt.fault,
            None if usage is None else usage.input_tokens,
            None if usage is None else usage.output_tokens,
            None if usage is None else usage.cached_tokens,
            attempt.seconds,
        ),
    )


def attempts(connection: sqlite3.Connection, owner: str | None) -> Attempts:
    """The sums over the requests of one owner (of all if None)."""
    rows = connection.execute(
        "SELECT fault, count(*), count(input_tokens + output_tokens), "
        "sum(iif(output_tokens IS NULL, NULL, input_tokens)), sum(iif(input_tokens IS NULL, NULL, output_tokens)) "
        "FROM attempts WHERE ?1 IS NULL OR owner = ?1 GROUP BY fault ORDER BY fault",
        (owner,),
    ).fetchall()
    sent, metered = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return Attempts(
        sent=sent,
        faults={row[0]: row[1] for row in rows if row[0] is not None},
        unmetered=sent - metered,
        input_tokens=sum(row[3] or 0 for row in rows) if metered else None,
        output_tokens=sum(row[4] or 0 for row in rows) if metered else None,
    )
