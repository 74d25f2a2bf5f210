"""SQL of what a reply leaves in the outbox, of its files, and of taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets.rows import FileRow

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db


def insert_outbox(
    db: Db,
    interaction_id: int,
    at: int,
    *,
    channel: str,
    to_point_id: int | None,
    send_after: int,
    purpose: str,
    draft: str,
) -> int:
    """Put a message into the outbox; gives the id of its row."""
    row = db.one(
        "INSERT INTO outbox (interaction_id, channel, to_point_id, send_after, state, purpose, draft,"
        " created_at, updated_at) VALUES (:interaction, :channel, :point, :send_after, 'queued', :purpose, :draft,"
        " :at, :at) RETURNING id",
        interaction=interaction_id, channel=channel, point=to_point_id, send_after=send_after,
        purpose=purpose, draft=draft, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def find_outbox(db: Db, outbox_id: int) -> tuple[str, int, str] | None:
    """Give (state, send_after, draft) of a row of the outbox, or None."""
    row = db.one("SELECT state, send_after, draft FROM outbox WHERE id = :id", id=outbox_id)
    return None if row is None else (str(row[0]), int(row[1]), str(row[2]))  # type: ignore[arg-type]


def insert_blob(db: Db, sha256: str, data: bytes, at: int) -> None:
    """Keep bytes once."""
    db.run(
        "INSERT INTO blobs (sha256, size, data, created_at) VALUES (:sha256, :size, :data, :at)"
        " ON CONFLICT (sha256) DO NOTHING",
        sha256=sha256, size=len(data), data=data, at=at,
    )  # fmt: skip


def insert_attachment(db: Db, interaction_id: int, name: str, mime: str, size: int, sha256: str, at: int) -> int:
    """Write that a file goes with an interaction; gives the id."""
    row = db.one(
        "INSERT INTO attachments (interaction_id, name, mime, size, blob_sha256, created_at, updated_at)"
        " VALUES (:interaction, :name, :mime, :size, :sha256, :at, :at) RETURNING id",
        interaction=interaction_id, name=name, mime=mime, size=size, sha256=sha256, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def list_attachments(db: Db, ticket_ids: list[int]) -> list[FileRow]:
    """Give the files on some tickets."""
    found: list[FileRow] = []
    for ticket_id in ticket_ids:
        rows = db.all(
            "SELECT f.interaction_id, f.name, f.mime, f.size, f.blob_sha256, f.inline, f.id FROM interactions i"
            " JOIN attachments f ON f.interaction_id = i.id WHERE i.ticket_id = :id ORDER BY f.id",
            id=ticket_id,
        )
        found += [FileRow(*row) for row in rows]  # type: ignore[arg-type]
    return found


def save_draft(db: Db, values: dict[str, int | str | None]) -> None:
    """Bring back the draft of a message that was taken back, in the transaction that takes it back."""
    db.run(
        "INSERT INTO drafts (agent_id, ticket_id, kind, body, cursor, based_on_id, then_status, to_point_id,"
        " attachments, reason, saved_at) VALUES (:agent_id, :ticket_id, :kind, :body, :cursor, :based_on_id,"
        " :then_status, :to_point_id, :attachments, :reason, :saved_at)"
        " ON CONFLICT (ticket_id, agent_id, kind) DO UPDATE SET body = excluded.body, cursor = excluded.cursor,"
        " based_on_id = excluded.based_on_id, then_status = excluded.then_status,"
        " to_point_id = excluded.to_point_id, attachments = excluded.attachments, reason = excluded.reason,"
        " saved_at = excluded.saved_at, version = drafts.version + 1",
        **values,
    )


def delete_draft(db: Db, ticket_id: int, agent_id: int, kind: str, body: str) -> None:
    """Take away the draft of a message that left after all."""
    db.run(
        "DELETE FROM drafts WHERE ticket_id = :ticket AND agent_id = :agent AND kind = :kind AND body = :body",
        ticket=ticket_id, agent=agent_id, kind=kind, body=body,
    )  # fmt: skip


def list_units_of(db: Db, agent_id: int, limit: int) -> list[int]:
    """Give an agent's newest units, newest first; what rules and time did at her seat is not hers."""
    rows = db.all(
        "SELECT unit FROM units WHERE agent_id = :agent AND origin <> 'rule' AND verb <> 'ticket.age'"
        " ORDER BY unit DESC LIMIT :limit",
        agent=agent_id, limit=limit,
    )  # fmt: skip
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]


def has_other_rows(db: Db, ticket_id: int) -> bool:
    """Tell whether contacts still stand on a ticket that is to go."""
    return db.one("SELECT 1 FROM interactions WHERE ticket_id = :id LIMIT 1", id=ticket_id) is not None


def list_queued(db: Db, ticket_ids: list[int]) -> dict[int, int]:
    """Give by interaction when a message that still waits on these tickets will leave."""
    found: dict[int, int] = {}
    for ticket_id in ticket_ids:
        for interaction_id, send_after in db.all(
            "SELECT i.id, o.send_after FROM interactions i JOIN outbox o ON o.interaction_id = i.id"
            " WHERE i.ticket_id = :id AND o.state = 'queued' ORDER BY i.id",
            id=ticket_id,
        ):
            found[int(interaction_id)] = int(send_after)  # type: ignore[arg-type]
    return found
