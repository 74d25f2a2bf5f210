"""What a policy or a calendar would have met and missed on the tickets of the file, without writing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla import store
from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.events import KINDS
from postventa_tui.core.sla.policy import SlaPolicy, TicketFacts, matches
from postventa_tui.core.sla.replay import EventRow, History, HoursRow, replay
from postventa_tui.core.sla.timers import settle, view
from postventa_tui.kit.errors import NotFound
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.core.sla.files import CalendarFile
    from postventa_tui.core.sla.rows import TicketClock
    from postventa_tui.desk import Desk

DAY_S: Final = 86_400
_TRIAL_ID: Final = -1


class Changed(NamedTuple):
    """A timer that would have come out another way."""

    ticket_id: int
    timer: str
    cycle: int
    was: str
    would_be: str


class Rehearsal(NamedTuple):
    """Counts of states by kind of timer, as they are and as they would be, over `tickets` tickets."""

    name: str
    since: int
    tickets: int
    before: dict[str, Counter[str]]
    after: dict[str, Counter[str]]
    changes: list[Changed]


def rehearse(desk: Desk, trial: SlaPolicy | CalendarFile, days: int) -> Rehearsal:
    """Run the tickets created in the last `days` days again, with a policy or a calendar in place from their start.

    A policy is tried on the tickets whose facts at creation match its conditions; a calendar on those whose policy
    uses it.

    Raises:
        NotFound: `calendar_unknown` when the policy names a calendar that is not saved.
    """
    now = desk.clock.now()
    since = max(0, now - days * DAY_S)
    history = store.load_history(desk.db)
    events = store.list_events(desk.db, store.list_clocked(desk.db, since))
    before: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    after: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    changes: list[Changed] = []
    tickets = 0
    for ticket_id, rows in events.items():
        tried = _tried(trial, rows, history)
        if tried is None:
            continue
        tickets += 1
        was = _states(replay(ticket_id, rows, history), now)
        would_be = _states(replay(ticket_id, *tried), now)
        for key in dict.fromkeys((*was, *would_be)):
            one, other = was.get(key, "none"), would_be.get(key, "none")
            before[key[0]][one] += 1
            after[key[0]][other] += 1
            if one != other:
                changes.append(Changed(ticket_id, key[0], key[1], one, other))
    return Rehearsal(trial.name, since, tickets, before, after, changes)


def _tried(
    trial: SlaPolicy | CalendarFile, rows: Sequence[EventRow], history: History
) -> tuple[list[EventRow], History] | None:
    """Give the facts and the history with the trial in place, None when it does not concern the ticket."""
    if isinstance(trial, SlaPolicy):
        return _with_policy(trial, rows, history)
    used = {history.versions[row.version_id].calendar for row in rows if row.version_id is not None}
    if trial.name not in used:
        return None
    hours = (HoursRow(_TRIAL_ID, trial.name, 0, WorkCalendar(trial.model)),)
    return list(rows), history._replace(hours={**history.hours, trial.name: hours})


def _with_policy(
    policy: SlaPolicy, rows: Sequence[EventRow], history: History
) -> tuple[list[EventRow], History] | None:
    if policy.calendar not in history.hours:
        raise NotFound("calendar_unknown", name=policy.calendar, known=", ".join(sorted(history.hours)))
    details = rows[0].details
    tags = details.get("tags")
    facts = TicketFacts(
        str(details.get("priority", "normal")),
        str(details.get("channel", "email")),
        tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
        str(details["tier"]) if details.get("tier") else None,
        str(details["product"]) if details.get("product") else None,
    )
    if not matches(policy, facts):
        return None
    kept = [row._replace(version_id=_TRIAL_ID) if row.type == "created" else row for row in rows]
    versions = {**history.versions, _TRIAL_ID: policy._replace(version_id=_TRIAL_ID)}
    return [row for row in kept if row.type != "policy"], history._replace(versions=versions)


def _states(state: TicketClock, now: int) -> dict[tuple[str, int], str]:
    settled = settle(state, now)
    return {
        (timer.kind, timer.cycle): view(settled, timer.kind, settled.last_at, timer.cycle).state
        for timer in settled.timers
    }
