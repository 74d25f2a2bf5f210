"""One scenario: its world, its events in order of instant, its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.events import KINDS, STATUSES, TICKET_EVENTS, WORLD_EVENTS, SlaEvent
from postventa_tui.core.sla.hours import parse_calendar
from postventa_tui.core.sla.instants import parse_instant
from postventa_tui.core.sla.policy import SlaPolicy, parse_policy
from postventa_tui.core.sla.rows import SlaWorld, TicketClock, TimerView
from postventa_tui.core.sla.timers import apply, gift, is_queued, last_views, queue_key, settle, view
from postventa_tui.kit import clock
from postventa_tui.kit.errors import SlaError
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_SELECTS: Final = frozenset({"at", "ticket", "timer", "cycle"})
_SHOWN: Final = frozenset(TimerView._fields) - _SELECTS

Raw = dict[str, object]


class Check(NamedTuple):
    """The answer of one check; `mismatches` has (key, expected, got)."""

    shown: dict[str, object]
    compared: bool
    mismatches: tuple[tuple[str, object, object], ...]


class _Step(NamedTuple):
    """An event or a check with its instant."""

    at: int
    raw: Raw
    place: str


class _Stage:
    """The tickets and the world while the events of one scenario pass."""

    def __init__(self, policies: list[SlaPolicy], calendars: dict[str, WorkCalendar]) -> None:
        self.policies = policies
        self.calendars = calendars
        self.tickets: dict[str, TicketClock] = {}

    @property
    def world(self) -> SlaWorld:
        """What events refer to at this moment."""
        return SlaWorld(tuple(self.policies), self.calendars)

    def play(self, step: _Step) -> None:
        """Apply one event."""
        kind = _text(step.raw, "type", step.place)
        if kind == "policy_edit":
            self._edit_policy(step)
        elif kind == "calendar":
            self._change_calendar(step)
        elif kind == "created":
            self._create(step)
        elif kind == "merge":
            self._merge(step)
        else:
            name = self._known(step.raw.get("ticket", "A"), step.place)
            event = _event(kind, step)
            if event.policy and all(policy.name != event.policy for policy in self.policies):
                raise _bad(step.place, f"no policy {event.policy!r}")
            self.tickets[name] = apply(self.tickets[name], event, self.world)

    def _known(self, raw: object, place: str) -> str:
        """Give the name of a ticket that exists by now."""
        if not isinstance(raw, str) or raw not in self.tickets:
            raise _bad(place, f"no ticket {raw!r} yet")
        return raw

    def _create(self, step: _Step) -> None:
        name = _ticket(step.raw, step.place)
        if name in self.tickets:
            raise _bad(step.place, f"ticket {name!r} is created twice")
        blank = TicketClock(name, number=len(self.tickets) + 1)
        self.tickets[name] = apply(blank, _event("created", step), self.world)

    def _merge(self, step: _Step) -> None:
        goes = self._known(step.raw.get("ticket", "A"), step.place)
        stays = self._known(step.raw.get("into"), step.place)
        if goes == stays:
            raise _bad(step.place, "a ticket cannot be merged into itself")
        for name in (goes, stays):
            if self.tickets[name].is_merged or self.tickets[name].is_spam:
                raise _bad(step.place, f"ticket {name!r} is merged or spam")
        leaving = settle(self.tickets[goes], step.at)
        given = gift(leaving, step.at)
        self.tickets[goes] = apply(leaving, SlaEvent("merge", step.at, into=stays), self.world)
        absorb = SlaEvent("absorb", step.at, gift=given)
        self.tickets[stays] = apply(self.tickets[stays], absorb, self.world)

    def _edit_policy(self, step: _Step) -> None:
        policy = parse_policy(step.raw.get("policy"), f"{step.place}.policy")
        _resolve_calendar(policy, self.calendars, f"{step.place}.policy")
        for index, known in enumerate(self.policies):
            if known.name == policy.name:
                self.policies[index] = policy._replace(version=known.version + 1)
                return
        self.policies.append(policy)

    def _change_calendar(self, step: _Step) -> None:
        name = _text(step.raw, "name", step.place)
        if name not in self.calendars:
            raise _bad(step.place, f"no calendar {name!r}")
        self.calendars = {
            **self.calendars,
            name: WorkCalendar(parse_calendar(step.raw.get("calendar"), f"{step.place}.calendar")),
        }
        event = SlaEvent("calendar", step.at)
        for ticket, state in self.tickets.items():
            if state.policy is not None and state.policy.calendar == name:
                self.tickets[ticket] = apply(state, event, self.world)


def run_scenario(scenario: Mapping[str, object], place: str) -> list[Check]:
    """Give the answers of a scenario's checks in file order.

    Raises:
        SlaError: `file`, with `place` and `reason`.
    """
    zone = _zone(scenario.get("zone"), f"{place}.zone")
    events = sorted(_steps(scenario.get("events", []), zone, f"{place}.events"), key=lambda step: step.at)
    for step in events:
        _check_type(step)
    checks = _steps(scenario.get("checks", []), zone, f"{place}.checks")
    created = {_ticket(step.raw, step.place) for step in events if step.raw.get("type") == "created"}
    for step in checks:
        _check_names(step, created)
    stage = _stage(scenario, place)
    answers: dict[int, Check] = {}
    played = 0
    for index in sorted(range(len(checks)), key=lambda position: checks[position].at):
        while played < len(events) and events[played].at <= checks[index].at:
            stage.play(events[played])
            played += 1
        answers[index] = _answer(stage, checks[index])
    for step in events[played:]:
        stage.play(step)
    return [answers[index] for index in range(len(checks))]


def _stage(scenario: Mapping[str, object], place: str) -> _Stage:
    raw_calendars = scenario.get("calendars", {})
    if not isinstance(raw_calendars, dict):
        raise _bad(f"{place}.calendars", "not an object")
    calendars = {
        name: WorkCalendar(parse_calendar(raw, f"{place}.calendars.{name}")) for name, raw in raw_calendars.items()
    }
    policies = []
    for index, raw in enumerate(_list(scenario.get("policies", []), f"{place}.policies")):
        spot = f"{place}.policies[{index}]"
        policy = parse_policy(raw, spot)
        _resolve_calendar(policy, calendars, spot)
        policies.append(policy)
    return _Stage(policies, calendars)


def _answer(stage: _Stage, step: _Step) -> Check:
    raw, at = step.raw, step.at
    if "queue" in raw:
        queue = _queue(stage, at)
        expected = raw["queue"]
        compared = isinstance(expected, list)
        wrong = (("queue", expected, queue),) if compared and expected != queue else ()
        return Check({"at": at, "queue": queue}, compared, wrong)
    name = _ticket(raw, step.place)
    cycle = raw.get("cycle")
    state = stage.tickets.get(name, TicketClock(name))
    shown = view(state, _text(raw, "timer", step.place), at, cycle if isinstance(cycle, int) else None)
    got = shown._asdict()
    wanted = [key for key in raw if key in _SHOWN]
    return Check(
        got,
        bool(wanted),
        tuple((key, raw[key], got[key]) for key in wanted if not _same(raw[key], got[key])),
    )


def _queue(stage: _Stage, at: int) -> list[object]:
    keyed = [
        (queue_key(last_views(state, at), state.created_at or 0, state.number), name)
        for name, state in stage.tickets.items()
        if is_queued(state)
    ]
    return [name for _key, name in sorted(keyed)]


def _same(expected: object, got: object) -> bool:
    return type(expected) is type(got) and expected == got


def _event(kind: str, step: _Step) -> SlaEvent:
    raw = step.raw
    return SlaEvent(
        type=kind,
        at=step.at,
        status=_optional(raw, "status", step.place),
        priority=_optional(raw, "priority", step.place),
        channel=_optional(raw, "channel", step.place),
        tags=_tags(raw, step.place),
        tier=_optional(raw, "tier", step.place),
        product=_optional(raw, "product", step.place),
        answered=raw.get("answered") is True,
        policy=_optional(raw, "policy", step.place) if kind == "policy" else None,
    )


def _check_type(step: _Step) -> None:
    """Refuse unknown types and statuses before anything runs."""
    kind = _text(step.raw, "type", step.place)
    if kind not in TICKET_EVENTS and kind not in WORLD_EVENTS:
        raise _bad(step.place, f"unknown event type {kind!r}")
    if kind in ("created", "status"):
        status = step.raw.get("status", "new" if kind == "created" else None)
        if status not in STATUSES:
            raise _bad(step.place, f"unknown status {status!r}")


def _check_names(step: _Step, created: set[str]) -> None:
    if "queue" in step.raw:
        return
    if _text(step.raw, "timer", step.place) not in KINDS:
        raise _bad(step.place, f"unknown timer {step.raw['timer']!r}")
    name = _ticket(step.raw, step.place)
    if name not in created:
        raise _bad(step.place, f"ticket {name!r} is never created")


def _steps(raw: object, zone: str | None, place: str) -> list[_Step]:
    steps = []
    for index, one in enumerate(_list(raw, place)):
        spot = f"{place}[{index}]"
        if not isinstance(one, dict):
            raise _bad(spot, "not an object")
        steps.append(_Step(parse_instant(one.get("at"), zone, f"{spot}.at"), one, spot))
    return steps


def _zone(raw: object, place: str) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise _bad(place, "not a zone")
    try:
        clock.zone(raw)
    except (KeyError, ValueError, OSError) as error:
        raise _bad(place, f"unknown zone {raw!r}") from error
    return raw


def _resolve_calendar(policy: SlaPolicy, calendars: Mapping[str, WorkCalendar], place: str) -> None:
    if policy.calendar not in calendars:
        raise _bad(f"{place}.calendar", f"no calendar {policy.calendar!r}")


def _ticket(raw: Raw, place: str) -> str:
    name = raw.get("ticket", "A")
    if not isinstance(name, str):
        raise _bad(place, f"{name!r} is not the name of a ticket")
    return name


def _text(raw: Raw, key: str, place: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str):
        raise _bad(place, f"{key} is missing or no text")
    return value


def _optional(raw: Raw, key: str, place: str) -> str | None:
    """Give a text; null is an empty text, an absent key None."""
    if key not in raw:
        return None
    value = raw[key]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _bad(place, f"{key} is no text")
    return value


def _tags(raw: Raw, place: str) -> tuple[str, ...] | None:
    if "tags" not in raw:
        return None
    tags = _list(raw["tags"] or [], f"{place}.tags")
    if not all(isinstance(tag, str) for tag in tags):
        raise _bad(place, "tags are texts")
    return tuple(str(tag) for tag in tags)


def _list(raw: object, place: str) -> list[object]:
    if not isinstance(raw, list):
        raise _bad(place, "not a list")
    return raw


def _bad(place: str, reason: str) -> SlaError:
    return SlaError("file", place=place, reason=reason)
