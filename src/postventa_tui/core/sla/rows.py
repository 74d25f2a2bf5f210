"""Plain values of the clocks: the facts of a ticket's timers and what they show at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla.policy import TicketFacts
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.core.sla.calendar import WorkCalendar
    from postventa_tui.core.sla.policy import SlaPolicy


class Gap(NamedTuple):
    """A period that does not count; `kind` is paused, solved or spam, `end` None while it lasts."""

    kind: str
    start: int
    end: int | None
    status: str
    by: str


class Frozen(NamedTuple):
    """The parameters a timer keeps for good from a breach or an end (L6, L10); `at` is that instant."""

    at: int
    target: int | None
    due: int | None
    calendar: WorkCalendar | None


class Timer(NamedTuple):
    """One timer of a ticket, as recorded (L1): start, gaps, stop, cancellation, cap, breach, end.

    `cancelled` is empty, `spam` (comes back) or `merge` (for good, values stand as at `cancelled_at`).
    """

    kind: str
    cycle: int
    started_at: int
    gaps: tuple[Gap, ...] = ()
    stopped_at: int | None = None
    stopped_status: str = ""
    stopped_by: str = ""
    cancelled: str = ""
    cancelled_at: int | None = None
    cap_s: int | None = None
    cap_from: str = ""
    breach: Frozen | None = None
    end: Frozen | None = None

    @property
    def is_active(self) -> bool:
        """Whether it counts or is paused: neither stopped nor cancelled."""
        return self.stopped_at is None and not self.cancelled

    @property
    def open_gap(self) -> Gap | None:
        """The gap that lasts, if one does."""
        return self.gaps[-1] if self.gaps and self.gaps[-1].end is None else None


class TicketClock(NamedTuple):
    """All clocks of one ticket and the lens they are measured through; `created_at` None before creation."""

    ticket: str
    number: int = 0
    created_at: int | None = None
    last_at: int = 0
    status: str = "new"
    is_spam: bool = False
    is_merged: bool = False
    facts: TicketFacts = TicketFacts("normal", "email")
    policy: SlaPolicy | None = None
    calendar: WorkCalendar | None = None
    timers: tuple[Timer, ...] = ()


class SlaWorld(NamedTuple):
    """What events refer to by name: policies in list order at their newest version, and calendars."""

    policies: tuple[SlaPolicy, ...]
    calendars: Mapping[str, WorkCalendar]


class TimerView(NamedTuple):
    """One timer at a moment: the keys of the table of states, instants and seconds as integers."""

    at: int
    ticket: str
    timer: str
    cycle: int | None
    state: str
    running: bool
    started_at: int | None
    stopped_at: int | None
    due: int | None
    elapsed: int | None
    remaining: int | None
    target: int | None
    warn: bool
    warn_at: int | None


class Due(NamedTuple):
    """What the queue sorts by: the nearest due instant that counts, and the order of L17 in one number."""

    due_at: int | None
    due_sort: int


class CalendarRow(NamedTuple):
    """One calendar as it stands."""

    id: int
    name: str
    work: WorkCalendar
    names: dict[str, str]


class PolicyRow(NamedTuple):
    """One policy at its newest version, in list order."""

    id: int
    policy: SlaPolicy
    valid_from: int


class TimerRow(NamedTuple):
    """The cached columns of one timer."""

    ticket_id: int
    kind: str
    cycle: int
    state: str
    counting: bool
    stopped_at: int | None
    due_at: int | None
    warn_at: int | None
    policy: str | None
    calendar: str | None
