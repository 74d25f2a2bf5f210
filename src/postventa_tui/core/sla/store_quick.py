"""Reads of clocks for lists: cached columns and one subtraction, no replay; loads little, for the quick verbs."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING

from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.hours import parse_calendar
from postventa_tui.core.sla.rows import CalendarRow, TimerRow, TimerView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postventa_tui.db.connection import Db, Row, SqlValue

CHUNK = 200
KINDS = ("first_response", "next_response", "resolution")
_LAST = (
    " AND t.cycle = (SELECT max(n.cycle) FROM sla_timers n WHERE n.ticket_id = t.ticket_id AND n.kind = t.kind)"
    " ORDER BY t.ticket_id, t.kind"
)
_JOINS = (
    " FROM sla_timers t LEFT JOIN sla_versions v ON v.id = t.version_id"
    " LEFT JOIN sla_policies p ON p.id = v.policy_id LEFT JOIN business_calendars c ON c.id = v.calendar_id"
)


@functools.lru_cache(maxsize=64)
def work_calendar(zone: str, weekly: str, overrides: str) -> WorkCalendar:
    """Give the calendar of three stored columns; the same hours share their blocks."""
    raw = {"zone": zone, "weekly": json.loads(weekly), "overrides": json.loads(overrides)}
    return WorkCalendar(parse_calendar(raw))


def dump(value: object) -> str:
    """Give a value as it is stored in a JSON column: the same value, the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def list_calendars(db: Db) -> list[CalendarRow]:
    """Give all calendars by name."""
    rows = db.all("SELECT id, name, zone, weekly, overrides, names FROM business_calendars ORDER BY name")
    return [
        CalendarRow(
            whole(row[0]),
            str(row[1]),
            work_calendar(str(row[2]), str(row[3]), str(row[4])),
            json.loads(str(row[5])),
        )
        for row in rows
    ]


def list_timers(db: Db, ticket_ids: Sequence[int]) -> dict[int, list[TimerRow]]:
    """Give the cached timers of tickets, the last cycle of each kind."""
    found: dict[int, list[TimerRow]] = {ticket_id: [] for ticket_id in ticket_ids}
    for marks, params in chunks(ticket_ids):
        for row in db.all(
            "SELECT t.ticket_id, t.kind, t.cycle, t.state, t.counting, t.stopped_at, t.due_at, t.warn_at,"
            f" p.name, c.name {_JOINS} WHERE t.ticket_id IN ({marks}) {_LAST}",
            **params,
        ):
            one = TimerRow(
                whole(row[0]), str(row[1]), whole(row[2]), str(row[3]), bool(row[4]), maybe(row[5]), maybe(row[6]),
                maybe(row[7]), None if row[8] is None else str(row[8]), None if row[9] is None else str(row[9]),
            )  # fmt: skip
            found[one.ticket_id].append(one)
    return found


def quick_views(db: Db, ticket_ids: Sequence[int], now: int) -> dict[int, list[TimerView]]:
    """Give the three timers of each ticket at `now`, equal to a replay's: first response, last cycle, resolution."""
    calendars = {row.name: row.work for row in list_calendars(db)}
    kept: dict[tuple[int, str], TimerView] = {}
    for marks, params in chunks(ticket_ids):
        for row in db.all(
            "SELECT t.ticket_id, t.kind, t.cycle, t.state, t.counting, t.started_at, t.stopped_at, t.cancelled,"
            " t.due_at, t.warn_at, t.target_s, t.elapsed_s, t.measured_at, t.breach, v.warn_percent,"
            f" c.name {_JOINS} WHERE t.ticket_id IN ({marks}) {_LAST}",
            **params,
        ):
            kept[whole(row[0]), str(row[1])] = _view(row, now, calendars)
    return {
        ticket_id: [kept.get((ticket_id, kind)) or _none(ticket_id, kind, now) for kind in KINDS]
        for ticket_id in ticket_ids
    }


def chunks(ids: Sequence[int]) -> Iterable[tuple[str, dict[str, SqlValue]]]:
    """Give ids by parts as numbered marks and their parameters."""
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        yield ", ".join(f":i{n}" for n in range(len(part))), {f"i{n}": one for n, one in enumerate(part)}


def whole(value: SqlValue) -> int:
    """Give a column that is never NULL as an integer."""
    return int(value)  # type: ignore[arg-type]


def maybe(value: SqlValue) -> int | None:
    """Give a column as an integer or None."""
    return None if value is None else int(value)


def _view(row: Row, now: int, calendars: Mapping[str, WorkCalendar]) -> TimerView:
    ticket_id, kind, cycle, state, counting, started_at = row[:6]
    stopped_at, cancelled, due_at, warn_at, target_s, elapsed_s, measured_at, breach, percent, name = row[6:]
    if state == "none" or target_s is None or elapsed_s is None:
        return _none(whole(ticket_id), str(kind), now)
    target, elapsed, due = whole(target_s), whole(elapsed_s), maybe(due_at)
    if counting and now > whole(measured_at):
        calendar = _measuring(breach, None if name is None else str(name), calendars)
        elapsed += 0 if calendar is None else calendar.between(whole(measured_at), now)
    if state == "running" and due is not None and now > due:
        state = "missed"
    is_active = stopped_at is None and not cancelled
    threshold = -(-target * (75 if percent is None else whole(percent)) // 100)
    return TimerView(
        at=now,
        ticket=str(ticket_id),
        timer=str(kind),
        cycle=whole(cycle),
        state=str(state),
        running=bool(counting),
        started_at=maybe(started_at),
        stopped_at=maybe(stopped_at),
        due=due,
        elapsed=elapsed,
        remaining=None if state == "cancelled" else target - elapsed,
        target=target,
        warn=is_active and elapsed >= threshold,
        warn_at=maybe(warn_at) if state == "running" else None,
    )


def _measuring(breach: SqlValue, name: str | None, calendars: Mapping[str, WorkCalendar]) -> WorkCalendar | None:
    """Give the calendar a timer counts in: a breached one keeps the hours of its breach (L6)."""
    frozen = json.loads(str(breach))["calendar"] if breach is not None else None
    if frozen is not None:
        return work_calendar(frozen["zone"], dump(frozen["weekly"]), dump(frozen["overrides"]))
    return calendars.get(name or "")


def _none(ticket_id: int, kind: str, now: int) -> TimerView:
    return TimerView(now, str(ticket_id), kind, None, "none", False, None, None, None, None, None, None, False, None)
