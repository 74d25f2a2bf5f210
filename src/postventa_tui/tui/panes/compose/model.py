"""What the composer reads and writes: drafts, the envelope, the sending. No widget."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from postventa_tui.core.customers import service as customers
from postventa_tui.core.knowledge import outcomes
from postventa_tui.core.replies import drafts, sending
from postventa_tui.core.replies.rows import ToSend
from postventa_tui.core.tickets import reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.kit import messages
from postventa_tui.kit.errors import PostventaError, Refused
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui.panes.compose.rows import Envelope

if TYPE_CHECKING:
    from postventa_tui.core.customers.rows import Point
    from postventa_tui.core.replies.rows import Finding
    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk


class Draft(NamedTuple):
    """What is being written."""

    ticket_id: int
    kind: str
    body: str = ""
    cursor: int | None = None
    based_on_id: int = 0
    then: str = ""
    to_point_id: int | None = None
    channel: str = ""
    reason: str = ""
    saved_at: int = 0
    ref: str = ""
    canned_ids: tuple[int, ...] = ()


class Opened(NamedTuple):
    """The draft of a ticket and whom it goes to."""

    draft: Draft
    number: int
    envelope: Envelope


class Sent(NamedTuple):
    """A reply in the outbox, or a note."""

    status: str
    undo_s: int
    warnings: tuple[str, ...] = ()


class Objection(NamedTuple):
    """Why a reply does not go yet; the codes can be confirmed by sending again."""

    sentence: str
    codes: tuple[str, ...]


def load(desk: Desk, ticket_id: int, kind: str) -> Opened:
    """Read the draft kept for a ticket, or an empty one on the newest message."""
    ticket = reading.by_id(desk, ticket_id)
    kept = drafts.get(desk, ticket_id, kind)
    newest = reading.newest_id(desk, ticket_id)
    person = customers.survivor(desk, ticket.customer_id)
    point = _point(desk, ticket, kept.to_point_id if kept else None)
    then = (kept.then_status if kept else None) or desk.shop.after_reply
    channel = ticket.channel if ticket.channel in tickets.WRITTEN else "email"
    envelope = Envelope(
        name=clean(person.given or person.name, lines=False),
        address=clean(point.raw, lines=False) if point else "",
        channel=channel,
        then=then,
    )
    draft = Draft(
        ticket_id, kind, based_on_id=newest, then=then, to_point_id=point.id if point else None, channel=channel
    )
    if kept is not None:
        draft = draft._replace(
            body=kept.body,
            cursor=kept.cursor,
            based_on_id=kept.based_on_id or newest,
            reason=kept.reason or "",
            saved_at=kept.saved_at,
        )
    return Opened(draft, ticket.number, envelope)


_POINT_OF = {"email": "email", "web": "email", "whatsapp": "phone", "social": "handle", "chat": "email"}


def _point(desk: Desk, ticket: Ticket, wanted: int | None) -> Point | None:
    points = [one for one in customers.points_of(desk, ticket.customer_id) if one.valid and not one.do_not_use]
    kind = _POINT_OF.get(ticket.channel, "email")
    chosen = [one for one in points if one.id == wanted] or [one for one in points if one.kind == kind]
    return max(chosen, key=lambda one: one.is_primary, default=None)


def save(desk: Desk, draft: Draft) -> int:
    """Write a draft, or take it away when nothing is left of it; gives the instant."""
    if draft.body.strip():
        drafts.save(
            desk,
            draft.ticket_id,
            draft.kind,
            draft.body,
            cursor=draft.cursor,
            based_on_id=draft.based_on_id or None,
            then_status=draft.then or None,
            to_point_id=draft.to_point_id,
        )
    else:
        drafts.discard(desk, draft.ticket_id, draft.kind)
    return desk.clock.now()


def send(desk: Desk, draft: Draft, confirmed: tuple[str, ...]) -> Sent:
    """Send a reply through the guard, or save a note; the draft goes."""
    if draft.kind == "note":
        tickets.note(desk, draft.ticket_id, draft.body)
        drafts.discard(desk, draft.ticket_id, "note")
        return Sent("", 0)
    sent, found = sending.send(
        desk,
        draft.ticket_id,
        ToSend(
            draft.body,
            then=draft.then or None,
            channel=draft.channel or None,
            to_point_id=draft.to_point_id,
            seen_id=draft.based_on_id or None,
            cursor=draft.cursor,
            canned=draft.canned_ids,
        ),
        confirm=confirmed,
    )
    with contextlib.suppress(PostventaError):
        # The answer is on its way: a count that fails must not look like an answer that failed.
        outcomes.ignore(desk, draft.ticket_id)
    warnings = tuple(finding_words(one) for one in found if one.level == "warn")
    return Sent(sent.status, tickets.undo_seconds(desk), warnings)


def objection(error: PostventaError) -> Objection | None:
    """Give what stands against sending, in words; None for a fault that is no objection.

    A finding of level stop is confirmed by itself: each needs the key once more.
    """
    findings = str(error.params.get("findings", ""))
    if not findings:
        return None
    can_confirm = f"{error.code} (stop)" in findings
    return Objection(messages.describe(error), (error.code,) if can_confirm else ())


def finding_words(found: Finding) -> str:
    """Give a warning of the guard in words."""
    return messages.describe(Refused(found.code, **found.words()))


def reason_words(reason: str) -> str:
    """Give why a message that waited came back."""
    return {
        "customer_wrote": _("Back from the outbox: the customer wrote"),
        "colleague_replied": _("Back from the outbox: a colleague answered"),
    }.get(reason, "")
