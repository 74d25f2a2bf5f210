"""Taking a unit back: `before` is written over the rows, newest first, in a unit of its own.

Source: design, architecture section 5 ("Undo").
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from postventa_tui.db import journal
from postventa_tui.db.connection import translate
from postventa_tui.kit.errors import Conflict, NotFound, Refused
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, SqlValue
    from postventa_tui.db.journal import Entry

NOT_UNDOABLE = frozenset(("rma.refund", "recall.close", "import.undo"))
"""Verbs after which something has left the house (money, the end of a safety list), or that are done again otherwise."""


class Later(NamedTuple):
    """A change that stands in the way."""

    unit: int | None
    at: int
    agent_id: int | None
    tbl: str
    row_id: int
    column: str


def newest_unit(db: Db, agent_id: int, *, ticket_id: int | None = None) -> int | None:
    """Give the newest unit of an agent that changed something, is no undo and is not undone; on a ticket when named.

    A unit of only derived rows (a tick) is none.
    """
    rows = db.all(
        "SELECT unit FROM units WHERE agent_id = :agent_id AND undoes IS NULL ORDER BY unit DESC LIMIT 200",
        agent_id=agent_id,
    )
    for (unit,) in rows:
        number = int(unit)  # type: ignore[arg-type]
        if _has_facts(db, number, ticket_id) and not is_undone(db, number):
            return number
    return None


def _has_facts(db: Db, unit: int, ticket_id: int | None) -> bool:
    entries = [entry for entry in journal.entries_of(db, unit) if entry.tbl not in journal.DERIVED_TABLES]
    if ticket_id is None:
        return bool(entries)
    return any(_is_about(db, entry, ticket_id) for entry in entries)


def _is_about(db: Db, entry: Entry, ticket_id: int) -> bool:
    if entry.tbl == "tickets":
        return entry.row_id == ticket_id
    before = json.loads(entry.before) if entry.before else {}
    if "ticket_id" in before:
        return bool(before["ticket_id"] == ticket_id)
    if entry.tbl in (
        "interactions",
        "ticket_tags",
        "followers",
        "reminders",
        "handovers",
        "rmas",
        "ticket_links",
    ):
        found = db.value(f"SELECT ticket_id FROM {entry.tbl} WHERE id = :id", id=entry.row_id)  # constant names
        return found == ticket_id
    return False


def is_undone(db: Db, unit: int, *, leaving_out: int | None = None) -> bool:
    """Say whether a live unit undoes this one; judged newest first, without the undo at work."""
    rows = db.all("SELECT unit FROM units WHERE undoes = :unit ORDER BY unit DESC", unit=unit)
    return any(
        int(row[0]) != leaving_out and not is_undone(db, int(row[0]), leaving_out=leaving_out)  # type: ignore[arg-type]
        for row in rows
    )


def undo(db: Db, unit: int, open_unit: int, *, neutral: frozenset[int] = frozenset()) -> list[tuple[str, int]]:
    """Write back what `unit` changed, inside the caller's transaction; gives the rows touched.

    Args:
        neutral: The units that do not stand in the way, when the caller knows them: those of an import going back.

    Raises:
        NotFound: `unit_unknown`.
        Refused: `already_undone`; `not_undoable` for an erase or a prune.
        Conflict: `changed_since` with the later change in the params.
    """
    facts = journal.get_unit(db, unit)
    if facts is None:
        raise NotFound("unit_unknown", unit=unit)
    if facts.origin in ("erase", "prune"):
        raise Refused("not_undoable", reason=facts.origin)
    if facts.verb in NOT_UNDOABLE:
        raise Refused("not_undoable", reason=facts.verb)
    if is_undone(db, unit, leaving_out=open_unit):
        raise Refused("already_undone", unit=unit)
    entries = journal.entries_of(db, unit)
    free = neutral or neutral_units(db, unit, open_unit)
    for entry in entries:
        refuse_later(db, entry, unit, free)
    for entry in entries:
        _write_back(db, entry)
    return [(entry.tbl, entry.row_id) for entry in entries]


def neutral_units(db: Db, unit: int, open_unit: int) -> frozenset[int]:
    """Give the units that cancel out: pairs of a later unit and its live undo, and the undone unit's own undos."""
    neutral = {unit, open_unit}
    rows = db.all("SELECT unit, undoes FROM units WHERE undoes IS NOT NULL AND unit > :unit", unit=unit)
    for number, undone in rows:
        live = not is_undone(db, int(number), leaving_out=open_unit)  # type: ignore[arg-type]
        if live or undone in neutral:
            neutral.update((int(number), int(undone)))  # type: ignore[arg-type]
    return frozenset(neutral)


def refuse_later(db: Db, entry: Entry, unit: int, neutral: frozenset[int]) -> None:
    """Refuse an entry of `unit` that a later change stands on.

    Raises:
        Conflict: `changed_since`.
    """
    if entry.tbl in journal.DERIVED_TABLES:
        return
    rows = db.all(
        "SELECT j.unit, j.at, u.agent_id, j.op, j.before FROM journal j LEFT JOIN units u ON u.unit = j.unit"
        " WHERE j.tbl = :tbl AND j.row_id = :row_id AND j.seq > :seq ORDER BY j.seq",
        tbl=entry.tbl, row_id=entry.row_id, seq=entry.seq,
    )  # fmt: skip
    mine = set(json.loads(entry.before)) if entry.before else set()
    free = journal.NEVER_RESTORED | journal.DERIVED.get(entry.tbl, frozenset())
    for later_unit, at, agent_id, op, before in rows:
        if later_unit == unit or later_unit in neutral:
            continue
        theirs = set(json.loads(str(before))) - free if before else set()
        clash = theirs if entry.op == "I" else (theirs & (mine - free))
        if op == "D" or clash or (entry.op == "D" and op == "I"):
            raise Conflict(
                "changed_since", unit=later_unit, at=at, agent_id=agent_id, what=", ".join(sorted(clash)) or entry.tbl,
                tbl=entry.tbl, row_id=entry.row_id,
            )  # fmt: skip


def _write_back(db: Db, entry: Entry) -> None:
    table, row_id = entry.tbl, entry.row_id
    if entry.op == "I":
        _delete(db, table, row_id)
        return
    values: dict[str, SqlValue] = json.loads(entry.before or "{}")
    if entry.op == "D":
        names = list(values)
        marks = ", ".join(f":{name}" for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        db.run(f"INSERT INTO {table} ({columns}) VALUES ({marks})", **values)
        return
    kept = {name: value for name, value in values.items() if name not in journal.NEVER_RESTORED}
    assignments = [f'"{name}" = :{name}' for name in kept]
    if "version" in values:
        assignments.append("version = version + 1")
    if assignments:
        db.run(f"UPDATE {table} SET {', '.join(assignments)} WHERE id = :row_key", row_key=row_id, **kept)


def _delete(db: Db, table: str, row_id: int) -> None:
    try:
        db.connection.execute(f"DELETE FROM {table} WHERE id = :id", {"id": row_id})
    except sqlite3.IntegrityError as error:
        raise Conflict(
            "changed_since", unit=None, at=None, agent_id=None, what=table, tbl=table, row_id=row_id
        ) from error
    except sqlite3.Error as error:
        raise translate(error, db.path) from error
