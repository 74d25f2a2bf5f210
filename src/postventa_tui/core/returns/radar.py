"""The fault radar: every fault code of the last 180 days, lot against the other lots of its product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.returns import store_radar
from postventa_tui.core.returns.radar_rule import WINDOW_DAYS, signal
from postventa_tui.core.returns.rows import Suspicion

if TYPE_CHECKING:
    from postventa_tui.core.returns.store_radar import Case, LotSales
    from postventa_tui.desk import Desk

_DAY_S = 86_400


def scan(desk: Desk, at: int | None = None) -> list[Suspicion]:
    """Give the faults seen in the window before `at` (now), flagged ones first, then by rate."""
    now = desk.clock.now() if at is None else at
    db = desk.db
    sales = {(one.product_id, one.lot_id): one for one in store_radar.list_sales(db)}
    groups: dict[tuple[int, int | None, str], list[Case]] = {}
    for case in store_radar.list_cases(db, now - WINDOW_DAYS * _DAY_S, now, desk.shop.zone):
        groups.setdefault((case.product_id, case.lot_id, case.fault_code), []).append(case)
    found = [_suspicion(sales, groups, key) for key in groups if (key[0], key[1]) in sales]
    return sorted(found, key=lambda one: (not one.flagged, -one.rate, one.sku, one.lot or "", one.fault_code))


def _suspicion(
    sales: dict[tuple[int, int | None], LotSales],
    groups: dict[tuple[int, int | None, str], list[Case]],
    key: tuple[int, int | None, str],
) -> Suspicion:
    """One fault code of one lot."""
    product_id, lot_id, fault_code = key
    mine, own = groups[key], sales[product_id, lot_id]
    others = [one for one in sales.values() if one.product_id == product_id and one.lot_id != lot_id]
    other_sold = sum(one.sold for one in others)
    other_cases = sum(len(groups.get((product_id, one.lot_id, fault_code), ())) for one in others)
    found = signal(len(mine), own.sold, other_cases, other_sold)
    serials = sorted(one.serial for one in mine if one.serial)
    return Suspicion(
        product_id,
        own.sku,
        own.product,
        own.lot,
        fault_code,
        len(mine),
        own.sold,
        other_cases,
        other_sold,
        found.rate if found else (len(mine) / own.sold if own.sold else 0.0),
        found.base_rate if found else 0.0,
        found.p_value if found else 1.0,
        found.flagged if found else False,
        serials[0] if serials else None,
        serials[-1] if serials else None,
        sum(one.cost_cents for one in mine),
    )
