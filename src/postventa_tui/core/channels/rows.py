"""Rows of messages and what the channel answers, as they are read."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple


class Message(NamedTuple):
    """One mail as the ledger knows it; `source` says by which way it came (`mbox` among them)."""

    id: int
    blob_sha256: str
    content_hash: str | None
    message_id_header: str | None
    received_at: int
    state: str
    reason: str | None
    detail: str | None
    interaction_id: int | None
    thread_by: str
    automatic: int
    automatic_reason: str | None
    sender_verified: int
    sender_norm: str | None
    envelope_from: str | None
    envelope_to: str | None
    language: str | None
    notes: str
    """JSON list of codes."""
    source: str | None
    size: int
    ticket_number: int | None


class Arrival(NamedTuple):
    """What became of one input: `outcome` stored, duplicate or quarantined; `message_id` is our row's."""

    outcome: str
    reason: str
    message_id: int | None


class Envelope(NamedTuple):
    """What came with the bytes. `sender`: "" is the null sender, None is unknown."""

    source: str
    sender: str | None = None
    recipient: str = ""


class AttachmentView(NamedTuple):
    """An attachment as it is listed: size and digest of the decoded bytes."""

    name: str
    size: int
    sha256: str
    mime: str = ""
    note: str = ""
    is_inline: bool = False


class MailView(NamedTuple):
    """A message with its words, for reports and for people."""

    message: Message
    ticket: str | None
    subject: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    at: int
    visible_text: str
    text_full: str
    html_text: str
    language: str
    attachments: tuple[AttachmentView, ...]
    invitation: str
    notes: tuple[str, ...]
    headers: str
