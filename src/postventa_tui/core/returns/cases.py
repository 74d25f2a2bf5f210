"""A ticket with its machine: what is covered, and whom to tell by which point."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from postventa_tui.core.assets import cover
from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.facts import Fault
from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import numbers, reading, writing
from postventa_tui.kit import moments
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.core.assets.cover import Cover
    from postventa_tui.core.customers.rows import Point
    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk

POINT_OF = {"email": "email", "whatsapp": "phone", "phone": "phone", "social": "handle"}
"""Kind of contact point each channel leaves by; web and chat messages leave by e-mail."""


class Way(NamedTuple):
    """How a message reaches a person."""

    channel: str
    point_id: int


def ticket_of(desk: Desk, ref: str) -> Ticket:
    """Give the ticket that a person names by number or by the number of its slip.

    Raises:
        NotFound: `ticket_unknown`.
    """
    by_slip = reading.by_public_ref(desk, ref)
    found = by_slip if by_slip is not None else reading.get(desk, ref)
    return writing.survivor(desk, found)


def ticket_by_id(desk: Desk, ticket_id: int) -> Ticket:
    """Give a ticket."""
    return writing.by_id(desk, ticket_id)


def cover_of_ticket(desk: Desk, ref: str, as_of: date | None = None, fault: Fault | None = None) -> Cover:
    """Give the guarantee verdict of a ticket's machine, for the fault the ticket knows when none is given.

    Raises:
        NotFound: the ticket is unknown. Refused: `no_asset`.
    """
    ticket = ticket_of(desk, ref)
    if ticket.asset_id is None:
        raise Refused("no_asset", number=numbers.show(ticket.number, desk.shop.number_prefix))
    if fault is None and ticket.cause:
        fault = Fault(ticket.cause, date.fromisoformat(moments.local_date(ticket.created_at, desk.shop.zone)))
    return cover.cover_of(desk, ticket.asset_id, as_of, fault)


def machine_words(desk: Desk, asset_id: int | None, fallback: str) -> str:
    """Give a machine as people call it: its product and serial."""
    if asset_id is None:
        return fallback
    machine = assets.get(desk, asset_id)
    return f"{machine.product} ({machine.serial})" if machine.serial else machine.product


def ways(desk: Desk, customer_id: int, channel: str) -> list[Way]:
    """Give how a person can be reached in writing, the channel asked for first.

    Points not to be used are left out, and WhatsApp outside the 24 hours after her last message there.
    """
    points = [one for one in customers.points_of(desk, customer_id) if _usable(one)]
    found = []
    for name in dict.fromkeys((channel, "email", "whatsapp")):
        kind = POINT_OF.get(name, "email")
        sent_by = name if name in ("email", "whatsapp", "social") else "email"
        if sent_by == "whatsapp" and not _in_window(desk, customer_id):
            continue
        fitting = sorted((one for one in points if one.kind == kind), key=lambda one: -one.is_primary)
        found += [Way(sent_by, one.id) for one in fitting]
    return list(dict.fromkeys(found))


def _in_window(desk: Desk, customer_id: int) -> bool:
    """Whether a free WhatsApp message may go to a person now."""
    until = contacts.whatsapp_until(desk, customer_id)
    return until is not None and desk.clock.now() <= until


def _usable(point: Point) -> bool:
    """Whether a point is sound and its owner allows it."""
    return bool(point.valid) and not point.do_not_use


def language_of(desk: Desk, ticket: Ticket) -> str:
    """Give the language to write in: the ticket's, else the customer's, else the shop's."""
    person = customers.survivor(desk, ticket.customer_id)
    return ticket.lang or person.lang or desk.shop.lang or "es"
