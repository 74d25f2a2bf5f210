"""Plain rows of the figures: what is counted, and what a figure says."""

from __future__ import annotations

from collections.abc import Callable

from postventa_tui.kit.rows import NamedTuple

OPEN_TYPES = frozenset({"new", "open", "pending", "on_hold"})
"""Status types that count as open work."""

Between = Callable[[int, int], int]
"""Open seconds of a calendar in `[a, b)`; the caller brings the calendar."""


class Event(NamedTuple):
    """One thing that happened on one ticket, in the form the figures count."""

    at: int
    """UTC epoch seconds."""
    ticket: str
    """Any name that is the same for all events of one ticket."""
    name: str
    """created, customer, reply, auto, note or status."""
    channel: str = ""
    """Channel of a contact; a missed call is `phone_missed`."""
    by: str = ""
    """Of `created`: customer or agent."""
    to: str = ""
    """Of `status`: the type after."""


class Period(NamedTuple):
    """A half-open span of time, UTC epoch seconds."""

    start: int
    end: int

    def has(self, at: int) -> bool:
        """Tell whether `at` lies in the period."""
        return self.start <= at < self.end


class Figure(NamedTuple):
    """A figure with what it stands on; `value` is None when nothing was counted, never 0."""

    value: float | int | None
    n: int
    excluded: dict[str, int]
    note: str = ""


class Returned(NamedTuple):
    """An asset that came back from a repair."""

    asset_id: int
    fault_code: str
    returned_at: int


class SurveyRow(NamedTuple):
    """A survey as stored; agent, team, product and channel are those of the moment of sending."""

    id: int
    ticket_id: int
    customer_id: int
    kind: str
    score: int | None
    comment: str
    sent_at: int
    answered_at: int | None


class Asked(NamedTuple):
    """A survey that was just written."""

    id: int
    ticket_id: int
    customer_id: int
    channel: str
