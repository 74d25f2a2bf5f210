"""SQL of the fault radar and the product report: who sold what, and what failed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.kit import moments
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db


class LotSales(NamedTuple):
    """Units sold of a lot: what the shop counted, or the machines of the file when they are more."""

    product_id: int
    lot_id: int | None
    sku: str
    product: str
    lot: str | None
    sold: int


class Case(NamedTuple):
    """A machine that failed in a way, once however often it came; cost in cents."""

    product_id: int
    lot_id: int | None
    asset_id: int
    serial: str | None
    fault_code: str
    cost_cents: int


def list_sales(db: Db) -> list[LotSales]:
    """Give the units sold by product and lot; machines without a lot stand under None."""
    rows = db.all(
        "SELECT p.id, l.id, p.sku, p.name, l.code, max(coalesce(l.units_sold, 0), (SELECT count(*) FROM assets a"
        " WHERE a.lot_id = l.id AND a.sold_by_us = 1)) FROM products p JOIN lots l ON l.product_id = p.id"
        " UNION ALL SELECT p.id, NULL, p.sku, p.name, NULL, (SELECT count(*) FROM assets a"
        " WHERE a.product_id = p.id AND a.lot_id IS NULL AND a.sold_by_us = 1) FROM products p ORDER BY 3, 5"
    )
    return [LotSales(*row) for row in rows]  # type: ignore[arg-type]


def list_cases(db: Db, from_at: int, to_at: int, zone: str) -> list[Case]:
    """Give the failures of machines in [from_at, to_at]: from returns, repairs and causes of tickets."""
    days = {"from_on": moments.local_date(from_at, zone), "to_on": moments.local_date(to_at, zone)}
    rows = db.all(
        "SELECT a.product_id, a.lot_id, a.id, a.serial, f.code FROM ("
        " SELECT l.asset_id AS asset_id, l.fault_code AS code FROM rma_lines l JOIN rmas r ON r.id = l.rma_id"
        "  WHERE r.created_at >= :from_at AND r.created_at <= :to_at"
        " UNION SELECT s.asset_id, s.fault_code FROM repairs s"
        "  WHERE s.handed_over_on >= :from_on AND s.handed_over_on <= :to_on"
        " UNION SELECT t.asset_id, t.cause FROM tickets t WHERE t.created_at >= :from_at AND t.created_at <= :to_at"
        "  AND t.status_type NOT IN ('merged', 'spam')"
        ") f JOIN assets a ON a.id = f.asset_id WHERE f.code IS NOT NULL AND f.code <> '' ORDER BY a.id, f.code",
        from_at=from_at, to_at=to_at, **days,
    )  # fmt: skip
    costs = _costs(db, from_at, to_at)
    return [
        Case(int(row[0]), row[1], int(row[2]), row[3], str(row[4]), costs.get((int(row[2]), str(row[4])), 0))  # type: ignore[arg-type]
        for row in rows
    ]


def lot_codes(db: Db, product_id: int) -> dict[int, str]:
    """Give the codes of a product's lots by id."""
    rows = db.all("SELECT id, code FROM lots WHERE product_id = :product", product=product_id)
    return {int(row[0]): str(row[1]) for row in rows}  # type: ignore[arg-type]


def _costs(db: Db, from_at: int, to_at: int) -> dict[tuple[int, str], int]:
    """Parts, labour and money given back, by machine and fault code, in cents."""
    rows = db.all(
        "SELECT l.asset_id, l.fault_code, l.parts, coalesce(l.labour_cents, 0) + coalesce(l.amount_cents, 0)"
        " FROM rma_lines l JOIN rmas r ON r.id = l.rma_id WHERE r.created_at >= :from_at AND r.created_at <= :to_at"
        " AND l.asset_id IS NOT NULL AND l.fault_code IS NOT NULL",
        from_at=from_at, to_at=to_at,
    )  # fmt: skip
    costs: dict[tuple[int, str], int] = {}
    for asset_id, code, parts, rest in rows:
        spent = sum(int(one.get("cents", 0)) for one in json.loads(str(parts))) + int(rest)  # type: ignore[arg-type]
        key = (int(asset_id), str(code))  # type: ignore[arg-type]
        costs[key] = costs.get(key, 0) + spent
    return costs
