"""The tables of calendars, policies, clock events and timers; nobody else's business."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.sla.hours import calendar_json
from postventa_tui.core.sla.policy import SlaPolicy, parse_policy
from postventa_tui.core.sla.replay import EventRow, History, HoursRow
from postventa_tui.core.sla.rows import PolicyRow, TimerView
from postventa_tui.core.sla.store_quick import chunks, dump, list_calendars, maybe, whole, work_calendar
from postventa_tui.core.sla.timers import settle, view

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postventa_tui.core.sla.hours import BusinessCalendar
    from postventa_tui.core.sla.rows import CalendarRow, Frozen, TicketClock, Timer
    from postventa_tui.db.connection import Db, Row, SqlValue

_KEPT = (
    "version_id", "started_at", "gaps", "stopped_at", "cancelled", "cap_s", "breach", "ended", "state", "counting",
    "due_at", "warn_at", "target_s",
)  # fmt: skip
"""Columns of a timer that are compared before a write."""
_VERSION = (
    "SELECT v.id, p.name, v.version, v.conditions, v.targets, v.pause_statuses, v.warn_percent, c.name"
    " FROM sla_versions v JOIN sla_policies p ON p.id = v.policy_id"
    " JOIN business_calendars c ON c.id = v.calendar_id"
)


def find_calendar(db: Db, name: str) -> CalendarRow | None:
    """Give a calendar by name."""
    return next((row for row in list_calendars(db) if row.name == name), None)


def save_calendar(db: Db, name: str, model: BusinessCalendar, names: dict[str, str], at: int) -> tuple[int, int]:
    """Write a calendar and its hours from `at` on, from the beginning for a new one; gives both ids."""
    raw = calendar_json(model)
    columns = {"zone": model.zone, "weekly": dump(raw["weekly"]), "overrides": dump(raw["overrides"])}
    known = find_calendar(db, name)
    saved = db.value(
        "INSERT INTO business_calendars (name, zone, weekly, overrides, names, created_at, updated_at)"
        " VALUES (:name, :zone, :weekly, :overrides, :names, :at, :at)"
        " ON CONFLICT (name) DO UPDATE SET zone = excluded.zone, weekly = excluded.weekly,"
        " overrides = excluded.overrides, names = excluded.names, updated_at = excluded.updated_at RETURNING id",
        name=name, names=dump(names), at=at, **columns,
    )  # fmt: skip
    hours_id = db.value(
        "INSERT INTO calendar_hours (calendar_id, valid_from, zone, weekly, overrides, created_at, updated_at)"
        " VALUES (:calendar_id, :valid_from, :zone, :weekly, :overrides, :at, :at) RETURNING id",
        calendar_id=saved, valid_from=0 if known is None else at, at=at, **columns,
    )  # fmt: skip
    return whole(saved), whole(hours_id)


def load_history(db: Db) -> History:
    """Give every policy version and the hours of every calendar."""
    hours: dict[str, list[HoursRow]] = {}
    for row in db.all(
        "SELECT h.id, c.name, h.valid_from, h.zone, h.weekly, h.overrides FROM calendar_hours h"
        " JOIN business_calendars c ON c.id = h.calendar_id ORDER BY h.valid_from, h.id"
    ):
        work = work_calendar(str(row[3]), str(row[4]), str(row[5]))
        hours.setdefault(str(row[1]), []).append(HoursRow(whole(row[0]), str(row[1]), whole(row[2]), work))
    versions = {whole(row[0]): _policy(row) for row in db.all(f"{_VERSION} ORDER BY v.id")}
    return History(versions, {name: tuple(rows) for name, rows in hours.items()})


def list_policies(db: Db) -> list[PolicyRow]:
    """Give the policies at their newest version in list order (L12)."""
    rows = db.all(
        "SELECT v.id, p.name, v.version, v.conditions, v.targets, v.pause_statuses, v.warn_percent, c.name,"
        " p.id, v.valid_from FROM sla_versions v JOIN sla_policies p ON p.id = v.policy_id"
        " JOIN business_calendars c ON c.id = v.calendar_id"
        " WHERE v.version = (SELECT max(n.version) FROM sla_versions n WHERE n.policy_id = p.id)"
        " ORDER BY p.position, p.file, p.id"
    )
    return [PolicyRow(whole(row[8]), _policy(row), whole(row[9])) for row in rows]


def insert_version(db: Db, policy: SlaPolicy, calendar_id: int, file: str, at: int) -> int:
    """Write a policy as its next version, or as a new last policy; gives the version's number."""
    policy_id = db.value(
        "INSERT INTO sla_policies (name, file, created_at, updated_at) VALUES (:name, :file, :at, :at)"
        " ON CONFLICT (name) DO UPDATE SET file = excluded.file, updated_at = excluded.updated_at RETURNING id",
        name=policy.name, file=file, at=at,
    )  # fmt: skip
    version = db.value(
        "SELECT coalesce(max(version), 0) + 1 FROM sla_versions WHERE policy_id = :policy_id", policy_id=policy_id
    )
    db.run(
        "INSERT INTO sla_versions (policy_id, version, valid_from, conditions, targets, pause_statuses,"
        " warn_percent, calendar_id, created_at, updated_at) VALUES (:policy_id, :version, :at, :conditions,"
        " :targets, :pause_statuses, :warn_percent, :calendar_id, :at, :at)",
        policy_id=policy_id, version=version, at=at, calendar_id=calendar_id, warn_percent=policy.warn_percent,
        conditions=dump({key: list(values) for key, values in policy.conditions}), targets=dump(policy.targets),
        pause_statuses=dump(sorted(policy.pause_statuses)),
    )  # fmt: skip
    return whole(version)


