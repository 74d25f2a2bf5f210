"""SQL of the outbox as it is drained, and of who may speak on a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets.rows import OutboxRow

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, SqlValue


_ROW = (
    "SELECT o.id, o.interaction_id, i.ticket_id, o.channel, o.to_point_id, o.send_after, o.state, o.reason, o.tries,"
    " o.last_error, o.sender, o.taken_at, o.stage, o.message_ref, o.blob_sha256, o.purpose, o.draft, o.updated_at"
    " FROM outbox o JOIN interactions i ON i.id = o.interaction_id"
)


def find_row(db: Db, outbox_id: int) -> OutboxRow | None:
    """Give a row of the outbox, or None."""
    row = db.one(f"{_ROW} WHERE o.id = :id", id=outbox_id)
    return None if row is None else OutboxRow(*row)  # type: ignore[arg-type]


def find_by_message_ref(db: Db, message_ref: str) -> OutboxRow | None:
    """Give the sent message with a Message-ID, or None."""
    row = db.one(f"{_ROW} WHERE o.message_ref = :ref ORDER BY o.id LIMIT 1", ref=message_ref)
    return None if row is None else OutboxRow(*row)  # type: ignore[arg-type]


def list_due(db: Db, channel: str, at: int, limit: int) -> list[OutboxRow]:
    """Give what may leave by a channel at an instant, the one that waits longest first."""
    rows = db.all(
        f"{_ROW} WHERE o.state = 'queued' AND o.channel = :channel AND o.send_after <= :at"
        " ORDER BY o.send_after, o.id LIMIT :limit",
        channel=channel, at=at, limit=limit,
    )  # fmt: skip
    return [OutboxRow(*row) for row in rows]  # type: ignore[arg-type]


def list_state(db: Db, state: str, limit: int) -> list[OutboxRow]:
    """Give the rows in a state, oldest first."""
    rows = db.all(f"{_ROW} WHERE o.state = :state ORDER BY o.id LIMIT :limit", state=state, limit=limit)
    return [OutboxRow(*row) for row in rows]  # type: ignore[arg-type]


def take_row(db: Db, outbox_id: int, sender: str, at: int) -> bool:
    """Take a queued row for one process; False when another has it or it is not due."""
    row = db.one(
        "UPDATE outbox SET state = 'sending', sender = :sender, taken_at = :at, stage = 'connect', updated_at = :at"
        " WHERE id = :id AND state = 'queued' AND send_after <= :at RETURNING id",
        id=outbox_id, sender=sender, at=at,
    )  # fmt: skip
    return row is not None


def save_row(db: Db, outbox_id: int, at: int, **values: SqlValue) -> None:
    """Write some of state, reason, tries, last_error, send_after, stage, message_ref, blob_sha256, sender, taken_at."""
    names = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE outbox SET {names}, updated_at = :at WHERE id = :id", id=outbox_id, at=at, **values)


def find_newer(db: Db, ticket_id: int, interaction_id: int) -> list[tuple[str, int | None]]:
    """Give (direction, agent) of the public messages of people on a ticket that came after an interaction."""
    rows = db.all(
        "SELECT direction, agent_id FROM interactions WHERE ticket_id = :ticket AND id > :id AND visibility = 'public'"
        " AND verified = 1 AND author_kind IN ('customer', 'contact', 'agent')"
        " AND (state IS NULL OR state NOT IN ('cancelled', 'failed')) ORDER BY id",
        ticket=ticket_id, id=interaction_id,
    )  # fmt: skip
    return [(str(row[0]), row[1]) for row in rows]  # type: ignore[misc]


def save_undelivered(db: Db, ticket_id: int, is_undelivered: bool) -> None:
    """Write the flag "reply not delivered" of a ticket."""
    db.run("UPDATE tickets SET undelivered = :flag WHERE id = :id", id=ticket_id, flag=int(is_undelivered))


def insert_party(db: Db, ticket_id: int, norm: str, at: int) -> None:
    """Write that an address may speak on a ticket."""
    db.run(
        "INSERT INTO ticket_parties (ticket_id, norm, created_at, updated_at) VALUES (:ticket, :norm, :at, :at)"
        " ON CONFLICT (ticket_id, norm) DO NOTHING",
        ticket=ticket_id, norm=norm, at=at,
    )  # fmt: skip


def list_parties(db: Db, ticket_id: int) -> list[str]:
    """Give the addresses that were allowed to speak on a ticket besides the requester's."""
    return [str(row[0]) for row in db.all("SELECT norm FROM ticket_parties WHERE ticket_id = :id", id=ticket_id)]


def count_purpose(db: Db, purpose: str, *, ticket_id: int | None, point_id: int | None, since: int) -> tuple[int, int]:
    """Give how many messages of a purpose a ticket had ever, and a contact point since an instant."""
    on_ticket = db.value(
        "SELECT count(*) FROM outbox o JOIN interactions i ON i.id = o.interaction_id"
        " WHERE o.purpose = :purpose AND i.ticket_id = :ticket",
        purpose=purpose, ticket=ticket_id,
    )  # fmt: skip
    to_point = db.value(
        "SELECT count(*) FROM outbox WHERE purpose = :purpose AND to_point_id = :point AND created_at > :since",
        purpose=purpose, point=point_id, since=since,
    )  # fmt: skip
    return int(on_ticket), int(to_point)  # type: ignore[arg-type]


def count_soft_bounces(db: Db, to_point_id: int, since: int) -> int:
    """Give how many times in a row of days a contact point could not be reached for now."""
    value = db.value(
        "SELECT count(*) FROM outbox WHERE to_point_id = :point AND reason = 'delayed' AND updated_at > :since",
        point=to_point_id, since=since,
    )  # fmt: skip
    return int(value)  # type: ignore[arg-type]
