"""The queue as aligned lines; shared by the quick path: values in, text out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.cli import output, shapes
from postventa_tui.kit import cells
from postventa_tui.kit.i18n import _
from postventa_tui.tui import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.sla.calendar import WorkCalendar
    from postventa_tui.core.sla.rows import TimerView
    from postventa_tui.core.tickets.rows import QueuePage

Calendars = dict[int, dict[str, "WorkCalendar"]]


def table(
    page: QueuePage,
    views: Mapping[int, Sequence[TimerView]],
    calendars: Calendars,
    *,
    at: int,
    prefix: str,
    ascii_only: bool = False,
) -> str:
    """Give the list as aligned lines, one a ticket.

    Args:
        calendars: By ticket and timer the calendar its clock counts in.
    """
    if not page.rows:
        return _("Nothing in this view.")
    rows = [
        [
            _clock_text(views.get(row.id, ()), at, calendars.get(row.id, {}), ascii_only),
            f"{prefix}{row.number}",
            words.status(row.status),
            words.priority(row.priority),
            words.channel(row.channel),
            cells.cut(row.customer_name, 26),
            cells.cut(row.subject, 48),
            row.assignee or "-",
        ]
        for row in page.rows
    ]
    head = [_("SLA"), _("Ticket"), _("Status"), _("Priority"), _("Channel"), _("Customer"), _("Subject"), _("Agent")]
    lines = output.table(rows, head)
    if page.total > len(rows):
        lines += "\n" + _("{shown} of {total}").format(shown=len(rows), total=page.total)
    return lines


def _clock_text(views: Sequence[TimerView], at: int, calendars: Mapping[str, WorkCalendar], ascii_only: bool) -> str:
    from postventa_tui.core.sla.countdown import ClockFacts, countdown

    lead = shapes.leading(views)
    if lead is None:
        state = shapes.clock(views, None)["state"]
        return {"met": "✓", "missed": "✗"}.get(str(state), "–")
    facts = ClockFacts(lead.state, lead.due, lead.warn_at, lead.running, lead.stopped_at is not None)
    return countdown(facts, at, calendars.get(lead.timer), ascii_only=ascii_only).text
