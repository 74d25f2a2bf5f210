"""SQL of machines, their owners, repairs and commercial guarantees."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.assets.rows import AssetRow, OwnerRow, RepairRow, WarrantyRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.db.connection import Db, Row, SqlValue

_ASSET = (
    "SELECT a.id, a.product_id, p.sku, p.name, p.brand, p.category, p.goods, a.serial, a.unit_key, l.code,"
    " a.customer_id, a.household_id, a.organisation_id, a.order_id, a.order_line_id, a.delivered_on,"
    " a.agreed_months, a.supply_until, a.condition, a.sold_by_us, a.counter_value, a.notes, a.custom"
    " FROM assets a JOIN products p ON p.id = a.product_id LEFT JOIN lots l ON l.id = a.lot_id"
)
_REPAIR = "id, asset_id, ticket_id, handed_over_on, returned_on, fault_code, kind, under"
ASSET_FIELDS = (
    "customer_id", "household_id", "organisation_id", "order_id", "order_line_id", "serial", "unit_key", "lot_id",
    "delivered_on", "agreed_months", "supply_until", "condition", "sold_by_us", "counter_value", "notes", "custom",
)  # fmt: skip


def _asset(row: Row) -> AssetRow:
    values = list(row)
    values[19] = bool(row[19])
    return AssetRow(*values)  # type: ignore[arg-type]


def find_asset(db: Db, asset_id: int) -> AssetRow | None:
    """Give one machine."""
    row = db.one(f"{_ASSET} WHERE a.id = :id", id=asset_id)
    return None if row is None else _asset(row)


def list_by_keys(db: Db, keys: Sequence[str]) -> list[AssetRow]:
    """Give the machines with one of these unit keys."""
    if not keys:
        return []
    names = {f"k{number}": key for number, key in enumerate(keys)}
    marks = ", ".join(f":{name}" for name in names)
    return [_asset(row) for row in db.all(f"{_ASSET} WHERE a.unit_key IN ({marks}) ORDER BY a.id", **names)]


def find_unit(db: Db, product_id: int, unit_key: str) -> AssetRow | None:
    """Give the machine of a product with this unit key."""
    row = db.one(f"{_ASSET} WHERE a.product_id = :product AND a.unit_key = :key", product=product_id, key=unit_key)
    return None if row is None else _asset(row)


def list_of_customer(db: Db, customer_id: int) -> list[AssetRow]:
    """Give the machines of a customer, and those of her household."""
    rows = db.all(
        f"{_ASSET} WHERE a.customer_id = :customer OR a.household_id ="
        " (SELECT c.household_id FROM customers c WHERE c.id = :customer)"
        " ORDER BY coalesce(a.delivered_on, '') DESC, a.id DESC",
        customer=customer_id,
    )
    return [_asset(row) for row in rows]


def list_created(db: Db, customer_id: int) -> dict[int, int]:
    """Give when the machines of a customer, and those of her household, were written down; by machine."""
    rows = db.all(
        "SELECT a.id, a.created_at FROM assets a WHERE a.customer_id = :customer OR a.household_id ="
        " (SELECT c.household_id FROM customers c WHERE c.id = :customer)",
        customer=customer_id,
    )
    return {int(row[0]): int(row[1]) for row in rows}  # type: ignore[arg-type]


def list_of_product(db: Db, product_id: int, lot_id: int | None) -> list[AssetRow]:
    """Give the machines of a product, of one lot when it is named, by serial."""
    rows = db.all(
        f"{_ASSET} WHERE a.product_id = :product AND (:lot IS NULL OR a.lot_id = :lot)"
        " ORDER BY coalesce(a.unit_key, ''), a.id",
        product=product_id, lot=lot_id,
    )  # fmt: skip
    return [_asset(row) for row in rows]


def list_all(db: Db, after: int, limit: int) -> list[AssetRow]:
    """Give machines in order of id, a page at a time."""
    return [
        _asset(row)
        for row in db.all(f"{_ASSET} WHERE a.id > :after ORDER BY a.id LIMIT :limit", after=after, limit=limit)
    ]


def insert_asset(db: Db, product_id: int, at: int) -> int:
    """Add a machine of a product; gives its id."""
    value = db.value(
        "INSERT INTO assets (product_id, created_at, updated_at) VALUES (:product, :at, :at) RETURNING id",
        product=product_id, at=at,
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def save_asset(db: Db, asset_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of a machine; only names of `ASSET_FIELDS`."""
    assert set(values) <= set(ASSET_FIELDS), values
    if not values:
        return
    columns = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE assets SET {columns}, updated_at = :at WHERE id = :id", id=asset_id, at=at, **values)


