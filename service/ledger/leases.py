"""Who is working on which article: a claim that holds until it is released, or no longer renewed.

Several runs may share the work on one folder. What one has claimed the others leave alone, until its lease expires or
it is known that its process is gone.
"""

import os
import platform
import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeAlias

from service.ledger import results
from service.ledger.results import Ending

LEASE_SECONDS = 60.0
"""How long a claim holds after it was made or renewed."""

BATCHES = "batches"
"""What is claimed, in place of an article, by whoever handles the batches."""

Claim: TypeAlias = Literal["claimed", "busy"] | Ending
"""`claimed`: it is yours to work on. `busy`: somebody works on it, maybe yourself. Else: how it has ended."""

_PROCESS = secrets.token_hex(4)


def new_owner() -> str:
    """A name for one user of a ledger that no other one has, in any process: machine, process, process's own, own."""
    return f"{_machine()} {os.getpid()} {_PROCESS} {secrets.token_hex(4)}"


def claim(
    connection: sqlite3.Connection, keys: Iterable[str], *, owner: str, now: float, failures_since: str | None
) -> list[Claim]:
    """Claims what has not ended and nobody works on; one word for each key.

    With `failures_since` (ISO 8601, UTC) a failure of before does not count as an end. `now` is in Unix seconds.
    """
    return [_claim(connection, key, owner, now, failures_since) for key in keys]


def _claim(connection: sqlite3.Connection, key: str, owner: str, now: float, failures_since: str | None) -> Claim:
    ended = results.ending(connection, key, failures_since)
    if ended is not None:
        return ended
    if _holds(connection, key, now):
        return "busy"
    connection.execute(
        "INSERT INTO leases (key, owner, expires) VALUES (?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, expires = excluded.expires",
        (key, owner, now + LEASE_SECONDS),
    )
    return "claimed"


def busy(connection: sqlite3.Connection, keys: Iterable[str], *, now: float) -> list[bool]:
    """Which of these articles somebody works on."""
    return [_holds(connection, key, now) for key in keys]


def _holds(connection: sqlite3.Connection, key: str, now: float) -> bool:
    lease = connection.execute("SELECT owner, expires FROM leases WHERE key = ?", (key,)).fetchone()
    return lease is not None and lease[1] > now and not _gone(lease[0])


def renew(connection: sqlite3.Connection, *, owner: str, now: float) -> None:
    """Lets all claims of an owner hold from now on again; those that somebody took over stay taken."""
    connection.execute("UPDATE leases SET expires = ? WHERE owner = ?", (now + LEASE_SECONDS, owner))


def release(connection: sqlite3.Connection, key: str | None, *, owner: str) -> None:
    """Gives an owner's claim up (all of them if None)."""
    connection.execute("DELETE FROM leases WHERE owner = ?1 AND (?2 IS NULL OR key = ?2)", (owner, key))


def held(connection: sqlite3.Connection, *, now: float, besides: str = "") -> int:
    """How many claims on articles hold, without those of an owner."""
    rows = connection.execute(
        "SELECT owner FROM leases WHERE expires > ? AND owner != ? AND key != ?", (now, besides, BATCHES)
    ).fetchall()
    return sum(not _gone(owner) for (owner,) in rows)


def _machine() -> str:
    """The name of the machine and, where there are such, of the space in which process numbers mean something."""
    space = ""
    with suppress(OSError):
        space = Path("/proc/self/ns/pid").readlink().name
    return f"{platform.node()}{space}".replace(" ", "_")


def _gone(owner: str) -> bool:
    """Whether it is certain that the process of an owner has ended; False where that cannot be told from here."""
    match owner.split(" "):
        case [machine, process, token, _] if machine == _machine() and os.name == "posix" and process.isdecimal():
            if int(process) == os.getpid():
                return token != _PROCESS
            return not _runs(int(process))
    return False


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is somebody else's
    return True
