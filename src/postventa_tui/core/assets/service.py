"""Verbs on products, orders and machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.assets import serials, store, store_units
from postventa_tui.core.assets.model import (
    AssetInput,
    OrderInput,
    RepairInput,
    WarrantyInput,
    checked_asset,
    checked_order,
    checked_product,
    checked_repair,
    checked_warranty,
)
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.core.assets.model import ProductInput
    from postventa_tui.core.assets.rows import AssetRow, LotRow, OrderRow, OwnerRow, ProductRow, RepairRow
    from postventa_tui.db.connection import SqlValue
    from postventa_tui.desk import Desk

PAGE = 500
MAX_FOUND_KEYS = 200
"""How many possible serials of one text are looked up."""


def today(desk: Desk) -> str:
    """Give the civil day of the shop, YYYY-MM-DD."""
    return moments.local_date(desk.clock.now(), desk.shop.zone)


def get_product(desk: Desk, sku: str) -> ProductRow:
    """Give the product with this SKU.

    Raises:
        NotFound: `product_unknown`.
    """
    found = store.find_product(desk.db, sku.strip())
    if found is None:
        raise NotFound("product_unknown", sku=sku)
    return found


def products(desk: Desk) -> list[ProductRow]:
    """Give all products by SKU."""
    return store.list_products(desk.db)


@verb("product.save")
def save_product(desk: Desk, given: ProductInput) -> ProductRow:
    """Add a product or change the one with this SKU; fields that are None stay as they are.

    Raises:
        Usage: `bad_value` for an impossible date, weight, price or kind of goods.
    """
    checked_product(given)
    at = desk.clock.now()
    known = store.find_product(desk.db, given.sku)
    product_id = store.insert_product(desk.db, given.sku, given.name or given.sku, at) if known is None else known.id
    values: dict[str, SqlValue] = {
        name: value
        for name, value in given._asdict().items()
        if name not in ("sku", "consumables") and value is not None
    }
    if given.consumables is not None:
        values["consumables"] = json.dumps(list(given.consumables), ensure_ascii=False)
    store.save_product(desk.db, product_id, values, at)
    saved = store.get_product(desk.db, product_id)
    assert saved is not None
    return saved


@verb("lot.save")
def save_lot(desk: Desk, /, product_id: int, code: str, **values: SqlValue) -> LotRow:
    """Add a lot or change it; values are those of `store.LOT_FIELDS`."""
    at = desk.clock.now()
    known = store.find_lot(desk.db, product_id, code)
    lot_id = store.insert_lot(desk.db, product_id, code, at) if known is None else known.id
    store.save_lot(desk.db, lot_id, values, at)
    saved = store.find_lot(desk.db, product_id, code)
    assert saved is not None
    return saved


@verb("order.add")
def add_order(desk: Desk, given: OrderInput) -> OrderRow:
    """Add a purchase with its lines.

    Raises:
        Usage: `bad_value`. Refused: `order_taken`. NotFound: `product_unknown`.
    """
    checked_order(given)
    at = desk.clock.now()
    if given.number is not None and store.find_order(desk.db, given.number) is not None:
        raise Refused("order_taken", number=given.number)
    order_id = store.insert_order(desk.db, given.customer_id, at)
    values: dict[str, SqlValue] = {name: getattr(given, name) for name in store.ORDER_FIELDS if name != "withdrawal"}
    values["withdrawal"] = json.dumps(given.withdrawal, ensure_ascii=False, sort_keys=True)
    store.save_order(desk.db, order_id, values, at)
    for line in given.lines:
        product = get_product(desk, line.sku)
        store.insert_line(
            desk.db,
            order_id,
            product.id,
            line.quantity,
            price_cents=line.price_cents,
            currency=line.currency,
            at=at,
        )
    saved = store.get_order(desk.db, order_id)
    assert saved is not None
    return saved


def get_order(desk: Desk, number: str) -> OrderRow:
    """Give the order with this number.

    Raises:
        NotFound: `order_unknown`.
    """
    found = store.find_order(desk.db, number)
    if found is None:
        raise NotFound("order_unknown", number=number)
    return found


@verb("asset.add")
def add(desk: Desk, given: AssetInput) -> AssetRow:
    """Add a machine of a known product.

    Raises:
        NotFound: `product_unknown`. Refused: `serial_taken`. Usage: `bad_value`.
    """
    product = get_product(desk, given.sku)
    checked_asset(given)
    at = desk.clock.now()
    key = _free_key(desk, product, given.serial, None)
    asset_id = store_units.insert_asset(desk.db, product.id, at)
    lot = save_lot(desk, product.id, given.lot) if given.lot else None
    line_id = store.find_line(desk.db, given.order_id, product.id) if given.order_id is not None else None
    values: dict[str, SqlValue] = {
        "customer_id": given.customer_id,
        "household_id": given.household_id,
        "organisation_id": given.organisation_id,
        "order_id": given.order_id,
        "order_line_id": line_id,
        "serial": given.serial,
        "unit_key": key,
        "lot_id": None if lot is None else lot.id,
        "delivered_on": given.delivered_on,
        "agreed_months": given.agreed_months,
        "supply_until": given.supply_until,
        "condition": given.condition,
        "sold_by_us": int(given.sold_by_us),
        "notes": given.notes,
    }
    store_units.save_asset(desk.db, asset_id, values, at)
    return get(desk, asset_id)


def get(desk: Desk, asset_id: int) -> AssetRow:
    """Give one machine.

    Raises:
        NotFound: `asset_unknown`.
    """
    found = store_units.find_asset(desk.db, asset_id)
    if found is None:
        raise NotFound("asset_unknown", serial=f"#{asset_id}")
    return found


def named(desk: Desk, word: str) -> AssetRow:
    """Give the machine a person names: a serial in any writing, `SKU:SERIAL`, or `#ID`.

    Raises:
        NotFound: `asset_unknown`. Refused: `asset_ambiguous`.
    """
    text = word.strip()
    if text.startswith("#") and text[1:].isdigit():
        return get(desk, int(text[1:]))
    sku, found_sku, rest = text.partition(":")
    found = store_units.list_by_keys(desk.db, [serials.unit_key(rest if found_sku else text)])
    if found_sku:
        found = [one for one in found if one.sku.upper() == sku.strip().upper()]
    if not found:
        raise NotFound("asset_unknown", serial=word)
    if len(found) > 1:
        raise Refused("asset_ambiguous", serial=word, found=", ".join(f"{one.sku}:{one.serial}" for one in found))
    return found[0]


def of_customer(desk: Desk, customer_id: int) -> list[AssetRow]:
    """Give the machines of a customer and of her household, the one delivered last first."""
    return store_units.list_of_customer(desk.db, customer_id)


def every(desk: Desk) -> Iterator[AssetRow]:
    """Give all machines, page by page."""
    after = 0
    while page := store_units.list_all(desk.db, after, PAGE):
        yield from page
        after = page[-1].id


def of_product(desk: Desk, product_id: int, lot_id: int | None = None) -> list[AssetRow]:
    """Give the machines of a product, of one lot when it is named, by serial."""
    return store_units.list_of_product(desk.db, product_id, lot_id)


def find_lot(desk: Desk, product_id: int, code: str) -> LotRow | None:
    """Give a lot of a product by its code, None without."""
    return store.find_lot(desk.db, product_id, code)


def sold_of_lot(desk: Desk, product_id: int, lot_id: int) -> int:
    """Give how many units of a lot the shop says it sold; 0 when it did not say."""
    return next((one.units_sold or 0 for one in store.list_lots(desk.db, product_id) if one.id == lot_id), 0)


def find_in_text(desk: Desk, text: str) -> list[AssetRow]:
    """Give the machines whose serial stands anywhere in `text`, the longest serial first."""
    keys = serials.candidates(text)[:MAX_FOUND_KEYS]
    found = store_units.list_by_keys(desk.reader(), keys)
    return sorted(found, key=lambda one: (-len(one.unit_key or ""), one.id))


@verb("asset.set")
def change(desk: Desk, /, asset_id: int, **values: SqlValue) -> AssetRow:
    """Change fields of a machine: serial, delivered_on, agreed_months, supply_until, condition, notes, order_id,
    organisation_id, counter_value.

    Raises:
        Usage: `bad_value`. Refused: `serial_taken`. NotFound: `asset_unknown`.
    """
    machine = get(desk, asset_id)
    product = store.get_product(desk.db, machine.product_id)
    assert product is not None
    shape = {name: value for name, value in values.items() if name in AssetInput._fields}
    checked_asset(AssetInput(machine.sku)._replace(**shape))  # type: ignore[arg-type]
    if "serial" in values:
        serial = values["serial"]
        values["unit_key"] = _free_key(desk, product, None if serial is None else str(serial), asset_id)
    if values.get("order_id") is not None:
        values["order_line_id"] = store.find_line(desk.db, int(str(values["order_id"])), product.id)
    store_units.save_asset(desk.db, asset_id, values, desk.clock.now())
    return get(desk, asset_id)


@verb("asset.hand_over")
def hand_over(desk: Desk, asset_id: int, customer_id: int | None, *, with_receipt: bool = True) -> AssetRow:
    """Give the machine to another owner; it keeps its history, the earlier owner is remembered.

    Without the receipt, or when the shop's setting says that the guarantee stays with the buyer, the dates of the
    purchase no longer answer for the new owner.
    """
    machine = get(desk, asset_id)
    if machine.customer_id == customer_id:
        return machine
    at = desk.clock.now()
    store_units.insert_owner(desk.db, asset_id, machine.customer_id, today(desk), at)
    follows = with_receipt and bool(desk.shop.get("shared_owner_guarantee", True))
    custom = json.loads(machine.custom)
    custom["receipt"] = follows
    values: dict[str, SqlValue] = {
        "customer_id": customer_id,
        "household_id": None,
        "custom": json.dumps(custom, ensure_ascii=False, sort_keys=True),
    }
    store_units.save_asset(desk.db, asset_id, values, at)
    return get(desk, asset_id)


@verb("asset.warranty")
def add_warranty(desk: Desk, given: WarrantyInput) -> int:
    """Note a commercial guarantee of a machine; gives its id.

    Raises:
        Usage: `bad_value`. NotFound: `asset_unknown`.
    """
    checked_warranty(given)
    get(desk, given.asset_id)
    return store_units.insert_warranty(
        desk.db,
        given.asset_id,
        given.by,
        given.months,
        starts_on=given.starts_on,
        covers=given.covers,
        at=desk.clock.now(),
    )


@verb("asset.repair")
def add_repair(desk: Desk, given: RepairInput) -> int:
    """Note a stay in a workshop, open while `returned_on` is None; gives its id.

    Raises:
        Usage: `bad_value`. Refused: `return_before`. NotFound: `asset_unknown`.
    """
    checked_repair(given)
    get(desk, given.asset_id)
    return store_units.insert_repair(
        desk.db,
        given.asset_id,
        given.handed_over_on,
        given.returned_on,
        fault_code=given.fault_code,
        kind=given.kind,
        under=given.under,
        ticket_id=given.ticket_id,
        at=desk.clock.now(),
    )


def repairs_of(desk: Desk, asset_id: int) -> list[RepairRow]:
    """Give the stays of a machine in workshops, oldest first."""
    return store_units.list_repairs(desk.db, asset_id)


def owners_of(desk: Desk, asset_id: int) -> list[OwnerRow]:
    """Give the earlier owners of a machine, the last one first."""
    return store_units.list_owners(desk.db, asset_id)


def paid_for(desk: Desk, asset_id: int) -> tuple[int, str] | None:
    """Give what the customer paid for a machine, cents and currency; None when the shop does not know."""
    machine = get(desk, asset_id)
    return None if machine.order_line_id is None else store.line_price(desk.db, machine.order_line_id)


def _free_key(desk: Desk, product: ProductRow, serial: str | None, own_id: int | None) -> str | None:
    """The key of a serial that no other machine of the product has."""
    key = serials.unit_key(serial or "")
    if not key:
        return None
    other = store_units.find_unit(desk.db, product.id, key)
    if other is not None and other.id != own_id:
        raise Refused("serial_taken", serial=serial, product=product.name, owner=other.customer_id)
    return key