def list_events(db: Db, ticket_ids: Iterable[int]) -> dict[int, list[EventRow]]:
    """Give the facts of tickets in order of instant."""
    found: dict[int, list[EventRow]] = {ticket_id: [] for ticket_id in ticket_ids}
    for marks, params in chunks(list(found)):
        for row in db.all(
            "SELECT id, ticket_id, at, type, version_id, details FROM sla_events"
            f" WHERE ticket_id IN ({marks}) ORDER BY ticket_id, at, id",
            **params,
        ):
            version = None if row[4] is None else whole(row[4])
            one = EventRow(whole(row[0]), whole(row[1]), whole(row[2]), str(row[3]), version, json.loads(str(row[5])))
            found[one.ticket_id].append(one)
    return found


def list_clocked(db: Db, since: int) -> list[int]:
    """Give the tickets created from an instant on that have clocks."""
    rows = db.all(
        "SELECT ticket_id FROM sla_events WHERE type = 'created' AND at >= :since ORDER BY at, id", since=since
    )
    return [whole(row[0]) for row in rows]


def insert_event(
    db: Db, ticket_id: int, at: int, type_name: str, version_id: int | None, details: dict[str, object], now: int
) -> EventRow:
    """Write one fact."""
    row_id = db.value(
        "INSERT INTO sla_events (ticket_id, at, type, version_id, details, created_at, updated_at)"
        " VALUES (:ticket_id, :at, :type, :version_id, :details, :now, :now) RETURNING id",
        ticket_id=ticket_id, at=at, type=type_name, version_id=version_id, details=dump(details), now=now,
    )  # fmt: skip
    return EventRow(whole(row_id), ticket_id, at, type_name, version_id, details)


def list_unfinished(db: Db, calendar_id: int) -> list[int]:
    """Give the tickets with a timer on a calendar that can still change (L10, L11)."""
    rows = db.all(
        "SELECT DISTINCT t.ticket_id FROM sla_timers t JOIN sla_versions v ON v.id = t.version_id"
        " WHERE v.calendar_id = :calendar_id AND t.stopped_at IS NULL AND t.cancelled <> 'merge'"
        " ORDER BY t.ticket_id",
        calendar_id=calendar_id,
    )
    return [whole(row[0]) for row in rows]


def list_tickets_of_timers(db: Db, timer_ids: Sequence[int]) -> list[int]:
    """Give the tickets that some timers belong to."""
    found: dict[int, None] = {}
    for marks, params in chunks(timer_ids):
        for row in db.all(f"SELECT ticket_id FROM sla_timers WHERE id IN ({marks})", **params):
            found[whole(row[0])] = None
    return list(found)


def list_on_older(db: Db, policy_id: int, version: int) -> list[int]:
    """Give the tickets with an unfinished timer under an older version of a policy."""
    rows = db.all(
        "SELECT DISTINCT t.ticket_id FROM sla_timers t JOIN sla_versions v ON v.id = t.version_id"
        " WHERE v.policy_id = :policy_id AND v.version < :version AND t.stopped_at IS NULL AND t.cancelled <> 'merge'"
        " ORDER BY t.ticket_id",
        policy_id=policy_id,
        version=version,
    )
    return [whole(row[0]) for row in rows]


def list_timed(db: Db, newest: int | None) -> list[int]:
    """Give the tickets that have timers, the newest first."""
    rows = db.all(
        "SELECT DISTINCT ticket_id FROM sla_timers ORDER BY ticket_id DESC LIMIT :most",
        most=1 << 60 if newest is None else newest,
    )
    return [whole(row[0]) for row in rows]


def last_measured(db: Db) -> int:
    """Give the last instant at which any clock was measured."""
    return whole(db.value("SELECT coalesce(max(measured_at), 0) FROM sla_timers"))


