"""What the customer is told at each step of a return, in her language and by a channel that reaches her."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postventa_tui.core.returns import cases, store
from postventa_tui.core.returns.rows import ref
from postventa_tui.core.returns.words import knows, say
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets import writing
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.kit.text import clean, format_date, format_money

if TYPE_CHECKING:
    from postventa_tui.core.returns.rows import Line, Rma
    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk

_TOKEN = re.compile(r"\{\{([^{}\n]*)\}\}")


def tell(desk: Desk, rma: Rma, lines: list[Line]) -> bool:
    """Put word of the new state into the outbox; without a way in writing leave a note to call. Says if it went.

    Steps without words of their own (inspecting, repairing) tell nothing.
    """
    ticket = writing.survivor(desk, writing.by_id(desk, rma.ticket_id))
    lang = cases.language_of(desk, ticket)
    if not knows(f"tell.{rma.state}") or ticket.status_type in ("closed", "merged", "spam"):
        return False
    ways = cases.ways(desk, ticket.customer_id, ticket.channel)
    body = _words(desk, rma, lines, lang, ticket, ways[0].channel if ways else "phone")
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


def _words(desk: Desk, rma: Rma, lines: list[Line], lang: str, ticket: Ticket, channel: str) -> str:
    """The message of the state: the shop's canned reply `rma-<state>` when it can be filled, else our own words."""
    first = lines[0]
    amount = sum(line.amount_cents or 0 for line in lines)
    values = {
        "ref": ref(rma.number),
        "product": cases.machine_words(desk, first.asset_id, ticket.subject),
        "shop": desk.shop.name,
        "reason": rma.reason or "",
        "day": format_date(rma.supplier_on, lang) if rma.supplier_on else "–",
        "amount": format_money(amount, first.currency or "EUR", lang),
    }
    canned = store.find_canned(desk.db, f"rma-{rma.state.replace('_', '-')}", lang, channel)
    written = (
        None if canned is None else filled(canned, {name: clean(value, lines=False) for name, value in values.items()})
    )
    return written or say(f"tell.{rma.state}", lang, **values)


def filled(body: str, values: dict[str, str]) -> str | None:
    """Give a canned reply with `{{rma.ref}}`, `{{rma.product}}` … filled; None when a token is left or has no value.

    A value is never read again for tokens. Greetings and questions to the agent need an agent: nobody asks here.
    """
    missing: list[str] = []

    def value(found: re.Match[str]) -> str:
        word = values.get(found.group(1).strip().removeprefix("rma."), "")
        if not word:
            missing.append(found.group(1))
        return word

    text = _TOKEN.sub(value, body)
    return None if missing else text
