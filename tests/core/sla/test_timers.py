"""Rules of the clocks that need more than one ticket, or a look inside."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.events import SlaEvent
from postventa_tui.core.sla.hours import parse_calendar
from postventa_tui.core.sla.ledger import what_if, what_if_pending
from postventa_tui.core.sla.policy import SlaPolicy, TicketFacts, choose
from postventa_tui.core.sla.rows import SlaWorld, TicketClock
from postventa_tui.core.sla.timers import apply, gift, settle, view

HOUR = 3600
DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = WorkCalendar(parse_calendar({"zone": "UTC", "weekly": {day: [["00:00", "24:00"]] for day in DAY}}))
TARGETS = {
    "normal": {"first_response": 8 * HOUR, "next_response": 4 * HOUR, "resolution": 24 * HOUR},
    "urgent": {"first_response": 2 * HOUR, "resolution": 6 * HOUR},
}
POLICY = SlaPolicy("p", "c", TARGETS)
WORLD = SlaWorld((POLICY,), {"c": ALWAYS})
START = 1_780_000_000


def opened(at=START, name="A", world=WORLD, **more):
    return apply(TicketClock(name), SlaEvent("created", at, **more), world)


def happen(state, *events, world=WORLD):
    for kind, at, *status in events:
        state = apply(state, SlaEvent(kind, at, status=status[0] if status else None), world)
    return state


def merged(goes, stays, at):
    goes = settle(goes, at)
    given = gift(goes, at)
    return (
        apply(goes, SlaEvent("merge", at, into="A"), WORLD),
        apply(stays, SlaEvent("absorb", at, gift=given), WORLD),
    )


def test_a_pause_that_ends_and_begins_at_one_instant_is_two_pauses():
    state = happen(opened(), ("status", START + 10, "pending"), ("status", START + 20, "open"))
    state = happen(state, ("status", START + 20, "pending"))
    assert [(gap.start, gap.end) for gap in state.timers[1].gaps] == [(START + 10, START + 20), (START + 20, None)]


def test_what_if_answers_without_touching_the_clock():
    state = opened()
    due = view(state, "first_response", START).due
    assert what_if(state, "first_response", due).state == "met"
    assert what_if(state, "first_response", due + 1).state == "missed"
    assert what_if_pending(state, START + HOUR).remaining == 23 * HOUR
    assert view(state, "first_response", START).state == "running"


def test_an_empty_condition_list_never_matches_and_no_key_always_does():
    facts = TicketFacts("normal", "email")
    never = POLICY._replace(name="never", conditions=(("channel", ()),))
    assert choose([never, POLICY], facts) == POLICY
    assert choose([never], facts) is None


def test_a_ticket_without_policy_keeps_its_history_for_a_later_one():
    bare = SlaWorld((), {"c": ALWAYS})
    state = opened(world=bare)
    state = happen(state, ("status", START + HOUR, "pending"), ("status", START + 3 * HOUR, "open"), world=bare)
    assert view(state, "resolution", START + 4 * HOUR).state == "none"
    state = apply(state, SlaEvent("policy", START + 4 * HOUR), WORLD)
    assert view(state, "resolution", START + 4 * HOUR).elapsed == 2 * HOUR


def test_spam_returns_with_the_target_in_force_then():
    state = happen(opened(), ("spam", START + HOUR))
    state = apply(state, SlaEvent("priority", START + 2 * HOUR, priority="urgent"), WORLD)
    shown = view(state, "resolution", START + 9 * HOUR)
    assert (shown.state, shown.target, shown.elapsed) == ("cancelled", 6 * HOUR, HOUR)
    back = happen(state, ("status", START + 10 * HOUR, "open"))
    assert view(back, "resolution", START + 10 * HOUR).due == START + 15 * HOUR


def test_two_merges_leave_the_smallest_cap():
    survivor = opened(START + 5 * HOUR)
    for name, at in (("B", START), ("C", START + 2 * HOUR)):
        _gone, survivor = merged(opened(at, name), survivor, START + 6 * HOUR)
    timer = next(one for one in survivor.timers if one.kind == "resolution")
    assert timer.cap_from == "B"
    assert view(survivor, "resolution", START + 6 * HOUR).due == START + 24 * HOUR


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 30))
def test_on_one_calendar_a_survivor_is_due_at_the_earlier_due(first, second, later):
    at = START + (max(first, second) + later) * HOUR
    goes, stays = opened(START + first * HOUR, "B"), opened(START + second * HOUR)
    before = {kind: [view(one, kind, at) for one in (goes, stays)] for kind in ("first_response", "resolution")}
    gone, kept = merged(goes, stays, at)
    for kind, (theirs, ours) in before.items():
        shown = view(kept, kind, at)
        assert view(gone, kind, at).elapsed == theirs.elapsed
        assert view(gone, kind, at).state == ("missed" if theirs.state == "missed" else "cancelled")
        if ours.state == "missed":
            assert (shown.state, shown.due, shown.target) == ("missed", ours.due, ours.target)
        elif theirs.due < ours.started_at:
            assert (shown.target, shown.due) == (0, ours.started_at)
        else:
            assert shown.due == min(theirs.due, ours.due)
