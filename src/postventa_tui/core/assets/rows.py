"""Rows of products, orders, machines and their repairs, as lists show them."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple


class ProductRow(NamedTuple):
    """A model that is sold; dates are YYYY-MM-DD, weight in grams."""

    id: int
    sku: str
    name: str
    brand: str | None = None
    model: str | None = None
    category: str | None = None
    goods: str | None = None
    made_until: str | None = None
    weight_g: int | None = None
    end_of_support: str | None = None
    maintenance_months: int | None = None
    consumables: tuple[str, ...] = ()
    repair_score: int | None = None
    price_cents: int | None = None
    currency: str | None = None


class LotRow(NamedTuple):
    """A made range of a product; `units_sold` is what the shop sold of it, known machines or not."""

    id: int
    product_id: int
    code: str
    serial_pattern: str | None = None
    serial_from: str | None = None
    serial_to: str | None = None
    units_sold: int | None = None


class OrderRow(NamedTuple):
    """One purchase; `withdrawal` is JSON of the facts of a withdrawal."""

    id: int
    customer_id: int
    organisation_id: int | None
    number: str | None
    invoice: str | None
    sale_channel: str | None
    contract_on: str | None
    invoice_on: str | None
    delivery_note_on: str | None
    delivered_on: str | None
    total_cents: int | None
    currency: str | None
    withdrawal: str


class AssetRow(NamedTuple):
    """One unit with its product; `customer_id` is the owner now, None when nobody is known."""

    id: int
    product_id: int
    sku: str
    product: str
    brand: str | None
    category: str | None
    goods: str | None
    serial: str | None
    unit_key: str | None
    lot: str | None
    customer_id: int | None
    household_id: int | None
    organisation_id: int | None
    order_id: int | None
    order_line_id: int | None
    delivered_on: str | None
    agreed_months: int | None
    supply_until: str | None
    condition: str | None
    sold_by_us: bool
    counter_value: int | None
    notes: str | None
    custom: str


class RepairRow(NamedTuple):
    """One stay in a workshop; `returned_on` is None while the unit is there."""

    id: int
    asset_id: int
    ticket_id: int | None
    handed_over_on: str
    returned_on: str | None
    fault_code: str | None
    kind: str
    under: str


class WarrantyRow(NamedTuple):
    """A guarantee that maker or seller gave on top of the law; `covers` is a list of words."""

    id: int
    asset_id: int
    by: str
    months: int
    starts_on: str | None
    covers: tuple[str, ...]


class OwnerRow(NamedTuple):
    """An earlier owner of a machine, up to `until_on`."""

    asset_id: int
    customer_id: int | None
    until_on: str
