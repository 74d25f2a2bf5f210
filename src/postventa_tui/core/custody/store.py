"""SQL of the proofs and of the newest change; reads any table, writes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.db.connection import Db

LIMIT = 20

HOUSE_RULES: tuple[tuple[str, str], ...] = (
    (
        "ticket_interactions",
        # A ticket may be opened without a word, but one that was answered or waits for an answer has contacts.
        "SELECT t.number FROM tickets t WHERE (t.first_reply_at IS NOT NULL OR t.waiting_since IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM interactions i WHERE i.ticket_id = t.id)"
        " AND NOT EXISTS (SELECT 1 FROM externals e WHERE e.kind = 'ticket' AND e.row_id = t.id)"
        " AND NOT EXISTS (SELECT 1 FROM tickets m WHERE m.merged_into_id = t.id) ORDER BY t.number",
    ),
    (
        "timer_times",
        "SELECT t.number FROM sla_timers s JOIN tickets t ON t.id = s.ticket_id"
        " WHERE s.state = 'met' AND s.stopped_at IS NULL ORDER BY t.number",
    ),
    (
        "numbers",
        "SELECT number FROM tickets WHERE number > coalesce((SELECT value FROM counters WHERE key = 'ticket_number'), 0)"
        " ORDER BY number",
    ),
    ("foreign_writes", "SELECT seq FROM journal INDEXED BY journal_unit WHERE unit IS NULL ORDER BY seq"),
    (
        "statuses",
        "SELECT t.number FROM tickets t LEFT JOIN statuses s ON s.key = t.status AND s.type = t.status_type"
        " WHERE s.id IS NULL ORDER BY t.number",
    ),
    (
        "open_tickets",
        "SELECT number FROM tickets WHERE is_open <> CASE WHEN status_type IN ('new', 'open', 'pending', 'on_hold')"
        " THEN 1 ELSE 0 END ORDER BY number",
    ),
    (
        "ticket_dues",
        "SELECT t.number FROM tickets t WHERE t.is_open = 1 AND t.due_at IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM sla_timers s WHERE s.ticket_id = t.id AND s.due_at = t.due_at) ORDER BY t.number",
    ),
    ("open_unit", "SELECT unit FROM journal_context WHERE unit IS NOT NULL"),
)
"""Name and query of each rule; a rule is kept when its query is empty."""


def broken(db: Db, sql: str) -> tuple[int, tuple[str, ...]]:
    """Give how many rows break a rule, and the first few."""
    rows = db.all(sql)
    return len(rows), tuple(str(row[0]) for row in rows[:LIMIT])


def foreign_key_faults(db: Db) -> tuple[int, tuple[str, ...]]:
    """Give the rows that point at nothing."""
    rows = db.all("PRAGMA foreign_key_check")
    return len(rows), tuple(":".join(map(str, row[:2])) for row in rows[:LIMIT])


def structure_faults(db: Db) -> tuple[int, tuple[str, ...]]:
    """Give what SQLite says of the structure of the file."""
    rows = [str(row[0]) for row in db.all("PRAGMA integrity_check")]
    return (0, ()) if rows == ["ok"] else (len(rows), tuple(rows[:LIMIT]))


def blobs(db: Db, limit: int | None) -> Iterator[tuple[str, int, str, bytes]]:
    """Give (sha256, size, encoding, bytes) of stored mails and attachments; a spread sample, or all."""
    if limit is None:
        cursor = db.run("SELECT sha256, size, encoding, data FROM blobs")
    else:
        # Keys are digests, so the first by key are as good as drawn by lot.
        cursor = db.run("SELECT sha256, size, encoding, data FROM blobs ORDER BY sha256 LIMIT :n", n=limit)
    for row in cursor:
        yield str(row[0]), int(row[1]), str(row[2]), bytes(row[3])


def journal_span(db: Db) -> tuple[int, int]:
    """Give the smallest and greatest number of the journal; (0, 0) when it is empty."""
    row = db.one("SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM journal")
    assert row is not None
    return int(str(row[0])), int(str(row[1]))


def journal_row_near(db: Db, seq: int) -> tuple[str, int] | None:
    """Give the table and row of the journal line at or after `seq`."""
    row = db.one("SELECT tbl, row_id FROM journal WHERE seq >= :seq ORDER BY seq LIMIT 1", seq=seq)
    return None if row is None else (str(row[0]), int(str(row[1])))


def chain(db: Db, table: str, row_id: int) -> list[tuple[str, str | None]]:
    """Give (op, before) of one row's journal, oldest first."""
    rows = db.all(
        "SELECT op, before FROM journal WHERE tbl = :table AND row_id = :row ORDER BY seq", table=table, row=row_id
    )
    return [(str(op), None if before is None else str(before)) for op, before in rows]


