"""SQL of products, lots and orders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.assets.rows import LotRow, OrderRow, ProductRow

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, Row, SqlValue

_PRODUCT = (
    "id, sku, name, brand, model, category, goods, made_until, weight_g, end_of_support,"
    " maintenance_months, consumables, repair_score, price_cents, currency"
)
_LOT = "id, product_id, code, serial_pattern, serial_from, serial_to, units_sold"
_ORDER = (
    "id, customer_id, organisation_id, number, invoice, sale_channel, contract_on, invoice_on,"
    " delivery_note_on, delivered_on, total_cents, currency, withdrawal"
)
PRODUCT_FIELDS = (
    "name", "brand", "model", "category", "goods", "made_until", "weight_g", "end_of_support",
    "maintenance_months", "consumables", "repair_score", "price_cents", "currency",
)  # fmt: skip
ORDER_FIELDS = (
    "organisation_id", "number", "invoice", "sale_channel", "contract_on", "invoice_on", "delivery_note_on",
    "delivered_on", "total_cents", "currency", "withdrawal",
)  # fmt: skip
LOT_FIELDS = ("serial_pattern", "serial_from", "serial_to", "units_sold")


def _product(row: Row) -> ProductRow:
    found = ProductRow(*row)  # type: ignore[arg-type]
    return found._replace(consumables=tuple(json.loads(str(row[11]))))


def find_product(db: Db, sku: str) -> ProductRow | None:
    """Give the product with this SKU, in any case."""
    row = db.one(f"SELECT {_PRODUCT} FROM products WHERE upper(sku) = upper(:sku)", sku=sku)
    return None if row is None else _product(row)


def get_product(db: Db, product_id: int) -> ProductRow | None:
    """Give one product."""
    row = db.one(f"SELECT {_PRODUCT} FROM products WHERE id = :id", id=product_id)
    return None if row is None else _product(row)


def list_products(db: Db) -> list[ProductRow]:
    """Give all products by SKU."""
    return [_product(row) for row in db.all(f"SELECT {_PRODUCT} FROM products ORDER BY sku")]


def insert_product(db: Db, sku: str, name: str, at: int) -> int:
    """Add a product; gives its id."""
    return _id(
        db.value(
            "INSERT INTO products (sku, name, created_at, updated_at) VALUES (:sku, :name, :at, :at) RETURNING id",
            sku=sku, name=name, at=at,
        )
    )  # fmt: skip


def save_product(db: Db, product_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of a product; only names of `PRODUCT_FIELDS`."""
    _update(db, "products", product_id, values, PRODUCT_FIELDS, at)


def find_lot(db: Db, product_id: int, code: str) -> LotRow | None:
    """Give the lot of a product by its code."""
    row = db.one(
        f"SELECT {_LOT} FROM lots WHERE product_id = :product AND code = :code",
        product=product_id, code=code,
    )  # fmt: skip
    return None if row is None else LotRow(*row)  # type: ignore[arg-type]


def list_lots(db: Db, product_id: int) -> list[LotRow]:
    """Give the lots of a product by code."""
    rows = db.all(f"SELECT {_LOT} FROM lots WHERE product_id = :product ORDER BY code", product=product_id)
    return [LotRow(*row) for row in rows]  # type: ignore[arg-type]


def insert_lot(db: Db, product_id: int, code: str, at: int) -> int:
    """Add a lot; gives its id."""
    return _id(
        db.value(
            "INSERT INTO lots (product_id, code, created_at, updated_at) VALUES (:product, :code, :at, :at) RETURNING id",
            product=product_id, code=code, at=at,
        )
    )  # fmt: skip


def save_lot(db: Db, lot_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of a lot; only names of `LOT_FIELDS`."""
    _update(db, "lots", lot_id, values, LOT_FIELDS, at)


def get_order(db: Db, order_id: int) -> OrderRow | None:
    """Give one order."""
    row = db.one(f"SELECT {_ORDER} FROM orders WHERE id = :id", id=order_id)
    return None if row is None else OrderRow(*row)  # type: ignore[arg-type]


def find_order(db: Db, number: str) -> OrderRow | None:
    """Give the order with this number."""
    row = db.one(f"SELECT {_ORDER} FROM orders WHERE number = :number", number=number)
    return None if row is None else OrderRow(*row)  # type: ignore[arg-type]


def list_orders(db: Db, customer_id: int) -> list[OrderRow]:
    """Give the orders of a customer, newest first."""
    rows = db.all(
        f"SELECT {_ORDER} FROM orders WHERE customer_id = :customer"
        " ORDER BY coalesce(contract_on, invoice_on, '') DESC, id DESC",
        customer=customer_id,
    )
    return [OrderRow(*row) for row in rows]  # type: ignore[arg-type]


def insert_order(db: Db, customer_id: int, at: int) -> int:
    """Add an empty order of a customer; gives its id."""
    return _id(
        db.value(
            "INSERT INTO orders (customer_id, created_at, updated_at) VALUES (:customer, :at, :at) RETURNING id",
            customer=customer_id, at=at,
        )
    )  # fmt: skip


def save_order(db: Db, order_id: int, values: dict[str, SqlValue], at: int) -> None:
    """Write some columns of an order; only names of `ORDER_FIELDS`."""
    _update(db, "orders", order_id, values, ORDER_FIELDS, at)


def insert_line(
    db: Db, order_id: int, product_id: int, quantity: int, *, price_cents: int | None, currency: str | None, at: int
) -> int:
    """Add a line to an order; gives its id."""
    return _id(
        db.value(
            "INSERT INTO order_lines (order_id, product_id, quantity, price_cents, currency, created_at, updated_at)"
            " VALUES (:order_id, :product, :quantity, :price, :currency, :at, :at) RETURNING id",
            order_id=order_id, product=product_id, quantity=quantity, price=price_cents, currency=currency, at=at,
        )
    )  # fmt: skip


def line_price(db: Db, order_line_id: int) -> tuple[int, str] | None:
    """Give what was paid for one unit of an order line: cents and currency."""
    row = db.one(
        "SELECT price_cents, coalesce(currency, 'EUR') FROM order_lines WHERE id = :id AND price_cents IS NOT NULL",
        id=order_line_id,
    )
    return None if row is None else (int(row[0]), str(row[1]))  # type: ignore[arg-type]


def find_line(db: Db, order_id: int, product_id: int) -> int | None:
    """Give the first line of an order for a product."""
    row = db.one(
        "SELECT id FROM order_lines WHERE order_id = :order_id AND product_id = :product ORDER BY id LIMIT 1",
        order_id=order_id, product=product_id,
    )  # fmt: skip
    return None if row is None else _id(row[0])


def _update(db: Db, table: str, row_id: int, values: dict[str, SqlValue], known: tuple[str, ...], at: int) -> None:
    """Write the named columns of one row; a name outside `known` is a bug."""
    assert set(values) <= set(known), values
    if not values:
        return
    columns = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE {table} SET {columns}, updated_at = :at WHERE id = :id", id=row_id, at=at, **values)


def _id(value: SqlValue) -> int:
    assert isinstance(value, int)
    return value
