"""What each event does to the clocks of a ticket (L2 to L4, L8 to L15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.events import FINAL_STATUSES, SlaEvent
from postventa_tui.core.sla.judge import active, changed, ended, gap_closed, judged, stopped, waiting
from postventa_tui.core.sla.measure import elapsed_s
from postventa_tui.core.sla.policy import DEFAULT_PAUSES, SlaPolicy, TicketFacts, choose
from postventa_tui.core.sla.rows import Gap, SlaWorld, TicketClock, Timer
from postventa_tui.kit.errors import SlaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.core.sla.calendar import WorkCalendar


def created(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    """Start first response and resolution, and choose the policy (L2, L4, L12)."""
    at, status = event.at, event.status or "new"
    facts = TicketFacts(
        event.priority or "normal", event.channel or "email", event.tags or (), event.tier, event.product
    )
    timers = (Timer("first_response", 1, at), Timer("resolution", 1, at))
    state = TicketClock(
        state.ticket, state.number, created_at=at, last_at=at, status=status, facts=facts, timers=timers
    )
    state = _through(state, _policy_named(event.policy, facts, world), world)
    if status in FINAL_STATUSES:
        return changed(state, lambda timer: stopped(state, timer, event, status), "first_response", "resolution")
    return _paused_or_not(state, event)


def _policy_named(name: str | None, facts: TicketFacts, world: SlaWorld) -> SlaPolicy | None:
    if name is None:
        return choose(world.policies, facts)
    if name == "":
        return None
    for policy in world.policies:
        if policy.name == name:
            return policy
    raise SlaError("file", place="policy", reason=f"no policy {name!r}")


def _through(state: TicketClock, policy: SlaPolicy | None, world: SlaWorld) -> TicketClock:
    """Give the state seen through a policy and the calendar it names."""
    calendar: WorkCalendar | None = None
    if policy is not None:
        calendar = world.calendars.get(policy.calendar)
        if calendar is None:
            raise SlaError("file", place=f"policy {policy.name}", reason=f"no calendar {policy.calendar!r}")
    return state._replace(policy=policy, calendar=calendar)


def _paused_or_not(state: TicketClock, event: SlaEvent) -> TicketClock:
    """Begin or end the pause of the resolution, by status and the pause set in force (L4, L8)."""
    pauses = DEFAULT_PAUSES if state.policy is None else state.policy.pause_statuses
    should = state.status in pauses and state.status not in FINAL_STATUSES

    def synced(timer: Timer) -> Timer:
        if should == (timer.open_gap is not None):
            return timer
        if not should:
            return gap_closed(timer, event.at)
        return timer._replace(gaps=(*timer.gaps, Gap("paused", event.at, None, state.status, event.by)))

    return changed(state, synced, "resolution")


def _on_customer_message(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    """Start a cycle when nobody waits already (L3)."""
    return state if waiting(state) is not None else _with_cycle(state, event.at)


def _with_cycle(state: TicketClock, at: int, cap_s: int | None = None, cap_from: str = "") -> TicketClock:
    cycle = sum(timer.kind == "next_response" for timer in state.timers) + 1
    timer = Timer("next_response", cycle, at, cap_s=cap_s, cap_from=cap_from)
    return state._replace(timers=(*state.timers, timer))


def _on_agent_reply(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    return changed(state, lambda timer: stopped(state, timer, event), "first_response", "next_response")


def _on_call(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    return _on_agent_reply(state, event, world) if event.answered else state


def _on_status(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    """Move the clocks with the status (L2 to L4, L8, L9, L15)."""
    status = event.status or state.status
    if state.is_spam:
        state = _revived(state, event.at)
    elif status == state.status:
        return state
    moved = state._replace(status=status)
    if status in FINAL_STATUSES:
        return changed(
            moved,
            lambda timer: stopped(moved, timer, event, status),
            "first_response",
            "next_response",
            "resolution",
        )
    timers = tuple(_reopened(timer, event.at) if timer.kind == "resolution" else timer for timer in moved.timers)
    return _paused_or_not(moved._replace(timers=timers), event)


def _reopened(timer: Timer, at: int) -> Timer:
    """Take a stop back: the time in between becomes a gap (L4)."""
    if timer.stopped_at is None or timer.cancelled:
        return timer
    gap = Gap("solved", timer.stopped_at, at, timer.stopped_status, timer.stopped_by)
    return timer._replace(gaps=(*timer.gaps, gap), stopped_at=None, stopped_status="", stopped_by="", end=None)


def _on_reopen(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    return _on_status(state, event._replace(status="open"), world)


def _on_priority(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    priority = event.priority or state.facts.priority
    return state._replace(facts=state.facts._replace(priority=priority))


def _on_fields(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    facts = state.facts
    return state._replace(
        facts=facts._replace(
            channel=facts.channel if event.channel is None else event.channel,
            tags=facts.tags if event.tags is None else event.tags,
            tier=facts.tier if event.tier is None else event.tier,
            product=facts.product if event.product is None else event.product,
        )
    )


def _on_policy(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    state = _through(state, _policy_named(event.policy, state.facts, world), world)
    return state if state.is_spam else _paused_or_not(state, event)


def _on_calendar(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    return _through(state, state.policy, world)


def _on_spam(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    """Cancel what is unfinished until the ticket leaves spam (L15)."""
    if state.is_spam:
        return state

    def cancelled(timer: Timer) -> Timer:
        timer = gap_closed(judged(state, timer, event.at), event.at)
        gap = Gap("spam", event.at, None, "spam", event.by)
        return timer._replace(gaps=(*timer.gaps, gap), cancelled="spam", cancelled_at=event.at)

    return changed(state, cancelled, "first_response", "next_response", "resolution")._replace(is_spam=True)


def _revived(state: TicketClock, at: int) -> TicketClock:
    """Bring the timers back that spam cancelled; the time as spam is a gap."""
    timers = tuple(
        gap_closed(timer, at)._replace(cancelled="", cancelled_at=None) if timer.cancelled == "spam" else timer
        for timer in state.timers
    )
    return state._replace(timers=timers, is_spam=False)


def _on_merge(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    """Cancel what is unfinished for good (L14)."""

    def cancelled(timer: Timer) -> Timer:
        timer = judged(state, timer, event.at)
        end = None if timer.breach is not None else ended(state, timer, event.at)._replace(due=None)
        return timer._replace(cancelled="merge", cancelled_at=event.at, end=end)

    return changed(state, cancelled, "first_response", "next_response", "resolution")._replace(is_merged=True)


def _on_unmerge(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    """Let later events count again; what the merge cancelled stays cancelled."""
    return state._replace(is_merged=False)


def _on_absorb(state: TicketClock, event: SlaEvent, world: SlaWorld) -> TicketClock:
    """Take the earlier unmet due of a merged ticket (L14)."""
    given = event.gift
    if given is None:
        return state
    has_policy = state.policy is not None
    resolution = active(state, "resolution")
    if given.resolution and resolution is not None and has_policy:
        state = _capped(state, resolution, given.resolution_left_s, event.at, given.from_ticket)
    if not given.waiting:
        return state
    asked = waiting(state)
    if asked is None:
        left = given.waiting_left_s if has_policy else None
        cap_s = None if left is None else max(0, left)
        return _with_cycle(state, event.at, cap_s, given.from_ticket if cap_s is not None else "")
    return _capped(state, asked, given.waiting_left_s, event.at, given.from_ticket) if has_policy else state


def _capped(state: TicketClock, timer: Timer, left: int | None, at: int, giver: str) -> TicketClock:
    calendar = state.calendar
    if left is None or timer.breach is not None or calendar is None:
        return state
    cap_s = max(0, elapsed_s(timer, at, calendar) + left)
    if timer.cap_s is not None and timer.cap_s <= cap_s:
        return state
    changed = timer._replace(cap_s=cap_s, cap_from=giver)
    return state._replace(timers=tuple(changed if one is timer else one for one in state.timers))


HANDLERS: Final[dict[str, Callable[[TicketClock, SlaEvent, SlaWorld], TicketClock]]] = {
    "customer_message": _on_customer_message,
    "agent_reply": _on_agent_reply,
    "call": _on_call,
    "status": _on_status,
    "reopen": _on_reopen,
    "priority": _on_priority,
    "fields": _on_fields,
    "policy": _on_policy,
    "calendar": _on_calendar,
    "spam": _on_spam,
    "merge": _on_merge,
    "unmerge": _on_unmerge,
    "absorb": _on_absorb,
}
