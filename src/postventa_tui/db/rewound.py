"""A copy of the file in memory as it stood at a past instant: every reading answer works on it.

Source: design, architecture section 5 ("State at time T").
"""

from __future__ import annotations

import json
import sqlite3

from postventa_tui.db import journal
from postventa_tui.db.connection import Db
from postventa_tui.kit.errors import Refused

_NEEDED: dict[str, frozenset[str]] = {}


class Rewinder:
    """A copy of the file in memory that goes back step by step, never forward."""

    def __init__(self, db: Db) -> None:
        floor = db.value("SELECT value FROM counters WHERE key = 'journal_floor'")
        self._floor = None if floor is None else int(floor)
        memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        db.connection.backup(memory)
        self.db = Db(memory, ":memory:")
        self.db.run("PRAGMA foreign_keys=OFF")
        for (found,) in self.db.all("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            name = str(found)
            self.db.run(f'DROP TRIGGER "{name}"')
        self._seq = int(self.db.value("SELECT coalesce(max(seq), 0) FROM journal") or 0)

    def to(self, at: int) -> None:
        """Take every journalled row back to how it stood at the end of the second `at`.

        Raises:
            Refused: `before_history` when the journal was pruned past that instant.
        """
        if self._floor is not None and at < self._floor:
            raise Refused("before_history", at=at)
        later = self.db.all(
            "SELECT seq, tbl, row_id, op, before FROM journal WHERE seq <= :seq AND at > :at ORDER BY seq DESC",
            seq=self._seq,
            at=at,
        )
        self.db.run("BEGIN")
        for seq, table, row_id, op, before in later:
            self._seq = int(seq) - 1  # type: ignore[arg-type]
            if table in journal.JOURNALLED:
                _write_back(self.db, str(table), int(row_id), str(op), str(before or "{}"))  # type: ignore[arg-type]
        self.db.run("COMMIT")

    def close(self) -> None:
        """Let the copy go."""
        self.db.close()


def copy_at(db: Db, at: int) -> Db:
    """Give a copy of the file with every journalled row as it stood at the end of the second `at`.

    Raises:
        Refused: `before_history` when the journal was pruned past that instant.
    """
    copy = Rewinder(db)
    try:
        copy.to(at)
    except Refused:
        copy.close()
        raise
    copy.db.run("PRAGMA query_only=ON")
    return copy.db


def _write_back(db: Db, table: str, row_id: int, op: str, before: str) -> None:
    if op == "I":
        db.run(f"DELETE FROM {table} WHERE id = :id", id=row_id)
        return
    values = json.loads(before)
    # What belonged to a person erased since is null in the past of a row: where a column must hold something it
    # keeps what the erase left there.
    needed = _needed(table, db)
    names = [name for name in values if name != "id" and (values[name] is not None or name not in needed)]
    if op == "U" and not names:
        return
    if op == "U":
        sets = ", ".join(f'"{name}" = :{name}' for name in names)
        db.run(f"UPDATE {table} SET {sets} WHERE id = :id", id=row_id, **{name: values[name] for name in names})
        return
    empty = sorted(name for name in needed if name != "id" and values.get(name) is None and name in values)
    values |= dict.fromkeys(empty, "")
    names += empty
    columns = ", ".join(f'"{name}"' for name in ["id", *names])
    marks = ", ".join(f":{name}" for name in ["id", *names])
    db.run(f"INSERT INTO {table} ({columns}) VALUES ({marks})", id=row_id, **{name: values[name] for name in names})


def _needed(table: str, db: Db) -> frozenset[str]:
    """Give the columns of a table that must hold something; the schema is the same in every file."""
    found = _NEEDED.get(table)
    if found is None:
        found = frozenset(str(row[1]) for row in db.all(f"PRAGMA table_info({table})") if row[3])
        _NEEDED[table] = found
    return found
