"""The clocks of tickets under their numbers, and what applying a policy's newest version would touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import service as sla
from postventa_tui.core.sla import story
from postventa_tui.core.sla.service import ClockOf
from postventa_tui.core.tickets import calendar, numbers, reading
from postventa_tui.desk import verb
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.desk import Desk


class Touched(NamedTuple):
    """A ticket whose due would move, with both dues; None where no clock runs towards one."""

    ticket_id: int
    number: str
    due_at: int | None
    new_due_at: int | None


def named(desk: Desk, ticket_ids: Iterable[int]) -> dict[int, str]:
    """Give the numbers of tickets as people write them."""
    prefix = desk.shop.number_prefix
    return {one: numbers.show(reading.by_id(desk, one).number, prefix) for one in dict.fromkeys(ticket_ids)}


def clock_of(desk: Desk, ticket_id: int, until: int | None = None) -> ClockOf:
    """Give the clocks of a ticket, with numbers in place of row ids."""
    found = sla.clocks(desk, [ticket_id], until)[ticket_id]
    givers = [int(timer.cap_from) for timer in found.state.timers if timer.cap_from.isdigit()]
    known = named(desk, [ticket_id, *givers])
    timers = tuple(
        timer._replace(cap_from=known[int(timer.cap_from)]) if timer.cap_from.isdigit() else timer
        for timer in found.state.timers
    )
    return found._replace(state=found.state._replace(ticket=known[ticket_id], timers=timers))


def ledger_text(desk: Desk, ticket_id: int) -> str:
    """Give the ledger of a ticket at now: why each clock shows what it shows, and what if."""
    found = clock_of(desk, ticket_id)
    moment = max(desk.clock.now(), found.state.last_at)
    return "\n".join(story.lines(found.state, moment, full=True, corrections=found.corrections))


def would_touch(desk: Desk, policy: str) -> list[Touched]:
    """Give the open tickets on an older version of a policy, with their due now and after applying the newest."""
    found = sla.preview_policy(desk, policy)
    known = named(desk, found)
    return [Touched(one, known[one], before.due_at, after.due_at) for one, (before, after) in found.items()]


@verb("sla.policy.apply_all", role="lead")
def apply_newest(desk: Desk, policy: str) -> int:
    """Apply the newest version of a policy to the open tickets on an older one, in one unit; gives how many."""
    touched = sla.preview_policy(desk, policy)
    for ticket_id in touched:
        calendar.apply_policy(desk, ticket_id, policy)
    return len(touched)
