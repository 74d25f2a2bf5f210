"""One timer: is it late, stop it, end it; and how to find it on a ticket (L1, L6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla.measure import elapsed_s, reach, target_s
from postventa_tui.core.sla.rows import Frozen, TicketClock, Timer

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.core.sla.events import SlaEvent


def find_timer(state: TicketClock, kind: str, cycle: int | None = None) -> Timer | None:
    """Give a timer by kind and cycle, the last cycle when none is named."""
    for timer in reversed(state.timers):
        if timer.kind == kind and (cycle is None or timer.cycle == cycle):
            return timer
    return None


def active(state: TicketClock, kind: str) -> Timer | None:
    """Give the last timer of a kind if it counts or is paused."""
    timer = find_timer(state, kind)
    return timer if timer is not None and timer.is_active else None


def waiting(state: TicketClock) -> Timer | None:
    """Give the timer of an unanswered customer: the first response, else the running cycle."""
    return active(state, "first_response") or active(state, "next_response")


def left_s(state: TicketClock, timer: Timer, at: int) -> int | None:
    """Give the remaining work seconds, None without a target; below 0 when late."""
    target = target_s(state, timer) if timer.breach is None else timer.breach.target
    calendar = state.calendar if timer.breach is None else timer.breach.calendar
    if target is None or calendar is None:
        return None
    return target - elapsed_s(timer, at, calendar)


def judged(state: TicketClock, timer: Timer, at: int) -> Timer:
    """Give the timer, breached when its moment is past due (L6)."""
    calendar = state.calendar
    if not timer.is_active or timer.breach is not None or calendar is None:
        return timer
    target = target_s(state, timer)
    due = None if target is None else reach(timer, target, calendar)
    if due is None:
        return timer
    gap = timer.open_gap
    if (at if gap is None else gap.start) <= due:
        return timer
    return timer._replace(breach=Frozen(max(due + 1, state.last_at), target, due, calendar))


def stopped(state: TicketClock, timer: Timer, event: SlaEvent, status: str = "") -> Timer:
    """Stop a timer: judge it, close its pause, keep the parameters it ends with."""
    timer = judged(state, timer, event.at)
    timer = gap_closed(timer, event.at)
    timer = timer._replace(stopped_at=event.at, stopped_status=status, stopped_by=event.by)
    return timer if timer.breach is not None else timer._replace(end=ended(state, timer, event.at))


def ended(state: TicketClock, timer: Timer, at: int) -> Frozen:
    """Freeze a finished timer: its due is the one it would have had, running on (L5)."""
    target, calendar = target_s(state, timer), state.calendar
    due = None if target is None or calendar is None else reach(timer, target, calendar)
    return Frozen(at, target, due, calendar)


def gap_closed(timer: Timer, at: int) -> Timer:
    """Give the timer with its lasting gap, if any, ended at `at`."""
    gap = timer.open_gap
    return timer if gap is None else timer._replace(gaps=(*timer.gaps[:-1], gap._replace(end=at)))


def changed(state: TicketClock, change: Callable[[Timer], Timer], *kinds: str) -> TicketClock:
    """Change the active timers of some kinds."""
    return state._replace(
        timers=tuple(change(timer) if timer.is_active and timer.kind in kinds else timer for timer in state.timers)
    )
