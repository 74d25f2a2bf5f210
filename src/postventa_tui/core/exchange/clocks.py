"""`--sla`: the clocks of imported tickets, from the times they came with. No breach is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.exchange import store
from postventa_tui.core.sla import service as sla
from postventa_tui.core.sla.events import SlaEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.core.sla.rows import Due
    from postventa_tui.desk import Desk


def work_out(desk: Desk, ticket_ids: Iterable[int]) -> dict[int, Due]:
    """Tell the clocks what happened on each ticket, in order of time; gives the dues."""
    return {ticket_id: sla.on_events(desk, ticket_id, _events(desk, ticket_id)) for ticket_id in ticket_ids}


def _events(desk: Desk, ticket_id: int) -> list[SlaEvent]:
    facts = store.get_clock_facts(desk.db, ticket_id)
    first = SlaEvent(
        "created", facts.created_at, status="new", priority=facts.priority, channel=facts.channel, tags=facts.tags,
        tier=facts.tier, product=facts.product,
    )  # fmt: skip
    contacts = store.list_clock_contacts(desk.db, ticket_id)
    told = [_contact(one) for one in contacts]
    later = sorted((*told, *_moves(facts)), key=lambda event: (event.at, event.type == "status"))
    return [first, *(event for event in later if event.at >= facts.created_at)]


def _contact(one: store.ClockContact) -> SlaEvent:
    if one.kind == "call":
        return SlaEvent("call", one.at, answered=one.outcome == "answered", interaction_id=one.id)
    if one.kind in ("note", "event"):
        return SlaEvent("note", one.at, interaction_id=one.id)
    if one.kind == "message" and one.direction == "in":
        automatic = one.author_kind == "auto"
        return SlaEvent("auto_message" if automatic else "customer_message", one.at, interaction_id=one.id)
    if one.author_kind == "auto":
        return SlaEvent("auto_message", one.at, interaction_id=one.id)
    return SlaEvent("agent_reply", one.at, interaction_id=one.id)


def _moves(facts: store.ClockFacts) -> list[SlaEvent]:
    """Give the moves of status the format tells of: solved, closed, else where the ticket stands now."""
    if facts.status_type in ("merged", "spam"):
        return [SlaEvent("spam", facts.last_at)]
    moves = []
    if facts.solved_at is not None:
        moves.append(SlaEvent("status", facts.solved_at, status="solved"))
    if facts.status_type == "closed":
        moves.append(
            SlaEvent("status", max(facts.closed_at or 0, facts.solved_at or 0, facts.created_at), status="closed")
        )
    elif facts.status_type not in ("new", "solved"):
        moves.append(SlaEvent("status", facts.last_at, status=facts.status_type))
    return moves
