"""Words for a time read in the shop's zone and opening hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import when
from postventa_tui.kit.errors import SlaError

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def instant(desk: Desk, words: str) -> int:
    """Give the instant that words such as `mañana`, `2h` or `lunes 9:00` name.

    Raises:
        Usage: `bad_time`.
        Refused: `in_the_past`.
    """
    return when.parse(words, desk.clock.now(), desk.shop.zone, lambda at: opening(desk, at))


def opening(desk: Desk, at: int) -> int:
    """Give the next second at or after `at` at which the shop is open; `at` itself for a shop without a calendar."""
    for row in sla.calendars(desk):
        try:
            return row.work.next_open(at)
        except SlaError:
            return at
    return at
