"""The outbox as it is drained: take, send or bring back, record. At most once without a person deciding it.

Source: design, e-mail section 9; domain section 3.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.customers import contacts
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import incoming, store, store_outbox, store_sending, writing
from postventa_tui.core.tickets.rows import OutboxRow, Received
from postventa_tui.desk import verb
from postventa_tui.kit.errors import NotFound, Refused

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

WAITS_S = (60, 300, 900, 3600, 14_400)
"""How long a message waits after each refusal that may pass."""
ACK_PURPOSE = "ack"
ACKS_PER_POINT_A_DAY = 3
_DAY_S = 86_400
_STATES = ("uncertain", "failed", "bounced", "sending", "queued", "cancelled", "sent")


def get(desk: Desk, outbox_id: int) -> OutboxRow:
    """Give a row of the outbox.

    Raises:
        NotFound: `outbox_unknown`.
    """
    found = store_outbox.find_row(desk.db, outbox_id)
    if found is None:
        raise NotFound("outbox_unknown", id=outbox_id)
    return found


def find(desk: Desk, outbox_id: int) -> OutboxRow | None:
    """Give a row of the outbox, or None."""
    return store_outbox.find_row(desk.db, outbox_id)


def by_message_ref(desk: Desk, message_ref: str) -> OutboxRow | None:
    """Give the message that left with a Message-ID, or None."""
    return store_outbox.find_by_message_ref(desk.db, message_ref)


def due(desk: Desk, channel: str, limit: int = 50) -> list[OutboxRow]:
    """Give what may leave by a channel now."""
    return store_outbox.list_due(desk.db, channel, desk.clock.now(), limit)


def listed(desk: Desk, limit: int = 200) -> list[OutboxRow]:
    """Give the outbox: what needs a person first, what was sent last."""
    found: list[OutboxRow] = []
    for state in _STATES:
        found += store_outbox.list_state(desk.db, state, limit - len(found)) if len(found) < limit else []
    return found


def in_state(desk: Desk, state: str, limit: int = 1000) -> list[OutboxRow]:
    """Give the rows of one state, oldest first."""
    return store_outbox.list_state(desk.db, state, limit)


def take(desk: Desk, outbox_id: int, sender: str) -> OutboxRow | None:
    """Take one message for this process, or bring it back to its author when it was overtaken.

    The checks and the taking are one transaction: a message of the customer that commits first is seen.

    Returns:
        The row, in state `sending`; None when another process has it or it went back.
    """
    with desk.transaction("outbox.take", origin="mail"):
        if not store_outbox.take_row(desk.db, outbox_id, sender, desk.clock.now()):
            return None
        row = get(desk, outbox_id)
        reason = _stopped(desk, row)
        if reason:
            _give_back(desk, row, reason)
            return None
        contacts.set_state(desk, row.interaction_id, "sending")
        return row


def _stopped(desk: Desk, row: OutboxRow) -> str:
    """Give why a message must not leave any more, "" when nothing stands against it."""
    if row.to_point_id is not None:
        point = customers.get_point(desk, row.to_point_id)
        if not point.valid:
            return "point_invalid"
        if point.do_not_use:
            return "do_not_use"
    if not contacts.get(desk, row.interaction_id).body.strip():
        return "empty"
    if row.purpose != "service" or row.ticket_id is None or row.tries:
        return ""
    own = contacts.get(desk, row.interaction_id).agent_id
    for direction, agent_id in store_outbox.find_newer(desk.db, row.ticket_id, row.interaction_id):
        if direction == "in":
            return "customer_wrote"
        if direction == "out" and agent_id != own:
            return "colleague_replied"
    return ""


def _give_back(desk: Desk, row: OutboxRow, reason: str) -> None:
    """Cancel a message and make it its author's draft again, with the reason."""
    store_outbox.save_row(desk.db, row.id, desk.clock.now(), state="cancelled", reason=reason)
    contacts.set_state(desk, row.interaction_id, "cancelled")
    kept = json.loads(row.draft)
    agent_id = kept.get("agent_id") or contacts.get(desk, row.interaction_id).agent_id
    if agent_id is None or row.ticket_id is None:
        return
    values = {
        "agent_id": agent_id,
        "ticket_id": row.ticket_id,
        "kind": "reply",
        "body": kept.get("body") or contacts.get(desk, row.interaction_id).body,
        "cursor": kept.get("cursor"),
        "based_on_id": kept.get("based_on_id"),
        "then_status": kept.get("then_status"),
        "to_point_id": row.to_point_id,
        "attachments": json.dumps(kept.get("attachments") or []) if not isinstance(kept.get("attachments"), str)
        else kept["attachments"],
        "reason": reason,
        "saved_at": desk.clock.now(),
    }  # fmt: skip
    store_sending.save_draft(desk.db, values)


