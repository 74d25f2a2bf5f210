"""This console among the others: what it says of itself to colleagues."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from postventa_tui.core.agents import presence
from postventa_tui.kit import clock
from postventa_tui.kit.errors import PostventaError

if TYPE_CHECKING:
    from postventa_tui.desk import Desk
    from postventa_tui.tui.session import Session


def beat(session: Session, ticket_id: int | None, *, writing: bool) -> None:
    """Say which ticket is open here, and whether it is being answered; on the writer thread."""
    desk, writer = session.desk, session.writer
    if writer is None or not may_tell(desk):
        return
    mode = "editing" if writing else "viewing"
    key_at = desk.clock.now() - int(clock.monotonic() - session.last_key_at)
    writer.put(lambda: presence.beat(desk, ticket_id, mode, key_at), failed=lambda _error: None)


def may_tell(desk: Desk) -> bool:
    """Say whether anything can be told: there is an agent, and the file can be written."""
    return desk.agent is not None and not desk.read_only


def leave(desk: Desk) -> None:
    """Go from the list of those present; on a file that takes no writes the presence fades by itself."""
    if may_tell(desk):
        with suppress(PostventaError):
            presence.leave(desk)
