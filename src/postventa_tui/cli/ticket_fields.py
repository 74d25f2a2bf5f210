"""`FIELD=VALUE` words of `postventa ticket set`: read, then written through the verb each field belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.errors import Usage

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def parse(words: list[str]) -> dict[str, str]:
    """Give the fields by name.

    Raises:
        Usage: `bad_field` for a word without `=` or a field named twice.
    """
    values: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name or name in values:
            raise Usage("bad_field", word=word)
        values[name] = value
    return values


def apply(desk: Desk, ticket_id: int, values: dict[str, str], version: int | None) -> None:
    """Write all fields of one ticket in one unit.

    Raises:
        Usage, NotFound, Refused: What the verbs refuse; then nothing is written.
    """
    from postventa_tui.core.tickets import fields

    rest: dict[str, str | int | None] = {}
    with desk.transaction("ticket.set"):
        for name, value in values.items():
            match name:
                case "status" | "priority":
                    continue
                case "asset":
                    rest.update(_asset(desk, value))
                case "product":
                    rest["product_id"] = _product(desk, value)
                case "customer":
                    rest["customer_id"] = _customer(desk, value)
                case _:
                    rest[name] = value or None
        if rest:
            fields.set_fields(desk, ticket_id, rest, version)
            version = None
        if "priority" in values:
            fields.set_priority(desk, ticket_id, values["priority"], version)
            version = None
        if "status" in values:
            fields.set_status(desk, ticket_id, values["status"], version)


def _asset(desk: Desk, serial: str) -> dict[str, str | int | None]:
    from postventa_tui.core.assets import service as assets

    if not serial:
        return {"asset_id": None}
    unit = assets.named(desk, serial)
    return {"asset_id": unit.id, "product_id": unit.product_id}


def _product(desk: Desk, sku: str) -> int | None:
    from postventa_tui.core.assets import service as assets

    return assets.get_product(desk, sku).id if sku else None


def _customer(desk: Desk, words: str) -> int:
    from postventa_tui.core.customers import service as customers

    return customers.one(desk, words).id
