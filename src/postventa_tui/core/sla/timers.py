"""The clocks of a ticket: events in, new state out, and what a timer shows at a moment (L1 to L17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.events import FINAL_STATUSES, Gift, SlaEvent
from postventa_tui.core.sla.judge import active, find_timer, judged, left_s, waiting
from postventa_tui.core.sla.measure import elapsed_s, reach, target_s
from postventa_tui.core.sla.moves import HANDLERS, created
from postventa_tui.core.sla.policy import DEFAULT_WARN_PERCENT
from postventa_tui.core.sla.rows import Due, SlaWorld, TicketClock, Timer, TimerView

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RUNNING_WITHOUT_DUE: Final = 1 << 60
PAUSED: Final = RUNNING_WITHOUT_DUE + 1
NO_CLOCK: Final = RUNNING_WITHOUT_DUE + 2

_MESSAGES: Final = frozenset({"customer_message", "agent_reply", "call", "auto_message", "note", "snooze"})


def apply(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    """Give the clocks after one event; `world` is what is in force after it.

    Events come in order of instant. An earlier instant than the last one counts as the last one (L1). A merge
    is two events: `merge` for the ticket that goes, `absorb` with its gift for the survivor.
    """
    if event.type == "created":
        return created(state, event, world)
    if state.is_merged and event.type != "unmerge":
        return state
    at = max(event.at, state.last_at)
    state = settle(state, at)
    if state.is_spam and event.type in _MESSAGES:
        return state
    handler = HANDLERS.get(event.type)
    return state if handler is None else handler(state, event._replace(at=at), world)


def settle(state: TicketClock, at: int) -> TicketClock:
    """Judge all timers just before the events of a new instant, with the parameters in force (L6)."""
    if at <= state.last_at:
        return state
    timers = tuple(judged(state, timer, at) for timer in state.timers)
    return state._replace(timers=timers, last_at=at)


def gift(state: TicketClock, at: int) -> Gift:
    """Give what the ticket leaves to the survivor of a merge at `at` (L14)."""
    at = max(at, state.last_at)
    resolution = active(state, "resolution")
    asked = waiting(state)
    return Gift(
        from_ticket=state.ticket,
        resolution=resolution is not None,
        resolution_left_s=None if resolution is None else left_s(state, resolution, at),
        waiting=asked is not None,
        waiting_left_s=None if asked is None else left_s(state, asked, at),
    )


def view(state: TicketClock, kind: str, at: int, cycle: int | None = None) -> TimerView:
    """Give one timer at `at`: the last cycle of `next_response` unless one is named."""
    timer = find_timer(state, kind, cycle)
    if timer is None or state.created_at is None or at < state.created_at:
        return _none(state, kind, at)
    moment = max(at, state.last_at)
    if moment < timer.started_at:
        return _none(state, kind, at)
    timer = judged(state, timer, moment)
    frozen = timer.breach or timer.end
    target = target_s(state, timer) if frozen is None else frozen.target
    calendar = state.calendar if frozen is None else frozen.calendar
    if target is None or calendar is None:
        return _none(state, kind, at)
    elapsed = elapsed_s(timer, moment, calendar)
    shown = _state(timer)
    percent = DEFAULT_WARN_PERCENT if state.policy is None else state.policy.warn_percent
    threshold = -(-target * percent // 100)
    due = frozen.due if frozen is not None else None
    running = shown == "running"
    return TimerView(
        at=at,
        ticket=state.ticket,
        timer=kind,
        cycle=timer.cycle,
        state=shown,
        running=running or (shown == "missed" and timer.is_active and timer.open_gap is None),
        started_at=timer.started_at,
        stopped_at=timer.stopped_at,
        due=reach(timer, target, calendar) if running else due,
        elapsed=elapsed,
        remaining=None if shown == "cancelled" else target - elapsed,
        target=target,
        warn=timer.is_active and elapsed >= threshold,
        warn_at=reach(timer, threshold, calendar) if running else None,
    )


def last_views(state: TicketClock, at: int) -> list[TimerView]:
    """Give the three kinds at `at`, each with its last cycle."""
    return [view(state, kind, at) for kind in ("first_response", "next_response", "resolution")]


def queue_key(views: Sequence[TimerView], created: int, number: int) -> tuple[int, int, int, int]:
    """Give the place of a ticket in the queue (L17) as a sortable key."""
    late = [one.due for one in views if one.state == "missed" and one.running and one.due is not None]
    if late:
        return 0, min(late), created, number
    running = [RUNNING_WITHOUT_DUE if one.due is None else one.due for one in views if one.state == "running"]
    if running:
        return 1, min(running), created, number
    paused = any(_stands(one) for one in views)
    return (2 if paused else 3), 0, created, number


def order_key(state: TicketClock, at: int) -> tuple[int, int, int, int]:
    """Give `queue_key` of all timers at `at` without their elapsed time: one `add` a running timer."""
    moment = max(at, state.last_at)
    late = running = None
    paused = False
    for timer in state.timers:
        if not timer.is_active:
            continue
        timer = judged(state, timer, moment)
        target = target_s(state, timer) if timer.breach is None else timer.breach.target
        if target is None or (state.calendar is None and timer.breach is None):
            continue
        if timer.open_gap is not None:
            paused = True
        elif timer.breach is not None and timer.breach.due is not None:
            late = timer.breach.due if late is None else min(late, timer.breach.due)
        elif state.calendar is not None:
            due = reach(timer, target, state.calendar)
            place = RUNNING_WITHOUT_DUE if due is None else due
            running = place if running is None else min(running, place)
    created_at = state.created_at or 0
    if late is not None:
        return 0, late, created_at, state.number
    if running is not None:
        return 1, running, created_at, state.number
    return (2 if paused else 3), 0, created_at, state.number


def is_queued(state: TicketClock) -> bool:
    """Say whether the ticket stands in the queue at all (L17)."""
    return state.status not in FINAL_STATUSES and not state.is_merged and not state.is_spam


def due_of(views: Iterable[TimerView]) -> Due:
    """Give the queue's two columns from the views of a ticket: L17 in one number."""
    best, best_due = NO_CLOCK, None
    for one in views:
        if one.running:
            place = RUNNING_WITHOUT_DUE if one.due is None else one.due
        elif _stands(one):
            place = PAUSED
        else:
            continue
        if place < best:
            best, best_due = place, one.due if one.running else None
    return Due(best_due, best)


def _stands(one: TimerView) -> bool:
    """Say whether a timer is unfinished and paused; `warn` is false for one that a merge took out."""
    return one.state == "paused" or (one.state == "missed" and one.stopped_at is None and one.warn)


def _state(timer: Timer) -> str:
    if timer.breach is not None:
        return "missed"
    if timer.cancelled:
        return "cancelled"
    if timer.stopped_at is not None:
        return "met"
    return "running" if timer.open_gap is None else "paused"


def _none(state: TicketClock, kind: str, at: int) -> TimerView:
    return TimerView(at, state.ticket, kind, None, "none", False, None, None, None, None, None, None, False, None)
