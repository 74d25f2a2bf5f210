"""The lifeline of a customer, read aside and cleaned: contacts, orders, machines, guarantees. No widget."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from postventa_tui.core.assets import belongings, cover
from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.kit import moments
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _, language, ngettext
from postventa_tui.kit.text import clean, format_money
from postventa_tui.tui import words
from postventa_tui.tui.panes.history.rows import Chips, LifeItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.core.customers.rows import Contact, Customer
    from postventa_tui.desk import Desk

PAGE = 1000
FOLD_AFTER_S = 730 * 86_400
_KIND_OF_CHIP = {
    "contacts": ("contact", "survey"),
    "orders": ("order",),
    "machines": ("machine", "guarantee"),
    "rma": ("rma",),
}


class Loaded(NamedTuple):
    """A lifeline as it was read, newest first, and what stands above it."""

    customer_id: int
    name: str
    items: tuple[LifeItem, ...]
    points: tuple[str, ...]
    wishes: tuple[str, ...]
    channels: tuple[str, ...]
    machines: tuple[str, ...]
    tickets: dict[tuple[str, int], int]
    """Ticket of a contact, for opening it."""


def load(desk: Desk, prefix: str, customer_id: int) -> Loaded:
    """Read everything that ever happened with a customer."""
    person = customers.survivor(desk, customer_id)
    lines = _all_contacts(desk, person.id)
    zone = desk.shop.zone
    items = [_contact_item(one, prefix) for one in lines]
    family = customers.family(desk, person.id)
    machines: list[str] = []
    for one in family:
        items += _order_items(desk, one, zone)
        machine_items, names = _machine_items(desk, one, zone)
        items += machine_items
        machines += names
    items.sort(key=lambda item: (item.at, item.key[1]), reverse=True)
    return Loaded(
        customer_id=person.id,
        name=clean(person.name, lines=False),
        items=tuple(items),
        points=_points(desk, person),
        wishes=_wishes(desk, person),
        channels=tuple(dict.fromkeys(one.row.channel for one in lines if one.row.channel)),
        machines=tuple(dict.fromkeys(machines)),
        tickets={("contact", one.row.id): one.row.ticket_id for one in lines if one.row.ticket_id is not None},
    )


def _all_contacts(desk: Desk, customer_id: int) -> list[Contact]:
    found: list[Contact] = []
    before = None
    while True:
        page = contacts.lifeline(desk, customer_id, limit=PAGE, before=before)
        found += page.items
        before = page.after
        if before is None:
            return found


def _contact_item(one: Contact, prefix: str) -> LifeItem:
    row = one.row
    body = row.body[:4000]
    body = clean(words.rma_step(body) if row.kind == "event" else body, lines=True)
    first = next((text.strip() for text in body.split("\n") if text.strip()), "") or clean(
        row.subject or "", lines=False
    )
    facts = []
    if row.kind == "call" and row.duration_s:
        facts.append(_("{n} min").format(n=max(row.duration_s // 60, 1)))
    if row.kind == "call" and one.agent_login:
        facts.append(_("taken by {who}").format(who=one.agent_login))
    text = first + (f" ({', '.join(facts)})" if facts else "")
    outgoing = row.direction != "in" or row.author_kind == "agent"
    mark = "▸" if outgoing and row.kind != "call" else "◂"
    kind = {"event": "event"}.get(row.kind, "contact")
    return LifeItem(
        key=("contact", row.id),
        at=row.at,
        kind=kind,
        column=words.channel_short(row.channel) if row.channel else _("note"),
        mark="·" if kind == "event" else mark,
        text=clean(text, lines=False),
        fact=f"{prefix}{one.number}" if one.number is not None else _("no ticket"),
        detail=_detail(one),
        body=body,
    )


def _detail(one: Contact) -> str:
    """Give the second line of a contact in the middle layout: what its first line does not say."""
    said = clean(one.ticket_subject or "", lines=False)
    if one.row.kind == "call" and one.agent_login:
        return _("Taken by {who}. {subject}").format(who=one.agent_login, subject=said).strip()
    return said


def _order_items(desk: Desk, customer_id: int, zone: str) -> list[LifeItem]:
    found = []
    for order in belongings.orders_of(desk, customer_id):
        day = order.contract_on or order.invoice_on or order.delivered_on
        if day is None:
            continue
        amount = (
            format_money(order.total_cents, order.currency or "EUR", language())
            if order.total_cents is not None
            else ""
        )
        number = clean(order.number or "", lines=False)
        text = _("Purchase") + (f" · {amount}" if amount else "")
        found.append(
            LifeItem(
                key=("order", order.id),
                at=_noon(day, zone),
                kind="order",
                column=_("order"),
                mark="▣",
                text=text,
                fact=_("order {number}").format(number=number) if number else "",
            )
        )
    return found


def _machine_items(desk: Desk, customer_id: int, zone: str) -> tuple[list[LifeItem], list[str]]:
    found: list[LifeItem] = []
    names: list[str] = []
    today = datetime.date.fromisoformat(moments.local_date(desk.clock.now(), zone))
    for machine in belongings.machines_of(desk, customer_id):
        name = clean(machine.product, lines=False)
        names.append(name)
        serial = clean(machine.serial or "", lines=False)
        text = name + (" · " + _("serial {serial}").format(serial=serial) if serial else "")
        if machine.delivered_on:
            found.append(
                LifeItem(
                    ("machine", machine.id),
                    _noon(machine.delivered_on, zone),
                    "machine",
                    _("machine"),
                    "▣",
                    _("Registered: {what}").format(what=text),
                )
            )
        line = _guarantee_item(desk, machine.id, clean(machine.sku, lines=False), today, zone)
        if line is not None:
            found.append(line)
    return found, names


def _guarantee_item(desk: Desk, asset_id: int, sku: str, today: datetime.date, zone: str) -> LifeItem | None:
    try:
        until = cover.verdict_for_asset(desk, asset_id).ends_on
    except PostventaError:
        return None
    if until is None:
        return None
    day = f"{until.day:02d}/{until.month:02d}/{until.year}"
    left = (until - today).days
    if left >= 0:
        text = ngettext("{sku}: {n} day left", "{sku}: {n} days left", left).format(sku=sku, n=left)
        fact = _("until {day}").format(day=day)
    else:
        text, fact = _("{sku}: ended").format(sku=sku), day
    at = _noon(until.isoformat(), zone)
    return LifeItem(("guarantee", asset_id), at, "guarantee", _("guarantee"), "─", text, fact)


def _noon(day: str, zone: str) -> int:
    return moments.start_of_day(day, zone) + 43_200


def _points(desk: Desk, person: Customer) -> tuple[str, ...]:
    if person.erased_at is not None:
        return (_("data erased"),)
    return tuple(clean(point.raw, lines=False) for point in customers.points_of(desk, person.id) if point.valid)


def _wishes(desk: Desk, person: Customer) -> tuple[str, ...]:
    import json

    wishes: dict[str, str] = json.loads(person.preferences)
    said = []
    if wishes.get("channel"):
        said.append(_("Prefers {channel}").format(channel=words.channel(wishes["channel"])))
    said += [clean(str(value), lines=False) for name, value in wishes.items() if name != "channel"]
    return tuple(said)


def chosen(items: Iterable[LifeItem], chips: Chips, zone: str, now: int) -> list[LifeItem]:
    """Give the items that the chips let through; one choice in each group, groups combine."""
    kinds = _KIND_OF_CHIP.get(chips.kind)
    since = _since(chips.since, now)
    found = []
    for item in items:
        if kinds is not None and item.kind not in kinds:
            continue
        if chips.channel and item.column != words.channel_short(chips.channel):
            continue
        if chips.machine and item.kind in ("machine", "guarantee") and chips.machine not in item.text:
            continue
        if since and item.at < since:
            continue
        found.append(item)
    return found


def _since(word: str, now: int) -> int:
    return {"": 0, "30d": now - 30 * 86_400, "1y": now - 365 * 86_400}.get(word, 0)


def with_years(items: list[LifeItem], opened: set[int], zone: str, now: int) -> list[LifeItem]:
    """Give the items with the years before the last 24 months folded to one line each."""
    found: list[LifeItem] = []
    folded: dict[int, list[LifeItem]] = {}
    for item in items:
        year = int(moments.local(item.at, zone)[:4])
        if item.at >= now - FOLD_AFTER_S or year in opened:
            found.append(item)
            continue
        if year not in folded:
            folded[year] = []
            found.append(LifeItem(("year", year), item.at, "year", "", "", ""))
        folded[year].append(item)
    return [
        _year_line(item, folded[item.key[1]]) if item.kind == "year" and item.key[1] in folded else item
        for item in found
    ]


def _year_line(item: LifeItem, inside: list[LifeItem]) -> LifeItem:
    said = sum(1 for one in inside if one.kind == "contact")
    orders = sum(1 for one in inside if one.kind == "order")
    rest = len(inside) - said - orders
    parts = []
    if said:
        parts.append(ngettext("{n} more contact", "{n} more contacts", said).format(n=said))
    if orders:
        parts.append(ngettext("{n} order", "{n} orders", orders).format(n=orders))
    if rest:
        parts.append(ngettext("{n} more thing", "{n} more things", rest).format(n=rest))
    text = f"{item.key[1]} ───────   {' · '.join(parts)}  ({_('Enter opens')})"
    return item._replace(text=text)
