"""Everything read before the first paint: statuses and the file's faults; the queue reads its rows itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import fields
from postventa_tui.tui.screens.console import ConsoleScreen

if TYPE_CHECKING:
    from postventa_tui.tui.session import Session


def first_screen(session: Session) -> ConsoleScreen:
    """Give the console's screen for a session."""
    session.statuses = {status.key: status for status in fields.statuses(session.desk)}
    return ConsoleScreen(session)