def prepared(desk: Desk, outbox_id: int, message_ref: str, blob_sha256: str) -> None:
    """Write under which Message-ID and with which bytes a message leaves, before the line is opened."""
    with desk.transaction("outbox.prepare", origin="mail"):
        row = get(desk, outbox_id)
        store_outbox.save_row(
            desk.db, outbox_id, desk.clock.now(), message_ref=message_ref, blob_sha256=blob_sha256, stage="connect"
        )
        contacts.set_message_ref(desk, row.interaction_id, message_ref)


def begin_data(desk: Desk, outbox_id: int) -> None:
    """Write that the bytes are about to go: from here on a crash leaves a doubt."""
    with desk.transaction("outbox.data", origin="mail"):
        store_outbox.save_row(desk.db, outbox_id, desk.clock.now(), stage="data")


def sent(desk: Desk, outbox_id: int, *, to: tuple[str, ...], refused: str = "") -> None:
    """Write that the server took a message; the addresses it went to may speak on the ticket."""
    with desk.transaction("outbox.sent", origin="mail"):
        row = get(desk, outbox_id)
        store_outbox.save_row(
            desk.db, outbox_id, desk.clock.now(), state="sent", stage="done", last_error=refused or None,
            reason="some_refused" if refused else None,
        )  # fmt: skip
        contacts.set_state(desk, row.interaction_id, "sent")
        if row.ticket_id is not None:
            for one in to:
                store_outbox.insert_party(desk.db, row.ticket_id, one, desk.clock.now())


def refused_for_now(desk: Desk, outbox_id: int, error: str) -> str:
    """Write a refusal that may pass; gives the state after: queued again, or failed after the fifth."""
    with desk.transaction("outbox.later", origin="mail"):
        row = get(desk, outbox_id)
        tries = row.tries + 1
        if tries > len(WAITS_S):
            failed(desk, outbox_id, error)
            return "failed"
        now = desk.clock.now()
        store_outbox.save_row(
            desk.db, outbox_id, now, state="queued", tries=tries, last_error=error, send_after=now + WAITS_S[tries - 1],
            sender=None, taken_at=None, stage=None,
        )  # fmt: skip
        contacts.set_state(desk, row.interaction_id, "queued")
        return "queued"


def failed(desk: Desk, outbox_id: int, error: str, reason: str = "refused") -> None:
    """Write that a message will not leave: a person looks."""
    with desk.transaction("outbox.failed", origin="mail"):
        _end(desk, get(desk, outbox_id), "failed", reason, error)


def uncertain(desk: Desk, outbox_id: int, error: str) -> None:
    """Write that nobody knows whether a message arrived: only a person sends it again."""
    with desk.transaction("outbox.uncertain", origin="mail"):
        _end(desk, get(desk, outbox_id), "uncertain", "no_answer", error)


def _end(desk: Desk, row: OutboxRow, state: str, reason: str, error: str) -> None:
    store_outbox.save_row(desk.db, row.id, desk.clock.now(), state=state, reason=reason, last_error=error)
    contacts.set_state(desk, row.interaction_id, state)
    if row.ticket_id is not None:
        store_outbox.save_undelivered(desk.db, row.ticket_id, True)


def free(desk: Desk, outbox_id: int) -> None:
    """Put a message back that a dead process had taken before any byte of it went."""
    with desk.transaction("outbox.free", origin="mail"):
        row = get(desk, outbox_id)
        store_outbox.save_row(
            desk.db, outbox_id, desk.clock.now(), state="queued", sender=None, taken_at=None, stage=None
        )
        contacts.set_state(desk, row.interaction_id, "queued")


