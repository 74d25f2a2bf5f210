"""Rows of tickets and of the queue, as they are read."""

from __future__ import annotations

from postventa_tui.core.customers.rows import Contact
from postventa_tui.kit.rows import NamedTuple

NO_DUE = 1 << 60
"""`due_sort` of a clock that runs without due; paused is one more, no clock two more (design: SLA, L17)."""
PAUSED = NO_DUE + 1
NO_CLOCK = NO_DUE + 2


class Ticket(NamedTuple):
    """A ticket as its row is written."""

    id: int
    uid: str
    number: int
    public_ref: str
    customer_id: int
    organisation_id: int | None
    asset_id: int | None
    product_id: int | None
    order_id: int | None
    subject: str
    status: str
    """Key of the shop's status."""
    status_type: str
    priority: str
    channel: str
    team_id: int | None
    assignee_id: int | None
    waiting_since: int | None
    due_at: int | None
    due_sort: int
    is_open: int
    snoozed_until: int | None
    first_reply_at: int | None
    solved_at: int | None
    closed_at: int | None
    reopen_count: int
    merged_into_id: int | None
    merged_from_type: str | None
    escalation: int
    cause: str | None
    lang: str | None
    custom: str
    """JSON object by sector pack."""
    undelivered: int
    version: int
    created_at: int
    updated_at: int


class NewTicket(NamedTuple):
    """What a new ticket is opened with."""

    customer_id: int
    subject: str
    channel: str = "email"
    priority: str = "normal"
    status: str = "new"
    assignee_id: int | None = None
    team_id: int | None = None
    organisation_id: int | None = None
    asset_id: int | None = None
    product_id: int | None = None
    order_id: int | None = None
    lang: str | None = None
    tags: tuple[str, ...] = ()
    custom: str = "{}"
    cause: str | None = None
    policy: str | None = None
    """Name of an SLA policy; None chooses by the conditions."""


class Incoming(NamedTuple):
    """A message or other contact from outside, already parsed."""

    customer_id: int
    channel: str
    body: str
    subject: str | None = None
    at: int | None = None
    """When it happened; None: now."""
    ticket_id: int | None = None
    """The ticket it belongs to by its thread; None opens a new one."""
    author_kind: str = "customer"
    author_name: str | None = None
    automatic: bool = False
    """An out-of-office or other machine mail: kept, but nothing moves."""
    lang: str | None = None
    priority: str = "normal"
    trim_start: int | None = None
    trim_end: int | None = None
    verified: int = 1
    details: str = "{}"
    message_ref: str | None = None
    in_reply_to: str | None = None
    product_id: int | None = None
    asset_id: int | None = None
    order_id: int | None = None
    tags: tuple[str, ...] = ()


class Received(NamedTuple):
    """Where an incoming contact went."""

    interaction_id: int
    ticket_id: int
    number: int
    created: bool
    """A new ticket was opened."""
    follows: int | None = None
    """Number of the closed ticket that the new one follows."""


class Attachment(NamedTuple):
    """A file that goes with a reply."""

    name: str
    mime: str
    data: bytes


class Outgoing(NamedTuple):
    """A reply that is to leave."""

    body: str
    then: str | None = None
    """Status after sending; None: the shop's `after_reply`."""
    channel: str | None = None
    to_point_id: int | None = None
    subject: str | None = None
    send_after: int | None = None
    """Instant not before which it leaves; None: after the shop's `undo_seconds`."""
    draft: str = "{}"
    """JSON of the draft it came from: an undo within the time brings it back."""
    purpose: str = "service"
    trim_start: int | None = None
    trim_end: int | None = None
    details: str = "{}"
    attachments: tuple[Attachment, ...] = ()
    at: int | None = None


class Sent(NamedTuple):
    """A reply in the outbox."""

    interaction_id: int
    outbox_id: int
    send_after: int
    status: str


class FileRow(NamedTuple):
    """A file that came or went with an interaction."""

    interaction_id: int
    name: str
    mime: str | None
    size: int
    sha256: str
    inline: int
    id: int


class Status(NamedTuple):
    """A status of the shop over a fixed type."""

    id: int
    key: str
    type: str
    label_es: str
    label_en: str
    position: int


class Last(NamedTuple):
    """The newest contact of a ticket, for the list."""

    at: int
    direction: str
    author: str
    excerpt: str


class Clock(NamedTuple):
    """The clock of a ticket that gives its place in the queue, from the cached columns."""

    timer: str
    state: str
    due_at: int | None
    warn_at: int | None
    policy: str | None
    counting: int = 1
    """0 for a missed timer that is paused: no agent can act on it."""
    calendar: str | None = None


class QueueRow(NamedTuple):
    """A ticket as lists show it."""

    id: int
    number: int
    subject: str
    status: str
    status_type: str
    priority: str
    channel: str
    customer_id: int
    customer_name: str
    organisation: str | None
    assignee_id: int | None
    assignee: str | None
    """Login."""
    team_id: int | None
    team: str | None
    created_at: int
    updated_at: int
    waiting_since: int | None
    snoozed_until: int | None
    due_at: int | None
    due_sort: int
    product: str | None
    asset_serial: str | None
    merged_into: int | None
    """Number of the survivor."""
    reopen_count: int
    solved_at: int | None
    undelivered: int
    version: int
    tags: tuple[str, ...]
    unread: bool
    last: Last | None
    clock: Clock | None


class QueueRequest(NamedTuple):
    """Which tickets, from where on."""

    view: str = "start"
    """A built-in view or the name of a saved one."""
    query: str = ""
    """Words of the query language; they narrow the view."""
    limit: int = 50
    after: tuple[int, int, int] | None = None
    """Key of the last row of the page before."""
    where: str = ""
    """A compiled condition in place of `query`."""
    params: dict[str, int | str | float | None] = {}
    at: int | None = None
    counted: bool = True
    """Also count all rows."""


class QueuePage(NamedTuple):
    """Some rows in order, how many there are in all, and the key after which the next page begins."""

    rows: list[QueueRow]
    total: int
    after: tuple[int, int, int] | None


class Thread(NamedTuple):
    """Everything said on a ticket and on those merged into it, oldest first."""

    ticket: Ticket
    contacts: list[Contact]
    merged: list[int]
    """Numbers of the tickets that point here, chains flattened."""


class Reminder(NamedTuple):
    """A private snooze of one agent."""

    id: int
    ticket_id: int
    number: int
    subject: str
    agent_id: int
    until: int
    text: str | None


class Handover(NamedTuple):
    """What one shift leaves to the next."""

    id: int
    ticket_id: int | None
    number: int | None
    agent: str
    state: str
    promise: str | None
    promise_on: str | None
    next_step: str | None
    at: int


class Link(NamedTuple):
    """A ticket that stands in relation to another: follows, split, duplicate, related."""

    kind: str
    number: int
    direction: str
    """`to` when this ticket names the other, `from` when it is named."""


class OutboxRow(NamedTuple):
    """A message that is to leave, or left; `stage` says how far a sending went: connect or data."""

    id: int
    interaction_id: int
    ticket_id: int | None
    channel: str
    to_point_id: int | None
    send_after: int
    state: str
    reason: str | None
    tries: int
    last_error: str | None
    sender: str | None
    taken_at: int | None
    stage: str | None
    message_ref: str | None
    blob_sha256: str | None
    purpose: str
    draft: str
    updated_at: int
