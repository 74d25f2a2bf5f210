"""One customer as JSON (`postventa-customer/1`) and as plain lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.cli import shapes
from postventa_tui.kit import moments
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _, language
from postventa_tui.kit.text import format_date
from postventa_tui.tui import words

if TYPE_CHECKING:
    from postventa_tui.cli.shapes import Shape
    from postventa_tui.core.customers.rows import Customer
    from postventa_tui.desk import Desk


def _key(token: str) -> tuple[int, int] | None:
    """Give the key of a `next` token.

    Raises:
        Usage: `bad_value`.
    """
    if not token:
        return None
    at, dot, row = token.partition(".")
    if not (dot and at.isdecimal() and row.isdecimal()):
        raise Usage("bad_value", field="next", value=token, reason="")
    return int(at), int(row)


def whole(desk: Desk, person: Customer, limit: int, token: str = "") -> Shape:
    """Give everything about a customer, the lifeline newest first."""
    from postventa_tui.core.customers import contacts, groups
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.tickets import reading

    prefix = desk.shop.number_prefix
    page = contacts.lifeline(desk, person.id, limit=limit, before=_key(token))
    tickets = reading.of_customer(desk, person.id)
    points = customers.points_of(desk, person.id)
    return {
        "format": "postventa-customer/1",
        "ref": person.ref,
        "given": person.given,
        "surname1": person.surname1,
        "surname2": person.surname2,
        "display": person.name,
        "formality": person.formality,
        "language": person.lang,
        "points": [
            {
                "kind": p.kind, "value": p.norm, "primary": bool(p.is_primary), "valid": bool(p.valid),
                "do_not_use": bool(p.do_not_use),
            }
            for p in points
        ],
        "organisations": [
            {"name": one.name, "role": one.role} for one in groups.memberships(desk, person.id)
        ],
        "household": groups.household_name(desk, person.household_id),
        "tier": person.tier,
        "since": person.since_on,
        "preferences": json.loads(person.preferences or "{}"),
        "consents": [
            {"purpose": c.purpose, "channel": c.channel, "state": c.state, "at": moments.iso(c.at)}
            for c in groups.consents(desk, person.id)
        ],
        "assets": _assets(desk, person.id),
        "orders": _orders(desk, person.id),
        "tickets": [_short(row, prefix) for row in tickets],
        "counts": {"interactions": contacts.count(desk, person.id), "open": sum(row.status_type in _WORK for row in tickets)},
        "cltv": None,
        "merged_into": f"C-{person.merged_into_id}" if person.merged_into_id else None,
        "lifeline": [shapes.interaction(line, prefix) for line in page.items],
        "next": None if page.after is None else f"{page.after[0]}.{page.after[1]}",
    }  # fmt: skip


_WORK = ("new", "open", "pending", "on_hold")


def _short(row: object, prefix: str) -> Shape:
    from postventa_tui.core.tickets.rows import QueueRow

    assert isinstance(row, QueueRow)
    return {
        "number": f"{prefix}{row.number}", "subject": row.subject, "status": row.status, "status_type": row.status_type,
        "priority": row.priority, "channel": row.channel, "assignee": row.assignee, "created_at": moments.iso(row.created_at),
        "product": row.product,
    }  # fmt: skip


def _assets(desk: Desk, customer_id: int) -> list[Shape]:
    from postventa_tui.core.assets import belongings, cover

    shown: list[Shape] = []
    for unit in belongings.machines_of(desk, customer_id):
        verdict = cover.verdict_for_asset(desk, unit.id)
        shown.append(
            {
                "serial": unit.serial, "product": unit.product, "delivered_on": unit.delivered_on,
                "verdict": verdict.verdict, "ends_on": None if verdict.ends_on is None else str(verdict.ends_on),
            }
        )  # fmt: skip
    return shown


def _orders(desk: Desk, customer_id: int) -> list[Shape]:
    from postventa_tui.core.assets import belongings

    rows: list[Shape] = [
        {
            "number": order.number, "sale_channel": order.sale_channel, "contract_on": order.contract_on,
            "invoice_on": order.invoice_on, "delivered_on": order.delivered_on,
        }
        for order in belongings.orders_of(desk, customer_id)
    ]  # fmt: skip
    return rows


def text_of(desk: Desk, shape: Shape) -> str:
    """Give a customer as plain lines, label first."""
    zone = desk.shop.zone
    points = ", ".join(str(point["value"]) for point in shape["points"])  # type: ignore[attr-defined]
    counts = shape["counts"]
    assert isinstance(counts, dict)
    lines = [
        f"{shape['ref']}  {shape['display']}",
        f"{_('Contact')}: {points or '-'}",
        f"{_('Language')}: {shape['language'] or '-'}   {_('Form of address')}: {shape['formality'] or '-'}",
        f"{_('Household')}: {shape['household'] or '-'}   {_('Tier')}: {shape['tier'] if shape['tier'] != 'none' else '-'}",
        _("{n} contacts, {open} open tickets").format(n=counts["interactions"], open=counts["open"]),
    ]
    for unit in shape["assets"]:  # type: ignore[attr-defined]
        until = format_date(unit["ends_on"], language()) if unit["ends_on"] else ""
        lines.append(
            f"{_('Machine')}: {unit['product']} {unit['serial'] or ''} · {words.cover(unit['verdict'])} {until}".rstrip()
        )
    for row in shape["tickets"]:  # type: ignore[attr-defined]
        lines.append(f"{_('Ticket')}: {row['number']}  {words.status(row['status'])}  {row['subject']}")
    lines.append("")
    for item in shape["lifeline"]:  # type: ignore[attr-defined]
        at = moments.show(moments.parse_instant(item["at"]), zone)
        body = " ".join(str(item["body"]).split())
        mark = {"in": "<", "out": ">", "internal": "*"}[item["direction"]]
        lines.append(
            f"{mark} {at}  {words.channel(item['channel']) or words.kind(item['kind'])}  {item['ticket'] or '-'}  {body[:100]}"
        )
    return "\n".join(lines)