@verb("outbox.again")
def send_again(desk: Desk, outbox_id: int) -> None:
    """Send a doubtful or failed message again, by decision of a person; the Message-ID stays the same.

    Raises:
        Refused: `not_doubtful`.
    """
    row = get(desk, outbox_id)
    if row.state not in ("uncertain", "failed"):
        raise Refused("not_doubtful", id=outbox_id, state=row.state)
    store_outbox.save_row(
        desk.db, outbox_id, desk.clock.now(), state="queued", send_after=desk.clock.now(), tries=1, reason=None,
        sender=None, taken_at=None, stage=None,
    )  # fmt: skip
    contacts.set_state(desk, row.interaction_id, "queued")
    _delivered(desk, row)


@verb("outbox.arrived")
def arrived(desk: Desk, outbox_id: int) -> None:
    """Say that a doubtful message did arrive.

    Raises:
        Refused: `not_doubtful`.
    """
    row = get(desk, outbox_id)
    if row.state != "uncertain":
        raise Refused("not_doubtful", id=outbox_id, state=row.state)
    store_outbox.save_row(desk.db, outbox_id, desk.clock.now(), state="sent", reason="by_person")
    contacts.set_state(desk, row.interaction_id, "sent")
    _delivered(desk, row)


def _delivered(desk: Desk, row: OutboxRow) -> None:
    if row.ticket_id is not None:
        store_outbox.save_undelivered(desk.db, row.ticket_id, False)


def bounced(desk: Desk, row: OutboxRow, status: str, words: str, *, is_final: bool) -> None:
    """Write that a sent message came back, inside the caller's transaction; marks the contact point when it is final.

    Args:
        is_final: A failure for good (5.x.x); else a delay, three of which in seven days count as one.
    """
    now = desk.clock.now()
    if not is_final:
        store_outbox.save_row(desk.db, row.id, now, reason="delayed", last_error=f"{status} {words}".strip())
        point = row.to_point_id
        if point is None or store_outbox.count_soft_bounces(desk.db, point, now - 7 * _DAY_S) < 3:
            return
    store_outbox.save_row(desk.db, row.id, now, state="bounced", reason=status, last_error=words)
    contacts.set_state(desk, row.interaction_id, "bounced")
    if row.ticket_id is not None:
        store_outbox.save_undelivered(desk.db, row.ticket_id, True)
    if row.to_point_id is not None:
        customers.change_point(desk, row.to_point_id, valid=False, bounced_at=now)


def was_read(desk: Desk, row: OutboxRow) -> None:
    """Write that the receiver's program reported a message as read, inside the caller's transaction."""
    if row.state == "sent":
        contacts.set_state(desk, row.interaction_id, "read")


def may_acknowledge(desk: Desk, ticket_id: int, point_id: int) -> bool:
    """Say whether a machine may write to this contact point about this ticket: once, and three times a day."""
    on_ticket, to_point = store_outbox.count_purpose(
        desk.db, ACK_PURPOSE, ticket_id=ticket_id, point_id=point_id, since=desk.clock.now() - _DAY_S
    )
    return on_ticket == 0 and to_point < ACKS_PER_POINT_A_DAY


def add_party(desk: Desk, ticket_id: int, norm: str) -> None:
    """Let an address speak on a ticket, inside the caller's transaction."""
    store_outbox.insert_party(desk.db, ticket_id, norm, desk.clock.now())


def parties(desk: Desk, ticket_id: int) -> list[str]:
    """Give the addresses allowed to speak on a ticket besides the requester's contact points."""
    return store_outbox.list_parties(desk.db, ticket_id)


def by_number(desk: Desk, number: int) -> int | None:
    """Give the id of the ticket with a number, or None."""
    found = store.find_by_number(desk.db, number)
    return None if found is None else found.id


def accept(desk: Desk, interaction_id: int) -> Received:
    """Run the effects of a message whose sender was not known, inside the caller's transaction.

    Raises:
        Refused: `closed_is_final` when the ticket is closed: open a new one for it.
    """
    row = contacts.get(desk, interaction_id)
    if row.ticket_id is None:
        raise Refused("no_ticket", id=interaction_id)
    ticket = writing.survivor(desk, writing.by_id(desk, row.ticket_id))
    outcome = writing.judge(desk, ticket, "customer_message")
    if outcome.follow_up:
        writing.refuse(desk, ticket, "closed_is_final", "customer_message")
    incoming.effects(desk, ticket, outcome, row.at, interaction_id)
    return Received(interaction_id, ticket.id, ticket.number, False)
