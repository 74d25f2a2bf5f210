"""From the stored facts of a ticket to its clocks: events in order, each in the world of its instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.events import Gift, SlaEvent
from postventa_tui.core.sla.rows import SlaWorld, TicketClock
from postventa_tui.core.sla.timers import apply
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.sla.calendar import WorkCalendar
    from postventa_tui.core.sla.policy import SlaPolicy

RECOMPUTE: Final = "recompute"

Detail = object
_FIELDS: Final = (
    "status",
    "priority",
    "channel",
    "tier",
    "product",
    "answered",
    "into",
    "by",
    "interaction_id",
    "note",
)


class EventRow(NamedTuple):
    """One stored fact; `version_id` is the policy version that `created` and `policy` gave the ticket."""

    id: int
    ticket_id: int
    at: int
    type: str
    version_id: int | None
    details: dict[str, object]


class HoursRow(NamedTuple):
    """The hours of a calendar from an instant on."""

    id: int
    calendar: str
    valid_from: int
    work: WorkCalendar


class History(NamedTuple):
    """All policy versions, and the hours of every calendar in order of instant."""

    versions: Mapping[int, SlaPolicy]
    hours: Mapping[str, tuple[HoursRow, ...]]

    def calendars_at(self, at: int) -> dict[str, WorkCalendar]:
        """Give the hours in force at an instant, by name of calendar."""
        found: dict[str, WorkCalendar] = {}
        for name, rows in self.hours.items():
            valid = [row.work for row in rows if row.valid_from <= at]
            found[name] = valid[-1] if valid else rows[0].work
        return found


class Withdrawal(NamedTuple):
    """A correction of hours that took breaches back: who, when, why, from which instant."""

    at: int
    by: str
    note: str
    calendar: str
    since: int


def replay(ticket_id: int, events: Sequence[EventRow], history: History, until: int | None = None) -> TicketClock:
    """Give the clocks of a ticket after its events, or as they stood at `until`."""
    state = TicketClock(str(ticket_id), number=ticket_id)
    known = [row for row in events if until is None or row.at <= until]
    if not known or known[0].type != "created":
        return state
    history = _corrected(history, known)
    changes = _changes(history, known[0].at, until)
    for row in known:
        while changes and changes[0] <= row.at:
            state = _rehung(state, changes.pop(0), history)
        state = apply(state, _event(row, history), _world(row, history))
    for at in changes:
        state = _rehung(state, at, history)
    return state


def withdrawals(events: Sequence[EventRow], until: int | None = None) -> list[Withdrawal]:
    """Give the corrections of hours that were applied to a ticket."""
    return [
        Withdrawal(
            row.at,
            str(row.details.get("by", "")),
            str(row.details.get("note", "")),
            str(row.details.get("calendar", "")),
            _whole(row.details.get("since")),
        )
        for row in events
        if row.type == RECOMPUTE and (until is None or row.at <= until)
    ]


def details_of(event: SlaEvent) -> dict[str, object]:
    """Give what is stored of an event beside its instant, type and policy version."""
    details: dict[str, object] = {
        key: value for key in _FIELDS if (value := getattr(event, key)) not in (None, "") or key in _cleared(event)
    }
    if event.tags is not None:
        details["tags"] = list(event.tags)
    if event.gift is not None:
        details["gift"] = list(event.gift)
    return details


def _cleared(event: SlaEvent) -> frozenset[str]:
    """Name the fields that an empty text clears."""
    if event.type != "fields":
        return frozenset()
    return frozenset(key for key in ("channel", "tier", "product") if getattr(event, key) == "")


def _event(row: EventRow, history: History) -> SlaEvent:
    details = dict(row.details)
    tags = details.pop("tags", None)
    gift = details.pop("gift", None)
    policy: str | None = None
    if row.type in ("created", "policy"):
        policy = "" if row.version_id is None else history.versions[row.version_id].name
    return SlaEvent(
        type=row.type,
        at=row.at,
        tags=None if not isinstance(tags, list) else tuple(str(tag) for tag in tags),
        gift=None if not isinstance(gift, list) else Gift(*gift),
        policy=policy,
        **{key: value for key, value in details.items() if key in _FIELDS},  # type: ignore[arg-type]
    )


def _world(row: EventRow, history: History) -> SlaWorld:
    policies = () if row.version_id is None else (history.versions[row.version_id],)
    return SlaWorld(policies, history.calendars_at(row.at))


def _rehung(state: TicketClock, at: int, history: History) -> TicketClock:
    """Apply a change of hours (L10, L11)."""
    if state.policy is None:
        return state
    return apply(state, SlaEvent("calendar", at), SlaWorld((), history.calendars_at(at)))


def _changes(history: History, created_at: int, until: int | None) -> list[int]:
    found = {row.valid_from for rows in history.hours.values() for row in rows if row.valid_from > created_at}
    return sorted(at for at in found if until is None or at <= until)


def _corrected(history: History, events: Sequence[EventRow]) -> History:
    """Move hours that a lead applied from an earlier date to that date, for this ticket."""
    hours = dict(history.hours)
    for row in events:
        if row.type != RECOMPUTE:
            continue
        name, since = str(row.details.get("calendar")), _whole(row.details.get("since"))
        right = [one for one in hours.get(name, ()) if one.id == row.details.get("hours_id")]
        if not right:
            continue
        others = [one for one in hours[name] if one.valid_from < since or one.valid_from > right[0].valid_from]
        moved = [*others, right[0]._replace(valid_from=since)]
        hours[name] = tuple(sorted(moved, key=lambda one: (one.valid_from, one.id)))
    return history._replace(hours=hours)


def _whole(raw: object) -> int:
    return raw if isinstance(raw, int) else 0
