"""Words for a time read in the shop's zone and opening hours, and the check of promised days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import when
from postventa_tui.kit import moments
from postventa_tui.kit.errors import SlaError

if TYPE_CHECKING:
    from postventa_tui.core.sla.calendar import WorkCalendar
    from postventa_tui.desk import Desk

NINE_S = 9 * 3600
DAY_S = 86_400


def instant(desk: Desk, words: str) -> int:
    """Give the instant that words such as `mañana`, `2h` or `lunes 9:00` name.

    Raises:
        Usage: `bad_time`.
        Refused: `in_the_past`.
    """
    calendar = of_shop(desk)
    return when.parse(words, desk.clock.now(), desk.shop.zone, lambda at: _opening(desk, calendar, at))


def of_shop(desk: Desk) -> WorkCalendar | None:
    """Give the calendar by which the shop works: that of its first policy, else its first one, or None."""
    every = sla.calendars(desk)
    if not every:
        return None
    named = [row.policy.calendar for row in sla.policies(desk)]
    return next((row.work for row in every if named and row.name == named[0]), every[0].work)


def opening(desk: Desk, at: int) -> int:
    """Give the next second at or after `at` at which the shop is open; without hours nine in the morning."""
    return _opening(desk, of_shop(desk), at)


def _opening(desk: Desk, calendar: WorkCalendar | None, at: int) -> int:
    found = None if calendar is None else _next_open(calendar, at)
    if found is not None:
        return found
    nine = moments.start_of_day(moments.local_date(at, desk.shop.zone), desk.shop.zone) + NINE_S
    return nine if nine >= at else nine + DAY_S


def _next_open(calendar: WorkCalendar, at: int) -> int | None:
    """Give the next opening, None in a calendar without any hour: then the clock on the wall must do."""
    try:
        return calendar.next_open(at)
    except SlaError:
        return None


def is_closed(desk: Desk, day: str) -> bool:
    """Tell whether the shop does not open at all on a civil day; without a calendar it always may."""
    calendar = of_shop(desk)
    if calendar is None:
        return False
    start = moments.start_of_day(day, desk.shop.zone)
    return not calendar.spans(start, start + DAY_S)
