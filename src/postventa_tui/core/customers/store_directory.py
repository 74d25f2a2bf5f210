"""SQL of the telephone directory: contact points by some of their digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db


def list_by_digits(db: Db, digits: str, limit: int) -> list[int]:
    """Give the customers of telephones that hold some digits, those that begin with them first."""
    rows = db.all(
        "SELECT p.customer_id FROM contact_points p WHERE p.kind = 'phone' AND replace(p.norm, :digits, '') <> p.norm"
        " ORDER BY CASE WHEN substr(p.norm, 4, :n) = :digits THEN 0 ELSE 1 END, p.id LIMIT :limit",
        digits=digits, n=len(digits), limit=limit,
    )  # fmt: skip
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]
