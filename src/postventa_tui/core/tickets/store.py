"""SQL of ticket rows: read one, write one. The only place that writes the table `tickets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets.rows import NO_CLOCK, Status, Ticket
from postventa_tui.db import shop

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, SqlValue

WORK = ("new", "open", "pending", "on_hold")
COUNTER = "ticket_number"
FIRST_NUMBER = 1001
_COLUMNS = Ticket._fields[1:]
_ROW = "SELECT " + ", ".join(f"t.{name}" for name in Ticket._fields) + " FROM tickets t"
_INSERT = (
    f"INSERT INTO tickets ({', '.join(_COLUMNS)}) VALUES ({', '.join(':' + name for name in _COLUMNS)}) RETURNING id"
)
_CHANGING = tuple(name for name in _COLUMNS if name not in ("uid", "number", "public_ref", "version", "created_at"))
_UPDATE = (
    f"UPDATE tickets SET {', '.join(f'{name} = :{name}' for name in _CHANGING)}, version = version + 1 WHERE id = :id"
)
_DUE = (
    "UPDATE tickets SET due_at = :due_at, due_sort = :due_sort WHERE id = :id"
    " AND (due_at IS DISTINCT FROM :due_at OR due_sort <> :due_sort)"
)


def find_ticket(db: Db, ticket_id: int) -> Ticket | None:
    """Give a ticket, or None."""
    row = db.one(f"{_ROW} WHERE t.id = :id", id=ticket_id)
    return None if row is None else Ticket(*row)  # type: ignore[arg-type]


def find_by_number(db: Db, number: int) -> Ticket | None:
    """Give the ticket with a number, or None."""
    row = db.one(f"{_ROW} WHERE t.number = :number", number=number)
    return None if row is None else Ticket(*row)  # type: ignore[arg-type]


def find_by_public_ref(db: Db, public_ref: str) -> Ticket | None:
    """Give the ticket with a public reference, or None."""
    row = db.one(f"{_ROW} WHERE t.public_ref = :ref", ref=public_ref)
    return None if row is None else Ticket(*row)  # type: ignore[arg-type]


def list_near(db: Db, number: int) -> list[int]:
    """Give the numbers nearest below and above."""
    below = db.all("SELECT number FROM tickets WHERE number < :n ORDER BY number DESC LIMIT 3", n=number)
    above = db.all("SELECT number FROM tickets WHERE number > :n ORDER BY number LIMIT 3", n=number)
    return [int(row[0]) for row in [*below, *above]]  # type: ignore[arg-type]


def next_number(db: Db) -> int:
    """Give the next ticket number, never given before."""
    return shop.next_number(db, COUNTER, FIRST_NUMBER)


def insert_ticket(db: Db, ticket: Ticket) -> int:
    """Write a new ticket (its `id` is not read); gives its id."""
    row = db.one(_INSERT, **_values(ticket, _COLUMNS))
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def save_ticket(db: Db, ticket: Ticket) -> None:
    """Write the state of a ticket: the version grows by one, `is_open` follows the type."""
    db.run(_UPDATE, id=ticket.id, **_values(ticket, _CHANGING))


def _values(ticket: Ticket, columns: tuple[str, ...]) -> dict[str, SqlValue]:
    whole: dict[str, SqlValue] = ticket._asdict()
    is_open = ticket.status_type in WORK
    values = {name: whole[name] for name in columns}
    values["is_open"] = int(is_open)
    if not is_open:
        values["due_sort"] = NO_CLOCK
    return values


def save_due(db: Db, ticket_id: int, due_at: int | None, due_sort: int) -> None:
    """Write the cached due of a ticket: no version, nothing a person did."""
    db.run(_DUE, id=ticket_id, due_at=due_at, due_sort=due_sort)


def save_waiting(db: Db, ticket_id: int, waiting_since: int | None) -> None:
    """Write since when the customer waits: derived, no version."""
    db.run(
        "UPDATE tickets SET waiting_since = :at WHERE id = :id AND waiting_since IS DISTINCT FROM :at",
        id=ticket_id, at=waiting_since,
    )  # fmt: skip


def list_family(db: Db, ticket_id: int) -> list[tuple[int, int]]:
    """Give (id, number) of the tickets that point at this one, chains flattened, without itself."""
    rows = db.all(
        "WITH RECURSIVE family (id, number) AS (SELECT t.id, t.number FROM tickets t WHERE t.merged_into_id = :id"
        " UNION SELECT t.id, t.number FROM tickets t JOIN family f ON t.merged_into_id = f.id)"
        " SELECT id, number FROM family ORDER BY number",
        id=ticket_id,
    )
    return [(int(a), int(b)) for a, b in rows]  # type: ignore[arg-type]


def first_waiting(db: Db, ticket_id: int, answered_on: int) -> int | None:
    """Give the instant of the oldest customer message on a ticket that no agent has answered, or None.

    Args:
        answered_on: The survivor, whose answers count for a merged ticket too.
    """
    value = db.value(
        "SELECT min(i.at) FROM interactions i WHERE i.ticket_id = :id AND i.direction = 'in'"
        " AND i.author_kind IN ('customer', 'contact') AND (i.kind = 'message' OR i.outcome = 'voicemail')"
        " AND i.at > coalesce((SELECT max(o.at) FROM interactions o WHERE o.ticket_id IN (:id, :other)"
        " AND ((o.direction = 'out' AND o.author_kind = 'agent' AND o.kind = 'message'"
        " AND coalesce(o.state, 'sent') NOT IN ('cancelled', 'failed'))"
        " OR o.kind = 'visit' OR (o.kind = 'call' AND o.outcome = 'answered'))), -1)",
        id=ticket_id, other=answered_on,
    )  # fmt: skip
    return None if value is None else int(value)


def list_statuses(db: Db) -> list[Status]:
    """Give the statuses of the shop in order."""
    rows = db.all("SELECT id, key, type, label_es, label_en, position FROM statuses ORDER BY position, id")
    return [Status(*row) for row in rows]  # type: ignore[arg-type]


def find_status(db: Db, key: str) -> Status | None:
    """Give the status with a key, or None."""
    row = db.one("SELECT id, key, type, label_es, label_en, position FROM statuses WHERE key = :key", key=key)
    return None if row is None else Status(*row)  # type: ignore[arg-type]


def insert_status(db: Db, status: Status, at: int) -> int:
    """Write a status (its `id` is not read); gives its id."""
    row = db.one(
        "INSERT INTO statuses (key, type, label_es, label_en, position, created_at, updated_at)"
        " VALUES (:key, :type, :label_es, :label_en, :position, :at, :at) RETURNING id",
        key=status.key, type=status.type, label_es=status.label_es, label_en=status.label_en,
        position=status.position, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def list_stale_solved(db: Db, before: int) -> list[int]:
    """Give the tickets solved before an instant that are not closed yet."""
    rows = db.all(
        "SELECT t.id FROM tickets t WHERE t.solved_at < :before AND t.status_type = 'solved' ORDER BY t.id",
        before=before,
    )
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]


def list_open_of(db: Db, agent_id: int) -> list[int]:
    """Give the open tickets of an agent."""
    rows = db.all("SELECT t.id FROM tickets t WHERE t.assignee_id = :id AND t.is_open = 1 ORDER BY t.id", id=agent_id)
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]


def count_open_by_agent(db: Db) -> dict[int, int]:
    """Give how many open tickets each agent holds."""
    rows = db.all(
        "SELECT t.assignee_id, count(*) FROM tickets t WHERE t.is_open = 1 AND t.assignee_id IS NOT NULL"
        " GROUP BY t.assignee_id"
    )
    return {int(agent): int(count) for agent, count in rows}  # type: ignore[arg-type]


def next_turn(db: Db, team_id: int) -> int:
    """Give how many tickets the rotation of a team has given out so far."""
    return shop.next_number(db, f"rotation:{team_id}", 0)


def find_sku(db: Db, product_id: int) -> str | None:
    """Give the SKU of a product, by which policies name it, or None."""
    value = db.value("SELECT sku FROM products WHERE id = :id", id=product_id)
    return None if value is None else str(value)


def find_ticket_of(db: Db, table: str, row_id: int) -> int | None:
    """Give the ticket a row of one of the tables around tickets belongs to, or None."""
    value = db.value(f"SELECT ticket_id FROM {table} WHERE id = :id", id=row_id)
    return None if value is None else int(value)


def save_derived(db: Db, ticket: Ticket, due_at: int | None, due_sort: int) -> None:
    """Write what follows from a ticket's facts: due and whether it is open work. No version."""
    is_open = int(ticket.status_type in WORK)
    sort = due_sort if is_open else NO_CLOCK
    db.run(
        "UPDATE tickets SET due_at = :due_at, due_sort = :sort, is_open = :is_open WHERE id = :id"
        " AND (due_at IS DISTINCT FROM :due_at OR due_sort <> :sort OR is_open <> :is_open)",
        id=ticket.id, due_at=due_at, sort=sort, is_open=is_open,
    )  # fmt: skip
