"""What the figures need to know of one ticket, gathered from its events up to the end of a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from postventa_tui.core.metrics.rows import OPEN_TYPES, Event


@dataclass
class TicketHistory:
    """The story of one ticket as it was known at the end of the period."""

    created_at: int | None = None
    outbound: bool = False
    """We made the first contact."""
    status_type: str = "new"
    replies: list[int] = field(default_factory=list)
    """Instants of public replies by an agent, in order."""
    inbound: list[tuple[int, str]] = field(default_factory=list)
    """(instant, channel) of each contact by the customer, the first one included."""
    after_first_reply: int = 0
    """Messages of the customer that came after the first reply."""
    solves: list[int] = field(default_factory=list)
    reopens: list[int] = field(default_factory=list)
    _done: bool = False

    @property
    def counts(self) -> bool:
        """Tell whether the ticket is work at all: neither merged nor spam."""
        return self.status_type not in ("merged", "spam")

    def take(self, event: Event) -> None:
        """Add one event; events come in order of time."""
        if event.name == "created":
            self._create(event)
        elif event.name == "customer":
            self.inbound.append((event.at, event.channel))
            self.after_first_reply += bool(self.replies)
        elif event.name == "reply":
            self.replies.append(event.at)
        elif event.name == "status":
            self._move(event)

    def _create(self, event: Event) -> None:
        self.created_at = event.at
        self.outbound = event.by == "agent"
        if not self.outbound:
            self.inbound.append((event.at, event.channel))

    def _move(self, event: Event) -> None:
        # Merged, spam and closed keep what was: an unmerge back to solved is no second solve.
        if event.to == "solved" and not self._done:
            self.solves.append(event.at)
            self._done = True
        elif event.to in OPEN_TYPES and self._done:
            self.reopens.append(event.at)
            self._done = False
        self.status_type = event.to


def histories(events: Iterable[Event], end: int) -> dict[str, TicketHistory]:
    """Give the history of each ticket from the events before `end`; equal instants keep their order."""
    found: dict[str, TicketHistory] = {}
    for event in sorted(events, key=lambda one: one.at):
        if event.at >= end:
            break
        found.setdefault(event.ticket, TicketHistory()).take(event)
    return found
