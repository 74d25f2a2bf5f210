"""Read-only SQL for everybody: an authorizer that knows four words, a time limit, a memory limit.

Source: SQLite security.html and c3ref/c_alter_table.html; design, security section 4.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from postventa_tui.db import connection
from postventa_tui.db.connection import Db, SqlValue
from postventa_tui.kit import clock
from postventa_tui.kit.errors import PostventaError, Refused, Usage

SECONDS = 10.0
MEMORY_BYTES = 256 << 20
LONGEST_VALUE = 64 << 20
_STEPS_BETWEEN_LOOKS = 20_000

HIDDEN = frozenset(
    {
        ("settings", "value"),
        ("journal", "before"),
        ("erasures", "salt"),
        ("erasures", "hashes"),
        ("blobs", "data"),
    }
)
"""Columns only an admin reads: the signing secret, the past of every row, hashes of the erased, raw mail."""

_DENIED_FUNCTIONS = frozenset({"load_extension", "writefile", "readfile", "edit", "fts3_tokenizer", "zeroblob"})
_PRAGMAS = frozenset({"table_info", "table_xinfo", "table_list", "index_list", "index_info"})

Verdict = Callable[[int, "str | None", "str | None", "str | None", "str | None"], int]


def verdict(hidden: frozenset[tuple[str, str]]) -> Verdict:
    """Give the authorizer: SELECT, READ, FUNCTION and a WITH that recurs pass, all else is denied."""

    def decide(action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None) -> int:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            return sqlite3.SQLITE_DENY if (first, second) in hidden else sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_DENY if second in _DENIED_FUNCTIONS else sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return decide


@contextmanager
def limited(path: str, *, all_columns: bool, seconds: float = SECONDS) -> Iterator[Db]:
    """Give a connection that can only read, for so long and with so much memory.

    Args:
        all_columns: The hidden columns too (admin).
    """
    db = connection.connect(path, mode="ro")
    raw = db.connection
    until = clock.monotonic() + seconds
    try:
        raw.execute("PRAGMA query_only=ON")
        # The limit is the whole process' and can only be lowered (SQLite, pragma.html): a process that ran one
        # such statement stays below it to its end.
        raw.execute(f"PRAGMA hard_heap_limit={MEMORY_BYTES}")
        raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        raw.set_authorizer(verdict(frozenset() if all_columns else HIDDEN))
        raw.set_progress_handler(lambda: int(clock.monotonic() > until), _STEPS_BETWEEN_LOOKS)
        yield db
    finally:
        db.close()


def select(db: Db, statement: str) -> tuple[list[str], list[tuple[SqlValue, ...]]]:
    """Run one statement on a limited connection; gives the names of the columns and the rows.

    Raises:
        Refused: `sql_denied`: it would write, attach, or read what is hidden.
        PostventaError: `sql_stopped`: it took too long or too much memory.
        Usage: `sql_error`: the statement is wrong, with SQLite's words.
    """
    try:
        cursor = db.connection.execute(statement)
        names = [str(column[0]) for column in cursor.description or ()]
        rows, size = [], 0
        for row in cursor:
            size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
            if size > MEMORY_BYTES:
                raise PostventaError("sql_stopped", reason="memory")
            rows.append(tuple(row))
    except MemoryError as error:
        raise PostventaError("sql_stopped", reason="memory") from error
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _translated(error) from error
    return names, rows


def _translated(error: Exception) -> PostventaError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY) or "not authorized" in str(error):
        return Refused("sql_denied", reason=str(error))
    if code == sqlite3.SQLITE_INTERRUPT:
        return PostventaError("sql_stopped", reason="time")
    if code in (sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_TOOBIG):
        return PostventaError("sql_stopped", reason="memory")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return PostventaError("database_damaged", path="")
    return Usage("sql_error", reason=str(error))
