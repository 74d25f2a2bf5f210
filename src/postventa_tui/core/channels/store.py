"""SQL of messages, raw bytes, attachments and mailboxes."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from postventa_tui.core.channels.rows import Message

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, Row, SqlValue

_ROW = (
    "SELECT m.id, m.blob_sha256, m.content_hash, m.message_id_header, m.received_at, m.state, m.reason, m.detail,"
    " m.interaction_id, m.thread_by, m.automatic, m.automatic_reason, m.sender_verified, m.sender_norm,"
    " m.envelope_from, m.envelope_to, m.language, m.notes, m.source, m.size, t.number FROM messages m"
    " LEFT JOIN interactions i ON i.id = m.interaction_id LEFT JOIN tickets t ON t.id = i.ticket_id"
)
_MIN_SAVING = 0.9
_ZLIB_LEVEL = 1
_PLAIN_BELOW = 256


def _message(row: Row | None) -> Message | None:
    return None if row is None else Message(*row)  # type: ignore[arg-type]


def save_blob(db: Db, sha256: str, data: bytes, at: int) -> None:
    """Keep bytes once, squeezed when that saves a tenth."""
    if db.one("SELECT 1 FROM blobs WHERE sha256 = :sha256", sha256=sha256) is not None:
        return
    is_worth = len(data) > _PLAIN_BELOW
    squeezed = zlib.compress(data, _ZLIB_LEVEL) if is_worth else data
    is_smaller = is_worth and len(squeezed) <= len(data) * _MIN_SAVING
    db.run(
        "INSERT INTO blobs (sha256, size, encoding, data, created_at) VALUES (:sha256, :size, :encoding, :data, :at)"
        " ON CONFLICT (sha256) DO NOTHING",
        sha256=sha256, size=len(data), encoding="zlib" if is_smaller else "",
        data=squeezed if is_smaller else data, at=at,
    )  # fmt: skip


def find_blob(db: Db, sha256: str) -> bytes | None:
    """Give the bytes of a digest, None when there are none."""
    row = db.one("SELECT encoding, data FROM blobs WHERE sha256 = :sha256", sha256=sha256)
    if row is None:
        return None
    data = row[1]
    assert isinstance(data, bytes)
    return zlib.decompress(data) if row[0] == "zlib" else data


def insert_message(db: Db, values: dict[str, SqlValue]) -> int | None:
    """Write a message in state `received`; gives its id, None when these bytes are known."""
    row = db.one(
        "INSERT INTO messages (uid, blob_sha256, received_at, state, envelope_from, envelope_to, source, size, detail,"
        " created_at, updated_at) VALUES (:uid, :sha256, :at, 'received', :envelope_from, :envelope_to, :source, :size,"
        " :detail, :at, :at) ON CONFLICT (blob_sha256) DO NOTHING RETURNING id",
        **values,
    )
    return None if row is None else int(row[0])  # type: ignore[arg-type]


def find_message(db: Db, message_id: int) -> Message | None:
    """Give a message, or None."""
    return _message(db.one(f"{_ROW} WHERE m.id = :id", id=message_id))


def find_by_sha256(db: Db, sha256: str) -> Message | None:
    """Give the message with exactly these bytes, or None."""
    return _message(db.one(f"{_ROW} WHERE m.blob_sha256 = :sha256", sha256=sha256))


def find_too_large(db: Db, detail: str) -> Message | None:
    """Give the message too large to keep whose whole digest stands in `detail`, or None."""
    return _message(
        db.one(f"{_ROW} WHERE m.reason = 'too_large' AND m.detail = :detail ORDER BY m.id LIMIT 1", detail=detail)
    )


def find_same_content(db: Db, header: str, content_hash: str, not_id: int) -> Message | None:
    """Give the first stored message with this Message-ID and content, or None."""
    return _message(
        db.one(
            f"{_ROW} WHERE m.content_hash = :hash AND m.message_id_header = :header AND m.id <> :id"
            " ORDER BY m.id LIMIT 1",
            hash=content_hash, header=header, id=not_id,
        )
    )  # fmt: skip


def find_by_interaction(db: Db, interaction_id: int) -> Message | None:
    """Give the message behind an interaction, or None."""
    return _message(db.one(f"{_ROW} WHERE m.interaction_id = :id", id=interaction_id))


def has_header(db: Db, header: str, not_id: int) -> bool:
    """Tell whether another message carries this Message-ID."""
    return db.one("SELECT 1 FROM messages WHERE message_id_header = :h AND id <> :id", h=header, id=not_id) is not None


def list_messages(db: Db, states: tuple[str, ...], limit: int) -> list[Message]:
    """Give the oldest messages in one of some states (one or two)."""
    rows = db.all(
        f"{_ROW} WHERE m.state IN (:first, :second) ORDER BY m.id LIMIT :limit",
        first=states[0], second=states[-1], limit=limit,
    )  # fmt: skip
    return [Message(*row) for row in rows]  # type: ignore[arg-type]


def list_automatic(db: Db, limit: int) -> list[Message]:
    """Give the newest automatic mails that are on no ticket."""
    rows = db.all(
        f"{_ROW} WHERE m.automatic = 1 AND m.state = 'stored' AND m.interaction_id IS NULL ORDER BY m.id DESC LIMIT :n",
        n=limit,
    )
    return [Message(*row) for row in rows]  # type: ignore[arg-type]


def list_ledger(db: Db) -> list[Message]:
    """Give every message, oldest first."""
    return [Message(*row) for row in db.all(f"{_ROW} ORDER BY m.id")]  # type: ignore[arg-type]


def count_state(db: Db, state: str) -> int:
    """Give how many messages are in a state."""
    return int(db.value("SELECT count(*) FROM messages WHERE state = :state", state=state))  # type: ignore[arg-type]


def save_quarantined(db: Db, message_id: int, reason: str, detail: str | None, at: int) -> None:
    """Write that a message is kept in quarantine, and why."""
    db.run(
        "UPDATE messages SET state = 'quarantined', reason = :reason, detail = coalesce(:detail, detail),"
        " updated_at = :at WHERE id = :id",
        id=message_id, reason=reason, detail=detail, at=at,
    )  # fmt: skip


def save_stored(db: Db, message_id: int, values: dict[str, SqlValue]) -> None:
    """Write what the second transaction found."""
    db.run(
        "UPDATE messages SET state = 'stored', reason = :reason, detail = :detail, content_hash = :content_hash,"
        " message_id_header = :header, interaction_id = :interaction_id, thread_by = :thread_by, automatic = :automatic,"
        " automatic_reason = :automatic_reason, sender_verified = :verified, sender_norm = :sender,"
        " language = :language, notes = :notes, updated_at = :at WHERE id = :id",
        id=message_id, **values,
    )  # fmt: skip


def save_verified(db: Db, message_id: int, at: int) -> None:
    """Write that the sender of a message was accepted."""
    db.run("UPDATE messages SET sender_verified = 1, updated_at = :at WHERE id = :id", id=message_id, at=at)


def delete_message(db: Db, message_id: int, sha256: str) -> None:
    """Take a copy out again whose content is stored already, and its bytes when nothing else points to them."""
    db.run("DELETE FROM messages WHERE id = :id", id=message_id)
    db.run(
        "DELETE FROM blobs WHERE sha256 = :sha AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.blob_sha256 = :sha)"
        " AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.blob_sha256 = :sha)",
        sha=sha256,
    )


def insert_attachment(db: Db, interaction_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write that a file came with an interaction."""
    db.run(
        "INSERT INTO attachments (interaction_id, name, mime, size, blob_sha256, inline, note, created_at, updated_at)"
        " VALUES (:interaction, :name, :mime, :size, :sha256, :inline, :note, :at, :at)",
        interaction=interaction_id, at=at, **values,
    )  # fmt: skip


