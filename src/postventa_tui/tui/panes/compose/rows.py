"""The lines around the editor: to whom, what happens on sending, when it was saved. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.tui import words
from postventa_tui.tui.ink import cut, line

if TYPE_CHECKING:
    from rich.text import Text

AFTER = ("pending", "open", "solved")
"""Statuses after sending, in the order of `reply.status`."""


class Envelope(NamedTuple):
    """Whom a reply goes to; texts are cleaned already."""

    name: str = ""
    address: str = ""
    channel: str = ""
    then: str = "pending"


def first_line(envelope: Envelope, width: int, key: str, *, note: bool) -> Text:
    """Give the line above the editor."""
    if note:
        return line(" ", (cut(_("Internal note, stays here"), width - 2), "internal-note bold"))
    address = f" <{envelope.address}>" if envelope.address else ""
    to = _("To: {name}{address} · {channel}").format(
        name=envelope.name, address=address, channel=words.channel(envelope.channel)
    )
    after = _("On send: {status} ({key})").format(status=words.status(envelope.then).capitalize(), key=key)
    whole = f"{to}   {after}"
    if cell_len(whole) + 2 > width:
        to = cut(to, max(width - cell_len(after) - 5, 8))
        whole = f"{to}   {after}"
    return line(" ", (cut(whole, width - 2), "muted"))


def last_line(saved: str, reason: str, width: int) -> Text:
    """Give the line below the editor: why sending is off, or when the draft was saved."""
    if reason:
        return line(" ", (cut(reason, width - 2), "sla-warn"))
    return line(" ", (cut(saved, width - 2), "muted"))
