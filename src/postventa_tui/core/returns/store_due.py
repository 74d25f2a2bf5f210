"""SQL of maintenance plans and last services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db


class Plan(NamedTuple):
    """Service every so many months, or every so many of a counter (kilometres, cups)."""

    product_id: int
    every_months: int | None
    every_counter: int | None
    counter_unit: str | None
    title: str


def list_plans(db: Db) -> dict[int, list[Plan]]:
    """Give the plans by product."""
    found: dict[int, list[Plan]] = {}
    for row in db.all("SELECT product_id, every_months, every_counter, counter_unit, title FROM plans ORDER BY id"):
        plan = Plan(*row)  # type: ignore[arg-type]
        found.setdefault(plan.product_id, []).append(plan)
    return found


def insert_plan(db: Db, plan: Plan, at: int) -> int:
    """Add a plan; gives its id."""
    value = db.value(
        "INSERT INTO plans (product_id, every_months, every_counter, counter_unit, title, created_at, updated_at)"
        " VALUES (:product_id, :every_months, :every_counter, :counter_unit, :title, :at, :at) RETURNING id",
        at=at, **plan._asdict(),
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def last_services(db: Db) -> dict[int, str]:
    """Give the day of the last return from a workshop, by machine."""
    rows = db.all("SELECT asset_id, max(returned_on) FROM repairs WHERE returned_on IS NOT NULL GROUP BY asset_id")
    return {int(row[0]): str(row[1]) for row in rows}  # type: ignore[arg-type]