def list_attachments(db: Db, interaction_id: int) -> list[Row]:
    """Give (name, mime, sha256) of the files of an interaction, in order."""
    return db.all(
        "SELECT name, mime, blob_sha256 FROM attachments WHERE interaction_id = :id ORDER BY id", id=interaction_id
    )


def find_sent_ticket(db: Db, header: str) -> int | None:
    """Give the ticket of a mail we sent with this Message-ID, or None."""
    value = db.value(
        "SELECT ticket_id FROM interactions WHERE message_ref = :ref AND direction = 'out' AND ticket_id IS NOT NULL"
        " ORDER BY id LIMIT 1",
        ref=header,
    )
    return None if value is None else int(value)


def find_stored_ticket(db: Db, header: str) -> int | None:
    """Give the ticket of the first stored mail with this Message-ID, or None."""
    value = db.value(
        "SELECT i.ticket_id FROM messages m JOIN interactions i ON i.id = m.interaction_id"
        " WHERE m.message_id_header = :ref AND i.ticket_id IS NOT NULL ORDER BY m.id LIMIT 1",
        ref=header,
    )
    return None if value is None else int(value)


def find_customer_of_sender(db: Db, sender: str) -> int | None:
    """Give the customer whose ticket a mail from this address opened; for addresses that are no contact point."""
    value = db.value(
        "SELECT i.customer_id FROM messages m JOIN interactions i ON i.id = m.interaction_id"
        " WHERE m.sender_norm = :sender AND m.sender_verified = 1 AND m.thread_by = 'new' ORDER BY m.id LIMIT 1",
        sender=sender,
    )
    return None if value is None else int(value)


