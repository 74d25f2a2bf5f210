"""What is written about products, orders and machines, checked at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets.dates import read_date
from postventa_tui.core.assets.facts import CHANNELS, GIVERS, GOODS, REPAIR_KINDS, UNDER
from postventa_tui.kit.errors import Refused, Usage
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_MONTHS = 1200


class ProductInput(NamedTuple):
    """A model to add or change; None leaves a field as it is."""

    sku: str
    name: str | None = None
    brand: str | None = None
    model: str | None = None
    category: str | None = None
    goods: str | None = None
    made_until: str | None = None
    weight_g: int | None = None
    end_of_support: str | None = None
    maintenance_months: int | None = None
    consumables: tuple[str, ...] | None = None
    repair_score: int | None = None
    price_cents: int | None = None
    currency: str | None = None


class LineInput(NamedTuple):
    """One line of a purchase; the price is that of one unit."""

    sku: str
    quantity: int = 1
    price_cents: int | None = None
    currency: str | None = "EUR"


class OrderInput(NamedTuple):
    """A purchase; `organisation_id` is who it was billed to when that is a business."""

    customer_id: int
    number: str | None = None
    organisation_id: int | None = None
    invoice: str | None = None
    sale_channel: str | None = None
    contract_on: str | None = None
    invoice_on: str | None = None
    delivery_note_on: str | None = None
    delivered_on: str | None = None
    total_cents: int | None = None
    currency: str | None = "EUR"
    lines: tuple[LineInput, ...] = ()
    withdrawal: Mapping[str, object] = {}


class AssetInput(NamedTuple):
    """A machine to add."""

    sku: str
    customer_id: int | None = None
    serial: str | None = None
    lot: str | None = None
    order_id: int | None = None
    household_id: int | None = None
    organisation_id: int | None = None
    delivered_on: str | None = None
    agreed_months: int | None = None
    supply_until: str | None = None
    condition: str | None = None
    sold_by_us: bool = True
    notes: str | None = None


class WarrantyInput(NamedTuple):
    """A commercial guarantee; without `starts_on` it runs from delivery."""

    asset_id: int
    by: str
    months: int
    starts_on: str | None = None
    covers: tuple[str, ...] = ()


class RepairInput(NamedTuple):
    """A stay in a workshop."""

    asset_id: int
    handed_over_on: str
    under: str
    returned_on: str | None = None
    fault_code: str | None = None
    kind: str = "repair"
    ticket_id: int | None = None


def checked_product(given: ProductInput) -> None:
    """Refuse a product that cannot be: no SKU, another kind of goods, an impossible date, a negative number."""
    if not given.sku.strip():
        raise Usage("bad_value", field="sku", value=given.sku, reason="")
    _word("goods", given.goods, GOODS)
    _day("made_until", given.made_until)
    _day("end_of_support", given.end_of_support)
    for name in ("weight_g", "price_cents", "repair_score"):
        _number(name, getattr(given, name))
    _number("maintenance_months", given.maintenance_months, MAX_MONTHS)


def checked_order(given: OrderInput) -> None:
    """Refuse a purchase with an impossible date, channel, quantity or price."""
    _word("sale_channel", given.sale_channel, CHANNELS)
    for name in ("contract_on", "invoice_on", "delivery_note_on", "delivered_on"):
        _day(name, getattr(given, name))
    for line in given.lines:
        _number("quantity", line.quantity)
        _number("price_cents", line.price_cents)


def checked_asset(given: AssetInput) -> None:
    """Refuse a machine with an impossible date or term."""
    _day("delivered_on", given.delivered_on)
    _day("supply_until", given.supply_until)
    _number("agreed_months", given.agreed_months, MAX_MONTHS)


def checked_warranty(given: WarrantyInput) -> None:
    """Refuse a commercial guarantee that cannot be."""
    _word("by", given.by, GIVERS)
    _number("months", given.months, MAX_MONTHS)
    _day("starts_on", given.starts_on)


def checked_repair(given: RepairInput) -> None:
    """Refuse a stay that ends before it begins, or has words outside the lists.

    Raises:
        Refused: `return_before`. Usage: `bad_value`.
    """
    _word("under", given.under, UNDER)
    _word("kind", given.kind, REPAIR_KINDS)
    _day("handed_over_on", given.handed_over_on)
    _day("returned_on", given.returned_on)
    if given.returned_on is not None and given.returned_on < given.handed_over_on:
        raise Refused("return_before", handed_over=given.handed_over_on)


def _day(name: str, value: str | None) -> None:
    """A date or nothing."""
    if value is not None and read_date(value) is None:
        raise Usage("bad_value", field=name, value=value, reason="YYYY-MM-DD")


def _word(name: str, value: str | None, words: tuple[str, ...]) -> None:
    """One of the words or nothing."""
    if value is not None and value not in words:
        raise Usage("bad_value", field=name, value=value, reason=", ".join(words))


def _number(name: str, value: int | None, most: int | None = None) -> None:
    """A number from zero on or nothing."""
    if value is not None and (value < 0 or (most is not None and value > most)):
        raise Usage("bad_value", field=name, value=value, reason="0–" + str(most or "…"))
