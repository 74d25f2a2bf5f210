"""The state of rows at a past instant, read back from the journal (the time machine).

Source: design, architecture section 5 ("State at time T").
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.kit.errors import Refused

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, SqlValue


def rows_at(db: Db, table: str, at: int) -> dict[int, dict[str, SqlValue]]:
    """Give every row of a journalled table as it stood at the end of the second `at`, by id.

    Raises:
        Refused: `before_history` when the journal was pruned past that instant.
    """
    _refuse_before_floor(db, at)
    columns = [str(row[1]) for row in db.all(f"PRAGMA table_info({table})")]
    listed = ", ".join(f'"{name}"' for name in columns)
    rows: dict[int, dict[str, SqlValue]] = {
        int(row[0]): dict(zip(columns, row, strict=True))  # type: ignore[arg-type]
        for row in db.all(f"SELECT {listed} FROM {table}")
    }
    later = db.all(
        "SELECT row_id, op, before FROM journal WHERE tbl = :tbl AND at > :at ORDER BY seq DESC",
        tbl=table,
        at=at,
    )
    for row_id, op, before in later:
        key = int(row_id)  # type: ignore[arg-type]
        if op == "I":
            rows.pop(key, None)
        elif op == "D":
            rows[key] = json.loads(str(before))
        elif key in rows:
            rows[key].update(json.loads(str(before)))
    return rows


def _refuse_before_floor(db: Db, at: int) -> None:
    floor = db.value("SELECT value FROM counters WHERE key = 'journal_floor'")
    if floor is not None and at < int(floor):
        raise Refused("before_history", at=at)
