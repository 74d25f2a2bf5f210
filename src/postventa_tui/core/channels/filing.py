"""The second step of a mail: its ticket, who may speak there, and what the message does. One transaction.

Source: design, e-mail sections 4 and 5.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.channels import acks, bounces, faults, store
from postventa_tui.core.channels.email import addresses, tokens
from postventa_tui.core.customers import groups, names, points
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import fields as ticket_fields
from postventa_tui.core.tickets import outbox, people, writing
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, Received
from postventa_tui.kit import text
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.core.channels.email.parse import ParsedMail
    from postventa_tui.core.channels.options import MailOptions
    from postventa_tui.core.channels.rows import MailView, Message
    from postventa_tui.db.connection import SqlValue
    from postventa_tui.desk import Desk

BURST_MAILS = 20
BURST_S = 600
_FILES = ("file", "mbox", "maildir")


class Thread(NamedTuple):
    """Where a mail belongs and how that was found; `ticket_id` None: to no ticket yet."""

    ticket_id: int | None
    by: str


def file(desk: Desk, message: Message, mail: ParsedMail, shop: MailOptions) -> None:
    """Put a parsed mail on its ticket, or beside them when it is a machine's without a thread."""
    found = thread(desk, mail, shop)
    is_burst = False
    received: Received | None = None
    verified = True
    if found.ticket_id is not None:
        verified = not mail.is_spam and is_party(desk, found.ticket_id, mail, shop)
        received = tickets.receive(desk, _incoming(mail, message, found.ticket_id, 0, verified=verified))
    elif mail.automatic:
        verified = False
    else:
        gathered = _burst(desk, message, mail)
        is_burst = gathered is not None
        received = _opened(desk, message, mail, shop, gathered)
        found = Thread(received.ticket_id, "new")
    faults.point("deliver.ticket")
    if received is not None:
        _attach(desk, received.interaction_id, mail)
    faults.point("deliver.attachments")
    notes = list(mail.notes)
    if mail.message_id and store.has_header(desk.db, mail.message_id, message.id):
        notes.append("second_message_id")
    store.save_stored(
        desk.db,
        message.id,
        {
            "reason": None, "detail": "burst" if is_burst else None, "content_hash": mail.content_hash,
            "header": mail.message_id or None, "interaction_id": received.interaction_id if received else None,
            "thread_by": found.by if received else "none", "automatic": int(bool(mail.automatic)),
            "automatic_reason": mail.automatic or None, "verified": int(verified), "sender": mail.sender.address or None,
            "language": mail.language, "notes": json.dumps(notes), "at": desk.clock.now(),
        },
    )  # fmt: skip
    if mail.report is not None:
        bounces.apply(desk, mail, desk.shop.secret)
    if received is not None and received.created and not (mail.automatic or mail.is_spam or is_burst):
        acks.acknowledge(desk, received.ticket_id, mail, shop)


def thread(desk: Desk, mail: ParsedMail, shop: MailOptions) -> Thread:
    """Give the ticket a mail belongs to: by references, by our address, by a signed mark, or none."""
    wanted = mail.refs + ((mail.report.about_id,) if mail.report is not None and mail.report.about_id else ())
    for find in (store.find_sent_ticket, store.find_stored_ticket):
        for one in wanted:
            ticket_id = find(desk.db, one)
            if ticket_id is not None:
                return Thread(ticket_id, "references")
    secret, prefix = desk.shop.secret, desk.shop.number_prefix
    number = tokens.in_recipients(secret, prefix, mail.recipients, shop.own_addresses)
    ticket_id = outbox.by_number(desk, number) if number is not None else None
    if ticket_id is not None:
        return Thread(ticket_id, "address")
    number = tokens.in_subject(secret, prefix, mail.subject)
    ticket_id = outbox.by_number(desk, number) if number is not None else None
    return Thread(ticket_id, "token") if ticket_id is not None else Thread(None, "none")


def is_party(desk: Desk, ticket_id: int, mail: ParsedMail, shop: MailOptions) -> bool:
    """Say whether the sender may speak on a ticket: a party of it, not ourselves, and no failed DMARC."""
    sender = mail.sender.address
    if not sender or sender in shop.own_addresses or _dmarc_failed(mail.authentication, shop):
        return False
    ticket = writing.survivor(desk, writing.by_id(desk, ticket_id))
    for one in {ticket_id, ticket.id}:
        row = writing.by_id(desk, one)
        known = [point.norm for point in customers.points_of(desk, row.customer_id) if point.kind == "email"]
        if sender in map(addresses.normal, known + outbox.parties(desk, one)):
            return True
    other = customers.match_point(desk, "email", sender)
    return other is not None and groups.share_tickets(desk, ticket.customer_id, other)


def _dmarc_failed(authentication: str, shop: MailOptions) -> bool:
    """Only the topmost field of a server we trust counts: anybody can write the others."""
    server, _semicolon, results = authentication.partition(";")
    words = server.split()
    return (
        bool(words) and words[0].lower() in shop.trusted_authserv and "dmarc=fail" in results.lower().replace(" ", "")
    )


