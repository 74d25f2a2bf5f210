"""SQL of the queue: a page by key over partial indexes, never a sort (design: performance, section 4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import names
from postventa_tui.core.customers.rows import ref
from postventa_tui.core.tickets.rows import Clock, Last, QueuePage, QueueRow
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.db.connection import Db, Row, SqlValue

IS_OPEN = "t.is_open = 1"
"""In these words: SQLite takes a partial index only when the query has the index's own condition."""
NOT_SNOOZED = "(t.snoozed_until IS NULL OR t.snoozed_until <= :now)"


class Order(NamedTuple):
    """An order that an index gives: two columns and the id, all in one direction."""

    first: str
    second: str
    down: bool


BY_DUE = Order("t.due_sort", "t.created_at", False)
BY_CREATED = Order("t.created_at", "t.id", True)
BY_UPDATED = Order("t.updated_at", "t.id", True)
BY_SOLVED = Order("t.solved_at", "t.id", True)
_URGENCY = ("urgent", "high", "normal", "low")
_BY_URGENCY = "CASE t.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END"
BY_PRIORITY = Order(_BY_URGENCY, "t.due_sort", False)
"""Asked for by `sort:priority`: the one order without an index of its own."""


class Condition(NamedTuple):
    """What a list shows: a condition in SQL with its values, and the order."""

    where: str
    order: Order = BY_DUE
    params: Mapping[str, SqlValue] = {}


_MENTIONED = (
    "EXISTS (SELECT 1 FROM mentions n WHERE n.ticket_id = t.id AND n.agent_id = :me AND n.interaction_id >"
    " coalesce((SELECT r.interaction_id FROM reads r WHERE r.agent_id = :me AND r.ticket_id = t.id), 0))"
)
_IN_TEAMS = "+t.team_id IN (SELECT m.team_id FROM team_members m WHERE m.agent_id = :me)"
VIEWS: dict[str, Condition] = {
    "start": Condition(f"{IS_OPEN} AND (+t.assignee_id = :me OR +t.assignee_id IS NULL) AND {NOT_SNOOZED}"),
    "mine": Condition(f"{IS_OPEN} AND t.assignee_id = :me AND {NOT_SNOOZED}"),
    "unassigned": Condition(f"{IS_OPEN} AND t.assignee_id IS NULL AND {NOT_SNOOZED}"),
    "team": Condition(f"{IS_OPEN} AND {_IN_TEAMS} AND {NOT_SNOOZED}"),
    "waiting": Condition(f"{IS_OPEN} AND t.waiting_since IS NOT NULL AND {NOT_SNOOZED}"),
    "due": Condition(f"{IS_OPEN} AND t.due_sort < {1 << 60} AND {NOT_SNOOZED}"),
    "pending": Condition(f"{IS_OPEN} AND t.status_type = 'pending' AND {NOT_SNOOZED}"),
    "snoozed": Condition(f"{IS_OPEN} AND +t.snoozed_until > :now"),
    "mentions": Condition(f"{IS_OPEN} AND {_MENTIONED}"),
    "open": Condition(f"{IS_OPEN} AND {NOT_SNOOZED}"),
    "closed": Condition("t.solved_at >= :week AND t.status_type IN ('solved', 'closed')", BY_SOLVED),
    "all": Condition("t.id > 0", BY_CREATED),
}

_SELECT = (
    "SELECT t.id, t.number, t.subject, t.status, t.status_type, t.priority, t.channel, t.customer_id, c.given,"
    " c.surname1, c.surname2, c.display, o.name, t.assignee_id, a.login, t.team_id, m.name, t.created_at,"
    " t.updated_at, t.waiting_since, t.snoozed_until, t.due_at, t.due_sort, p.name, s.serial, v.number,"
    " t.reopen_count, t.solved_at, t.undelivered, t.version, i.id, i.at, i.direction, i.author_kind, i.author_name,"
    " g.login, substr(i.body, 1, 200), i.agent_id, r.interaction_id"
    " FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id"
    " LEFT JOIN organisations o ON o.id = t.organisation_id LEFT JOIN agents a ON a.id = t.assignee_id"
    " LEFT JOIN teams m ON m.id = t.team_id LEFT JOIN products p ON p.id = t.product_id"
    " LEFT JOIN assets s ON s.id = t.asset_id LEFT JOIN tickets v ON v.id = t.merged_into_id"
    " LEFT JOIN reads r ON r.agent_id = :me AND r.ticket_id = t.id"
    " LEFT JOIN interactions i ON i.id = (SELECT x.id FROM interactions x WHERE x.ticket_id = t.id"
    " ORDER BY x.at DESC, x.id DESC LIMIT 1) LEFT JOIN agents g ON g.id = i.agent_id"
)


