"""Interactions: record a contact, read the lifeline of a person or household, redact."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.customers import service, store, store_interactions
from postventa_tui.core.customers.rows import Contact, Interaction, NewInteraction, Page
from postventa_tui.desk import verb
from postventa_tui.kit import ids
from postventa_tui.kit.errors import NotFound, Refused, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.desk import Desk

REDACTED = "[redactado]"
OUTCOMES = ("answered", "voicemail", "no_answer", "busy", "wrong_number")
VISIT_KINDS = ("deposit", "pickup", "advice", "complaint")
CHAT_JOIN_S = 120
"""Lines of one author closer than this make one interaction."""
WA_WINDOW_S = 86_400
"""A free WhatsApp message may follow the person's last one for so long; the last second counts."""


@verb("interaction.add")
def add_interaction(desk: Desk, new: NewInteraction) -> int:
    """Write a contact; gives its id. One without a ticket must have a customer.

    Raises:
        Usage: `bad_value` for neither ticket nor customer, an unknown outcome or kind of visit.
    """
    if new.ticket_id is None and new.customer_id is None:
        raise Usage("bad_value", field="customer", value="", reason="")
    if new.kind == "call" and new.outcome not in OUTCOMES:
        raise Usage("bad_value", field="outcome", value=new.outcome, reason=", ".join(OUTCOMES))
    if new.kind == "visit" and new.visit_kind not in VISIT_KINDS:
        raise Usage("bad_value", field="visit_kind", value=new.visit_kind, reason=", ".join(VISIT_KINDS))
    return store_interactions.insert_interaction(desk.db, ids.uid(), new, desk.clock.now())


def get(desk: Desk, interaction_id: int) -> Interaction:
    """Give an interaction.

    Raises:
        NotFound: `interaction_unknown`.
    """
    found = store_interactions.find_interaction(desk.db, interaction_id)
    if found is None:
        raise NotFound("interaction_unknown", id=interaction_id)
    return found


def show(desk: Desk, interaction_id: int) -> Contact:
    """Give an interaction with the names people see.

    Raises:
        NotFound: `interaction_unknown`.
    """
    found = store_interactions.find_contact(desk.db, interaction_id)
    if found is None:
        raise NotFound("interaction_unknown", id=interaction_id)
    return found


def by_message_ref(desk: Desk, message_ref: str) -> Interaction | None:
    """Give the interaction that carries a Message-ID, or None."""
    return store_interactions.find_by_message_ref(desk.db, message_ref)


def of_ticket(desk: Desk, ticket_id: int) -> list[Contact]:
    """Give what was written on one ticket row, oldest first."""
    return store_interactions.list_of_ticket(desk.db, ticket_id)


def newest_of_ticket(desk: Desk, ticket_id: int) -> Interaction | None:
    """Give the newest interaction of one ticket row, or None."""
    return store_interactions.find_newest(desk.db, ticket_id)


def lifeline(
    desk: Desk,
    customer_id: int,
    *,
    limit: int = 50,
    before: tuple[int, int] | None = None,
    household: bool = False,
) -> Page:
    """Give a person's contacts on all channels, newest first.

    Args:
        before: The key of the page before (`Page.after`), None for the newest.
        household: Also those of the people who share machines and address with her.
    """
    people = service.family(desk, customer_id)
    home = service.get(desk, customer_id).household_id
    if household and home is not None:
        others = store.list_household(desk.db, home)
        people = list(dict.fromkeys([*people, *(one for other in others for one in service.family(desk, other))]))
    return page_of([store_interactions.list_of_customer(desk.db, one, limit + 1, before) for one in people], limit)


def page_of(lists: Sequence[list[Contact]], limit: int) -> Page:
    """Give the newest `limit` of several lists and the key of the last one, None when nothing follows."""
    merged = sorted((c for one in lists for c in one), key=lambda c: (c.row.at, c.row.id), reverse=True)
    items = merged[:limit]
    more = len(merged) > limit
    return Page(items, (items[-1].row.at, items[-1].row.id) if more else None)


def count(desk: Desk, customer_id: int) -> int:
    """Give how many contacts there are with a person."""
    return sum(store_interactions.count_of_customer(desk.db, one) for one in service.family(desk, customer_id))


@verb("interaction.redact")
def redact(desk: Desk, interaction_id: int) -> None:
    """Replace the words of an interaction for good; who and when is kept beside."""
    row = get(desk, interaction_id)
    if row.redacted:
        return
    by = desk.agent.login if desk.agent else ""
    details = {**json.loads(row.details), "redacted_by": by, "redacted_at": desk.clock.now()}
    text = json.dumps(details, ensure_ascii=False, sort_keys=True)
    store_interactions.redact(desk.db, interaction_id, REDACTED, text, desk.clock.now())


@verb("interaction.state")
def set_state(desk: Desk, interaction_id: int, state: str) -> None:
    """Write the delivery state of a message that leaves or left."""
    store_interactions.save_state(desk.db, interaction_id, state, desk.clock.now())


@verb("interaction.ref")
def set_message_ref(desk: Desk, interaction_id: int, message_ref: str) -> None:
    """Write the Message-ID under which a message leaves."""
    store_interactions.save_message_ref(desk.db, interaction_id, message_ref, desk.clock.now())


@verb("interaction.move")
def move(desk: Desk, interaction_id: int, ticket_id: int) -> None:
    """Put an interaction onto another ticket and keep where it came from."""
    row = get(desk, interaction_id)
    if row.ticket_id is None:
        raise Refused("no_ticket", id=interaction_id)
    store_interactions.move(desk.db, interaction_id, ticket_id, row.ticket_id, desk.clock.now())


@verb("interaction.take_back")
def take_back(desk: Desk, interaction_id: int) -> None:
    """Delete a message that never left the house.

    Raises:
        Refused: `already_sent`.
    """
    if get(desk, interaction_id).state not in ("queued", "cancelled"):
        raise Refused("already_sent")
    store_interactions.delete_interaction(desk.db, interaction_id)


def whatsapp_until(desk: Desk, customer_id: int) -> int | None:
    """Give the last second in which a free WhatsApp message may go to a person, or None without a message."""
    last = [
        at
        for one in service.family(desk, customer_id)
        if (at := store_interactions.find_last_inbound(desk.db, one, "whatsapp")) is not None
    ]
    return max(last) + WA_WINDOW_S if last else None


@verb("interaction.append")
def append(desk: Desk, interaction_id: int, line: str) -> None:
    """Join one more chat line to an interaction of the same turn."""
    body = f"{get(desk, interaction_id).body}\n{line}"
    store_interactions.save_body(desk.db, interaction_id, body, desk.clock.now())


@verb("interaction.remove_event")
def remove_event(desk: Desk, interaction_id: int) -> None:
    """Delete a system line that no longer holds.

    Raises:
        Refused: `not_undoable` for anything but a system line.
    """
    if get(desk, interaction_id).kind != "event":
        raise Refused("not_undoable", reason="interaction")
    store_interactions.delete_interaction(desk.db, interaction_id)
