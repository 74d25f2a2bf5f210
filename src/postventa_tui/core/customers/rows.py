"""Rows of people, contact points and contacts, as they are read."""

from __future__ import annotations

from postventa_tui.core.customers import names
from postventa_tui.kit.rows import NamedTuple


class Customer(NamedTuple):
    """A person we serve."""

    id: int
    uid: str
    given: str | None
    surname1: str | None
    surname2: str | None
    display: str | None
    sort_key: str
    lang: str | None
    formality: str | None
    tier: str
    tax_id: str | None
    street: str | None
    postcode: str | None
    city: str | None
    region: str | None
    country: str | None
    preferences: str
    """JSON object."""
    notes: str | None
    since_on: str | None
    household_id: int | None
    merged_into_id: int | None
    erased_at: int | None
    legal_hold: int
    version: int
    created_at: int
    updated_at: int

    @property
    def ref(self) -> str:
        """Reference for commands and files: `C-12`."""
        return ref(self.id)

    @property
    def name(self) -> str:
        """What to show for this person; the reference when no name is known."""
        return names.shown(names.Name(self.given, self.surname1, self.surname2), self.display) or self.ref


def ref(customer_id: int) -> str:
    """Give the reference of a customer: `C-12`."""
    return f"C-{customer_id}"


class Point(NamedTuple):
    """A contact point of a customer."""

    id: int
    customer_id: int
    kind: str
    raw: str
    norm: str
    ext: str | None
    is_primary: int
    valid: int
    bounced_at: int | None
    do_not_use: int
    reason: str | None


class Organisation(NamedTuple):
    """A company or body that customers belong to."""

    id: int
    name: str
    tax_id: str | None
    domains: str
    """JSON list of mail domains."""
    sla_policy: str | None
    notes: str | None
    shared: int = 0
    """1: each of its people may write on the tickets of the others."""


class Membership(NamedTuple):
    """A customer's place in an organisation."""

    organisation_id: int
    name: str
    role: str | None


class Consent(NamedTuple):
    """A consent row; the newest of a purpose and channel counts."""

    id: int
    customer_id: int
    purpose: str
    channel: str
    state: str
    at: int
    proof: str | None
    agent_id: int | None


class Interaction(NamedTuple):
    """Any contact or inner note, on any channel, on a ticket or not."""

    id: int
    uid: str
    customer_id: int | None
    ticket_id: int | None
    channel: str | None
    kind: str
    direction: str
    visibility: str
    author_kind: str
    author_name: str | None
    agent_id: int | None
    at: int
    recorded_at: int
    duration_s: int | None
    outcome: str | None
    visit_kind: str | None
    subject: str | None
    body: str
    trim_start: int | None
    trim_end: int | None
    state: str | None
    verified: int
    event: str | None
    details: str
    """JSON object."""
    redacted: int
    replaces_id: int | None
    split_from_id: int | None
    message_ref: str | None
    in_reply_to: str | None


class NewInteraction(NamedTuple):
    """What is written for a contact; the rest is filled in by the store."""

    kind: str
    direction: str
    at: int
    author_kind: str
    body: str = ""
    customer_id: int | None = None
    ticket_id: int | None = None
    channel: str | None = None
    author_name: str | None = None
    agent_id: int | None = None
    duration_s: int | None = None
    outcome: str | None = None
    visit_kind: str | None = None
    subject: str | None = None
    trim_start: int | None = None
    trim_end: int | None = None
    state: str | None = None
    verified: int = 1
    event: str | None = None
    details: str = "{}"
    replaces_id: int | None = None
    message_ref: str | None = None
    in_reply_to: str | None = None

    @property
    def visibility(self) -> str:
        """In and out are public; notes and events are internal."""
        return "internal" if self.direction == "internal" else "public"


class Contact(NamedTuple):
    """A line of a thread or lifeline: an interaction with the words people see."""

    row: Interaction
    number: int | None
    """Number of the ticket it was written on (its origin after a merge), None without one."""
    ticket_subject: str | None
    agent_name: str | None
    agent_login: str | None
    customer_name: str


class Page(NamedTuple):
    """Some contacts, newest first, and the key after which the next page begins."""

    items: list[Contact]
    after: tuple[int, int] | None
