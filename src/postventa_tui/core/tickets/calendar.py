"""Changes of calendars and policies with the tickets they reach: clocks move, the queue's columns follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import correction
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import store
from postventa_tui.desk import verb

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from postventa_tui.core.sla.correction import Correction
    from postventa_tui.core.sla.files import CalendarFile
    from postventa_tui.core.sla.rows import Due
    from postventa_tui.desk import Desk


@verb("sla.calendar.save", role="admin")
def save_calendar(desk: Desk, file: CalendarFile) -> int:
    """Save a calendar and measure all unfinished clocks on it anew; gives how many tickets it reached."""
    dues = sla.save_calendar(desk, file)
    refresh_due(desk, dues)
    return len(dues)


@verb("sla.calendar.recompute", role="lead")
def save_calendar_from(desk: Desk, file: CalendarFile, since: date, note: str = "") -> Correction:
    """Save a calendar as if in force since a date and take back the breaches it corrects, in one unit."""
    found, dues = correction.save_from(desk, file, since, note)
    refresh_due(desk, dues)
    return found


@verb("sla.policy.apply")
def apply_policy(desk: Desk, ticket_id: int, name: str | None = None) -> Due:
    """Give a ticket a policy at its newest version, or choose again without a name.

    Raises:
        NotFound: `policy_unknown`.
        Refused: `no_clock`.
    """
    due = sla.reapply(desk, ticket_id, name)
    refresh_due(desk, {ticket_id: due})
    return due


def refresh_due(desk: Desk, dues: Mapping[int, Due]) -> None:
    """Write the queue's two columns of tickets whose clocks have moved."""
    for ticket_id, due in dues.items():
        ticket = store.find_ticket(desk.db, ticket_id)
        if ticket is not None:
            store.save_derived(desk.db, ticket, due.due_at, due.due_sort)
