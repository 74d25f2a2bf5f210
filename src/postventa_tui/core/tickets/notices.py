"""A message the shop starts, to a person, on no ticket: her answer opens one by her address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.tickets import store_sending
from postventa_tui.core.tickets.rows import Outgoing, Sent
from postventa_tui.desk import verb
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


@verb("notice.queue")
def send_notice(desk: Desk, customer_id: int, out: Outgoing) -> Sent:
    """Put a message to a person into the outbox. Consent and points not to be used are the caller's to check.

    Args:
        out: Its channel and contact point must be named; status and clocks do not exist here.

    Raises:
        Refused: `empty`, `no_way` without channel or point. NotFound: the customer.
    """
    if not out.body.strip():
        raise Refused("empty")
    if out.channel is None or out.to_point_id is None:
        raise Refused("no_way")
    now = desk.clock.now()
    person = customers.survivor(desk, customer_id)
    row = NewInteraction(
        "message", "out", now, "auto", typed(out.body), person.id, None, out.channel, subject=out.subject,
        state="queued", details=out.details,
    )  # fmt: skip
    interaction_id = contacts.add_interaction(desk, row)
    send_after = now if out.send_after is None else out.send_after
    outbox_id = store_sending.insert_outbox(
        desk.db, interaction_id, now, channel=out.channel, to_point_id=out.to_point_id, send_after=send_after,
        purpose=out.purpose, draft="{}",
    )  # fmt: skip
    return Sent(interaction_id, outbox_id, send_after, "")