class Frame(NamedTuple):
    """What the built-in conditions read: who looks, when, and the first instant of the week."""

    me: int
    now: int
    week: int = 0


def list_page(
    db: Db, condition: Condition, frame: Frame, limit: int, after: tuple[int, int, int] | None
) -> tuple[list[QueueRow], tuple[int, int, int] | None]:
    """Give a page in order and the key after which the next one begins."""
    order = condition.order
    key, sign, down = "", "<" if order.down else ">", " DESC" if order.down else ""
    columns = [order.first, order.second] if order.second == "t.id" else [order.first, order.second, "t.id"]
    params: dict[str, SqlValue] = {**condition.params, **frame._asdict(), "limit": limit + 1}
    if after is not None:
        marks = ", ".join((":k1", ":k2", ":k3")[: len(columns)])
        key = f" AND ({', '.join(columns)}) {sign} ({marks})"
        params.update(k1=after[0], k2=after[1], k3=after[2])
    sql = (
        f"{_SELECT} WHERE {condition.where}{key} ORDER BY {', '.join(column + down for column in columns)} LIMIT :limit"
    )
    found = db.all(sql, **params)
    if not found:
        return [], None
    rows = found[:limit]
    tags, clocks = _tags(db, rows), _clocks(db, rows)
    shown = [_row(row, tags, clocks, frame) for row in rows]
    return shown, _key(shown[-1], order) if len(found) > limit else None


def _key(row: QueueRow, order: Order) -> tuple[int, int, int]:
    values = {"t.due_sort": row.due_sort, "t.created_at": row.created_at, "t.updated_at": row.updated_at}
    values.update({"t.solved_at": row.solved_at or 0, "t.id": row.id, _BY_URGENCY: _URGENCY.index(row.priority)})
    return values[order.first], values[order.second], row.id


def _row(row: Row, tags: Mapping[int, list[str]], clocks: Mapping[int, Clock], frame: Frame) -> QueueRow:
    head, name = row[:8], row[8:12]
    ticket_id, customer_id = int(head[0]), int(head[7])  # type: ignore[arg-type]
    given, surname1, surname2, display = (None if part is None else str(part) for part in name)
    shown = names.shown(names.Name(given, surname1, surname2), display) or ref(customer_id)
    newest, at, direction, author_kind, author_name, login, excerpt, by, seen = row[30:]
    last, unread = None, False
    if newest is not None:
        author = login or author_name or (shown if author_kind in ("customer", "contact") else author_kind)
        last = Last(int(at), str(direction), str(author), str(excerpt))  # type: ignore[arg-type]
        unread = by != frame.me and int(newest) > int(seen or 0)
    values = (*head, shown, *row[12:30], tuple(tags.get(ticket_id, ())), unread, last, clocks.get(ticket_id))
    return QueueRow._make(values)


def _in(rows: list[Row]) -> tuple[str, dict[str, SqlValue]]:
    params: dict[str, SqlValue] = {f"i{n}": row[0] for n, row in enumerate(rows)}
    return ", ".join(f":{name}" for name in params), params


def _tags(db: Db, rows: list[Row]) -> dict[int, list[str]]:
    marks, params = _in(rows)
    found: dict[int, list[str]] = {}
    for ticket_id, name in db.all(
        f"SELECT m.ticket_id, g.name FROM ticket_tags m JOIN tags g ON g.id = m.tag_id WHERE m.ticket_id IN ({marks})",
        **params,
    ):
        found.setdefault(int(ticket_id), []).append(str(name))  # type: ignore[arg-type]
    for mine in found.values():
        mine.sort()
    return found


