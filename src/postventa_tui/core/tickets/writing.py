"""What every verb on a ticket does: judge the event, write the row once, move the clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import service as sla
from postventa_tui.core.sla.events import SlaEvent
from postventa_tui.core.tickets import numbers, store
from postventa_tui.core.tickets.rows import NO_CLOCK, Status, Ticket
from postventa_tui.core.tickets.transitions import Facts, Outcome, decide
from postventa_tui.kit.errors import NotAllowed, NotFound, Refused, Usage

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


def by_id(desk: Desk, ticket_id: int) -> Ticket:
    """Give a ticket.

    Raises:
        NotFound: `ticket_unknown`.
    """
    found = store.find_ticket(desk.db, ticket_id)
    if found is None:
        raise NotFound("ticket_unknown", ref=f"#{ticket_id}", near="")
    return found


def survivor(desk: Desk, ticket: Ticket) -> Ticket:
    """Give the ticket at the end of the merge pointers."""
    seen = {ticket.id}
    while ticket.merged_into_id is not None and ticket.merged_into_id not in seen:
        ticket = by_id(desk, ticket.merged_into_id)
        seen.add(ticket.id)
    return ticket


def facts(desk: Desk, ticket: Ticket, **more: object) -> Facts:
    """Give what a decision about a ticket depends on, now."""
    now = desk.clock.now()
    base = Facts(
        solved_age_s=now - ticket.solved_at if ticket.solved_at is not None else 0,
        reopen_days=desk.shop.reopen_days,
        after_reply=status(desk, desk.shop.after_reply).type,
        role=desk.agent.role if desk.agent else "lead",
    )
    return base._replace(**more)  # type: ignore[arg-type]


def judge(desk: Desk, ticket: Ticket, event: str, **more: object) -> Outcome:
    """Give the outcome of an event.

    Raises:
        Refused: The code of the table; nothing is changed.
        NotAllowed: `not_allowed`.
    """
    outcome = decide(ticket.status_type, event, facts(desk, ticket, **more))
    if outcome.refused:
        refuse(desk, ticket, outcome.refused, event)
    return outcome


def refuse(desk: Desk, ticket: Ticket, code: str, event: str) -> None:
    """Raise the refusal of an event on a ticket."""
    number = numbers.show(ticket.number, desk.shop.number_prefix)
    if code == "not_allowed":
        role = desk.agent.role if desk.agent else ""
        raise NotAllowed(code, verb=event, role=role, needed="lead" if event == "set" else "agent")
    raise Refused(code, number=number)


def status(desk: Desk, key: str) -> Status:
    """Give a status of the shop.

    Raises:
        Usage: `bad_value`, naming those there are.
    """
    found = store.find_status(desk.db, key)
    if found is None:
        known = ", ".join(one.key for one in store.list_statuses(desk.db))
        raise Usage("bad_value", field="status", value=key, reason=known)
    return found


def moved(ticket: Ticket, kind: str, now: int, *, key: str | None = None, reopened: bool = False) -> Ticket:
    """Give the ticket with another type: instants of solving and closing, reopen count. Pure.

    Args:
        key: The shop's status of that type; the type's own name when None.
    """
    was = ticket.status_type
    after = ticket._replace(status=key or (ticket.status if kind == was else kind), status_type=kind)
    if kind == "solved" and was != "solved":
        after = after._replace(solved_at=now)
    if kind == "closed" and was != "closed":
        after = after._replace(closed_at=now, solved_at=ticket.solved_at or now)
    if was == "solved" and kind in store.WORK:
        after = after._replace(solved_at=None)
    return after._replace(reopen_count=ticket.reopen_count + 1) if reopened else after


def event(desk: Desk, kind: str, **more: object) -> SlaEvent:
    """Give an event for the clocks, now and by the acting agent."""
    values = {"at": desk.clock.now(), "by": desk.agent.login if desk.agent else "", **more}
    return SlaEvent(kind, **values)  # type: ignore[arg-type]


def save(desk: Desk, before: Ticket, after: Ticket, *events: SlaEvent) -> Ticket:
    """Write a ticket once and move its clocks; gives the ticket as written.

    A change of type is told to the clocks after the other events, at the same instant.
    """
    told = list(events)
    silent = any(one.type in ("merge", "spam") for one in events)
    if after.status_type != before.status_type and not silent and after.status_type not in ("merged", "spam"):
        told.append(event(desk, "status", status=after.status_type))
    if told:
        due = sla.on_events(desk, after.id, told)
        after = after._replace(due_at=due.due_at, due_sort=due.due_sort)
    if after.status_type not in store.WORK:
        after = after._replace(due_sort=NO_CLOCK)
    if after == before:
        return before
    after = after._replace(updated_at=desk.clock.now())
    store.save_ticket(desk.db, after)
    return after._replace(version=before.version + 1, is_open=int(after.status_type in store.WORK))


def wait(desk: Desk, ticket_id: int) -> None:
    """Derive anew since when the customer of a ticket waits, merged tickets included."""
    instants = [store.first_waiting(desk.db, ticket_id, ticket_id)]
    for other, _number in store.list_family(desk.db, ticket_id):
        instants.append(store.first_waiting(desk.db, other, ticket_id))
    known = [at for at in instants if at is not None]
    store.save_waiting(desk.db, ticket_id, min(known) if known else None)


def answered(ticket: Ticket, now: int) -> Ticket:
    """Give the ticket after an answer by an agent: nobody waits, the first reply is given. Pure."""
    first = now if ticket.first_reply_at is None else ticket.first_reply_at
    return ticket._replace(waiting_since=None, first_reply_at=first)


def product_sku(desk: Desk, product_id: int | None) -> str | None:
    """Give the SKU of a product, by which policies name it."""
    return None if product_id is None else store.find_sku(desk.db, product_id)
