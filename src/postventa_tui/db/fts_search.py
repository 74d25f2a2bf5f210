"""Asking an index: by rank when few rows can match, else the newest first. Reads only.

`rank` scores every match, so a common word takes 76 ms by rank and 0.2 ms by row number (design: search, section 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.db.connection import Db, SqlValue

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "ticket": ("subject", "people", "tags", "body"),
    "customer": ("name", "organisation", "address", "note"),
    "article": ("title", "tags", "body"),
    "canned": ("title", "tags", "body"),
    "contact": ("subject", "people", "body"),
}
"""Columns of each index, in the order of the weights of `bm25`."""

WEIGHTS = {"ticket": "8.0, 6.0, 3.0, 1.0", "customer": "8.0, 4.0, 1.0, 1.0", "contact": "4.0, 4.0, 1.0"}
HOMES = {"ticket": "tickets", "customer": "customers", "contact": "interactions"}
INSIDE = "t.id IN (SELECT rowid FROM search_ticket WHERE search_ticket MATCH :text)"
"""Condition that a ticket matches `:text`, for an order that is not the index's."""
COUNTED = 200
"""How far a total is counted; beyond it says "200+"."""


def by_rank(
    db: Db, scope: str, match: str, where: str, params: Mapping[str, SqlValue], limit: int
) -> list[tuple[int, float]]:
    """Give (row, score) of the documents that match and pass `where` (on `t`, the rows of the scope)."""
    rows = db.all(
        f"SELECT t.id, -bm25(search_{scope}, {WEIGHTS[scope]}) FROM search_{scope}"
        f" CROSS JOIN {HOMES[scope]} t ON t.id = search_{scope}.rowid"
        f" WHERE search_{scope} MATCH :match AND ({where}) LIMIT :most",
        **{**params, "match": match, "most": limit},
    )
    return [(int(str(row[0])), float(str(row[1]))) for row in rows]


def tickets_by_rank(
    db: Db, match: str, where: str, params: Mapping[str, SqlValue], limit: int
) -> list[tuple[int, float, int, int]]:
    """Give (ticket, score, changed at, is open) of the tickets that match and pass `where`."""
    return db.all(  # type: ignore[return-value]  # the columns are typed by the schema
        f"SELECT t.id, -bm25(search_ticket, {WEIGHTS['ticket']}), t.updated_at, t.is_open FROM search_ticket"
        " CROSS JOIN tickets t ON t.id = search_ticket.rowid"
        f" WHERE search_ticket MATCH :match AND ({where}) LIMIT :most",
        **{**params, "match": match, "most": limit},
    )


def newest(db: Db, scope: str, match: str, where: str, params: Mapping[str, SqlValue], limit: int) -> list[int]:
    """Give the newest rows that match and pass `where`; reads no more of the index than it must."""
    rows = db.all(
        f"SELECT t.id FROM search_{scope} CROSS JOIN {HOMES[scope]} t ON t.id = search_{scope}.rowid"
        f" WHERE search_{scope} MATCH :match AND ({where}) ORDER BY search_{scope}.rowid DESC LIMIT :most",
        **{**params, "match": match, "most": limit},
    )
    return [int(str(row[0])) for row in rows]


def counted(db: Db, scope: str, match: str, where: str, params: Mapping[str, SqlValue]) -> int:
    """Give how many rows match and pass `where`, at most one more than 200."""
    return len(newest(db, scope, match, where, params, COUNTED + 1))


def in_columns(scope: str, columns: str, match: str) -> str:
    """Give a MATCH text that looks in some columns only: `{subject people tags} : (…)`."""
    return f"{{{columns}}} : ({match})"


def documents(db: Db, scope: str, row_id: int) -> dict[str, str]:
    """Give the text of one document by column."""
    names = COLUMNS[scope]
    row = db.one(f"SELECT {', '.join(names)} FROM search_{scope}_v WHERE id = :id", id=row_id)
    return dict(zip(names, (str(text or "") for text in row), strict=True)) if row else {}


def customers_named(db: Db, words: list[str], limit: int) -> list[int]:
    """Give the newest customers whose names have words that begin with all of `words`."""
    match = " AND ".join(f'name : "{word}" *' for word in words)
    rows = db.all(
        "SELECT rowid FROM search_customer WHERE search_customer MATCH :match ORDER BY rowid DESC LIMIT :most",
        match=match,
        most=limit,
    )
    return [int(str(row[0])) for row in rows]
