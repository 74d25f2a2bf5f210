"""The record of every change: units, rows by trigger, the feed between processes.

Source: design, architecture section 5. Taking back lives in `db.rewind`, the past in `db.past`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.db.connection import Db

JOURNALLED = (
    "settings", "teams", "agents", "team_members",
    "households", "organisations", "customers", "customer_organisations", "contact_points", "consents",
    "loyalty_points", "interactions",
    "products", "lots", "orders", "order_lines", "assets", "asset_owners", "warranties", "repairs", "readings",
    "business_calendars", "calendar_hours", "sla_policies", "sla_versions", "sla_events", "sla_timers",
    "articles", "article_products", "article_versions",
    "statuses", "tickets", "tags", "ticket_tags", "ticket_links", "ticket_parties", "followers", "mentions", "reminders",
    "handovers", "views", "rules", "outbox",
    "canned_replies", "surveys", "quality_reviews",
    "rmas", "rma_lines", "recalls", "recall_units", "plans", "notices",
    "messages", "mailboxes", "attachments",
)  # fmt: skip

PERSONAL: dict[str, tuple[str, ...]] = {
    "customers": ("given", "surname1", "surname2", "display", "sort_key", "tax_id", "street", "postcode", "city", "notes",
                  "preferences"),
    "contact_points": ("raw", "norm", "ext", "reason"),
    "interactions": ("subject", "body", "author_name", "details"),
    "consents": ("proof",),
    "tickets": ("subject", "custom"),
    "surveys": ("comment",),
    "messages": ("sender_norm", "envelope_from", "envelope_to", "message_id_header"),
    "attachments": ("name", "note"),
    "ticket_parties": ("norm",),
    "reminders": ("text",),
    "handovers": ("state", "promise", "next_step"),
    "rmas": ("reason", "condition", "accessories", "pickup", "collected_with"),
    "assets": ("notes",),
    "outbox": ("draft", "last_error"),
}  # fmt: skip
"""Columns that hold what a person is or said: erased with the person, in the row and in `before`."""

NEVER_RESTORED = frozenset({"version", "updated_at"})
DERIVED: dict[str, frozenset[str]] = {
    "tickets": frozenset({"due_at", "due_sort", "is_open", "waiting_since"}),
}
DERIVED_TABLES = frozenset({"sla_timers"})

_SCHEMA = """
CREATE TABLE units (
  unit INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, agent_id INTEGER, host TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL CHECK (origin IN ('tui', 'cli', 'mail', 'rule', 'undo', 'erase', 'prune', 'import', 'seed')),
  writer TEXT NOT NULL, verb TEXT NOT NULL, command TEXT NOT NULL DEFAULT '', undoes INTEGER) STRICT;
