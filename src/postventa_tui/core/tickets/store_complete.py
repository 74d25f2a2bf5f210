"""Names for completion, with how many open tickets have them. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.db import fts_search
from postventa_tui.kit.words import fold, tokens

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

LOOKED_AT = 2000
"""Rows of a small table that are compared."""

_SOURCES = {
    "assignee": (
        "SELECT a.login, a.login || ' ' || a.name, (SELECT count(*) FROM tickets t WHERE t.is_open = 1 AND t.assignee_id = a.id)"
        " FROM agents a WHERE a.active = 1 ORDER BY a.login LIMIT :most"
    ),
    "team": (
        "SELECT m.name, m.name, (SELECT count(*) FROM tickets t WHERE t.is_open = 1 AND t.team_id = m.id)"
        " FROM teams m ORDER BY m.name LIMIT :most"
    ),
    "tag": (
        "SELECT g.name, g.name, (SELECT count(*) FROM ticket_tags k WHERE k.tag_id = g.id) FROM tags g"
        " ORDER BY 3 DESC, g.name LIMIT :most"
    ),
    "product": (
        "SELECT p.name, p.sku || ' ' || p.name || ' ' || coalesce(p.brand, '') || ' ' || coalesce(p.model, ''), NULL"
        " FROM products p ORDER BY p.name LIMIT :most"
    ),
    "organisation": "SELECT o.name, o.name, NULL FROM organisations o ORDER BY o.name LIMIT :most",
    "type": "SELECT DISTINCT p.category, p.category, NULL FROM products p WHERE p.category IS NOT NULL ORDER BY 1 LIMIT :most",
}


def counts(db: Db, column: str) -> dict[str, int]:
    """Give how many open tickets have each value of a column of ours."""
    rows = db.all(f"SELECT t.{column}, count(*) FROM tickets t WHERE t.is_open = 1 GROUP BY t.{column}")
    return {str(row[0]): int(str(row[1])) for row in rows}


def names(db: Db, field: str, typed: str, limit: int) -> list[tuple[str, int | None]]:
    """Give names of which a word begins with what was typed (folded), with their count where it is cheap."""
    if field == "customer":
        return [(name, None) for name in _customers(db, typed, limit)]
    source = _SOURCES.get(field)
    if source is None:
        return []
    wanted = tokens(typed)
    found: list[tuple[str, int | None]] = []
    for name, known, count in db.all(source, most=LOOKED_AT):
        words = tokens(str(known))
        if fold(str(name)).startswith(typed) or (wanted and all(any(w.startswith(x) for w in words) for x in wanted)):
            found.append((str(name), None if count is None else int(str(count))))
    return found[:limit]


def _customers(db: Db, typed: str, limit: int) -> list[str]:
    words = tokens(typed)
    if not words:
        return []
    from postventa_tui.core.tickets.store_search import customer_names

    ids = fts_search.customers_named(db, words, limit * 4)
    return sorted(dict.fromkeys(customer_names(db, ids).values()))[:limit] if ids else []
