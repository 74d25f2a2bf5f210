"""Countdown cells for rows and heads: pure text from cached columns, calendars kept by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from postventa_tui.core.sla.countdown import Cell, ClockFacts, countdown
from postventa_tui.kit.errors import PostventaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postventa_tui.core.sla.calendar import WorkCalendar


class TimerFacts(Protocol):
    """The cached columns of a timer that a countdown reads."""

    @property
    def kind(self) -> str:
        """first_response, next_response or resolution."""

    @property
    def state(self) -> str:
        """State as stored."""

    @property
    def counting(self) -> bool:
        """Whether time counts."""

    @property
    def stopped_at(self) -> int | None:
        """Instant of its end."""

    @property
    def due_at(self) -> int | None:
        """Last good instant."""

    @property
    def warn_at(self) -> int | None:
        """Instant from which it warns."""

    @property
    def calendar(self) -> str | None:
        """Name of its calendar."""


def cell_text(cell: Cell) -> str:
    """Give a cell in eight columns: the time right-aligned in six, then its mark; words stand left.

    `-1h 05 !`, `  8:41 ▲`, ` 1d 2h  `, `‖ pausa `.
    """
    text, mark = cell.text, ""
    if cell.mark and text.endswith(f" {cell.mark}"):
        text, mark = text[: -len(cell.mark) - 1], cell.mark
    if not text[:1].isdigit() and not text.startswith("-"):
        return cell.text
    return f"{text:>6} {mark}"


class Clocks:
    """Gives the cells; a calendar is asked for once, and again after a change of calendars."""

    def __init__(self, calendar: Callable[[str], WorkCalendar], *, ascii_only: bool) -> None:
        self._calendar_of = calendar
        self._calendars: dict[str, WorkCalendar | None] = {}
        self._ascii = ascii_only

    def forget(self) -> None:
        """Ask for calendars anew."""
        self._calendars.clear()

    def learn(self, timers: Iterable[TimerFacts]) -> None:
        """Ask for the calendars of timers that were read; called where reading may take its time."""
        for timer in timers:
            self.calendar(timer.calendar)

    def calendar(self, name: str | None) -> WorkCalendar | None:
        """Give a calendar by name, None when there is none."""
        if name is None:
            return None
        if name not in self._calendars:
            try:
                self._calendars[name] = self._calendar_of(name)
            except PostventaError:
                self._calendars[name] = None
        return self._calendars[name]

    def cell(self, timer: TimerFacts | None, now: int) -> tuple[str, str]:
        """Give text and role of a ticket's clock in the queue."""
        if timer is None:
            return "     –", "muted"
        shown = countdown(facts_of(timer), now, self.calendar(timer.calendar), ascii_only=self._ascii)
        return cell_text(shown), shown.style

    def head(self, timer: TimerFacts, now: int) -> Cell:
        """Give the cell of a clock in the head of a ticket, with seconds."""
        calendar = self.calendar(timer.calendar)
        return countdown(facts_of(timer), now, calendar, head=True, ascii_only=self._ascii)


def facts_of(timer: TimerFacts) -> ClockFacts:
    """Give what the countdown reads of a cached timer."""
    return ClockFacts(timer.state, timer.due_at, timer.warn_at, timer.counting, timer.stopped_at is not None)


_RANK = {"missed": 0, "running": 1, "paused": 2}


def leading(timers: Iterable[TimerFacts]) -> TimerFacts | None:
    """Give the unfinished timer that gives a ticket its place in the queue (L17), None without one."""
    unfinished = [one for one in timers if one.stopped_at is None and one.state in _RANK]
    return min(unfinished, key=_place, default=None)


def _place(one: TimerFacts) -> tuple[int, int]:
    # Nobody can act on a missed clock that is paused: it stands with the paused ones.
    rank = _RANK["paused"] if one.state == "missed" and not one.counting else _RANK[one.state]
    return rank, one.due_at if one.due_at is not None else 1 << 60
