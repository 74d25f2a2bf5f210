"""What a message from outside does: a new ticket, a line more, a continuation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.tickets import opening, store, store_side, writing
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Received, Ticket

if TYPE_CHECKING:
    from postventa_tui.core.tickets.transitions import Outcome
    from postventa_tui.desk import Desk


def receive_new(desk: Desk, incoming: Incoming) -> Received:
    """Open a ticket with a first message; gives where it went."""
    person = customers.survivor(desk, incoming.customer_id)
    first = next((line for line in incoming.body.splitlines() if line.strip()), "")
    subject = (incoming.subject or first or person.name).strip()
    new = NewTicket(
        person.id, subject, incoming.channel, incoming.priority, lang=incoming.lang, tags=incoming.tags,
        product_id=incoming.product_id, asset_id=incoming.asset_id, order_id=incoming.order_id,
    )  # fmt: skip
    ticket = opening.rotate(desk, opening.open_ticket(desk, new))
    received = store_incoming(desk, ticket, incoming, created=True)
    if not incoming.automatic:
        at = desk.clock.now() if incoming.at is None else incoming.at
        # The creation has started the clocks: the first message tells them nothing new.
        store.save_waiting(desk.db, ticket.id, at)
    return received


def store_incoming(
    desk: Desk, ticket: Ticket, incoming: Incoming, *, created: bool, follows: int | None = None
) -> Received:
    """Write the message of an event onto a ticket."""
    now = desk.clock.now()
    row = NewInteraction(
        "message", "in", now if incoming.at is None else incoming.at,
        "auto" if incoming.automatic else incoming.author_kind, incoming.body, ticket.customer_id, ticket.id,
        incoming.channel, incoming.author_name, subject=incoming.subject, trim_start=incoming.trim_start,
        trim_end=incoming.trim_end, verified=incoming.verified, details=incoming.details,
        message_ref=incoming.message_ref, in_reply_to=incoming.in_reply_to,
    )  # fmt: skip
    return Received(contacts.add_interaction(desk, row), ticket.id, ticket.number, created, follows)


def effects(desk: Desk, ticket: Ticket, outcome: Outcome, at: int, interaction_id: int) -> None:
    """Do what a customer's message does to its ticket: move, wake, wait, clocks."""
    now = desk.clock.now()
    after = writing.moved(ticket, outcome.to, now, reopened=outcome.reopened)._replace(snoozed_until=None)
    if ticket.status_type == "spam":
        writing.save(desk, ticket, after)
        return
    after = after._replace(waiting_since=ticket.waiting_since if ticket.waiting_since is not None else at)
    told = writing.event(desk, "customer_message", interaction_id=interaction_id)
    writing.save(desk, ticket, after, told)


def join_chat(desk: Desk, ticket: Ticket, incoming: Incoming) -> Received | None:
    """Join a chat line to the one before it by the same author, when little time lies between."""
    if incoming.channel != "chat" or ticket.waiting_since is None or ticket.status_type not in ("new", "open"):
        return None
    last = contacts.newest_of_ticket(desk, ticket.id)
    at = desk.clock.now() if incoming.at is None else incoming.at
    same = last is not None and (last.channel, last.author_kind) == ("chat", incoming.author_kind)
    if last is None or not same or not 0 <= at - last.at <= contacts.CHAT_JOIN_S:
        return None
    contacts.append(desk, last.id, incoming.body)
    return Received(last.id, ticket.id, ticket.number, False)


def follow_up(desk: Desk, old: Ticket, incoming: Incoming) -> Received:
    """Open the continuation of a closed ticket; one solved too long ago is closed on the way."""
    if old.status_type == "solved":
        old = writing.save(desk, old, writing.moved(old, "closed", desk.clock.now()))
    old = writing.save(desk, old, old._replace(snoozed_until=None))
    subject = old.subject if old.subject.casefold().startswith("re:") else f"Re: {old.subject}"
    holder = agents.agent_by_id(desk, old.assignee_id) if old.assignee_id else None
    new = NewTicket(
        old.customer_id, subject, incoming.channel, old.priority, assignee_id=holder.id if holder and holder.active
        else None, team_id=old.team_id, organisation_id=old.organisation_id, asset_id=old.asset_id,
        product_id=old.product_id, order_id=old.order_id, lang=old.lang,
    )  # fmt: skip
    ticket = opening.open_ticket(desk, new)
    store_side.insert_link(desk.db, ticket.id, old.id, "follows", desk.clock.now())
    received = store_incoming(desk, ticket, incoming, created=True, follows=old.number)
    store.save_waiting(desk.db, ticket.id, desk.clock.now() if incoming.at is None else incoming.at)
    return received
