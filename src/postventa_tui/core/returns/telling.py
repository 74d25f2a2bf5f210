"""What the customer is told at each step of a return, in her language and by a channel that reaches her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.returns import cases, store
from postventa_tui.core.returns.rows import ref
from postventa_tui.core.returns.words import knows, say
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets import writing
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.kit.text import format_date, format_money

if TYPE_CHECKING:
    from postventa_tui.core.returns.rows import Line, Rma
    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk


def tell(desk: Desk, rma: Rma, lines: list[Line]) -> bool:
    """Put word of the new state into the outbox; without a way in writing leave a note to call. Says if it went.

    Steps without words of their own (inspecting, repairing) tell nothing.
    """
    ticket = writing.survivor(desk, writing.by_id(desk, rma.ticket_id))
    lang = cases.language_of(desk, ticket)
    if not knows(f"tell.{rma.state}") or ticket.status_type in ("closed", "merged", "spam"):
        return False
    body = _words(desk, rma, lines, lang, ticket)
    ways = cases.ways(desk, ticket.customer_id, ticket.channel)
    at = desk.clock.now()
    if not ways:
        tickets.note(desk, ticket.id, say("tell.call", lang, text=body))
        return False
    out = Outgoing(
        body,
        channel=ways[0].channel,
        to_point_id=ways[0].point_id,
        subject=f"{ref(rma.number)} · {ticket.subject}",
        send_after=at + tickets.undo_seconds(desk),
    )
    tickets.auto_message(desk, ticket.id, out)
    if rma.state == "ready":
        store.save_rma(desk.db, rma.id, {"told_at": at}, at)
    return True


def _words(desk: Desk, rma: Rma, lines: list[Line], lang: str, ticket: Ticket) -> str:
    """The message of the state."""
    first = lines[0]
    product = cases.machine_words(desk, first.asset_id, ticket.subject)
    amount = sum(line.amount_cents or 0 for line in lines)
    return say(
        f"tell.{rma.state}",
        lang,
        ref=ref(rma.number),
        product=product,
        shop=desk.shop.name,
        reason=rma.reason or "",
        day=format_date(rma.supplier_on, lang) if rma.supplier_on else "–",
        amount=format_money(amount, first.currency or "EUR", lang),
    )