def has_row(db: Db, table: str, row_id: int) -> bool:
    """Tell whether a journalled table has a row now."""
    return db.one(f"SELECT 1 FROM {table} WHERE id = :id", id=row_id) is not None


def columns(db: Db, table: str) -> list[tuple[str, str, str]]:
    """Give (name, type, default) of a table's columns."""
    return [(str(row[1]), str(row[2]), str(row[4])) for row in db.all(f"PRAGMA table_info({table})")]


def out_of_range(db: Db, table: str, column: str, low: int, high: int) -> int:
    """Count values of a number column outside `low`..`high`."""
    sql = f"SELECT count(*) FROM {table} WHERE {column} < :low OR {column} > :high"
    return int(str(db.value(sql, low=low, high=high)))


def texts(db: Db, table: str, names: list[str]) -> Iterator[tuple[bytes | None, ...]]:
    """Give the text columns of a table as bytes, so that broken UTF-8 can be seen."""
    listed = ", ".join(f"CAST({name} AS BLOB)" for name in names)
    for row in db.run(f"SELECT {listed} FROM {table}"):
        yield tuple(None if value is None else bytes(value) for value in row)


def last_change(db: Db) -> tuple[int, int | None]:
    """Give the newest journal number and the instant of the newest unit."""
    row = db.one("SELECT coalesce(max(seq), 0) FROM journal")
    newest = db.value("SELECT at FROM units ORDER BY unit DESC LIMIT 1")
    assert row is not None
    return int(str(row[0])), None if newest is None else int(str(newest))


def ticket_numbers(db: Db) -> set[int]:
    """Give the numbers of all tickets."""
    return {int(str(number)) for (number,) in db.all("SELECT number FROM tickets")}


def grown_since(db: Db, seq: int) -> dict[str, int]:
    """Give how many rows each journalled table gained (lost: below zero) after a journal number."""
    rows = db.all(
        "SELECT tbl, sum(CASE op WHEN 'I' THEN 1 WHEN 'D' THEN -1 ELSE 0 END) FROM journal WHERE seq > :seq GROUP BY tbl",
        seq=seq,
    )
    return {str(table): int(str(count)) for table, count in rows}


def role_of(db: Db, login: str) -> str:
    """Give the role of an active agent, "" when there is none of that login."""
    return str(db.value("SELECT role FROM agents WHERE login = :login AND active = 1", login=login) or "")


def schema(db: Db) -> str:
    """Give the statements that make the file, without a row."""
    rows = db.all("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    return ";\n".join(str(row[0]) for row in rows) + ";\n"


def late_units(db: Db, newest: int, slack_s: int) -> int:
    """Count units, of the newest so many, whose time lies before that of an earlier one by more than the slack."""
    rows = db.all("SELECT at FROM units ORDER BY unit DESC LIMIT :n", n=newest)
    late, high = 0, 0
    for (at,) in reversed(rows):
        late += int(str(at)) < high - slack_s
        high = max(high, int(str(at)))
    return late