CREATE INDEX units_agent ON units (agent_id, unit);
CREATE INDEX units_undoes ON units (undoes);
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, unit INTEGER, tbl TEXT NOT NULL, row_id INTEGER NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('I', 'U', 'D')), before TEXT) STRICT;
CREATE INDEX journal_row ON journal (tbl, row_id, seq);
CREATE INDEX journal_unit ON journal (unit);
CREATE TABLE journal_context (id INTEGER PRIMARY KEY CHECK (id = 1), unit INTEGER, at INTEGER) STRICT;
INSERT INTO journal_context (id) VALUES (1);
"""


class Unit(NamedTuple):
    """One journalled write transaction."""

    unit: int
    at: int
    agent_id: int | None
    origin: str
    verb: str
    command: str
    undoes: int | None


class Entry(NamedTuple):
    """One journal row; `before` holds old values as JSON text, None for an insert."""

    seq: int
    tbl: str
    row_id: int
    op: str
    before: str | None


def create(db: Db) -> None:
    """Make the tables of the journal."""
    db.script(_SCHEMA)


def drop_triggers(db: Db) -> None:
    """Take every trigger of the journal away."""
    for (name,) in db.all("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB '*journal_*'"):
        db.run(f'DROP TRIGGER "{name!s}"')


def create_triggers(db: Db) -> None:
    """Generate the triggers of every journalled table from its columns, and those that keep the journal append-only."""
    for table in JOURNALLED:
        columns = [str(row[1]) for row in db.all(f"PRAGMA table_info({table})")]
        for statement in _triggers(table, [name for name in columns if name != "id"]):
            db.run(statement)
    for table in ("journal", "units"):
        for change in ("UPDATE", "DELETE"):
            db.run(
                f"CREATE TRIGGER guard_journal_{table}_{change.lower()} BEFORE {change} ON {table}"
                " WHEN NOT EXISTS (SELECT 1 FROM journal_context x JOIN units u ON u.unit = x.unit"
                " WHERE u.origin IN ('erase', 'prune'))"
                f" BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )


def _triggers(table: str, columns: list[str]) -> Iterator[str]:
    head = "INSERT INTO journal (at, unit, tbl, row_id, op, before) SELECT"
    at = "coalesce(x.at, CAST(strftime('%s','now') AS INTEGER)), x.unit"
    yield (
        f"CREATE TRIGGER {table}_journal_i AFTER INSERT ON {table} BEGIN"
        f" {head} {at}, '{table}', NEW.id, 'I', NULL FROM journal_context x; END"
    )
    changed = " UNION ALL ".join(
        f"SELECT '{name}'{' AS k' if not i else ''}, OLD.\"{name}\"{' AS v' if not i else ''}"
        f' WHERE OLD."{name}" IS NOT NEW."{name}"'
        for i, name in enumerate(columns)
    )
    yield (
        f"CREATE TRIGGER {table}_journal_u AFTER UPDATE ON {table} BEGIN"
        f" {head} {at}, '{table}', OLD.id, 'U', d.b FROM journal_context x,"
        f" (SELECT json_group_object(k, v) AS b, count(*) AS n FROM ({changed})) d WHERE d.n > 0; END"
    )
    whole = ", ".join(f"'{name}', OLD.\"{name}\"" for name in ["id", *columns])
    yield (
        f"CREATE TRIGGER {table}_journal_d AFTER DELETE ON {table} BEGIN"
        f" {head} {at}, '{table}', OLD.id, 'D', json_object({whole}) FROM journal_context x; END"
    )


def begin_unit(
    db: Db,
    *,
    at: int,
    agent_id: int | None,
    host: str,
    origin: str,
    writer: str,
    verb: str,
    command: str,
    undoes: int | None,
) -> int:
    """Write the row of a new unit; gives its number."""
    row = db.one(
        "INSERT INTO units (at, agent_id, host, origin, writer, verb, command, undoes)"
        " VALUES (:at, :agent_id, :host, :origin, :writer, :verb, :command, :undoes) RETURNING unit",
        at=at, agent_id=agent_id, host=host, origin=origin, writer=writer, verb=verb, command=command, undoes=undoes,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def drop_empty_unit(db: Db, unit: int, begin_seq: int) -> bool:
    """Say whether the open unit wrote nothing that is journalled (its row stays: the journal is append-only)."""
    return db.one("SELECT 1 FROM journal WHERE seq > :seq LIMIT 1", seq=begin_seq) is None


def touched(db: Db, after: int) -> list[tuple[str, int]]:
    """Give (table, row) of the journal rows after the cursor, in order; by `seq`, never by unit (performance 4.6)."""
    rows = db.all("SELECT tbl, row_id FROM journal WHERE seq > :after ORDER BY seq", after=after)
    return [(str(table), int(row)) for table, row in rows]  # type: ignore[arg-type]


def feed(db: Db, after: int, writer: str) -> tuple[list[tuple[str, int]], int]:
    """Give what other writers touched since the cursor, and the new cursor."""
    rows = db.all(
        "SELECT j.seq, j.tbl, j.row_id, u.writer FROM journal j LEFT JOIN units u ON u.unit = j.unit"
        " WHERE j.seq > :after ORDER BY j.seq",
        after=after,
    )
    if not rows:
        return [], after
    found = [(str(table), int(row)) for _, table, row, who in rows if who != writer]  # type: ignore[arg-type]
    return found, int(rows[-1][0])  # type: ignore[arg-type]


def entries_of(db: Db, unit: int) -> list[Entry]:
    """Give the journal rows of a unit, newest first. INDEXED BY: after ANALYZE SQLite would scan (performance 4.6)."""
    rows = db.all(
        "SELECT seq, tbl, row_id, op, before FROM journal INDEXED BY journal_unit WHERE unit = :unit ORDER BY seq DESC",
        unit=unit,
    )
    return [Entry(*row) for row in rows]  # type: ignore[arg-type]


def get_unit(db: Db, unit: int) -> Unit | None:
    """Give one unit, None when there is none of that number."""
    row = db.one("SELECT unit, at, agent_id, origin, verb, command, undoes FROM units WHERE unit = :unit", unit=unit)
    return None if row is None else Unit(*row)  # type: ignore[arg-type]


def foreign_rows(db: Db) -> int:
    """Count journal rows written by another program (no unit)."""
    return int(db.value("SELECT count(*) FROM journal INDEXED BY journal_unit WHERE unit IS NULL") or 0)
