"""The tables of the ledger, as steps from one version to the next. A step that was released is never changed."""

import sqlite3

from service.errors import LedgerError

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE answers (
        key     TEXT PRIMARY KEY,
        answer  TEXT NOT NULL,
        created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    ) WITHOUT ROWID;
    CREATE TABLE results (
        key        TEXT PRIMARY KEY,
        article_id TEXT NOT NULL,
        schema     TEXT NOT NULL,
        kind       TEXT NOT NULL CHECK (kind IN ('result', 'failure')),
        payload    TEXT NOT NULL,
        created    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE leases (
        key     TEXT PRIMARY KEY,
        owner   TEXT NOT NULL,
        expires REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE attempts (
        number        INTEGER PRIMARY KEY,
        key           TEXT NOT NULL,
        owner         TEXT NOT NULL,
        fault         TEXT,
        input_tokens  INTEGER,
        output_tokens INTEGER,
        cached_tokens INTEGER,
        seconds       REAL NOT NULL,
        created       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    );
    """,
    """
    CREATE TABLE jobs (
        number   INTEGER PRIMARY KEY AUTOINCREMENT,
        id       TEXT NOT NULL UNIQUE,
        state    TEXT NOT NULL CHECK (state IN ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled')),
        schema   TEXT NOT NULL,
        options  TEXT NOT NULL,
        articles INTEGER NOT NULL,
        ok       INTEGER NOT NULL DEFAULT 0,
        failed   INTEGER NOT NULL DEFAULT 0,
        usage    TEXT NOT NULL,
        error    TEXT,
        created  TEXT NOT NULL,
        started  TEXT,
        finished TEXT
    );
    CREATE INDEX jobs_by_end ON jobs (finished);
    CREATE TABLE job_articles (
        job      INTEGER NOT NULL,
        position INTEGER NOT NULL,
        key      TEXT NOT NULL,
        article  TEXT,
        outcome  TEXT,
        PRIMARY KEY (job, position)
    );
    CREATE INDEX job_articles_by_key ON job_articles (job, key);
    """,
    """
    CREATE TABLE batches (
        token    TEXT PRIMARY KEY,
        digest   TEXT NOT NULL,
        address  TEXT NOT NULL,
        state    TEXT NOT NULL CHECK (state IN ('written', 'uploaded', 'creating', 'submitted', 'collected')),
        requests INTEGER NOT NULL,
        tokens   INTEGER NOT NULL,
        file_id  TEXT,
        batch_id TEXT,
        created  REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE questions (
        key    TEXT PRIMARY KEY,
        owner  TEXT NOT NULL,
        way    TEXT NOT NULL,
        batch  TEXT,
        status INTEGER,
        line   TEXT
    ) WITHOUT ROWID;
    CREATE INDEX questions_by_owner ON questions (owner);
    CREATE INDEX questions_by_batch ON questions (batch);
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the tables to the newest version, step by step, all or nothing.

    The connection commits by itself (`isolation_level=None`). Raises LedgerError if the file is of a newer version.
    """
    if _version(connection) == len(STEPS):
        return
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for step in STEPS[_version(connection) :]:
            for statement in filter(str.strip, step.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    except BaseException:  # whatever ended it, the file stays at its old version
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(STEPS):
        raise LedgerError(
            f"the ledger is of version {version}, this program knows {len(STEPS)}", hint="use a newer zhailu"
        )
    return version
