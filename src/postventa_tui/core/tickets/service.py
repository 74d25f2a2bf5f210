"""Verbs that bring words onto a ticket: open, receive, reply, note, call, visit."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import contacts
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.tickets import calls, fields, incoming, opening, store_sending, store_side, writing
from postventa_tui.core.tickets.rows import (
    Incoming,
    NewTicket,
    Outgoing,
    Received,
    Sent,
    Ticket,
)
from postventa_tui.desk import verb
from postventa_tui.kit.errors import Refused, Usage
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

WRITTEN = ("email", "web", "chat", "whatsapp", "social")
"""Channels a reply can leave by."""
_MENTION = re.compile(r"(?<![\w@.])@([a-z0-9ñáéíóúü][a-z0-9ñáéíóúü._-]*)", re.IGNORECASE)


@verb("ticket.new")
def create(desk: Desk, new: NewTicket, text: str | None = None) -> Ticket:
    """Open a ticket; gives it.

    Args:
        text: Words of the customer. On the telephone they are the note of a call in progress, at the counter
            of a visit: the first reply is given with it.

    Raises:
        Usage: `bad_value` for an unknown channel, priority or status, or an empty subject.
    """
    ticket = opening.open_ticket(desk, new)
    if text is None:
        return ticket
    body = typed(text)
    match new.channel:
        case "phone":
            calls.call(desk, ticket.id, "in", "answered", text=body)
        case "counter":
            calls.visit(desk, ticket.id, "advice", text=body)
        case _:
            receive(desk, Incoming(new.customer_id, new.channel, body, ticket_id=ticket.id))
    return writing.by_id(desk, ticket.id)


@verb("ticket.receive")
def receive(desk: Desk, message: Incoming) -> Received:
    """Store a message from outside on its ticket, on the survivor, on a follow-up or on a new ticket.

    Raises:
        Usage: `bad_value` for an unknown channel.
    """
    if message.ticket_id is None:
        return incoming.receive_new(desk, message)
    ticket = writing.survivor(desk, writing.by_id(desk, message.ticket_id))
    if message.automatic or not message.verified:
        # A machine, or somebody who may not speak here: kept and shown, but nothing moves.
        return incoming.store_incoming(desk, ticket, message, created=False)
    outcome = writing.judge(desk, ticket, "customer_message")
    if outcome.follow_up:
        return incoming.follow_up(desk, ticket, message)
    joined = incoming.join_chat(desk, ticket, message)
    if joined is not None:
        return joined
    received = incoming.store_incoming(desk, ticket, message, created=False)
    at = desk.clock.now() if message.at is None else message.at
    incoming.effects(desk, ticket, outcome, at, received.interaction_id)
    return received


@verb("ticket.reply")
def reply(desk: Desk, ticket_id: int, out: Outgoing) -> Sent:
    """Write a reply and put it into the outbox; it may be taken back until it leaves.

    The send-guard stands before this verb: `replies.sending`.

    Raises:
        Refused: `closed_is_final`, `is_merged`, `is_spam`, `empty`, `solve_first`, `new_never_returns`,
            `missing_field:<name>`.
    """
    ticket = writing.by_id(desk, ticket_id)
    then = writing.status(desk, out.then) if out.then else None
    outcome = writing.judge(desk, ticket, "agent_reply", to=then.type if then else "")
    if not out.body.strip():
        raise Refused("empty")
    now = desk.clock.now()
    channel = out.channel or (ticket.channel if ticket.channel in WRITTEN else "email")
    if channel not in WRITTEN:
        raise Usage("bad_value", field="channel", value=channel, reason=", ".join(WRITTEN))
    row = NewInteraction(
        "message", "out", now if out.at is None else out.at, "agent", typed(out.body), ticket.customer_id,
        ticket.id, channel, agent_id=desk.agent.id if desk.agent else None, subject=out.subject, state="queued",
        trim_start=out.trim_start, trim_end=out.trim_end, details=out.details,
    )  # fmt: skip
    interaction_id = contacts.add_interaction(desk, row)
    send_after = now + undo_seconds(desk) if out.send_after is None else out.send_after
    outbox_id = store_sending.insert_outbox(
        desk.db, interaction_id, now, channel=channel, to_point_id=out.to_point_id, send_after=send_after,
        purpose=out.purpose, draft=_draft(desk, ticket, out),
    )  # fmt: skip
    _attach(desk, interaction_id, out)
    key = then.key if then else None if ticket.status_type == "solved" else desk.shop.after_reply
    after = writing.moved(ticket, outcome.to, now, key=key, reopened=outcome.reopened)
    after = writing.answered(after, now)
    if outcome.to == "solved" and ticket.status_type != "solved":
        after = fields.solving(desk, after)
    told = writing.event(desk, "agent_reply", interaction_id=interaction_id)
    written = writing.save(desk, ticket, after, told)
    return Sent(interaction_id, outbox_id, send_after, written.status)


def undo_seconds(desk: Desk) -> int:
    """Give how long a sent reply can be taken back: 0 to 60 seconds."""
    return max(0, min(60, desk.shop.undo_seconds))


def _draft(desk: Desk, ticket: Ticket, out: Outgoing) -> str:
    """Give the draft that an undo brings back, as JSON."""
    kept = json.loads(out.draft)
    base = {"ticket_id": ticket.id, "agent_id": desk.agent.id if desk.agent else None, "kind": "reply",
            "body": out.body, "then_status": out.then, "to_point_id": out.to_point_id}  # fmt: skip
    return json.dumps({**base, **kept}, ensure_ascii=False, sort_keys=True)


def _attach(desk: Desk, interaction_id: int, out: Outgoing) -> None:
    now = desk.clock.now()
    for file in out.attachments:
        sha256 = hashlib.sha256(file.data).hexdigest()
        store_sending.insert_blob(desk.db, sha256, file.data, now)
        store_sending.insert_attachment(desk.db, interaction_id, file.name, file.mime, len(file.data), sha256, now)


@verb("ticket.auto_message")
def auto_message(desk: Desk, ticket_id: int, out: Outgoing) -> Sent:
    """Write an automatic message (an acknowledgement) into the outbox; no status and no clock moves.

    Raises:
        Refused: `closed_is_final`, `is_merged`, `is_spam`.
    """
    ticket = writing.by_id(desk, ticket_id)
    writing.judge(desk, ticket, "auto_message")
    now = desk.clock.now()
    channel = out.channel or ticket.channel
    row = NewInteraction(
        "message", "out", now, "auto", typed(out.body), ticket.customer_id, ticket.id, channel,
        subject=out.subject, state="queued", details=out.details,
    )  # fmt: skip
    interaction_id = contacts.add_interaction(desk, row)
    send_after = now if out.send_after is None else out.send_after
    outbox_id = store_sending.insert_outbox(
        desk.db, interaction_id, now, channel=channel, to_point_id=out.to_point_id, send_after=send_after,
        purpose=out.purpose, draft="{}",
    )  # fmt: skip
    writing.save(desk, ticket, ticket, writing.event(desk, "auto_message", interaction_id=interaction_id))
    return Sent(interaction_id, outbox_id, send_after, ticket.status)


@verb("ticket.note")
def note(desk: Desk, ticket_id: int, text: str, *, replaces_id: int | None = None) -> int:
    """Write an inner note; gives its id. Agents named with `@login` follow the ticket from now on.

    Args:
        replaces_id: The note that this one corrects; the old version stays readable.

    Raises:
        Refused: `closed_is_final`, `is_merged`, `empty`.
    """
    ticket = writing.by_id(desk, ticket_id)
    writing.judge(desk, ticket, "note")
    body = typed(text)
    if not body.strip():
        raise Refused("empty")
    now = desk.clock.now()
    row = NewInteraction(
        "note", "internal", now, "agent" if desk.agent else "auto", body, ticket.customer_id, ticket.id,
        agent_id=desk.agent.id if desk.agent else None, replaces_id=replaces_id,
    )  # fmt: skip
    interaction_id = contacts.add_interaction(desk, row)
    after = ticket
    for agent_id in mentioned(desk, body):
        store_side.insert_follower(desk.db, ticket.id, agent_id, now)
        store_side.insert_mention(desk.db, ticket.id, agent_id, interaction_id, now)
        after = after._replace(snoozed_until=None)
    told = writing.event(desk, "note", interaction_id=interaction_id)
    writing.save(desk, ticket, after._replace(updated_at=now), *([told] if ticket.status_type != "spam" else []))
    return interaction_id


def mentioned(desk: Desk, text: str) -> list[int]:
    """Give the active agents that a text names with `@login`, each once."""
    found = []
    for word in dict.fromkeys(_MENTION.findall(text)):
        agent = agents.find_agent(desk, word.rstrip(".")) or agents.find_agent(desk, word)
        if agent is not None and agent.active:
            found.append(agent.id)
    return found
