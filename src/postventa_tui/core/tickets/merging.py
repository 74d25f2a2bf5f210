"""Merge by a pointer, unmerge, split: no row is lost, none is copied.

Source: domain, section 1.7.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import Interaction, NewInteraction
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import numbers, opening, store, store_side, writing
from postventa_tui.core.tickets.rows import NewTicket, Ticket
from postventa_tui.desk import verb
from postventa_tui.kit.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.desk import Desk

EVENT = "merge"


@verb("ticket.merge")
def merge(desk: Desk, ticket_id: int, into_id: int, *, confirm: bool = False) -> Ticket:
    """Point a ticket at the survivor; gives the survivor.

    Args:
        confirm: The customers differ and that is meant.

    Raises:
        Refused: `closed_is_final`, `is_merged`, `is_spam`; `same_ticket`, `bad_survivor`, `cycle`;
            `other_customer`, naming both people.
    """
    ticket, into = writing.by_id(desk, ticket_id), writing.by_id(desk, into_id)
    people = [customers.survivor(desk, one.customer_id) for one in (ticket, into)]
    now = desk.clock.now()
    try:
        writing.judge(
            desk, ticket, "merge_into", survivor=into.status_type,
            survivor_solved_age_s=now - into.solved_at if into.solved_at is not None else 0,
            same=ticket.id == into.id, cycle=writing.survivor(desk, into).id == ticket.id,
            other_customer=people[0].id != people[1].id, confirm=confirm,
        )  # fmt: skip
    except Refused as error:
        prefix = desk.shop.number_prefix
        error.params.update(survivor=numbers.show(into.number, prefix), person=people[0].name, other=people[1].name)
        raise
    _write_line(desk, ticket, into)
    after = ticket._replace(
        status="merged", status_type="merged", merged_into_id=into.id, merged_from_type=ticket.status
    )
    writing.save(desk, ticket, after, writing.event(desk, "merge", into=into.id))
    return _settle(desk, into.id)


def _write_line(desk: Desk, ticket: Ticket, into: Ticket) -> None:
    """Leave a system line on the survivor."""
    details = json.dumps({"number": ticket.number, "ticket": ticket.id}, sort_keys=True)
    contacts.add_interaction(
        desk,
        NewInteraction(
            "event", "internal", desk.clock.now(), "agent" if desk.agent else "auto", "", into.customer_id,
            into.id, agent_id=desk.agent.id if desk.agent else None, event=EVENT, details=details,
        ),
    )  # fmt: skip


def _settle(desk: Desk, ticket_id: int) -> Ticket:
    """Derive due and waiting of a ticket anew after a merge or its end; gives the ticket."""
    due = sla.recompute(desk, ticket_id)
    ticket = writing.by_id(desk, ticket_id)
    if ticket.status_type in store.WORK:
        store.save_due(desk.db, ticket_id, due.due_at, due.due_sort)
        writing.wait(desk, ticket_id)
    return writing.by_id(desk, ticket_id)


@verb("ticket.unmerge")
def unmerge(desk: Desk, ticket_id: int) -> Ticket:
    """Clear the pointer of a merge; gives the ticket with the type it had (a new one is open).

    Raises:
        Refused: `not_merged`.
    """
    ticket = writing.by_id(desk, ticket_id)
    before = writing.status(desk, ticket.merged_from_type or "open")
    outcome = writing.judge(desk, ticket, "unmerge", before_merge=before.type)
    old_survivor = ticket.merged_into_id
    key = before.key if outcome.to == before.type else outcome.to
    after = ticket._replace(status=key, status_type=outcome.to, merged_into_id=None, merged_from_type=None)
    written = writing.save(desk, ticket, after)
    if old_survivor is not None:
        _remove_line(desk, ticket, old_survivor)
        _settle(desk, old_survivor)
    return _settle(desk, written.id)


def _remove_line(desk: Desk, ticket: Ticket, survivor_id: int) -> None:
    """Take the system line of the merge off the survivor: it is no longer true, the journal keeps it."""
    lines = [
        line.row
        for line in contacts.of_ticket(desk, survivor_id)
        if line.row.event == EVENT and json.loads(line.row.details).get("ticket") == ticket.id
    ]
    if lines:
        contacts.remove_event(desk, lines[-1].id)


@verb("ticket.split")
def split(desk: Desk, ticket_id: int, interaction_ids: Sequence[int], subject: str | None = None) -> Ticket:
    """Move some interactions to a new ticket; gives it.

    Raises:
        Refused: `would_be_empty` when nothing would stay; `first_stays` for the first contact;
            `closed_is_final`, `is_merged`, `is_spam`.
        NotFound: `interaction_unknown` for one that is not on this ticket.
    """
    ticket = writing.by_id(desk, ticket_id)
    writing.judge(desk, ticket, "assign")
    own = {line.row.id: line.row for line in contacts.of_ticket(desk, ticket_id)}
    chosen = [_chosen(own, one) for one in dict.fromkeys(interaction_ids)]
    if not chosen or len(chosen) == len(own):
        raise Refused("would_be_empty", number=numbers.show(ticket.number, desk.shop.number_prefix))
    if next(iter(own)) in {row.id for row in chosen}:
        raise Refused("first_stays", id=next(iter(own)))
    oldest = min(chosen, key=lambda row: (row.at, row.id))
    new = opening.open_ticket(
        desk,
        NewTicket(
            ticket.customer_id, subject or oldest.subject or ticket.subject, oldest.channel or ticket.channel,
            ticket.priority, assignee_id=ticket.assignee_id, team_id=ticket.team_id, lang=ticket.lang,
            organisation_id=ticket.organisation_id, asset_id=ticket.asset_id, product_id=ticket.product_id,
            order_id=ticket.order_id,
        ),
    )  # fmt: skip
    store_side.insert_link(desk.db, new.id, ticket.id, "split", desk.clock.now())
    for row in chosen:
        contacts.move(desk, row.id, new.id)
    for one in (ticket.id, new.id):
        writing.wait(desk, one)
    return writing.by_id(desk, new.id)


def _chosen(own: dict[int, Interaction], interaction_id: int) -> Interaction:
    if interaction_id not in own:
        raise NotFound("interaction_unknown", id=interaction_id)
    return own[interaction_id]
