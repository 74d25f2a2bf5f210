"""What is bound to the engine, in one place, so that another engine can follow (design: scaling, sections 3 and 4)."""

from __future__ import annotations

import random
import sqlite3
import time
from typing import TYPE_CHECKING, Protocol

from postventa_tui.db import connection
from postventa_tui.kit import clock
from postventa_tui.kit.errors import Temporary

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

WAIT_S = 10.0
"""How long a writer waits for the lock (`mail deliver` waits 30 s)."""

LONGEST_SLEEP_S = 0.020
"""Between two tries. With 64 processes of whole verbs on two cores 8 ms keep the cores busy with asking: worst wait
5.5 s (mean of two) against 3.8 s with 20 ms."""


class Dialect(Protocol):
    """What every engine must give; the stores themselves keep to the portable subset."""

    def begin_write(self, db: Db, wait_s: float) -> None:
        """Open a write transaction, waiting up to `wait_s` for the lock."""

    def now_cursor(self, db: Db) -> int:
        """Give the feed cursor of this moment: opaque, only handed back."""

    def open_unit(self, db: Db, unit: int, at: int) -> None:
        """Name the unit that journal rows of this transaction belong to."""

    def close_unit(self, db: Db) -> None:
        """Name no unit any more."""


class SqliteDialect:
    """SQLite: one writer, own retry, the open unit in a row of its own."""

    def begin_write(self, db: Db, wait_s: float = WAIT_S) -> None:
        """Open a write transaction.

        SQLite's own waiting sleeps longer and longer, so late-comers overtake; short random sleeps are fair
        (design: reliability, section 8).

        Raises:
            Temporary: `database_busy`, `disk_full`.
        """
        raw = db.connection
        until = clock.monotonic() + wait_s
        warm = False
        raw.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    raw.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if not connection.is_busy(error):
                        raise connection.translate(error, db.path) from error
                    if clock.monotonic() >= until:
                        raise Temporary("database_busy", seconds=int(wait_s)) from error
                if warm:
                    time.sleep(random.uniform(0.001, LONGEST_SLEEP_S))
                else:
                    warm = _use_the_wait()
        finally:
            raw.execute(f"PRAGMA busy_timeout={connection.BUSY_MS}")

    def now_cursor(self, db: Db) -> int:
        """Give the newest journal number."""
        value = db.connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0]
        return int(value)

    def open_unit(self, db: Db, unit: int, at: int) -> None:
        """Name the open unit in the one row of `journal_context`."""
        db.connection.execute("UPDATE journal_context SET unit = :unit, at = :at", {"unit": unit, "at": at})

    def close_unit(self, db: Db) -> None:
        """Clear the row: a journal row without a unit is a foreign program's."""
        db.connection.execute("UPDATE journal_context SET unit = NULL, at = NULL")


def _use_the_wait() -> bool:
    """Load what the first write of a process needs while somebody else holds the lock.

    Loaded after the lock is ours, it keeps 63 others waiting: 64 processes x 10 notes had a worst wait of 8.4 s.
    """
    from postventa_tui.db import fts_words

    fts_words.stems("espera")
    clock.zone("Europe/Madrid")
    return True


DIALECT = SqliteDialect()
