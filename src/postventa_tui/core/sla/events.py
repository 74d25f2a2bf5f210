"""What can happen to the clocks of a ticket, as plain values."""

from __future__ import annotations

from typing import Final

from postventa_tui.kit.rows import NamedTuple

STATUSES: Final = ("new", "open", "pending", "on_hold", "solved", "closed")
FINAL_STATUSES: Final = frozenset({"solved", "closed"})
KINDS: Final = ("first_response", "next_response", "resolution")
TICKET_EVENTS: Final = frozenset(
    {
        "created",
        "customer_message",
        "agent_reply",
        "auto_message",
        "note",
        "snooze",
        "call",
        "status",
        "reopen",
        "priority",
        "fields",
        "policy",
        "merge",
        "spam",
    }
)
WORLD_EVENTS: Final = frozenset({"policy_edit", "calendar"})


class Gift(NamedTuple):
    """What a merged ticket leaves to its survivor (L14): remaining work seconds, None without a target."""

    from_ticket: str
    resolution: bool
    resolution_left_s: int | None
    waiting: bool
    waiting_left_s: int | None


class SlaEvent(NamedTuple):
    """One event of a ticket; only the keys of its type are read.

    `status` is a status type, `at` a UTC epoch second. In `fields` None leaves a value alone and an empty
    text clears it. In `policy` None chooses again (L12), an empty text takes the policy away, a name gives
    the newest version of that policy. `into` is the survivor of a merge. `by` is a login, for the ledger.
    `gift` belongs to `absorb`, the survivor's side of a merge.
    """

    type: str
    at: int
    status: str | None = None
    priority: str | None = None
    channel: str | None = None
    tags: tuple[str, ...] | None = None
    tier: str | None = None
    product: str | None = None
    answered: bool | None = None
    into: int | str | None = None
    policy: str | None = None
    by: str = ""
    interaction_id: int | None = None
    gift: Gift | None = None
    note: str = ""
