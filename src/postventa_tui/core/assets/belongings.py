"""What a person has from us: machines and orders, for heads and lifelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets import store, store_units

if TYPE_CHECKING:
    from postventa_tui.core.assets.rows import AssetRow, OrderRow
    from postventa_tui.desk import Desk


def machines_of(desk: Desk, customer_id: int) -> list[AssetRow]:
    """Give the machines a person owns now."""
    return store_units.list_of_customer(desk.db, customer_id)


def orders_of(desk: Desk, customer_id: int) -> list[OrderRow]:
    """Give the orders of a person."""
    return store.list_orders(desk.db, customer_id)


def written_down(desk: Desk, customer_id: int) -> dict[int, int]:
    """Give when the machines of `machines_of` were written down, by machine."""
    return store_units.list_created(desk.db, customer_id)
