"""What found things show, and whom a key leads to. Reads only; rows of other features in the search's own answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import names
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postventa_tui.db.connection import Db, SqlValue
    from postventa_tui.db.fts_keys import Hit

OF_ONE_KEY = 20


class TicketHit(NamedTuple):
    """A ticket as an answer shows it."""

    id: int
    number: int
    title: str
    status: str
    status_type: str
    customer_id: int
    updated_at: int
    is_open: int
    customer: str


class ContactHit(NamedTuple):
    """An interaction as an answer shows it."""

    id: int
    ticket: int | None
    channel: str | None
    at: int
    body: str


def list_tickets(db: Db, ids: Sequence[int]) -> dict[int, TicketHit]:
    """Give tickets by id."""
    found = {}
    for start in range(0, len(ids), 500):
        marks, params = _in(ids[start : start + 500])
        for row in db.all(
            "SELECT t.id, t.number, t.subject, t.status, t.status_type, t.customer_id, t.updated_at, t.is_open,"
            " c.given, c.surname1, c.surname2, c.display"
            f" FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id WHERE t.id IN ({marks})",
            **params,
        ):
            hit = TicketHit(*row[:8], _name(row[8:]))  # type: ignore[arg-type, call-arg]  # the columns are typed by the schema
            found[hit.id] = hit
    return found


def _name(parts: Sequence[object]) -> str:
    given, surname1, surname2, display = (str(part) if part else None for part in parts)
    return names.shown(names.Name(given, surname1, surname2), display)


def _in(ids: Iterable[int]) -> tuple[str, dict[str, SqlValue]]:
    params: dict[str, SqlValue] = {f"i{at}": one for at, one in enumerate(ids)}
    return ", ".join(f":{name}" for name in params), params


def list_by_fields(db: Db, where: str, params: Mapping[str, SqlValue], order: str, limit: int) -> list[int]:
    """Give the tickets of a condition in an order of our own words."""
    rows = db.all(f"SELECT t.id FROM tickets t WHERE {where} ORDER BY {order} LIMIT :most", **{**params, "most": limit})
    return [int(str(row[0])) for row in rows]


def keep(db: Db, ids: Sequence[int], where: str, params: Mapping[str, SqlValue]) -> set[int]:
    """Give those of the tickets that pass a condition."""
    if not ids:
        return set()
    marks, more = _in(ids)
    rows = db.all(f"SELECT t.id FROM tickets t WHERE t.id IN ({marks}) AND ({where})", **{**params, **more})
    return {int(str(row[0])) for row in rows}


_TICKETS_OF = {
    "asset": "SELECT id FROM tickets WHERE asset_id = :id ORDER BY id DESC LIMIT :most",
    "order": "SELECT id FROM tickets WHERE order_id = :id ORDER BY id DESC LIMIT :most",
    "customer": "SELECT id FROM tickets WHERE customer_id = :id ORDER BY is_open DESC, created_at DESC LIMIT :most",
}


def tickets_of_key(db: Db, hit: Hit) -> list[int]:
    """Give the tickets a key leads to."""
    if hit.target == "ticket":
        return [hit.target_id]
    rows = db.all(_TICKETS_OF[hit.target], id=hit.target_id, most=OF_ONE_KEY)
    return [int(str(row[0])) for row in rows]


def customer_of_key(db: Db, hit: Hit) -> int | None:
    """Give the customer a key leads to."""
    if hit.target == "customer":
        return hit.target_id
    table = {"asset": "assets", "order": "orders"}.get(hit.target)
    if table is None:
        return None
    value = db.value(f"SELECT customer_id FROM {table} WHERE id = :id", id=hit.target_id)
    return None if value is None else int(str(value))


def customer_names(db: Db, ids: Sequence[int]) -> dict[int, str]:
    """Give the names of customers that are there: not erased, not merged into another."""
    marks, params = _in(ids)
    rows = db.all(
        "SELECT id, given, surname1, surname2, display FROM customers"
        f" WHERE id IN ({marks}) AND erased_at IS NULL AND merged_into_id IS NULL",
        **params,
    )
    return {int(str(row[0])): _name(row[1:]) for row in rows}


def list_contacts_of_tickets(db: Db, ids: Sequence[int], limit: int) -> list[ContactHit]:
    """Give the newest interactions with a text of some tickets."""
    if not ids:
        return []
    marks, params = _in(ids)
    rows = db.all(
        "SELECT i.id, t.number, i.channel, i.at, i.body FROM interactions i JOIN tickets t ON t.id = i.ticket_id"
        f" WHERE i.ticket_id IN ({marks}) AND i.kind <> 'event' ORDER BY i.at DESC, i.id DESC LIMIT :most",
        **params,
        most=limit,
    )
    return [ContactHit(*row) for row in rows]  # type: ignore[arg-type]  # the columns are typed by the schema


def list_contacts(db: Db, ids: Sequence[int]) -> list[ContactHit]:
    """Give interactions that stand on no ticket."""
    marks, params = _in(ids)
    rows = db.all(
        f"SELECT i.id, NULL, i.channel, i.at, i.body FROM interactions i WHERE i.id IN ({marks})",
        **params,
    )
    return [ContactHit(*row) for row in rows]  # type: ignore[arg-type]  # the columns are typed by the schema


def canned_languages(db: Db, agent_id: int) -> dict[int, str]:
    """Give the canned replies an agent may use, with their language."""
    rows = db.all(
        "SELECT id, lang FROM canned_replies WHERE active = 1 AND (scope = 'shop' OR owner_id = :agent OR (scope = 'team'"
        " AND team_id IN (SELECT m.team_id FROM team_members m WHERE m.agent_id = :agent)))",
        agent=agent_id,
    )
    return {int(str(row[0])): str(row[1]) for row in rows}


def list_canned(db: Db, ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """Give slug, language and title of canned replies."""
    if not ids:
        return {}
    marks, params = _in(ids)
    rows = db.all(f"SELECT id, slug, lang, title FROM canned_replies WHERE id IN ({marks})", **params)
    return {int(str(row[0])): (str(row[1]), str(row[2]), str(row[3])) for row in rows}


class PastTicket(NamedTuple):
    """A solved ticket, to compare."""

    id: int
    number: int
    title: str
    product_id: int | None
    cause: str | None
    solved_at: int | None


def list_past(db: Db, ids: Sequence[int]) -> list[PastTicket]:
    """Give tickets to compare, with the product of their machine when they name none."""
    if not ids:
        return []
    marks, params = _in(ids)
    rows = db.all(
        "SELECT t.id, t.number, t.subject, coalesce(t.product_id, a.product_id), t.cause, t.solved_at FROM tickets t"
        f" LEFT JOIN assets a ON a.id = t.asset_id WHERE t.id IN ({marks})",
        **params,
    )
    return [PastTicket(*row) for row in rows]  # type: ignore[arg-type]  # the columns are typed by the schema


def last_outgoing(db: Db, ticket_id: int) -> str:
    """Give the last message that went out on a ticket, "" without one."""
    value = db.value(
        "SELECT i.body FROM interactions i WHERE i.ticket_id = :ticket AND i.kind = 'message' AND i.direction = 'out'"
        " ORDER BY i.at DESC, i.id DESC LIMIT 1",
        ticket=ticket_id,
    )
    return str(value or "")


def product_of_asset(db: Db, asset_id: int | None) -> int | None:
    """Give the product of a machine, None without one."""
    value = db.value("SELECT product_id FROM assets WHERE id = :id", id=asset_id)
    return None if value is None else int(str(value))


def words_of_product(db: Db, product_id: int | None) -> str:
    """Give the name and category of a product, "" without one."""
    row = db.one("SELECT name, category FROM products WHERE id = :id", id=product_id)
    return " ".join(str(word) for word in row if word) if row else ""


def find_product(db: Db, sku: str) -> int | None:
    """Give the product of a stock number, case aside."""
    value = db.value("SELECT id FROM products WHERE lower(sku) = lower(:sku)", sku=sku)
    return None if value is None else int(str(value))