def list_missed(db: Db, calendar_id: int) -> list[int]:
    """Give the tickets with a breach measured on a calendar."""
    rows = db.all(
        "SELECT DISTINCT t.ticket_id FROM sla_timers t JOIN sla_versions v ON v.id = t.version_id"
        " WHERE v.calendar_id = :calendar_id AND (t.breach IS NOT NULL OR t.state = 'running')"
        " ORDER BY t.ticket_id",
        calendar_id=calendar_id,
    )
    return [whole(row[0]) for row in rows]


def list_overdue(db: Db, now: int, limit: int) -> list[int]:
    """Give tickets whose stored row still says running although due has passed."""
    rows = db.all(
        "SELECT ticket_id FROM sla_timers WHERE state = 'running' AND due_at < :now ORDER BY due_at LIMIT :limit",
        now=now, limit=limit,
    )  # fmt: skip
    return list(dict.fromkeys(whole(row[0]) for row in rows))


def save_clock(db: Db, ticket_id: int, state: TicketClock, now: int) -> None:
    """Write the timers of a ticket as judged at `now`; rows that stay the same are left alone."""
    state = settle(state, now)
    known = {
        (str(row[1]), whole(row[2])): row
        for row in db.all(
            f"SELECT id, kind, cycle, {', '.join(_KEPT)}, elapsed_s, measured_at"
            " FROM sla_timers WHERE ticket_id = :ticket_id",
            ticket_id=ticket_id,
        )
    }
    for timer in state.timers:
        shown = view(state, timer.kind, state.last_at, timer.cycle)
        columns = {**_columns(state, timer, shown), "elapsed_s": shown.elapsed, "measured_at": state.last_at}
        row = known.pop((timer.kind, timer.cycle), None)
        if row is None:
            _insert_timer(db, ticket_id, timer, columns, now)
        elif tuple(columns[name] for name in _KEPT) != row[3:-2] or not _same_elapsed(state, timer, shown, row):
            _update_timer(db, whole(row[0]), columns, now)
    for row in known.values():
        db.run("DELETE FROM sla_timers WHERE id = :id", id=row[0])


def _same_elapsed(state: TicketClock, timer: Timer, shown: TimerView, row: Row) -> bool:
    """Say whether the elapsed time follows from the stored one, so that nothing needs to be written."""
    stored, measured_at = maybe(row[-2]), maybe(row[-1])
    if stored is None or shown.elapsed is None or measured_at is None or measured_at > state.last_at:
        return stored == shown.elapsed
    calendar = state.calendar if timer.breach is None else timer.breach.calendar
    if shown.running and calendar is not None:
        stored += calendar.between(measured_at, state.last_at)
    return stored == shown.elapsed


def _columns(state: TicketClock, timer: Timer, shown: TimerView) -> dict[str, SqlValue]:
    return {
        "version_id": None if state.policy is None else state.policy.version_id,
        "started_at": timer.started_at,
        "gaps": dump([list(gap) for gap in timer.gaps]),
        "stopped_at": timer.stopped_at,
        "cancelled": timer.cancelled,
        "cap_s": timer.cap_s,
        "breach": _frozen(timer.breach),
        "ended": _frozen(timer.end),
        "state": shown.state,
        "counting": int(shown.running),
        "due_at": shown.due,
        "warn_at": shown.warn_at,
        "target_s": shown.target,
    }


def _frozen(frozen: Frozen | None) -> str | None:
    if frozen is None:
        return None
    model = None if frozen.calendar is None else calendar_json(frozen.calendar.model)
    return dump({"at": frozen.at, "target": frozen.target, "due": frozen.due, "calendar": model})


def _insert_timer(db: Db, ticket_id: int, timer: Timer, columns: dict[str, SqlValue], now: int) -> None:
    names = ", ".join(columns)
    marks = ", ".join(f":{name}" for name in columns)
    db.run(
        f"INSERT INTO sla_timers (ticket_id, kind, cycle, {names}, created_at, updated_at)"
        f" VALUES (:ticket_id, :kind, :cycle, {marks}, :now, :now)",
        ticket_id=ticket_id, kind=timer.kind, cycle=timer.cycle, now=now, **columns,
    )  # fmt: skip


def _update_timer(db: Db, row_id: int, columns: dict[str, SqlValue], now: int) -> None:
    changes = ", ".join(f"{name} = :{name}" for name in columns)
    db.run(f"UPDATE sla_timers SET {changes}, updated_at = :now WHERE id = :id", id=row_id, now=now, **columns)


def _policy(row: tuple[SqlValue, ...]) -> SlaPolicy:
    raw = {
        "name": row[1],
        "calendar": row[7],
        "conditions": json.loads(str(row[3])),
        "targets": json.loads(str(row[4])),
        "pause_statuses": json.loads(str(row[5])),
        "warn_percent": row[6],
    }
    return parse_policy(raw)._replace(version=whole(row[2]), version_id=whole(row[0]))
