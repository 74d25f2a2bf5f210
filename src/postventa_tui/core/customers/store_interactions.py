"""SQL of interactions: one row for any contact or inner note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import names
from postventa_tui.core.customers.rows import Contact, Interaction, NewInteraction, ref

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, Row

_ROW = (
    "i.id, i.uid, i.customer_id, i.ticket_id, i.channel, i.kind, i.direction, i.visibility, i.author_kind,"
    " i.author_name, i.agent_id, i.at, i.recorded_at, i.duration_s, i.outcome, i.visit_kind, i.subject,"
    " i.body, i.trim_start, i.trim_end, i.state, i.verified, i.event, i.details, i.redacted, i.replaces_id,"
    " i.split_from_id, i.message_ref, i.in_reply_to"
)
_COUNT = len(Interaction._fields)
_CONTACT = (
    f"SELECT {_ROW}, t.number, t.subject, a.name, a.login, c.id, c.given, c.surname1, c.surname2, c.display"
    " FROM interactions i LEFT JOIN tickets t ON t.id = i.ticket_id LEFT JOIN agents a ON a.id = i.agent_id"
    " LEFT JOIN customers c ON c.id = i.customer_id"
)


def _contact(row: Row) -> Contact:
    values = tuple(row)
    number, subject, agent, login, customer, given, surname1, surname2, display = values[_COUNT:]
    name = names.shown(names.Name(given, surname1, surname2), display)  # type: ignore[arg-type]
    shown = name or (ref(int(customer)) if customer is not None else "")
    return Contact(Interaction(*values[:_COUNT]), number, subject, agent, login, shown)  # type: ignore[arg-type]


def insert_interaction(db: Db, uid: str, new: NewInteraction, recorded_at: int) -> int:
    """Write an interaction; gives its id."""
    row = db.one(
        "INSERT INTO interactions (uid, customer_id, ticket_id, channel, kind, direction, visibility, author_kind,"
        " author_name, agent_id, at, recorded_at, duration_s, outcome, visit_kind, subject, body, trim_start,"
        " trim_end, state, verified, event, details, replaces_id, message_ref, in_reply_to, created_at, updated_at)"
        " VALUES (:uid, :customer_id, :ticket_id, :channel, :kind, :direction, :visibility, :author_kind,"
        " :author_name, :agent_id, :at, :recorded_at, :duration_s, :outcome, :visit_kind, :subject, :body,"
        " :trim_start, :trim_end, :state, :verified, :event, :details, :replaces_id, :message_ref, :in_reply_to,"
        " :recorded_at, :recorded_at) RETURNING id",
        uid=uid, visibility=new.visibility, recorded_at=recorded_at, **new._asdict(),
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def find_interaction(db: Db, interaction_id: int) -> Interaction | None:
    """Give an interaction, or None."""
    row = db.one(f"SELECT {_ROW} FROM interactions i WHERE i.id = :id", id=interaction_id)
    return None if row is None else Interaction(*row)  # type: ignore[arg-type]


def find_contact(db: Db, interaction_id: int) -> Contact | None:
    """Give an interaction with names, or None."""
    row = db.one(f"{_CONTACT} WHERE i.id = :id", id=interaction_id)
    return None if row is None else _contact(row)


def find_by_message_ref(db: Db, message_ref: str) -> Interaction | None:
    """Give the newest interaction with a Message-ID, or None."""
    row = db.one(
        f"SELECT {_ROW} FROM interactions i WHERE i.message_ref = :ref ORDER BY i.id DESC LIMIT 1",
        ref=message_ref,
    )
    return None if row is None else Interaction(*row)  # type: ignore[arg-type]


def list_of_ticket(db: Db, ticket_id: int) -> list[Contact]:
    """Give what was written on one ticket, oldest first."""
    rows = db.all(f"{_CONTACT} WHERE i.ticket_id = :id ORDER BY i.at, i.id", id=ticket_id)
    return [_contact(row) for row in rows]


def list_of_customer(db: Db, customer_id: int, limit: int, before: tuple[int, int] | None) -> list[Contact]:
    """Give contacts of one customer row, newest first, older than the key (`at`, `id`)."""
    at, key = before or (1 << 62, 0)
    rows = db.all(
        f"{_CONTACT} WHERE i.customer_id = :id AND (i.at, i.id) < (:at, :key)"
        " ORDER BY i.at DESC, i.id DESC LIMIT :limit",
        id=customer_id, at=at, key=key, limit=limit,
    )  # fmt: skip
    return [_contact(row) for row in rows]


def count_of_customer(db: Db, customer_id: int) -> int:
    """Give how many contacts a customer row has."""
    value = db.value("SELECT count(*) FROM interactions WHERE customer_id = :id", id=customer_id)
    return int(value or 0)


def find_newest(db: Db, ticket_id: int) -> Interaction | None:
    """Give the newest interaction of a ticket by id, or None."""
    row = db.one(
        f"SELECT {_ROW} FROM interactions i WHERE i.ticket_id = :id ORDER BY i.at DESC, i.id DESC LIMIT 1",
        id=ticket_id,
    )
    return None if row is None else Interaction(*row)  # type: ignore[arg-type]


def save_state(db: Db, interaction_id: int, state: str | None, at: int) -> None:
    """Write the delivery state of a message."""
    db.run(
        "UPDATE interactions SET state = :state, updated_at = :at WHERE id = :id",
        id=interaction_id, state=state, at=at,
    )  # fmt: skip


def save_message_ref(db: Db, interaction_id: int, message_ref: str, at: int) -> None:
    """Write the Message-ID under which a message left."""
    db.run(
        "UPDATE interactions SET message_ref = :ref, updated_at = :at WHERE id = :id",
        id=interaction_id, ref=message_ref, at=at,
    )  # fmt: skip


def move(db: Db, interaction_id: int, ticket_id: int, split_from_id: int, at: int) -> None:
    """Put an interaction onto another ticket and keep where it came from."""
    db.run(
        "UPDATE interactions SET ticket_id = :ticket, split_from_id = :origin, updated_at = :at WHERE id = :id",
        id=interaction_id, ticket=ticket_id, origin=split_from_id, at=at,
    )  # fmt: skip


def redact(db: Db, interaction_id: int, body: str, details: str, at: int) -> None:
    """Replace the words of an interaction for good."""
    db.run(
        "UPDATE interactions SET body = :body, details = :details, redacted = 1, trim_start = NULL,"
        " trim_end = NULL, updated_at = :at WHERE id = :id",
        id=interaction_id, body=body, details=details, at=at,
    )  # fmt: skip


def delete_interaction(db: Db, interaction_id: int) -> None:
    """Take back an interaction that never left the house."""
    db.run("DELETE FROM interactions WHERE id = :id", id=interaction_id)


def find_last_inbound(db: Db, customer_id: int, channel: str) -> int | None:
    """Give the instant of the customer's newest message on a channel, or None."""
    value = db.value(
        "SELECT i.at FROM interactions i WHERE i.customer_id = :id AND i.channel = :channel"
        " AND i.direction = 'in' ORDER BY i.at DESC LIMIT 1",
        id=customer_id, channel=channel,
    )  # fmt: skip
    return None if value is None else int(value)


def save_body(db: Db, interaction_id: int, body: str, at: int) -> None:
    """Write the words of a chat turn that goes on."""
    db.run(
        "UPDATE interactions SET body = :body, trim_start = NULL, trim_end = NULL, updated_at = :at WHERE id = :id",
        id=interaction_id, body=body, at=at,
    )  # fmt: skip
