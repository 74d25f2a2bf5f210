"""The fields of the query language as conditions on `tickets t`. Source: design, search section 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.db import fts_keys
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.db.connection import Db, SqlValue
    from postventa_tui.kit.query import Node

PRIORITIES = ("low", "normal", "high", "urgent")
COUNTING = 1 << 60
"""`due_sort` below this is the due instant of a clock that counts."""
NEVER = "1 = 0"
_COLUMNS = {"created": "t.created_at", "updated": "t.updated_at", "solved": "t.solved_at"}


class Seat(NamedTuple):
    """Who looks, when, and in which zone the shop's days begin. `me` is 0 for nobody."""

    me: int
    now: int
    zone: str


class FieldCompiler:
    """Makes conditions of fields and keeps their values in `params`."""

    def __init__(self, seat: Seat, db: Db, letter: str = "q") -> None:
        self.seat = seat
        self.db = db
        self.letter = letter
        self.params: dict[str, SqlValue] = {}

    def bind(self, value: SqlValue) -> str:
        """Keep a value and give its place in the statement."""
        name = f"{self.letter}{len(self.params)}"
        self.params[name] = value
        return f":{name}"

    def condition(self, node: Node) -> str | None:
        """Give the condition of a field, None for one that is no condition (`in`, `sort`)."""
        name, op = str(node[1]), str(node[2])
        if name in ("in", "sort"):
            return None
        values = [str(value) for value in (node[3] if isinstance(node[3], list) else node[3:])]
        if name in _COLUMNS or name == "due":
            if op == "range":
                return self._moment(name, op, values)
            return _any([self._moment(name, "=" if op == "in" else op, [value]) for value in values])
        if name == "priority":
            return self._in("t.priority", _priorities(op, values))
        return _any([self._single(name, value) for value in values])

    def _in(self, column: str, values: Sequence[SqlValue]) -> str:
        if not values:
            return NEVER
        return f"{column} IN ({', '.join(self.bind(value) for value in values)})"

    def _single(self, name: str, value: str) -> str:
        if name == "status":
            return "1 = 1" if value == "any" else f"t.status_type = {self.bind(value)}"
        if name == "lang":
            own = "(SELECT c.lang FROM customers c WHERE c.id = t.customer_id)"
            return f"coalesce(t.lang, {own}) = {self.bind(value)}"
        if name == "channel":
            place = self.bind(value)
            return (
                f"(t.channel = {place} OR EXISTS (SELECT 1 FROM interactions i"
                f" WHERE i.ticket_id = t.id AND i.channel = {place}))"
            )
        if name in ("serial", "order"):
            return self._by_key(name, value)
        if name in ("assignee", "team", "tag", "customer", "organisation", "product", "type"):
            return self._named(name, value)
        return self._state(value) if name == "is" else self._has(value)

    def _named(self, name: str, value: str) -> str:
        from postventa_tui.core.tickets import store_names

        if name == "assignee":
            if value == "none":
                return "t.assignee_id IS NULL"
            if value == "me":
                return f"t.assignee_id = {self.bind(self.seat.me)}"
            return self._in("t.assignee_id", store_names.agents(self.db, value))
        if name == "team":
            return self._in("t.team_id", store_names.teams(self.db, value))
        if name == "tag":
            ids = store_names.tags(self.db, value)
            return f"EXISTS (SELECT 1 FROM ticket_tags k WHERE k.ticket_id = t.id AND {self._in('k.tag_id', ids)})"
        if name == "customer":
            return self._customer(value)
        if name == "organisation":
            return self._in("t.organisation_id", store_names.organisations(self.db, value))
        ids = store_names.products(self.db, value) if name == "product" else store_names.categories(self.db, value)
        machine = (
            f"t.product_id IS NULL AND t.asset_id IN (SELECT s.id FROM assets s WHERE {self._in('s.product_id', ids)})"
        )
        return f"({self._in('t.product_id', ids)} OR {machine})"

    def _customer(self, value: str) -> str:
        """All words as beginnings of words of the name, or the customer's reference."""
        words = tokens(value)
        if not words:
            return NEVER
        match = self.bind(" AND ".join(f'name : "{word}" *' for word in words))
        return f"t.customer_id IN (SELECT rowid FROM search_customer WHERE search_customer MATCH {match})"

    def _by_key(self, name: str, value: str) -> str:
        key = fts_keys.plain(value)
        if not key:
            return NEVER
        target, kinds = ("asset", "'serial'") if name == "serial" else ("order", "'order', 'invoice'")
        return (
            f"t.{target}_id IN (SELECT target_id FROM search_key WHERE key >= {self.bind(key)}"
            f" AND key < {self.bind(key + chr(0x10FFFF))} AND kind IN ({kinds}) AND target = '{target}')"
        )

    def _state(self, value: str) -> str:
        now = self.bind(self.seat.now)
        return {
            "open": "t.is_open = 1",
            "unassigned": "t.assignee_id IS NULL",
            "breached": f"t.due_sort < {now}",
            "snoozed": f"t.snoozed_until > {now}",
            "waiting": "t.waiting_since IS NOT NULL",
            "mine": f"t.assignee_id = {self.bind(self.seat.me)}",
        }[value]

    def _has(self, value: str) -> str:
        if value == "warranty":
            return self._warranty()
        return {
            "attachment": "EXISTS (SELECT 1 FROM attachments h JOIN interactions i ON i.id = h.interaction_id"
            " WHERE i.ticket_id = t.id)",
            "note": "EXISTS (SELECT 1 FROM interactions i WHERE i.ticket_id = t.id AND i.kind = 'note')",
            "rma": "EXISTS (SELECT 1 FROM rmas h WHERE h.ticket_id = t.id)",
            "asset": "t.asset_id IS NOT NULL",
            "draft": f"EXISTS (SELECT 1 FROM drafts h WHERE h.ticket_id = t.id AND h.agent_id = {self.bind(self.seat.me)})",
        }[value]

    def _warranty(self) -> str:
        """A machine whose legal term (three years, or the agreed one) or commercial term has not ended.

        The verdict itself is computed from more facts; a list asks only for the terms.
        """
        from postventa_tui.kit import query_dates

        today = query_dates.local_day(self.seat.now, self.seat.zone)
        cuts = [
            f"WHEN {{}} <= {12 * years} THEN {self.bind(f'{int(today[:4]) - years:04d}{today[4:]}')}"
            for years in range(1, 11)
        ]
        legal = "CASE " + " ".join(cut.format("coalesce(s.agreed_months, 36)") for cut in cuts) + " END"
        bought = "CASE " + " ".join(cut.format("w.months") for cut in cuts) + " END"
        return (
            f"t.asset_id IN (SELECT s.id FROM assets s WHERE s.delivered_on > {legal} OR EXISTS (SELECT 1 FROM warranties w"
            f" WHERE w.asset_id = s.id AND coalesce(w.starts_on, s.delivered_on) > {bought}))"
        )

    def _moment(self, name: str, op: str, values: list[str]) -> str:
        column = _COLUMNS.get(name, "t.due_sort")
        low, high = self._bounds(name, op, values)
        parts = [f"{column} < {COUNTING}"] if name == "due" else []
        if low is not None:
            parts.append(f"{column} >= {self.bind(low)}")
        if high is not None:
            parts.append(f"{column} < {self.bind(high)}")
        return "(" + " AND ".join(parts) + ")" if parts else f"{column} IS NOT NULL"

    def _bounds(self, name: str, op: str, values: list[str]) -> tuple[int | None, int | None]:
        """Give the first second inside and the first one after; None for an open side."""
        from postventa_tui.kit import query_dates

        if op == "range":
            if "*" not in values and all(query_dates.is_age(value) for value in values):
                ends = sorted(self._edges(name, value) for value in values)  # 2d..7d is 7d..2d
                return ends[0][0], ends[1][1]
            low = None if values[0] == "*" else self._edges(name, values[0])[0]
            return low, None if values[1] == "*" else self._edges(name, values[1])[1]
        start, end = self._edges(name, values[0])
        if query_dates.is_age(values[0]):
            older = op in (">", ">=")
            if name == "due":
                return (start + 1, None) if older else (None, start + 1)
            return (None, start + (op == ">=")) if older else (start + (op != "<="), None)
        return {"=": (start, end), ">": (end, None), ">=": (start, None), "<": (None, start), "<=": (None, end)}[op]

    def _edges(self, name: str, value: str) -> tuple[int, int]:
        """Give the period of a date; for an age the instant it names, twice."""
        from postventa_tui.kit import query_dates

        now, zone = self.seat.now, self.seat.zone
        if not query_dates.is_age(value):
            return query_dates.period(value, now, zone)
        at = query_dates.age_end(value, now, zone) if name == "due" else query_dates.age_start(value, now, zone)
        return at, at + 1


def _any(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"


def _priorities(op: str, values: Sequence[str]) -> list[str]:
    if op in ("=", "in"):
        return list(values)
    at = PRIORITIES.index(values[0])
    return {
        ">": PRIORITIES[at + 1 :], ">=": PRIORITIES[at:], "<": PRIORITIES[:at], "<=": PRIORITIES[: at + 1],
    }[op]  # type: ignore[return-value]  # a tuple does as well  # fmt: skip
