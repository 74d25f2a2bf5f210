"""SQL of returns and their lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.returns.rows import Line, Part, Rma
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.db.connection import Db, Row, SqlValue

_RMA = "SELECT " + ", ".join(f"r.{name}" for name in Rma._fields) + " FROM rmas r"
_LINE = "SELECT " + ", ".join(f"l.{name}" for name in Line._fields) + " FROM rma_lines l"
RMA_FIELDS = (
    "state", "slip", "reason", "pickup", "due_on", "ready_at", "told_at", "received_on", "closed_at", "supplier",
    "supplier_on", "condition", "accessories", "verdict", "under",
    "estimate", "printed_at", "collected_with",
)  # fmt: skip
LINE_FIELDS = (
    "asked", "outcome", "fault_code", "cause", "cause_proved", "amount_cents", "currency", "parts", "labour_cents",
    "minutes", "destination",
)  # fmt: skip


def _line(row: Row) -> Line:
    found = Line(*row)  # type: ignore[arg-type]
    parts = tuple(Part(**one) for one in json.loads(str(found.parts)))
    return found._replace(cause_proved=bool(found.cause_proved), parts=parts)


def find_rma(db: Db, number: int) -> Rma | None:
    """Give the return with this number."""
    row = db.one(f"{_RMA} WHERE r.number = :number", number=number)
    return None if row is None else Rma(*row)  # type: ignore[arg-type]


def find_by_id(db: Db, rma_id: int) -> Rma | None:
    """Give one return."""
    row = db.one(f"{_RMA} WHERE r.id = :id", id=rma_id)
    return None if row is None else Rma(*row)  # type: ignore[arg-type]


def list_of_ticket(db: Db, ticket_id: int) -> list[Rma]:
    """Give the returns of a ticket, newest first."""
    rows = db.all(f"{_RMA} WHERE r.ticket_id = :ticket ORDER BY r.number DESC", ticket=ticket_id)
    return [Rma(*row) for row in rows]  # type: ignore[arg-type]


def list_of_customer(db: Db, customer_id: int) -> list[Rma]:
    """Give the returns on the tickets of one customer row, newest first."""
    rows = db.all(
        f"{_RMA} JOIN tickets t ON t.id = r.ticket_id WHERE t.customer_id = :customer ORDER BY r.number DESC",
        customer=customer_id,
    )
    return [Rma(*row) for row in rows]  # type: ignore[arg-type]


def list_by_states(db: Db, states: Sequence[str], limit: int) -> list[Rma]:
    """Give the returns in these states, the promised day first, those without one last."""
    names = {f"s{number}": state for number, state in enumerate(states)}
    marks = ", ".join(f":{name}" for name in names)
    rows = db.all(
        f"{_RMA} WHERE r.state IN ({marks}) ORDER BY coalesce(r.due_on, '9999-12-31'), r.number LIMIT :limit",
        limit=limit, **names,
    )  # fmt: skip
    return [Rma(*row) for row in rows]  # type: ignore[arg-type]


def insert_rma(db: Db, number: int, ticket_id: int, at: int) -> int:
    """Add a return in its first state; gives its id."""
    value = db.value(
        "INSERT INTO rmas (number, ticket_id, state, created_at, updated_at)"
        " VALUES (:number, :ticket, 'requested', :at, :at) RETURNING id",
        number=number, ticket=ticket_id, at=at,
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def save_rma(db: Db, rma_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of a return; only names of `RMA_FIELDS`."""
    assert set(values) <= set(RMA_FIELDS), values
    columns = "".join(f"{name} = :{name}, " for name in values)
    db.run(
        f"UPDATE rmas SET {columns}version = version + 1, updated_at = :at WHERE id = :id",
        id=rma_id, at=at, **values,
    )  # fmt: skip


def list_lines(db: Db, rma_id: int) -> list[Line]:
    """Give the lines of a return."""
    return [_line(row) for row in db.all(f"{_LINE} WHERE l.rma_id = :rma ORDER BY l.id", rma=rma_id)]


def list_lines_of_asset(db: Db, asset_id: int) -> list[tuple[Rma, Line]]:
    """Give the returns a machine was in, newest first, each with its line."""
    found = []
    for row in db.all(f"{_LINE} WHERE l.asset_id = :asset ORDER BY l.id DESC", asset=asset_id):
        line = _line(row)
        rma = find_by_id(db, line.rma_id)
        assert rma is not None
        found.append((rma, line))
    return found


