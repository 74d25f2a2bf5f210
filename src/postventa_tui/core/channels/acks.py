"""The acknowledgement of a first mail: once a ticket, three a day for an address, never to a machine.

Source: design, e-mail sections 5 (loop guard) and 9.1.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.channels import store
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import numbers, outbox, writing
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Outgoing

if TYPE_CHECKING:
    from postventa_tui.core.channels.email.parse import ParsedMail
    from postventa_tui.core.channels.options import MailOptions
    from postventa_tui.desk import Desk


def acknowledge(desk: Desk, ticket_id: int, mail: ParsedMail, shop: MailOptions) -> None:
    """Put the acknowledgement of a new ticket into the outbox, inside the caller's transaction, when it may go."""
    if not shop.ack or mail.automatic or mail.suppress_acks or mail.sender.address in shop.own_addresses:
        return
    ticket = writing.by_id(desk, ticket_id)
    point = next(
        (one for one in customers.points_of(desk, ticket.customer_id) if one.kind == "email" and one.valid and not one.do_not_use),
        None,
    )  # fmt: skip
    if point is None or not outbox.may_acknowledge(desk, ticket_id, point.id):
        return
    lang = mail.language if mail.language in shop.ack else desk.shop.lang
    body = store.find_canned(desk.db, shop.ack.get(lang, ""), lang)
    if not body:
        return
    number = numbers.show(ticket.number, desk.shop.number_prefix)
    # One pass with fixed words: nothing a customer wrote is ever filled in.
    for name, value in (("{{ticket.number}}", number), ("{{shop.name}}", desk.shop.name)):
        body = body.replace(name, value)
    if "{{" in body:
        return
    tickets.auto_message(
        desk,
        ticket_id,
        Outgoing(
            body, channel="email", to_point_id=point.id, subject=ticket.subject, purpose=outbox.ACK_PURPOSE,
            details=json.dumps({"automatic": "ack"}),
        ),
    )  # fmt: skip
