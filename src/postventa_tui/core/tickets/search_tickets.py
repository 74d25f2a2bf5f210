"""Tickets that a query finds: keys first, then few hits by score, many hits newest first.

Source: design, search section 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import query as compiler
from postventa_tui.core.tickets import search_plan, store_search
from postventa_tui.core.tickets.query_match import Reading
from postventa_tui.db import fts_keys, fts_search
from postventa_tui.kit.query_terms import asked
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.tickets.query_fields import Seat
    from postventa_tui.core.tickets.search_plan import Plan
    from postventa_tui.db.connection import Db, SqlValue
    from postventa_tui.db.fts_keys import Hit
    from postventa_tui.kit.query import Node

FEW = 3000
"""Up to this many hits all are scored."""
TOO_MANY = 300_000
"""Above this, titles are not looked at first when there is more than one word."""
HALF_LIFE_DAYS = 90
OPEN_FACTOR = 1.3
KEY_SCORES = (1000.0, 900.0, 800.0)
"""Scores of a key that is exact, that begins so, that ends so."""
MOST_ROUNDS = 16

ORDERS = {
    "created": "t.created_at DESC, t.id DESC",
    "updated": "t.updated_at DESC, t.id DESC",
    "due": "t.due_sort, t.created_at, t.id",
    "priority": "CASE t.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, t.id DESC",
}


class Scored(NamedTuple):
    """A ticket with its score; `is_key`: found by a number, serial, phone or address."""

    id: int
    score: float
    is_key: bool = False


class Tickets(NamedTuple):
    """The best tickets, how many there are (to 201), and the plan they were found by."""

    items: tuple[Scored, ...]
    total: int
    plan: Plan
    hits: tuple[Hit, ...]


def find(db: Db, ast: Node, seat: Seat, *, limit: int, is_prefix: bool, known: frozenset[str]) -> Tickets:
    """Give the tickets of a query.

    Args:
        limit: How many are wanted.
        known: Words that are right as typed, though no ticket has them.
    """
    plan = search_plan.plan(db, ast, is_prefix=is_prefix, reading=Reading(known=known))
    compiled = compiler.compile(plan.fields, seat, db, hides=compiler.SEARCH_HIDES)
    sort = next(iter(asked(ast).field("sort")), None)
    hits = key_hits(db, plan)
    keyed = _keyed(db, hits, compiled.where, compiled.params)
    if not plan.match:
        found = _by_fields(db, plan, compiled.where, compiled.params, sort, limit)
        return Tickets(tuple(_unique([*keyed, *found])[:limit]), _total(keyed, len(found)), plan, tuple(hits))
    found, total = _by_words(db, plan, compiled.where, compiled.params, limit)
    rounds = 1
    while is_prefix and len(found) + len(keyed) < limit and plan.leaves[-1:] and plan.leaves[-1].has_more:
        further = Reading(known=known, skip=64 * rounds)
        plan = search_plan.plan(db, ast, is_prefix=True, reading=further)
        more, count = _by_words(db, plan, compiled.where, compiled.params, limit)
        new = [one for one in more if one.id not in {old.id for old in found}]
        found, total, rounds = found + new, total + min(count, len(new)), rounds + 1
        if rounds >= MOST_ROUNDS:
            break
    if sort and sort != "relevance":
        ids = _sorted(db, plan, compiled.where, compiled.params, sort, limit)
        found = [Scored(one, round(1 / (1 + at), 4)) for at, one in enumerate(ids)]
    unique = _unique([*keyed, *found])
    return Tickets(tuple(unique[:limit]), max(total, len(unique)), plan, tuple(hits))


def _total(keyed: Sequence[Scored], found: int) -> int:
    return min(len(keyed) + found, fts_search.COUNTED + 1)


def _unique(scored: Sequence[Scored]) -> list[Scored]:
    seen: dict[int, Scored] = {}
    for one in scored:
        seen.setdefault(one.id, one)
    return list(seen.values())


def key_hits(db: Db, plan: Plan) -> list[Hit]:
    """Give whom the keys of a query belong to, exact ones first."""
    hits: list[Hit] = []
    for wanted in plan.keys:
        found = fts_keys.find(db, wanted.key, wanted.kinds)
        if not found and "phone" in wanted.kinds and len(wanted.key) > 9 and wanted.key.isdigit():
            found = fts_keys.find(db, wanted.key[-9:], frozenset(("phone",)))
        hits += [hit for hit in found if hit.rank == 0 or not wanted.is_exact]
    return sorted(dict.fromkeys(hits), key=lambda hit: hit.rank)


def _keyed(db: Db, hits: Sequence[Hit], where: str, params: Mapping[str, SqlValue]) -> list[Scored]:
    """Give the tickets that keys lead to; a ticket named by its number is shown whatever its status."""
    scored: list[Scored] = []
    for hit in hits:
        ids = store_search.tickets_of_key(db, hit)
        is_named = hit.target == "ticket" and hit.rank == 0
        kept = set(ids) if is_named else store_search.keep(db, ids, where, params)
        scored += [Scored(one, KEY_SCORES[hit.rank], is_key=True) for one in ids if one in kept]
    return _unique(scored)


def _by_fields(
    db: Db, plan: Plan, where: str, params: Mapping[str, SqlValue], sort: str | None, limit: int
) -> list[Scored]:
    """Give the tickets of a query without words; nothing for a query that asks nothing."""
    if plan.fields[0] == "all" or (plan.keys and plan.fields[0] == "ticket"):
        return []
    ids = store_search.list_by_fields(db, where, params, ORDERS.get(sort or "", ORDERS["updated"]), max(limit, 201))
    return [Scored(one, round(1 / (1 + at), 4)) for at, one in enumerate(ids)]


def _by_words(db: Db, plan: Plan, where: str, params: Mapping[str, SqlValue], limit: int) -> tuple[list[Scored], int]:
    if plan.df <= FEW:
        found = fts_search.tickets_by_rank(db, plan.match, where, params, FEW)
        now = max((row[2] for row in found), default=0)
        scored = [(_weighed(score, now - at, is_open), one) for one, score, at, is_open in found]
        best = [Scored(one, score) for score, one in sorted(scored, reverse=True)[:limit]]
        return best, min(len(scored), fts_search.COUNTED + 1)
    ids: list[int] = []
    if plan.df <= TOO_MANY or plan.words == 1:
        titles = fts_search.in_columns("ticket", "subject people tags", plan.match)
        ids = fts_search.newest(db, "ticket", titles, where, params, limit)
    if len(ids) < limit:
        ids = list(dict.fromkeys([*ids, *fts_search.newest(db, "ticket", plan.match, where, params, limit)]))
    total = fts_search.counted(db, "ticket", plan.match, where, params) if len(ids) >= limit else len(ids)
    return [Scored(one, round(1 / (1 + at), 4)) for at, one in enumerate(ids[:limit])], max(total, len(ids))


def _weighed(score: float, age_s: int, is_open: int) -> float:
    """Give the score of a ticket with its age and whether there is still work on it."""
    recency = 1 + 0.5 * float(0.5 ** (age_s / (HALF_LIFE_DAYS * 86_400)))
    return score * recency * (OPEN_FACTOR if is_open else 1.0)


def _sorted(db: Db, plan: Plan, where: str, params: Mapping[str, SqlValue], sort: str, limit: int) -> list[int]:
    both = {**params, "text": plan.match}
    return store_search.list_by_fields(db, f"{where} AND {fts_search.INSIDE}", both, ORDERS[sort], limit)
