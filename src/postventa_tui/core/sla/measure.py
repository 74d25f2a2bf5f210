"""What a timer has counted, and when it reaches a number of work seconds (L1, L5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.errors import SlaError

if TYPE_CHECKING:
    from postventa_tui.core.sla.calendar import WorkCalendar
    from postventa_tui.core.sla.rows import TicketClock, Timer


def until(timer: Timer, at: int) -> int:
    """Give the last instant that concerns the timer: `at`, its stop, or its cancellation by a merge."""
    if timer.stopped_at is not None:
        at = min(at, timer.stopped_at)
    if timer.cancelled == "merge" and timer.cancelled_at is not None:
        at = min(at, timer.cancelled_at)
    return at


def counted_stretches(timer: Timer, at: int) -> list[tuple[int, int]]:
    """Give the stretches from start to `at` outside gaps, empty ones left out."""
    upto = until(timer, at)
    found = []
    since = timer.started_at
    for gap in timer.gaps:
        if gap.start >= upto:
            break
        if gap.start > since:
            found.append((since, gap.start))
        if gap.end is None:
            return found
        since = gap.end
    if since < upto:
        found.append((since, upto))
    return found


def elapsed_s(timer: Timer, at: int, calendar: WorkCalendar) -> int:
    """Give the work seconds in the counted time up to `at`."""
    if not timer.gaps:
        upto = until(timer, at)
        return calendar.between(timer.started_at, upto) if upto > timer.started_at else 0
    return sum(calendar.between(start, end) for start, end in counted_stretches(timer, at))


def reach(timer: Timer, seconds: int, calendar: WorkCalendar) -> int | None:
    """Give the earliest instant with `seconds` elapsed if the timer runs on, None if there is none.

    None also while a gap lasts and the seconds were not reached before it.
    """
    left, since = seconds, timer.started_at
    for gap in timer.gaps:
        counted = calendar.between(since, gap.start)
        if counted >= left:
            break
        left -= counted
        if gap.end is None:
            return None
        since = gap.end
    try:
        return calendar.add(since, left)
    except SlaError as error:
        if error.code != "never":
            raise
        return None


def target_s(state: TicketClock, timer: Timer) -> int | None:
    """Give the target through the lens now in force: the smaller of policy target and cap (L14)."""
    if state.policy is None:
        return None
    own = state.policy.target(state.facts.priority, timer.kind)
    if timer.cap_s is None:
        return own
    return timer.cap_s if own is None else min(own, timer.cap_s)