def insert_owner(db: Db, asset_id: int, customer_id: int | None, until_on: str, at: int) -> None:
    """Note who owned a machine up to a day."""
    db.run(
        "INSERT INTO asset_owners (asset_id, customer_id, until_on, created_at, updated_at)"
        " VALUES (:asset, :customer, :until_on, :at, :at)",
        asset=asset_id, customer=customer_id, until_on=until_on, at=at,
    )  # fmt: skip


def list_owners(db: Db, asset_id: int) -> list[OwnerRow]:
    """Give the earlier owners of a machine, the last one first."""
    rows = db.all(
        "SELECT asset_id, customer_id, until_on FROM asset_owners WHERE asset_id = :asset ORDER BY until_on DESC, id DESC",
        asset=asset_id,
    )
    return [OwnerRow(*row) for row in rows]  # type: ignore[arg-type]


def list_repairs(db: Db, asset_id: int) -> list[RepairRow]:
    """Give the repairs of a machine, oldest first."""
    rows = db.all(
        f"SELECT {_REPAIR} FROM repairs WHERE asset_id = :asset ORDER BY handed_over_on, id",
        asset=asset_id,
    )
    return [RepairRow(*row) for row in rows]  # type: ignore[arg-type]


def insert_repair(
    db: Db,
    asset_id: int,
    handed_over_on: str,
    returned_on: str | None,
    *,
    fault_code: str | None,
    kind: str,
    under: str,
    ticket_id: int | None,
    at: int,
) -> int:
    """Add a stay in a workshop; gives its id."""
    value = db.value(
        "INSERT INTO repairs (asset_id, ticket_id, handed_over_on, returned_on, fault_code, kind, under,"
        " created_at, updated_at) VALUES (:asset, :ticket, :handed_over_on, :returned_on, :fault, :kind, :under,"
        " :at, :at) RETURNING id",
        asset=asset_id, ticket=ticket_id, handed_over_on=handed_over_on, returned_on=returned_on, fault=fault_code,
        kind=kind, under=under, at=at,
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def save_repair(
    db: Db, repair_id: int, *, returned_on: str | None, fault_code: str | None, kind: str, under: str, at: int
) -> None:
    """Write how a stay in a workshop ended."""
    db.run(
        "UPDATE repairs SET returned_on = :returned_on, fault_code = :fault, kind = :kind, under = :under,"
        " updated_at = :at WHERE id = :id",
        id=repair_id, returned_on=returned_on, fault=fault_code, kind=kind, under=under, at=at,
    )  # fmt: skip


def delete_repair(db: Db, repair_id: int) -> None:
    """Take a stay out that turned out to be none."""
    db.run("DELETE FROM repairs WHERE id = :id", id=repair_id)


def list_warranties(db: Db, asset_id: int) -> list[WarrantyRow]:
    """Give the commercial guarantees of a machine."""
    rows = db.all(
        "SELECT id, asset_id, by, months, starts_on, covers FROM warranties WHERE asset_id = :asset ORDER BY id",
        asset=asset_id,
    )
    found = [WarrantyRow(*row) for row in rows]  # type: ignore[arg-type]
    return [one._replace(covers=tuple(json.loads(str(one.covers)))) for one in found]


def insert_warranty(
    db: Db, asset_id: int, by: str, months: int, *, starts_on: str | None, covers: Sequence[str], at: int
) -> int:
    """Add a commercial guarantee; gives its id."""
    value = db.value(
        "INSERT INTO warranties (asset_id, by, months, starts_on, covers, created_at, updated_at)"
        " VALUES (:asset, :by, :months, :starts_on, :covers, :at, :at) RETURNING id",
        asset=asset_id, by=by, months=months, starts_on=starts_on,
        covers=json.dumps(list(covers), ensure_ascii=False), at=at,
    )  # fmt: skip
    assert isinstance(value, int)
    return value


def insert_reading(
    db: Db, asset_id: int, taken_at: int, name: str, value: float | None, *, unit: str | None, details: str, at: int
) -> int:
    """Keep one reading of a connected machine; gives its id."""
    found = db.value(
        "INSERT INTO readings (asset_id, at, name, value, unit, details, created_at, updated_at)"
        " VALUES (:asset, :taken_at, :name, :value, :unit, :details, :at, :at) RETURNING id",
        asset=asset_id, taken_at=taken_at, name=name, value=value, unit=unit, details=details, at=at,
    )  # fmt: skip
    assert isinstance(found, int)
    return found


def has_reading(db: Db, asset_id: int, taken_at: int, name: str) -> bool:
    """Say whether that reading is kept already."""
    row = db.one(
        "SELECT 1 FROM readings WHERE asset_id = :asset AND at = :taken_at AND name = :name",
        asset=asset_id, taken_at=taken_at, name=name,
    )  # fmt: skip
    return row is not None
