"""A copy of the file in memory as it stood at a past instant: every reading answer works on it.

Source: design, architecture section 5 ("State at time T").
"""

from __future__ import annotations

import json
import sqlite3

from postventa_tui.db import journal
from postventa_tui.db.connection import Db
from postventa_tui.kit.errors import Refused


def copy_at(db: Db, at: int) -> Db:
    """Give a copy of the file with every journalled row as it stood at the end of the second `at`.

    Raises:
        Refused: `before_history` when the journal was pruned past that instant.
    """
    floor = db.value("SELECT value FROM counters WHERE key = 'journal_floor'")
    if floor is not None and at < int(floor):
        raise Refused("before_history", at=at)
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.connection.backup(memory)
    past = Db(memory, ":memory:")
    past.run("PRAGMA foreign_keys=OFF")
    for (found,) in past.all("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        name = str(found)
        past.run(f'DROP TRIGGER "{name}"')
    past.run("BEGIN")
    later = past.all("SELECT tbl, row_id, op, before FROM journal WHERE at > :at ORDER BY seq DESC", at=at)
    for table, row_id, op, before in later:
        if table in journal.JOURNALLED:
            _write_back(past, str(table), int(row_id), str(op), str(before or "{}"))  # type: ignore[arg-type]
    past.run("COMMIT")
    past.run("PRAGMA query_only=ON")
    return past


def _write_back(db: Db, table: str, row_id: int, op: str, before: str) -> None:
    if op == "I":
        db.run(f"DELETE FROM {table} WHERE id = :id", id=row_id)
        return
    values = json.loads(before)
    names = [name for name in values if name != "id"]
    if op == "U":
        sets = ", ".join(f'"{name}" = :{name}' for name in names)
        db.run(f"UPDATE {table} SET {sets} WHERE id = :id", **{**values, "id": row_id})
        return
    columns = ", ".join(f'"{name}"' for name in ["id", *names])
    marks = ", ".join(f":{name}" for name in ["id", *names])
    db.run(f"INSERT INTO {table} ({columns}) VALUES ({marks})", **{**values, "id": row_id})
