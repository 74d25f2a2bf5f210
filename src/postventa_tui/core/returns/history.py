"""The whole life of one machine: guarantee, repairs, returns, tickets of every owner, open recalls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets import cover, explain
from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.words import say
from postventa_tui.core.customers import service as customers
from postventa_tui.core.returns import cases, recalls, store
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple

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


def as_text(found: Machine, prefix: str, lang: str) -> str:
    """Give a machine for people: what matters on the phone first."""
    row = found.row
    lines = [f"{row.product} · {row.serial or '-'} · {row.sku}" + (f" · {row.lot}" if row.lot else "")]
    lines += [
        _("RECALL {title}: {state}").format(title=recall.title, state=unit.state) for recall, unit in found.recalls
    ]
    lines.append(found.cover.sentence(lang))
    if not row.sold_by_us:
        lines.append(_("Bought elsewhere: the seller who answers by law is another shop."))
    for owner in found.owners:
        if owner.until_on is None:
            lines.append(_("Owner: {name}").format(name=owner.name))
        else:
            lines.append(_("Owner until {day}: {name}").format(day=owner.until_on, name=owner.name))
    lines += [
        _("Workshop {since} – {until}: {fault} ({under})").format(
            since=one.handed_over_on, until=one.returned_on or "…", fault=one.fault_code or "-", under=one.under
        )
        for one in found.repairs
    ]
    lines += [f"{rma.ref}  {rma.state}  {line.outcome or '-'}" for rma, line in found.returns]
    lines += [f"{prefix}{one.number}  {one.status}  {one.subject}" for one in found.tickets]
    if found.parts_until is not None:
        lines.append(_("Spare parts until {day}").format(day=found.parts_until.isoformat()))
    if found.product.end_of_support:
        lines.append(_("Support ends {day}").format(day=found.product.end_of_support))
    return "\n".join(lines)


def explained(found: Machine, prefix: str, lang: str) -> str:
    """Give a machine with its verdict step by step, what would change it, and its whole history."""
    answer, facts, rules = found.cover
    steps = [f"{number}. {line}" for number, line in enumerate(explain.steps(answer, facts, rules, lang), 1)]
    changes = [f"- {one.text}" for one in explain.changes(facts, rules, lang)]
    parts = [
        "\n".join(steps),
        "\n".join([_("What would change it"), *changes]) if changes else "",
        explain.withdrawal_sentence(answer, lang),
        "\n".join([_("The machine"), as_text(found, prefix, lang)]),
        say("footer", lang),
    ]
    return "\n\n".join(part for part in parts if part)


def of_ticket(desk: Desk, ticket_id: int) -> Machine | None:
    """Give the machine of a ticket with the verdict on the ticket's fault; None when it has none."""
    ticket = cases.ticket_by_id(desk, ticket_id)
    if ticket.asset_id is None:
        return None
    found = of_machine(desk, ticket.asset_id)
    return found._replace(cover=cases.cover_of_ticket(desk, str(ticket.number)))
