"""A new ticket: number, references, clocks, and whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import numbers, store, store_side, tagging, writing
from postventa_tui.core.tickets.rows import NO_CLOCK, NewTicket, Ticket
from postventa_tui.kit import ids
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

CHANNELS = ("email", "phone", "web", "chat", "whatsapp", "social", "counter")
PRIORITIES = ("low", "normal", "high", "urgent")


def open_ticket(desk: Desk, new: NewTicket) -> Ticket:
    """Write a new ticket with its tags and start its clocks; gives it.

    Raises:
        Usage: `bad_value`.
    """
    subject = " ".join(typed(new.subject).split())[:500]
    for field, value, known in (
        ("channel", new.channel, CHANNELS),
        ("priority", new.priority, PRIORITIES),
    ):
        if value not in known:
            raise Usage("bad_value", field=field, value=value, reason=", ".join(known))
    if not subject:
        raise Usage("bad_value", field="subject", value="", reason="")
    now = desk.clock.now()
    kind = writing.status(desk, new.status)
    person = customers.survivor(desk, new.customer_id)
    ticket = Ticket(
        0, ids.uid(), store.next_number(desk.db), numbers.public_ref(ids.choose), person.id, new.organisation_id,
        new.asset_id, new.product_id, new.order_id, subject, kind.key, kind.type, new.priority, new.channel,
        new.team_id, new.assignee_id, None, None, NO_CLOCK, 1, None, None,
        now if kind.type == "solved" else None, None, 0, None, None, 0, new.cause, new.lang, new.custom, 0, 1,
        now, now,
    )  # fmt: skip
    ticket = ticket._replace(id=store.insert_ticket(desk.db, ticket))
    for name in new.tags:
        tagging.put_tag(desk, ticket.id, name)
    created = writing.event(
        desk, "created", status=kind.type, priority=new.priority, channel=new.channel, tier=person.tier,
        tags=tuple(store_side.list_tags(desk.db, ticket.id)), product=writing.product_sku(desk, new.product_id),
    )  # fmt: skip
    events = [created] if new.policy is None else [created, writing.event(desk, "policy", policy=new.policy)]
    return writing.save(desk, ticket, ticket, *events)


def rotate(desk: Desk, ticket: Ticket) -> Ticket:
    """Give a new ticket of a team to the agent whose turn it is, when the shop's `assign` says so."""
    way = desk.shop.text("assign")
    if ticket.team_id is None or ticket.assignee_id is not None or way not in ("round_robin", "least_open"):
        return ticket
    here = [a for a in agents.members(desk, ticket.team_id) if a.active and a.availability == "here"]
    if not here:
        return ticket
    if way == "least_open":
        load = store.count_open_by_agent(desk.db)
        chosen = min(here, key=lambda one: (load.get(one.id, 0), one.login))
    else:
        chosen = here[store.next_turn(desk.db, ticket.team_id) % len(here)]
    return writing.save(desk, ticket, ticket._replace(assignee_id=chosen.id))
