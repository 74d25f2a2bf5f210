"""From a row of the outbox to the letter that leaves: addresses, thread, mark, quote, files.

Source: design, e-mail section 9.1.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

from postventa_tui.core.agents import service as agents
from postventa_tui.core.channels import store
from postventa_tui.core.channels.email import addresses, compose, fields, parse, structure, tokens
from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import outbox, writing
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.moments import local_date

if TYPE_CHECKING:
    from postventa_tui.core.channels.options import MailOptions
    from postventa_tui.core.customers.rows import Interaction
    from postventa_tui.core.tickets.rows import OutboxRow, Ticket
    from postventa_tui.desk import Desk

_HEAD = 64 * 1024
_RANDOM_BYTES = 8
_ATTRIBUTION = {"es": "El {date}, {name} escribió:", "en": "On {date}, {name} wrote:"}


def letter_for(desk: Desk, row: OutboxRow, shop: MailOptions) -> compose.Letter:
    """Give the letter of a row of the outbox.

    Raises:
        Refused: `mail_not_set`, `bad_address`, `no_consent`.
    """
    interaction = contacts.get(desk, row.interaction_id)
    ticket = writing.by_id(desk, row.ticket_id) if row.ticket_id is not None else None
    if not shop.address:
        raise Refused("mail_not_set")
    is_machine = row.purpose == outbox.ACK_PURPOSE or interaction.author_kind == "auto"
    if row.purpose == "marketing" and not _may_advertise(desk, interaction):
        raise Refused("no_consent")
    last = _last_received(desk, ticket)
    mark = tokens.token(desk.shop.secret, desk.shop.number_prefix, ticket.number) if ticket else ""
    answered, references = _thread(desk, last)
    message_id = row.message_ref or new_message_id(row.interaction_id, shop.address)
    is_marketing = row.purpose == "marketing"
    to_address, to_name = _recipient(desk, row, interaction)
    return compose.Letter(
        from_address=shop.address,
        from_name=_sender_name(desk, interaction),
        to_address=to_address,
        to_name=to_name,
        subject=interaction.subject or (ticket.subject if ticket else ""),
        text=_text(desk, interaction, last, ticket, shop, is_machine=is_machine),
        message_id=message_id,
        at=desk.clock.now(),
        zone=desk.shop.zone,
        reply_to=tokens.address(shop.address, mark) if mark and shop.plus_addressing else "",
        in_reply_to=answered,
        references=references,
        mark=mark,
        automatic="" if not is_machine else "auto-replied" if answered else "auto-generated",
        unsubscribe=shop.address if is_marketing else "",
        unsubscribe_url=shop.unsubscribe_url.replace("{message_id}", quote(message_id, safe=""))
        if is_marketing
        else "",
        files=_files(desk, row.interaction_id),
        is_flowed=shop.format_flowed,
    )


def envelope_sender(desk: Desk, row: OutboxRow, shop: MailOptions) -> str:
    """Give the envelope sender: null for machines, else an address that a bounce names the mail by."""
    if row.purpose == outbox.ACK_PURPOSE:
        return ""
    if shop.plus_addressing:
        return tokens.verp(desk.shop.secret, shop.address, row.id)
    return shop.address


def new_message_id(interaction_id: int, address: str) -> str:
    """Give a Message-ID nobody can guess: `pv.<interaction>.<12 letters>@domain`."""
    chance = base64.b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode("ascii").lower()[:12]
    return f"pv.{interaction_id}.{chance}@{address.rpartition('@')[2]}"


def _may_advertise(desk: Desk, interaction: Interaction) -> bool:
    return interaction.customer_id is not None and groups.may_send(desk, interaction.customer_id, "marketing", "email")


def _sender_name(desk: Desk, interaction: Interaction) -> str:
    if interaction.agent_id is not None:
        return agents.agent_by_id(desk, interaction.agent_id).name
    return desk.shop.name


def _recipient(desk: Desk, row: OutboxRow, interaction: Interaction) -> tuple[str, str]:
    """Give (address, name): the chosen contact point, else the customer's primary or first usable address."""
    if interaction.customer_id is None:
        raise Refused("bad_address", address="")
    name = customers.survivor(desk, interaction.customer_id).name
    if row.to_point_id is not None:
        return addresses.normal(customers.get_point(desk, row.to_point_id).norm), name
    usable = [
        point
        for point in customers.points_of(desk, interaction.customer_id)
        if point.kind == "email" and point.valid and not point.do_not_use
    ]
    usable.sort(key=lambda point: not point.is_primary)
    if not usable:
        raise Refused("bad_address", address="")
    return addresses.normal(usable[0].norm), name


def _last_received(desk: Desk, ticket: Ticket | None) -> Interaction | None:
    """Give the newest mail of a person on a ticket who may speak there."""
    if ticket is None:
        return None
    received = [
        one.row
        for one in contacts.of_ticket(desk, ticket.id)
        if one.row.direction == "in"
        and one.row.channel == "email"
        and one.row.verified
        and one.row.author_kind != "auto"
    ]
    return received[-1] if received else None


def _thread(desk: Desk, last: Interaction | None) -> tuple[str, tuple[str, ...]]:
    """Give the Message-ID to answer and the chain before it."""
    if last is None or not last.message_ref:
        return "", ()
    before: tuple[str, ...] = ()
    message = store.find_by_interaction(desk.db, last.id)
    raw = store.find_blob(desk.db, message.blob_sha256) if message is not None else None
    if raw is not None:
        head = structure.read(structure.parsed_copy(raw[:_HEAD]).replace(b"\x00", b"")).fields
        before = fields.chain(head)
    return last.message_ref, (*before, last.message_ref)


def _text(
    desk: Desk,
    interaction: Interaction,
    last: Interaction | None,
    ticket: Ticket | None,
    shop: MailOptions,
    *,
    is_machine: bool,
) -> str:
    """Give the author's words, and below them what they answer."""
    if last is None or is_machine or not shop.quote_original:
        return interaction.body
    shown = parse.visible_text(
        last.body, last.trim_start or 0, len(last.body) if last.trim_end is None else last.trim_end
    )
    if not shown:
        return interaction.body
    lang = (ticket.lang if ticket else None) or desk.shop.lang
    form = _ATTRIBUTION.get(lang, _ATTRIBUTION["es"])
    who = (last.author_name or "").replace("\n", " ")
    year, month, day = local_date(last.at, desk.shop.zone).split("-")
    attribution = form.format(date=f"{int(day)}/{int(month)}/{year}", name=who)
    return f"{interaction.body.rstrip()}\n\n{compose.quote(shown, attribution)}"


def _files(desk: Desk, interaction_id: int) -> tuple[compose.File, ...]:
    found = []
    for name, mime, sha256 in store.list_attachments(desk.db, interaction_id):
        data = store.find_blob(desk.db, str(sha256))
        if data is not None:
            found.append(compose.File(str(name), str(mime or "application/octet-stream"), data))
    return tuple(found)
