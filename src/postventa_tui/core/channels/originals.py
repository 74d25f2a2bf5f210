"""The original of a mail that stands on a ticket: its bytes as received, and its HTML as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.channels import store
from postventa_tui.kit.errors import NotFound

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def raw_of(desk: Desk, interaction_id: int) -> bytes | None:
    """Give the bytes of the mail that an interaction came from, None when it was no mail."""
    message = store.find_by_interaction(desk.db, interaction_id)
    return None if message is None else store.find_blob(desk.db, message.blob_sha256)


def save_files(desk: Desk, interaction_id: int, folder: str) -> list[str]:
    """Write the files of a mail into a folder, under safe names and never over a file; gives the paths.

    Raises:
        NotFound: `attachment_unknown` when it was no mail.
        Refused: `file_exists`, `not_saved`.
    """
    from postventa_tui.core.channels import service

    message = store.find_by_interaction(desk.db, interaction_id)
    if message is None:
        raise NotFound("attachment_unknown", id=interaction_id, number=1)
    return service.save_attachments(desk, message.id, None, folder)


def html_text(raw: bytes) -> str | None:
    """Give the HTML part of a mail as text, None when it has none or its structure is a bomb."""
    from postventa_tui.core.channels.email import bodies, html, structure
    from postventa_tui.core.channels.email.limits import Quarantined

    copy = structure.parsed_copy(raw)
    try:
        root = structure.read(copy)
    except Quarantined:
        return None
    node = next((one for one in root.walk() if one.mime == "text/html"), None)
    return None if node is None else html.to_text(bodies.text_of(copy, node)).text
