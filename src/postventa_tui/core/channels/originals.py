"""The original of a mail that stands on a ticket: its bytes as received, and its HTML as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.channels import store

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def raw_of(desk: Desk, interaction_id: int) -> bytes | None:
    """Give the bytes of the mail that an interaction came from, None when it was no mail."""
    message = store.find_by_interaction(desk.db, interaction_id)
    return None if message is None else store.find_blob(desk.db, message.blob_sha256)


def html_text(raw: bytes) -> str | None:
    """Give the HTML part of a mail as text, None when it has none."""
    import email
    import email.policy

    from postventa_tui.core.channels.email import html

    part = email.message_from_bytes(raw, policy=email.policy.default).get_body(preferencelist=("html",))
    if part is None:
        return None
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return html.to_text(data.decode(part.get_content_charset("utf-8"), errors="replace")).text
