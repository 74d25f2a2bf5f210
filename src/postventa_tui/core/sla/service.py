"""The clocks of tickets as verbs and answers: events in, due instants out; calendars and policies.

Facts are rows of `sla_events` that never change; timers are derived from them by replay, so that undo takes a fact
out and `recompute` gives the clocks as if it had never been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import store, store_quick
from postventa_tui.core.sla.events import SlaEvent
from postventa_tui.core.sla.policy import SlaPolicy, TicketFacts, choose
from postventa_tui.core.sla.replay import EventRow, History, Withdrawal, details_of, replay, withdrawals
from postventa_tui.core.sla.rows import CalendarRow, Due, PolicyRow, TicketClock, TimerRow, TimerView
from postventa_tui.core.sla.starter import starter
from postventa_tui.core.sla.timers import NO_CLOCK, due_of, gift, last_views
from postventa_tui.desk import verb
from postventa_tui.kit.errors import NotFound, Refused
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postventa_tui.core.sla.calendar import WorkCalendar
    from postventa_tui.core.sla.files import CalendarFile
    from postventa_tui.desk import Desk

__all__ = ["Due", "on_event", "recompute", "views"]

NO_DUE = Due(None, NO_CLOCK)
TICK_ROWS = 200
_WITHOUT_EFFECT = frozenset({"auto_message", "note", "snooze"})


class ClockOf(NamedTuple):
    """The clocks of one ticket with the corrections of hours that were applied to it."""

    state: TicketClock
    corrections: list[Withdrawal]


@verb("sla.event")
def on_event(desk: Desk, ticket_id: int, event: SlaEvent) -> Due:
    """Move the clocks of a ticket and give its due; a merge moves those of its survivor too.

    After a merge the survivor's due is `recompute(desk, into)`. A ticket without `created` (imported without
    clocks) has none. An event earlier than the last one of the ticket counts as that instant (L1).
    """
    return on_events(desk, ticket_id, [event])


@verb("sla.event")
def on_events(desk: Desk, ticket_id: int, events: Sequence[SlaEvent]) -> Due:
    """Move the clocks of a ticket by several events in order, as an import does."""
    now = desk.clock.now()
    history = store.load_history(desk.db)
    rows = store.list_events(desk.db, [ticket_id])[ticket_id]
    for event in events:
        if event.type in _WITHOUT_EFFECT or (event.type != "created" and not rows):
            continue
        at = max(event.at, rows[-1].at) if rows else event.at
        if event.type in ("status", "reopen") and _is_merged(rows):
            # A merged ticket gets a status only when it is taken out of the merge: its clocks listen again.
            apart = SlaEvent("unmerge", at, by=event.by)
            rows.extend(_recorded(desk, ticket_id, apart, rows, history))
        rows.extend(_recorded(desk, ticket_id, event._replace(at=at), rows, history))
    return _saved(desk, ticket_id, rows, history, now)


@verb("sla.recompute")
def recompute(desk: Desk, ticket_id: int) -> Due:
    """Derive the timers of a ticket anew from its facts, as after an undo, and give its due at now."""
    return recompute_many(desk, [ticket_id])[ticket_id]


@verb("sla.recompute")
def recompute_many(desk: Desk, ticket_ids: Iterable[int]) -> dict[int, Due]:
    """Derive the timers of tickets anew from their facts and give their dues at now."""
    now = desk.clock.now()
    history = store.load_history(desk.db)
    return {
        ticket_id: _saved(desk, ticket_id, rows, history, now)
        for ticket_id, rows in store.list_events(desk.db, ticket_ids).items()
    }


@verb("sla.recompute")
def after_undo(desk: Desk, touched: Iterable[tuple[str, int]]) -> dict[int, Due]:
    """Derive anew what an undo wrote back, from its (table, row id) pairs; gives the dues that may have moved.

    Facts of clocks that the undo deleted are known by their ticket or by the timers they had moved.
    """
    rows = list(touched)
    tickets = {row_id for table, row_id in rows if table == "tickets"}
    timers_moved = [row_id for table, row_id in rows if table == "sla_timers"]
    tickets.update(store.list_tickets_of_timers(desk.db, timers_moved))
    for table, row_id in rows:
        if table == "business_calendars":
            tickets.update(store.list_unfinished(desk.db, row_id))
    return recompute_many(desk, sorted(tickets))


@verb("sla.tick", role="read_only")
def _state_breaches(desk: Desk, ticket_ids: Sequence[int]) -> None:
    recompute_many(desk, ticket_ids)


def tick(desk: Desk) -> int:
    """Write down the breaches that time alone brought, each at its own instant; gives how many tickets.

    Idempotent: any process that passes may call it, at opening and after a due instant. Nothing due: nothing opens.
    """
    overdue = store.list_overdue(desk.db, desk.clock.now(), TICK_ROWS)
    if overdue and not desk.read_only and desk.may("sla.tick"):
        _state_breaches(desk, overdue)
    return len(overdue)


def clocks(desk: Desk, ticket_ids: Sequence[int], at: int | None = None) -> dict[int, ClockOf]:
    """Give the clocks of tickets, now or as they stood at `at`."""
    history = store.load_history(desk.db)
    return {
        ticket_id: ClockOf(replay(ticket_id, rows, history, at), withdrawals(rows, at))
        for ticket_id, rows in store.list_events(desk.db, ticket_ids).items()
    }


def views(desk: Desk, ticket_ids: Sequence[int], at: int) -> dict[int, list[TimerView]]:
    """Give the three timers of each ticket at `at`: first response, the last cycle, resolution."""
    if at < desk.clock.now():
        past = clocks(desk, ticket_ids, at)
        return {ticket_id: last_views(one.state, at) for ticket_id, one in past.items()}
    # A clock that went back reads earlier than the last event: that event's instant counts (L1).
    present = clocks(desk, ticket_ids)
    return {ticket_id: last_views(one.state, max(at, one.state.last_at)) for ticket_id, one in present.items()}


def quick_views(desk: Desk, ticket_ids: Sequence[int], at: int | None = None) -> dict[int, list[TimerView]]:
    """Give `views` at now (or later) from the cached columns: for lists of many tickets."""
    return store_quick.quick_views(desk.db, ticket_ids, desk.clock.now() if at is None else at)


def timers(desk: Desk, ticket_ids: Sequence[int]) -> dict[int, list[TimerRow]]:
    """Give the cached timers of tickets, for lists: no arithmetic."""
    return store_quick.list_timers(desk.db, ticket_ids)


def dues(desk: Desk, ticket_ids: Sequence[int]) -> dict[int, Due]:
    """Give what the queue sorts by, computed at now without writing."""
    now = desk.clock.now()
    return {ticket_id: due_of(shown) for ticket_id, shown in views(desk, ticket_ids, now).items()}


def calendars(desk: Desk) -> list[CalendarRow]:
    """Give all calendars by name."""
    return store_quick.list_calendars(desk.db)


def calendar(desk: Desk, name: str) -> WorkCalendar:
    """Give a calendar by name.

    Raises:
        NotFound: `calendar_unknown`.
    """
    return _calendar(desk, name).work


def policies(desk: Desk) -> list[PolicyRow]:
    """Give the policies at their newest version, in the order in which they are chosen (L12)."""
    return store.list_policies(desk.db)


def preview_policy(desk: Desk, name: str) -> dict[int, tuple[Due, Due]]:
    """Give the tickets with unfinished timers on an older version of a policy: due now, due under the newest.

    Raises:
        NotFound: `policy_unknown`.
    """
    newest = _policy(desk, name)
    now = desk.clock.now()
    history = store.load_history(desk.db)
    found: dict[int, tuple[Due, Due]] = {}
    stale = store.list_on_older(desk.db, newest.id, newest.policy.version)
    for ticket_id, rows in store.list_events(desk.db, stale).items():
        at = max(now, rows[-1].at)
        trial = EventRow(0, ticket_id, at, "policy", newest.policy.version_id, {})
        before, after = replay(ticket_id, rows, history), replay(ticket_id, [*rows, trial], history)
        found[ticket_id] = (due_of(last_views(before, at)), due_of(last_views(after, at)))
    return found


@verb("sla.policy.apply")
def reapply(desk: Desk, ticket_id: int, name: str | None = None, *, at: int | None = None) -> Due:
    """Give a ticket a policy at its newest version, or choose again; an empty name takes the policy away.

    Raises:
        NotFound: `policy_unknown`.
        Refused: `no_clock` for a ticket that was imported without clocks.
    """
    if not store.list_events(desk.db, [ticket_id])[ticket_id]:
        raise Refused("no_clock")
    if name:
        _policy(desk, name)
    by = desk.agent.login if desk.agent else ""
    instant = desk.clock.now() if at is None else at
    return on_event(desk, ticket_id, SlaEvent("policy", instant, policy=name, by=by))


@verb("sla.policy.save", role="admin")
def save_policy(desk: Desk, policy: SlaPolicy, *, file: str = "") -> int:
    """Save a policy as its next version, or as a new policy; gives the version (L11).

    Tickets keep the version they have until a policy is applied again. List order is the order of file names.

    Raises:
        NotFound: `calendar_unknown`.
    """
    calendar_id = _calendar(desk, policy.calendar).id
    return store.insert_version(desk.db, policy, calendar_id, file, desk.clock.now())


@verb("sla.calendar.save", role="admin")
def save_calendar(desk: Desk, file: CalendarFile) -> dict[int, Due]:
    """Save a calendar and measure all unfinished timers on it anew (L10, L11); gives the dues that may have moved."""
    calendar_id, _hours_id = store.save_calendar(desk.db, file.name, file.model, file.names, desk.clock.now())
    return recompute_many(desk, store.list_unfinished(desk.db, calendar_id))


@verb("sla.starter", role="admin")
def install_starter(desk: Desk) -> None:
    """Give a new shop a calendar and a policy to start with; a shop that has any keeps what it has."""
    if store_quick.list_calendars(desk.db) or store.list_policies(desk.db):
        return
    file, policy = starter(desk.shop.lang, desk.shop.zone)
    save_calendar(desk, file)
    save_policy(desk, policy, file="normal.toml")


def _recorded(
    desk: Desk, ticket_id: int, event: SlaEvent, rows: Sequence[EventRow], history: History
) -> list[EventRow]:
    """Write one event with the policy it gives the ticket."""
    version_id = None
    if event.type in ("created", "policy"):
        version_id = _version(desk, event, ticket_id, rows, history)
    if event.type == "merge":
        event = _merged(desk, ticket_id, event, rows, history)
    return [
        store.insert_event(desk.db, ticket_id, event.at, event.type, version_id, details_of(event), desk.clock.now())
    ]


def _is_merged(rows: Sequence[EventRow]) -> bool:
    last = [row.type for row in rows if row.type in ("merge", "unmerge")]
    return bool(last) and last[-1] == "merge"


def _version(desk: Desk, event: SlaEvent, ticket_id: int, rows: Sequence[EventRow], history: History) -> int | None:
    """Choose the policy version of a `created` or `policy` event (L12)."""
    if event.policy == "":
        return None
    newest = [row.policy for row in store.list_policies(desk.db)]
    named = [policy for policy in newest if policy.name == event.policy]
    if named:
        return named[0].version_id
    if event.type == "created":
        facts = TicketFacts(
            event.priority or "normal", event.channel or "email", event.tags or (), event.tier, event.product
        )
    else:
        facts = replay(ticket_id, rows, history).facts
    chosen = choose(newest, facts)
    return None if chosen is None else chosen.version_id


def _merged(desk: Desk, ticket_id: int, event: SlaEvent, rows: Sequence[EventRow], history: History) -> SlaEvent:
    """Hand what the merged ticket leaves to its survivor (L14); both sides stand at one instant."""
    into = int(event.into or 0)
    survivor = store.list_events(desk.db, [into])[into]
    at = max(event.at, survivor[-1].at) if survivor else event.at
    given = gift(replay(ticket_id, rows, history), at)
    if survivor:
        absorbed = event._replace(type="absorb", at=at, into=ticket_id, gift=given)
        survivor.append(store.insert_event(desk.db, into, at, "absorb", None, details_of(absorbed), desk.clock.now()))
        _saved(desk, into, survivor, history, desk.clock.now())
    return event._replace(at=at)


def _saved(desk: Desk, ticket_id: int, rows: Sequence[EventRow], history: History, now: int) -> Due:
    """Derive, write and give the due of one ticket."""
    state = replay(ticket_id, rows, history)
    store.save_clock(desk.db, ticket_id, state, now)
    if state.created_at is None:
        return NO_DUE
    return due_of(last_views(state, max(now, state.last_at)))


def _policy(desk: Desk, name: str) -> PolicyRow:
    rows = policies(desk)
    found = next((row for row in rows if row.policy.name == name), None)
    if found is None:
        raise NotFound("policy_unknown", name=name, known=", ".join(row.policy.name for row in rows))
    return found


def _calendar(desk: Desk, name: str) -> CalendarRow:
    found = store.find_calendar(desk.db, name)
    if found is None:
        known = ", ".join(row.name for row in store_quick.list_calendars(desk.db))
        raise NotFound("calendar_unknown", name=name, known=known)
    return found