_RANK = {"missed": 0, "running": 1, "paused": 2}


def _clocks(db: Db, rows: list[Row]) -> dict[int, Clock]:
    """Give by ticket the unfinished timer that gives the place in the queue (design: SLA, L17)."""
    marks, params = _in(rows)
    best: dict[int, tuple[tuple[int, int], Clock]] = {}
    for ticket_id, kind, state, due_at, warn_at, policy, counting, calendar in db.all(
        "SELECT k.ticket_id, k.kind, k.state, k.due_at, k.warn_at, y.name, k.counting, l.name FROM sla_timers k"
        " LEFT JOIN sla_versions w ON w.id = k.version_id LEFT JOIN sla_policies y ON y.id = w.policy_id"
        " LEFT JOIN business_calendars l ON l.id = w.calendar_id"
        # The plus: after ANALYZE SQLite would take the index on state and read every timer of the shop.
        f" WHERE k.ticket_id IN ({marks}) AND k.stopped_at IS NULL AND +k.state IN ('running', 'paused', 'missed')",
        **params,
    ):
        clock = Clock(str(kind), str(state), due_at, warn_at, policy, counting, calendar)  # type: ignore[arg-type]
        rank = 2 if clock.state == "missed" and not counting else _RANK[clock.state]
        key = (rank, clock.due_at if clock.due_at is not None else 1 << 60)
        known = best.get(int(ticket_id))  # type: ignore[arg-type]
        if known is None or key < known[0]:
            best[int(ticket_id)] = (key, clock)  # type: ignore[arg-type]
    return {ticket_id: clock for ticket_id, (_key, clock) in best.items()}


def count(db: Db, condition: Condition, frame: Frame) -> int:
    """Give how many tickets a condition finds."""
    value = db.value(
        f"SELECT count(*) FROM tickets t WHERE {condition.where}", **{**condition.params, **frame._asdict()}
    )
    return int(value or 0)


def page(
    db: Db, condition: Condition, frame: Frame, limit: int, after: tuple[int, int, int] | None, counted: bool
) -> QueuePage:
    """Give a page with the number of all rows."""
    rows, following = list_page(db, condition, frame, limit, after)
    total = count(db, condition, frame) if counted and (following or after) else len(rows)
    return QueuePage(rows, total, following)


def find_row(db: Db, ticket_id: int, frame: Frame) -> QueueRow | None:
    """Give one ticket as lists show it, or None."""
    rows = db.all(f"{_SELECT} WHERE t.id = :ticket", ticket=ticket_id, **frame._asdict())
    if not rows:
        return None
    return _row(rows[0], _tags(db, rows), _clocks(db, rows), frame)


def list_of_customers(db: Db, customer_ids: list[int], frame: Frame, limit: int) -> list[QueueRow]:
    """Give the tickets of some customer rows, newest first."""
    found: list[Row] = []
    for customer_id in customer_ids:
        found += db.all(
            f"{_SELECT} WHERE t.customer_id = :customer ORDER BY t.created_at DESC, t.id DESC LIMIT :limit",
            customer=customer_id, limit=limit, **frame._asdict(),
        )  # fmt: skip
    found = sorted(found, key=lambda row: (row[17], row[0]), reverse=True)[:limit]
    if not found:
        return []
    tags, clocks = _tags(db, found), _clocks(db, found)
    return [_row(row, tags, clocks, frame) for row in found]


def find_next(db: Db, condition: Condition, frame: Frame) -> int | None:
    """Give the first ticket in queue order that nobody holds, or None; snoozed ones and other teams' are left."""
    value = db.value(
        f"SELECT t.id FROM tickets t WHERE {IS_OPEN} AND +t.assignee_id IS NULL AND {NOT_SNOOZED}"
        f" AND (+t.team_id IS NULL OR {_IN_TEAMS})"
        f" AND ({condition.where}) ORDER BY t.due_sort, t.created_at, t.id LIMIT 1",
        **{**condition.params, **frame._asdict()},
    )
    return None if value is None else int(value)
