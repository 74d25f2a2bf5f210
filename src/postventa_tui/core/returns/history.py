"""The whole life of one machine: guarantee, repairs, returns, tickets of every owner, open recalls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postventa_tui.core.assets import cover
from postventa_tui.core.assets import service as assets
from postventa_tui.core.customers import service as customers
from postventa_tui.core.returns import recalls, store

if TYPE_CHECKING:
    from datetime import date

    from postventa_tui.core.assets.cover import Cover
    from postventa_tui.core.assets.rows import AssetRow, ProductRow, RepairRow
    from postventa_tui.core.returns.rows import Line, Recall, Rma, Unit
    from postventa_tui.core.returns.store import TicketOfMachine
    from postventa_tui.desk import Desk


class Owner(NamedTuple):
    """Who owned a machine; an earlier owner shows by initials only. `until_on` is None for the owner now."""

    name: str
    until_on: str | None


class Machine(NamedTuple):
    """A machine with everything known about it; `parts_until` is the last day spare parts must be had."""

    row: AssetRow
    product: ProductRow
    cover: Cover
    owners: list[Owner]
    repairs: list[RepairRow]
    returns: list[tuple[Rma, Line]]
    tickets: list[TicketOfMachine]
    recalls: list[tuple[Recall, Unit]]
    parts_until: date | None


def of_machine(desk: Desk, asset_id: int, as_of: date | None = None) -> Machine:
    """Give the history of a machine, tickets of earlier owners included, their names masked.

    Raises:
        NotFound: `asset_unknown`.
    """
    row = assets.get(desk, asset_id)
    product = assets.get_product(desk, row.sku)
    found = cover.cover_of(desk, asset_id, as_of)
    contract = found.facts.contract_on or found.facts.invoice_on or found.facts.delivered_on
    return Machine(
        row,
        product,
        found,
        _owners(desk, row),
        assets.repairs_of(desk, asset_id),
        store.list_lines_of_asset(desk.db, asset_id),
        store.list_tickets_of_asset(desk.db, asset_id),
        recalls.of_asset(desk, asset_id),
        cover.parts_until(product, None if contract is None else contract.isoformat(), found.rules),
    )


def _owners(desk: Desk, row: AssetRow) -> list[Owner]:
    """The owner now by name, earlier ones by initials."""
    found = [] if row.customer_id is None else [Owner(customers.survivor(desk, row.customer_id).name, None)]
    for one in assets.owners_of(desk, row.id):
        name = "" if one.customer_id is None else customers.get(desk, one.customer_id).name
        found.append(Owner(masked(name), one.until_on))
    return found


def masked(name: str) -> str:
    """Give a name by its initials: `M. R. V.`."""
    return " ".join(f"{word[0]}." for word in name.split() if word[0].isalpha())
