"""Verbs for what is not written: calls and visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import contacts, points
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.tickets import incoming, opening, writing
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Received, Ticket
from postventa_tui.desk import verb
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


@verb("ticket.call")
def call(
    desk: Desk,
    ticket_id: int,
    direction: str,
    outcome: str,
    *,
    seconds: int | None = None,
    text: str = "",
    at: int | None = None,
) -> int:
    """Note a call; gives its id. Only an answered one counts as a reply; a voicemail is a customer message.

    Args:
        direction: in or out.
        outcome: answered, voicemail, no_answer, busy, wrong_number.

    Raises:
        Usage: `bad_value`.
        Refused: `closed_is_final`, `is_merged`.
    """
    if direction not in ("in", "out"):
        raise Usage("bad_value", field="direction", value=direction, reason="in, out")
    if seconds is not None and not 0 <= seconds <= 86_400:
        raise Usage("bad_value", field="seconds", value=seconds, reason="0-86400")
    ticket = writing.by_id(desk, ticket_id)
    now = desk.clock.now()
    agent_spoke = direction == "out" or outcome == "answered"
    row = NewInteraction(
        "call", direction, now if at is None else at, "agent" if agent_spoke else "customer", typed(text),
        ticket.customer_id, ticket.id, "phone", agent_id=desk.agent.id if desk.agent else None,
        duration_s=seconds, outcome=outcome,
    )  # fmt: skip
    if direction == "in" and outcome == "voicemail":
        return _voicemail(desk, ticket, row)
    writing.judge(desk, ticket, "note")
    interaction_id = contacts.add_interaction(desk, row)
    is_answer = outcome == "answered"
    told = writing.event(desk, "call", answered=is_answer, interaction_id=interaction_id)
    after = ticket._replace(updated_at=now)
    if is_answer and ticket.status_type != "spam":
        after = writing.answered(after, now)
        after = writing.moved(after, "open", now) if ticket.status_type == "new" else after
    writing.save(desk, ticket, after, *([told] if ticket.status_type != "spam" else []))
    return interaction_id


def _voicemail(desk: Desk, ticket: Ticket, row: NewInteraction) -> int:
    ticket = writing.survivor(desk, ticket)
    outcome = writing.judge(desk, ticket, "customer_message")
    if outcome.follow_up:
        return incoming.follow_up(
            desk, ticket, Incoming(ticket.customer_id, "phone", row.body or row.outcome or "", at=row.at)
        ).interaction_id
    interaction_id = contacts.add_interaction(desk, row._replace(ticket_id=ticket.id))
    after = writing.moved(ticket, outcome.to, desk.clock.now(), reopened=outcome.reopened)
    waiting = row.at if ticket.waiting_since is None else ticket.waiting_since
    told = writing.event(desk, "customer_message", interaction_id=interaction_id)
    writing.save(desk, ticket, after._replace(snoozed_until=None, waiting_since=waiting), told)
    return interaction_id


@verb("ticket.missed_call")
def missed_call(desk: Desk, number: str, at: int | None = None) -> Received | None:
    """Open a ticket for a call nobody took; gives where it went, or None when the shop does not want one.

    A known number always makes one; an unknown one when the setting `missed_calls` is `ticket`.
    """
    person = customers.match_point(desk, "phone", number)
    if person is None and desk.shop.text("missed_calls") != "ticket":
        return None
    if person is None:
        known = points.phone(number).e164
        shown = {"display": number.strip() or "?"}
        person = customers.create(desk, shown, {"phone": number} if known else None)
    ticket = opening.rotate(desk, opening.open_ticket(desk, NewTicket(person, _("Missed call"), "phone")))
    moment = desk.clock.now() if at is None else at
    row = NewInteraction(
        "call", "in", moment, "customer", "", ticket.customer_id, ticket.id, "phone", outcome="no_answer"
    )
    interaction_id = contacts.add_interaction(desk, row)
    return Received(interaction_id, ticket.id, ticket.number, True)


@verb("ticket.visit")
def visit(desk: Desk, ticket_id: int, visit_kind: str, *, text: str = "", at: int | None = None) -> int:
    """Note a visit at the counter; gives its id. It counts as a reply.

    Args:
        visit_kind: deposit, pickup, advice, complaint.

    Raises:
        Refused: `closed_is_final`, `is_merged`.
    """
    ticket = writing.by_id(desk, ticket_id)
    writing.judge(desk, ticket, "note")
    now = desk.clock.now()
    row = NewInteraction(
        "visit", "in", now if at is None else at, "agent", typed(text), ticket.customer_id, ticket.id, "counter",
        agent_id=desk.agent.id if desk.agent else None, visit_kind=visit_kind,
    )  # fmt: skip
    interaction_id = contacts.add_interaction(desk, row)
    told = writing.event(desk, "agent_reply", interaction_id=interaction_id)
    after = writing.answered(ticket._replace(updated_at=now), now)
    after = writing.moved(after, "open", now) if ticket.status_type == "new" else after
    writing.save(desk, ticket, after, *([told] if ticket.status_type != "spam" else []))
    return interaction_id
