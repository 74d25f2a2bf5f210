"""Rows of drafts and canned replies, and what the send-guard finds."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple


class Draft(NamedTuple):
    """Unsent text of one agent on one ticket."""

    id: int
    agent_id: int
    ticket_id: int
    kind: str
    """reply or note."""
    body: str
    cursor: int | None
    based_on_id: int | None
    then_status: str | None
    to_point_id: int | None
    attachments: str
    """JSON list of file names."""
    reason: str | None
    """Why a queued message came back: customer_wrote, colleague_replied."""
    saved_at: int
    version: int


class Canned(NamedTuple):
    """A canned reply in one language."""

    id: int
    slug: str
    title: str
    shortcut: str | None
    lang: str
    body: str
    scope: str
    owner_id: int | None
    team_id: int | None
    channels: tuple[str, ...]
    tags: tuple[str, ...]
    active: int
    used: int = 0
    """How often it went out, by everybody or by who asks."""


class Finding(NamedTuple):
    """One thing the send-guard found."""

    code: str
    level: str
    """refuse (no confirm), stop (confirmed one by one), warn (a line)."""
    params: tuple[tuple[str, str], ...] = ()

    def words(self) -> dict[str, str]:
        """Give the parameters of its sentence."""
        return dict(self.params)


class ToSend(NamedTuple):
    """A reply as its author hands it over."""

    body: str
    then: str | None = None
    channel: str | None = None
    to_point_id: int | None = None
    send_after: int | None = None
    seen_id: int | None = None
    """Newest interaction the author had seen; None: the newest now."""
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    """Name, type and bytes of each file."""
    purpose: str = "service"
    cursor: int | None = None
    canned: tuple[int, ...] = ()
    """Canned replies that were inserted and stand in the text."""
    template: str = ""
    """Name of an approved WhatsApp template whose text the body is; it may go after the 24 hours."""