def count_recent(db: Db, sender: str, since: int) -> int:
    """Give how many mails of an address were received after an instant."""
    value = db.value(
        "SELECT count(*) FROM messages WHERE sender_norm = :s AND received_at > :since", s=sender, since=since
    )
    return int(value)  # type: ignore[arg-type]


def find_burst_ticket(db: Db, sender: str, since: int) -> int | None:
    """Give the ticket that gathers a burst from an address, or None."""
    value = db.value(
        "SELECT i.ticket_id FROM messages m JOIN interactions i ON i.id = m.interaction_id"
        " WHERE m.sender_norm = :s AND m.received_at > :since AND m.detail = 'burst' ORDER BY m.id DESC LIMIT 1",
        s=sender, since=since,
    )  # fmt: skip
    return None if value is None else int(value)


def find_canned(db: Db, slug: str, lang: str) -> str | None:
    """Give the body of an active canned reply, or None."""
    value = db.value(
        "SELECT body FROM canned_replies WHERE slug = :slug AND lang = :lang AND active = 1", slug=slug, lang=lang
    )
    return None if value is None else str(value)


def find_mailbox(db: Db, host: str, user: str, folder: str) -> tuple[int, int | None, int] | None:
    """Give (id, uidvalidity, last uid) of a mailbox, or None."""
    row = db.one(
        "SELECT id, uidvalidity, last_uid FROM mailboxes WHERE host = :host AND user = :user AND folder = :folder",
        host=host, user=user, folder=folder,
    )  # fmt: skip
    return None if row is None else (row[0], row[1], row[2])  # type: ignore[return-value]


def save_mailbox(db: Db, host: str, user: str, folder: str, uidvalidity: int, last_uid: int, at: int) -> None:
    """Write how far a mailbox has been read."""
    db.run(
        "INSERT INTO mailboxes (host, user, folder, uidvalidity, last_uid, created_at, updated_at)"
        " VALUES (:host, :user, :folder, :uidvalidity, :last_uid, :at, :at) ON CONFLICT (host, user, folder)"
        " DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid, updated_at = excluded.updated_at",
        host=host, user=user, folder=folder, uidvalidity=uidvalidity, last_uid=last_uid, at=at,
    )  # fmt: skip


def save_released(db: Db, message_id: int, interaction_id: int, at: int) -> None:
    """Write that an agent put a held or automatic mail on a ticket."""
    db.run(
        "UPDATE messages SET state = 'stored', interaction_id = :interaction, thread_by = 'new', sender_verified = 1,"
        " updated_at = :at WHERE id = :id",
        id=message_id, interaction=interaction_id, at=at,
    )  # fmt: skip


def save_spam(db: Db, message_id: int, at: int) -> None:
    """Write that an agent put a held mail away as spam: stored, on no ticket."""
    db.run(
        "UPDATE messages SET state = 'stored', reason = 'spam', updated_at = :at WHERE id = :id", id=message_id, at=at
    )


def save_interaction_verified(db: Db, interaction_id: int, at: int) -> None:
    """Write that the sender of a contact may speak on its ticket."""
    db.run("UPDATE interactions SET verified = 1, updated_at = :at WHERE id = :id", id=interaction_id, at=at)


def find_by_header(db: Db, header: str) -> Message | None:
    """Give the first message with a Message-ID, or None."""
    return _message(db.one(f"{_ROW} WHERE m.message_id_header = :header ORDER BY m.id LIMIT 1", header=header))
