"""The clocks against a walk that asks every minute of a small world: one calendar, one ticket, random events."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.events import SlaEvent
from postventa_tui.core.sla.hours import parse_calendar
from postventa_tui.core.sla.ledger import ledger
from postventa_tui.core.sla.policy import SlaPolicy
from postventa_tui.core.sla.rows import SlaWorld, TicketClock
from postventa_tui.core.sla.timers import apply, is_queued, last_views, order_key, queue_key, view

MINUTE = 60
BASE = 1_770_336_000
"""2026-02-06T00:00Z, a Friday; the world is open 20 minutes of each half hour, never on Sunday."""
HALF_HOURS = [[f"{h:02d}:{m:02d}", f"{h:02d}:{m + 20:02d}"] for h in range(24) for m in (0, 30)]
CALENDAR = WorkCalendar(
    parse_calendar({"zone": "UTC", "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), HALF_HOURS)})
)
POLICY = SlaPolicy(
    "p",
    "c",
    {
        "normal": {"first_response": 40 * MINUTE, "next_response": 30 * MINUTE, "resolution": 90 * MINUTE},
        "urgent": {"first_response": 10 * MINUTE, "next_response": 5 * MINUTE, "resolution": 30 * MINUTE},
        "low": {"resolution": 200 * MINUTE},
    },
    pause_statuses=frozenset({"pending", "on_hold"}),
)
WORLD = SlaWorld((POLICY,), {"c": CALENDAR})
PAUSES = ("pending", "on_hold")
FINAL = ("solved", "closed")

steps = st.lists(
    st.tuples(
        st.integers(0, 45),
        st.one_of(
            st.sampled_from(["customer_message", "agent_reply", "spam", "reopen", "note"]).map(lambda k: (k, None)),
            st.sampled_from(["open", "pending", "on_hold", "solved", "closed"]).map(lambda s: ("status", s)),
            st.sampled_from(["normal", "urgent", "low"]).map(lambda p: ("priority", p)),
        ),
    ),
    max_size=14,
)


class Naive:
    """Walks minute by minute and keeps, for each timer, what it has counted and when it ran out."""

    def __init__(self, start: int) -> None:
        self.now, self.status, self.spam, self.priority = start, "new", False, "normal"
        self.timers = [self._timer("first_response", start), self._timer("resolution", start)]

    def _timer(self, kind, start):
        return {"kind": kind, "start": start, "run": [], "paused_at": None, "stop": None, "spam": False, "late": None}

    def target(self, timer):
        return POLICY.target(self.priority, timer["kind"])

    def due(self, timer, target, upto):
        """Run the counted minutes again until the target is used up; then run on from `upto`."""
        left = target
        for minute in timer["run"]:
            if CALENDAR.is_open(minute):
                left -= MINUTE
                if left == 0:
                    return minute + MINUTE
        minute = upto
        for _ in range(60 * 24 * 4):
            if CALENDAR.is_open(minute):
                left -= MINUTE
                if left == 0:
                    return minute + MINUTE
            minute += MINUTE
        raise AssertionError("the walk is too short")

    def judge(self, timer):
        target = self.target(timer)
        if timer["late"] or timer["stop"] is not None or timer["spam"] or target is None:
            return
        moment = self.now if timer["paused_at"] is None else timer["paused_at"]
        due = self.due(timer, target, self.now)
        if moment > due:
            timer["late"] = (target, due)

    def walk(self, to):
        """Pass the time: end of this instant, the minutes between, the start of the next instant."""
        if to == self.now:
            return
        for timer in self.timers:
            self.judge(timer)
        while self.now < to:
            for timer in self.timers:
                if timer["stop"] is None and not timer["spam"] and timer["paused_at"] is None:
                    timer["run"].append(self.now)
            self.now += MINUTE
        for timer in self.timers:
            self.judge(timer)

    def stop(self, *kinds):
        for timer in self.timers:
            if timer["kind"] in kinds and timer["stop"] is None and not timer["spam"]:
                self.judge(timer)
                timer["stop"] = (self.now, self.target(timer), self.due_or_none(timer))
                timer["paused_at"] = None

    def due_or_none(self, timer):
        target = self.target(timer)
        return None if target is None else self.due(timer, target, self.now)

    def unanswered(self):
        return [t for t in self.timers if t["kind"] != "resolution" and t["stop"] is None]

    def event(self, kind, value):
        if self.spam and kind in ("customer_message", "agent_reply", "note"):
            return
        if kind == "customer_message" and not self.unanswered():
            self.timers.append(self._timer("next_response", self.now))
        elif kind == "agent_reply":
            self.stop("first_response", "next_response")
        elif kind == "priority":
            self.priority = value
        elif kind == "spam" and not self.spam:
            self.spam = True
            for timer in self.timers:
                if timer["stop"] is None:
                    self.judge(timer)
                    timer["spam"], timer["paused_at"] = True, None
        elif kind in ("status", "reopen"):
            self.move(value or "open")

    def move(self, status):
        if status == self.status and not self.spam:
            return
        self.spam = False
        for timer in self.timers:
            timer["spam"] = False
        self.status = status
        if status in FINAL:
            self.stop("first_response", "next_response", "resolution")
            return
        resolution = self.timers[1]
        resolution["stop"] = None
        if status not in PAUSES:
            resolution["paused_at"] = None
        elif resolution["paused_at"] is None:
            resolution["paused_at"] = self.now

    def view(self, kind):
        timer = [t for t in self.timers if t["kind"] == kind]
        if not timer:
            return {"state": "none", "due": None, "elapsed": None, "target": None}
        timer = timer[-1]
        self.judge(timer)
        elapsed = sum(MINUTE for minute in timer["run"] if CALENDAR.is_open(minute))
        if timer["late"]:
            return {"state": "missed", "due": timer["late"][1], "elapsed": elapsed, "target": timer["late"][0]}
        stop = timer["stop"]
        target = self.target(timer) if stop is None else stop[1]
        if target is None:
            return {"state": "none", "due": None, "elapsed": None, "target": None}
        state, due = "running", None
        if timer["spam"]:
            state = "cancelled"
        elif stop is not None:
            state, due = "met", stop[2]
        elif timer["paused_at"] is not None:
            state = "paused"
        else:
            due = self.due(timer, target, self.now)
        return {"state": state, "due": due, "elapsed": elapsed, "target": target}


def _events(plan):
    at = BASE + 5 * MINUTE
    for gap, (kind, value) in plan:
        at += gap * MINUTE
        status = value if kind == "status" else None
        yield SlaEvent(kind, at, status=status, priority=value if kind == "priority" else None)


@settings(max_examples=200, deadline=None)
@given(steps, st.integers(0, 60))
def test_timers_agree_with_a_walk_of_every_minute(plan, rest):
    start = BASE + 5 * MINUTE
    state = apply(TicketClock("A"), SlaEvent("created", start), WORLD)
    naive = Naive(start)
    moment = start
    for event, (_gap, (kind, value)) in zip(_events(plan), plan, strict=True):
        naive.walk(event.at)
        naive.event(kind, value)
        state = apply(state, event, WORLD)
        moment = event.at
    moment += rest * MINUTE
    naive.walk(moment)
    for kind in ("first_response", "next_response", "resolution"):
        shown = view(state, kind, moment)
        expected = naive.view(kind)
        assert {key: getattr(shown, key) for key in expected} == expected, kind


@settings(max_examples=100, deadline=None)
@given(steps, st.integers(0, 60))
def test_the_ledger_covers_everything_and_sums_to_elapsed(plan, rest):
    state = apply(TicketClock("A"), SlaEvent("created", BASE + 5 * MINUTE), WORLD)
    for event in _events(plan):
        state = apply(state, event, WORLD)
    moment = state.last_at + rest * MINUTE
    for kind in ("first_response", "next_response", "resolution"):
        shown = view(state, kind, moment)
        rows = ledger(state, kind, moment)
        if shown.state == "none" or not rows:
            assert not rows
            continue
        assert rows[0].start == shown.started_at
        assert rows[-1].end == (moment if shown.stopped_at is None else shown.stopped_at)
        assert all(a.end == b.start for a, b in zip(rows, rows[1:], strict=False))
        assert sum(row.seconds for row in rows if row.kind == "counted") == shown.elapsed


@settings(max_examples=100, deadline=None)
@given(steps, st.lists(st.integers(0, 45), max_size=14))
def test_looking_in_between_changes_nothing(plan, looks):
    whole = looked = apply(TicketClock("A"), SlaEvent("created", BASE + 5 * MINUTE), WORLD)
    events = list(_events(plan))
    for index, event in enumerate(events):
        whole = apply(whole, event, WORLD)
        looked = apply(looked, event, WORLD)
        for look in looks[index : index + 1]:
            view(looked, "resolution", event.at + look * MINUTE)
    assert whole == looked


@settings(max_examples=100, deadline=None)
@given(steps, st.integers(0, 300))
def test_the_quick_order_is_the_order_of_the_views(plan, rest):
    state = apply(TicketClock("A", 7), SlaEvent("created", BASE + 5 * MINUTE), WORLD)
    for event in _events(plan):
        state = apply(state, event, WORLD)
        for at in (event.at, event.at + rest * MINUTE):
            if is_queued(state):
                assert order_key(state, at) == queue_key(last_views(state, at), state.created_at, 7)
