"""Hours that were wrong in the past: a lead applies a calendar from an earlier date and takes breaches back.

Without this word a change of calendar reaches unfinished timers only and a breach stays (L6, L11).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from postventa_tui.core.sla import service, store
from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.offsets import wall_instant
from postventa_tui.core.sla.replay import RECOMPUTE, EventRow, History, HoursRow, replay
from postventa_tui.core.sla.timers import settle
from postventa_tui.desk import verb
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from postventa_tui.core.sla.files import CalendarFile
    from postventa_tui.core.sla.rows import Due, Timer
    from postventa_tui.desk import Desk

_TRIAL_ID = -1


class Withdrawn(NamedTuple):
    """A breach that the corrected hours take back."""

    ticket_id: int
    timer: str
    cycle: int
    due: int | None
    breached_at: int


class Correction(NamedTuple):
    """What a correction does: breaches it takes back, and tickets left alone since it would breach them anew."""

    since: int
    withdrawn: list[Withdrawn]
    left_alone: list[int]


def preview(desk: Desk, file: CalendarFile, since: date) -> Correction:
    """Give the breaches that come from the corrected hours alone, without writing."""
    start = wall_instant(file.model.zone, datetime(since.year, since.month, since.day))
    known = store.find_calendar(desk.db, file.name)
    if known is None:
        return Correction(start, [], [])
    history = store.load_history(desk.db)
    trial = HoursRow(_TRIAL_ID, file.name, desk.clock.now(), WorkCalendar(file.model))
    changed = history._replace(hours={**history.hours, file.name: (*history.hours[file.name], trial)})
    withdrawn: list[Withdrawn] = []
    left_alone: list[int] = []
    events = store.list_events(desk.db, store.list_missed(desk.db, known.id))
    for ticket_id, rows in events.items():
        gone, worse = _compared(ticket_id, rows, history, changed, start, desk.clock.now())
        if gone and worse:
            left_alone.append(ticket_id)
        elif gone:
            withdrawn.extend(gone)
    return Correction(start, withdrawn, left_alone)


@verb("sla.calendar.recompute", role="lead")
def save_from(desk: Desk, file: CalendarFile, since: date, note: str = "") -> tuple[Correction, dict[int, Due]]:
    """Save a calendar and take back the breaches it corrects since a date, in one undoable unit.

    Gives the correction and the dues that may have moved. Who, when and why stand in the ledger of each ticket.
    """
    found = preview(desk, file, since)
    now = desk.clock.now()
    calendar_id, hours_id = store.save_calendar(desk.db, file.name, file.model, file.names, now)
    details: dict[str, object] = {
        "calendar": file.name,
        "hours_id": hours_id,
        "since": found.since,
        "by": desk.agent.login if desk.agent else "",
        "note": note,
    }
    touched = list(dict.fromkeys(one.ticket_id for one in found.withdrawn))
    for ticket_id in touched:
        store.insert_event(desk.db, ticket_id, now, RECOMPUTE, None, details, now)
    both = dict.fromkeys((*touched, *store.list_unfinished(desk.db, calendar_id)))
    return found, service.recompute_many(desk, list(both))


def _compared(
    ticket_id: int, rows: Sequence[EventRow], old: History, new: History, start: int, now: int
) -> tuple[list[Withdrawn], bool]:
    """Compare the breaches of a ticket with and without the correction: those gone, and whether any is new."""
    details: dict[str, object] = {"calendar": _trial_name(new), "hours_id": _TRIAL_ID, "since": start}
    correction = EventRow(0, ticket_id, max(now, rows[-1].at), RECOMPUTE, None, details)
    before = _breached(ticket_id, rows, old, now)
    after = _breached(ticket_id, [*rows, correction], new, now)
    gone = [
        Withdrawn(ticket_id, timer.kind, timer.cycle, timer.breach.due, timer.breach.at)
        for key, timer in before.items()
        if key not in after and timer.breach is not None
    ]
    return gone, any(key not in before for key in after)


def _trial_name(history: History) -> str:
    return next(row.calendar for rows in history.hours.values() for row in rows if row.id == _TRIAL_ID)


def _breached(ticket_id: int, rows: Sequence[EventRow], history: History, now: int) -> dict[tuple[str, int], Timer]:
    state = settle(replay(ticket_id, rows, history), now)
    return {(timer.kind, timer.cycle): timer for timer in state.timers if timer.breach is not None}