def insert_line(db: Db, rma_id: int, asset_id: int | None, product_id: int | None, asked: str, at: int) -> int:
    """Add a line to a return; gives its id."""
    value = db.value(
        "INSERT INTO rma_lines (rma_id, asset_id, product_id, asked, created_at, updated_at)"
        " VALUES (:rma, :asset, :product, :asked, :at, :at) RETURNING id",
        rma=rma_id, asset=asset_id, product=product_id, asked=asked, at=at,
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def save_line(db: Db, line_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of a line; only names of `LINE_FIELDS`."""
    assert set(values) <= set(LINE_FIELDS), values
    if not values:
        return
    columns = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE rma_lines SET {columns}, updated_at = :at WHERE id = :id", id=line_id, at=at, **values)


def refunded_cents(db: Db, asset_id: int, but_line_id: int) -> int:
    """Give what was already given back for a machine by other lines, in cents."""
    value = db.value(
        "SELECT coalesce(sum(l.amount_cents), 0) FROM rma_lines l JOIN rmas r ON r.id = l.rma_id"
        " WHERE l.asset_id = :asset AND l.id <> :line AND r.state IN ('refunded', 'returned', 'replaced')"
        " AND l.outcome IN ('refunded', 'price_cut')",
        asset=asset_id, line=but_line_id,
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def find_canned(db: Db, slug: str, lang: str, channel: str) -> str | None:
    """Give the text of an active canned reply of the whole shop that fits the channel; None without."""
    row = db.one(
        "SELECT body, channels FROM canned_replies WHERE slug = :slug AND lang = :lang AND active = 1"
        " AND scope = 'shop'",
        slug=slug, lang=lang,
    )  # fmt: skip
    if row is None:
        return None
    channels = json.loads(str(row[1]))
    return str(row[0]) if not channels or channel in channels else None


class TicketOfMachine(NamedTuple):
    """A ticket about a machine, whoever owned it then."""

    number: int
    subject: str
    status: str
    cause: str | None
    created_at: int


def list_tickets_of_asset(db: Db, asset_id: int) -> list[TicketOfMachine]:
    """Give the tickets about a machine, newest first."""
    rows = db.all(
        "SELECT number, subject, status, cause, created_at FROM tickets WHERE asset_id = :asset"
        " AND status_type NOT IN ('merged', 'spam') ORDER BY created_at DESC, id DESC",
        asset=asset_id,
    )
    return [TicketOfMachine(*row) for row in rows]  # type: ignore[arg-type]


def has_open_ticket(db: Db, asset_id: int) -> bool:
    """Say whether a machine has a ticket that is open work."""
    return db.one("SELECT 1 FROM tickets WHERE asset_id = :asset AND is_open = 1 LIMIT 1", asset=asset_id) is not None


class OutcomeRow(NamedTuple):
    """A line of a return that ended; `parts` is JSON, weight in grams, money in cents."""

    outcome: str
    parts: str
    weight_g: int | None
    destination: str | None
    labour_cents: int | None
    amount_cents: int | None
    minutes: int | None
    product_id: int | None
    lot: str | None
    fault_code: str | None
    cause: str | None


def outcome_rows(db: Db, from_at: int, to_at: int, product_id: int | None = None) -> list[OutcomeRow]:
    """Give the lines of the returns that ended in [from_at, to_at), of one product when it is named."""
    rows = db.all(
        "SELECT l.outcome, l.parts, p.weight_g, l.destination, l.labour_cents, l.amount_cents, l.minutes, p.id,"
        " t.code, l.fault_code, l.cause FROM rma_lines l JOIN rmas r ON r.id = l.rma_id"
        " LEFT JOIN assets a ON a.id = l.asset_id LEFT JOIN lots t ON t.id = a.lot_id"
        " LEFT JOIN products p ON p.id = coalesce(a.product_id, l.product_id)"
        " WHERE r.closed_at >= :from_at AND r.closed_at < :to_at AND l.outcome IS NOT NULL"
        " AND (:product IS NULL OR p.id = :product) ORDER BY l.id",
        from_at=from_at, to_at=to_at, product=product_id,
    )  # fmt: skip
    return [OutcomeRow(*row) for row in rows]  # type: ignore[arg-type]