def _opened(desk: Desk, message: Message, mail: ParsedMail, shop: MailOptions, gathered: int | None) -> Received:
    """Open a ticket for a person's mail, or put it on the one that gathers a burst of this sender."""
    if gathered:
        return tickets.receive(desk, _incoming(mail, message, gathered, 0, verified=False))
    customer_id = customer_of(desk, mail)
    faults.point("deliver.customer")
    new = _incoming(mail, message, None, customer_id, verified=True)
    if gathered is not None:
        new = new._replace(subject=_("Burst from {address}").format(address=mail.sender.shown))
    received = tickets.receive(desk, new)
    outbox.add_party(desk, received.ticket_id, mail.sender.address)
    _route(desk, received.ticket_id, mail, shop)
    if mail.is_spam:
        ticket_fields.mark_spam(desk, received.ticket_id)
    return received


def _route(desk: Desk, ticket_id: int, mail: ParsedMail, shop: MailOptions) -> None:
    """Put a new ticket into the queue of the team whose mailbox was written to."""
    for box in shop.boxes:
        team = agents.find_team(desk, box.team) if box.team and box.address in mail.recipients else None
        if team is not None:
            people.assign_team(desk, ticket_id, team.id)
            return


def _burst(desk: Desk, message: Message, mail: ParsedMail) -> int | None:
    """Give the ticket that gathers a flood of one sender, 0 to open it, None when there is no flood."""
    if (message.source or "file") in _FILES:
        return None
    since = message.received_at - BURST_S
    if store.count_recent(desk.db, mail.sender.address, since) < BURST_MAILS - 1:
        return None
    return store.find_burst_ticket(desk.db, mail.sender.address, since) or 0


def customer_of(desk: Desk, mail: ParsedMail) -> int:
    """Give the customer behind an address, made from the shown name when it is new."""
    known = customers.match_point(desk, "email", mail.sender.address)
    known = store.find_customer_of_sender(desk.db, mail.sender.address) if known is None else known
    if known is not None:
        return known
    shown = text.clean(mail.sender.safe_name, lines=False).strip()
    name = names.split(shown) if shown else None
    parts = {"given": name.given, "surname1": name.surname1, "surname2": name.surname2} if name else {}
    parts = {key: value for key, value in parts.items() if value}
    if not parts:
        parts = {"display": text.clean(mail.sender.shown, lines=False)}
    customer_id = customers.create(desk, parts)
    if points.email(mail.sender.address) is not None:
        customers.add_point(desk, customer_id, "email", mail.sender.address, primary=True)
    return customer_id


def _incoming(
    mail: ParsedMail, message: Message, ticket_id: int | None, customer_id: int, *, verified: bool
) -> Incoming:
    details: dict[str, object] = {"message_id": message.id, "from": mail.sender.shown}
    for key, found in (("to", mail.to), ("cc", mail.cc), ("reply_to", mail.reply_to)):
        if found:
            details[key] = [one.shown for one in found[:50]]
    for key, value in (
        ("automatic", mail.automatic),
        ("notes", list(mail.notes)),
        ("invitation", mail.invitation.line if mail.invitation else ""),
        ("html", bool(mail.html_text)),
    ):
        if value:
            details[key] = value
    subject = text.clean(mail.subject, lines=False).strip()
    fallback = next((line for line in mail.visible_text.splitlines() if line.strip()), "") or _("(no subject)")
    is_known_language = mail.language in ("es", "en")
    return Incoming(
        customer_id,
        "email",
        mail.text_full,
        subject=subject or text.clean(fallback, lines=False)[:120],
        at=mail.at,
        ticket_id=ticket_id,
        author_kind="customer" if verified else "contact",
        author_name=text.clean(mail.sender.safe_name or mail.sender.shown, lines=False) or None,
        automatic=bool(mail.automatic),
        lang=mail.language if is_known_language else None,
        trim_start=mail.trim_start,
        trim_end=mail.trim_end,
        verified=int(verified),
        details=json.dumps(details, ensure_ascii=False, sort_keys=True),
        message_ref=mail.message_id or None,
        in_reply_to=mail.refs[0] if mail.refs else None,
    )


def _attach(desk: Desk, interaction_id: int, mail: ParsedMail) -> None:
    now = desk.clock.now()
    for one in mail.attachments:
        sha256 = hashlib.sha256(one.data).hexdigest()
        store.save_blob(desk.db, sha256, one.data, now)
        values: dict[str, SqlValue] = {
            "name": one.name,
            "mime": text.clean(one.mime, lines=False),
            "size": len(one.data),
            "sha256": sha256,
            "inline": int(one.is_inline),
            "note": one.note or None,
        }
        store.insert_attachment(desk.db, interaction_id, values, now)


def by_hand(desk: Desk, shown: MailView, body: str, customer_id: int | None, subject: str) -> Incoming:
    """Give what opens a ticket from a held or automatic mail that an agent took up."""
    if customer_id is None and shown.sender:
        customer_id = customers.match_point(desk, "email", shown.sender)
    if customer_id is None:
        name = text.clean(shown.sender_name or shown.sender, lines=False).strip() or _("Unknown sender")
        customer_id = customers.create(desk, {"display": name})
        if points.email(shown.sender) is not None:
            customers.add_point(desk, customer_id, "email", shown.sender, primary=True)
    details = json.dumps({"message_id": shown.message.id, "from": shown.sender, "released": True}, ensure_ascii=False)
    return Incoming(
        customer_id, "email", body, subject=subject.strip() or _("(no subject)"), at=shown.at,
        message_ref=shown.message.message_id_header, details=details,
    )  # fmt: skip
