"""Things on a lifeline: orders, machines, their guarantees, stays in the workshop, services to come."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from postventa_tui.core.assets import belongings
from postventa_tui.core.assets import service as assets
from postventa_tui.core.returns import past
from postventa_tui.kit.i18n import _, language, pgettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean, format_money
from postventa_tui.tui.panes.history import guarantees
from postventa_tui.tui.panes.history.rows import LifeItem, noon, plain_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postventa_tui.core.assets.rows import AssetRow, OrderRow, RepairRow
    from postventa_tui.desk import Desk


class Belongings(NamedTuple):
    """The lines about a person's things, and the names of her machines for the filters."""

    items: list[LifeItem]
    machines: list[str]
    tickets: dict[tuple[str, int], int]


def of(desk: Desk, family: Sequence[int]) -> Belongings:
    """Give the lines about the things of a person, merged rows included."""
    zone = desk.shop.zone
    machines: dict[int, AssetRow] = {}
    written: dict[int, int] = {}
    orders: list[OrderRow] = []
    for one in family:
        machines.update((machine.id, machine) for machine in belongings.machines_of(desk, one))
        written.update(belongings.written_down(desk, one))
        orders += belongings.orders_of(desk, one)
    items = [item for order in orders for item in _order(order, machines.values(), zone)]
    tickets: dict[tuple[str, int], int] = {}
    today = datetime.date.fromisoformat(assets.today(desk))
    for machine in machines.values():
        repairs = assets.repairs_of(desk, machine.id)
        covers = guarantees.covers_of(desk, machine, repairs)
        items.append(_registered(machine, written.get(machine.id, 0), zone, guarantees.unknown(covers)))
        items += guarantees.lines(machine, covers, today, zone)
        for repair in repairs:
            items.append(_stay(machine, repair, zone))
            if repair.ticket_id is not None:
                tickets["repair", repair.id] = repair.ticket_id
    items += _services(desk, machines, zone)
    return Belongings(items, [_name(machine) for machine in machines.values()], tickets)


def _order(order: OrderRow, machines: Iterable[AssetRow], zone: str) -> Iterator[LifeItem]:
    """The line of an order: what was bought, for how much; none without any day."""
    day = order.contract_on or order.invoice_on or order.delivered_on
    if day is None:
        return
    bought = ", ".join(_name(one) for one in machines if one.order_id == order.id)
    money = "" if order.total_cents is None else format_money(order.total_cents, order.currency or "EUR", language())
    number = clean(order.number or "", lines=False)
    yield LifeItem(
        key=("order", order.id),
        at=noon(day, zone),
        kind="order",
        column=_("order"),
        mark="▣",
        text=" · ".join(part for part in (_("Purchase"), bought, money) if part),
        fact=_("order {number}").format(number=number) if number else "",
    )


def _registered(machine: AssetRow, written_at: int, zone: str, unknown: str) -> LifeItem:
    """The line of a machine: at its delivery, else when it was written down; with what is not known of it."""
    serial = clean(machine.serial or "", lines=False)
    what = _name(machine) + (" · " + _("serial {serial}").format(serial=serial) if serial else "")
    return LifeItem(
        key=("machine", machine.id),
        at=noon(machine.delivered_on, zone) if machine.delivered_on else written_at,
        kind="machine",
        column=pgettext("column", "unit"),
        mark="▣",
        text=_("Registered: {what}").format(what=what),
        detail=unknown,
        body=unknown,
        machine=_name(machine),
    )


def _stay(machine: AssetRow, repair: RepairRow, zone: str) -> LifeItem:
    """The line of a stay in the workshop."""
    name, fault = _name(machine), clean(repair.fault_code or "", lines=False)
    back = "" if repair.returned_on is None else _("back {day}").format(day=_day_of(repair.returned_on))
    if repair.returned_on is None:
        text = _("In the workshop: {what}").format(what=name)
    else:
        word = _("Replaced: {what}") if repair.kind == "replacement" else _("Repaired: {what}")
        text = f"{word.format(what=name)} · {back}"
    under = {"statutory": _("under guarantee"), "commercial": _("commercial guarantee"), "paid": _("paid")}
    fact = " · ".join(part for part in (fault, under.get(repair.under, "")) if part)
    return LifeItem(
        key=("repair", repair.id),
        at=noon(repair.handed_over_on, zone),
        kind="repair",
        column=pgettext("column", "repair"),
        mark="↺",
        text=text,
        fact=fact,
        detail=" · ".join(part for part in (back, fact) if part),
        machine=name,
    )


def _services(desk: Desk, machines: dict[int, AssetRow], zone: str) -> Iterator[LifeItem]:
    """The services to come."""
    for number, one in enumerate(past.next_services(desk, list(machines.values()))):
        name = _name(machines[one.asset_id])
        text = _("Service due: {what}").format(what=name)
        title = clean(one.title, lines=False)
        yield LifeItem(
            key=("service", number),
            at=noon(one.on.isoformat(), zone),
            kind="service",
            column=pgettext("column", "due"),
            mark="↺",
            text=text + (f" · {title}" if title else ""),
            machine=name,
        )


def _name(machine: AssetRow) -> str:
    return clean(machine.product, lines=False)


def _day_of(text: str) -> str:
    return plain_day(datetime.date.fromisoformat(text))
