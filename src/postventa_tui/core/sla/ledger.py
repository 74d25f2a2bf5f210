"""Why a clock shows what it shows: every second from start to the moment, and what-if (section 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import offsets
from postventa_tui.core.sla.events import SlaEvent
from postventa_tui.core.sla.hours import day_text
from postventa_tui.core.sla.judge import find_timer, judged, stopped
from postventa_tui.core.sla.measure import until
from postventa_tui.core.sla.offsets import BLOCK_S, DAY_S
from postventa_tui.core.sla.rows import SlaWorld, TicketClock, Timer, TimerView
from postventa_tui.core.sla.timers import apply, settle, view
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.core.sla.calendar import WorkCalendar

HALF_HOUR_S = 1800


class LedgerRow(NamedTuple):
    """One stretch: counted, closed, paused, solved or spam.

    `reasons` of closed time are `hours`, `weekday` and `DATE override`; of a gap the status that began it, by
    `by` at `start`.
    """

    start: int
    end: int
    kind: str
    reasons: tuple[str, ...] = ()
    by: str = ""

    @property
    def seconds(self) -> int:
        """Real seconds of the stretch."""
        return self.end - self.start


def ledger(state: TicketClock, kind: str, at: int, cycle: int | None = None) -> list[LedgerRow]:
    """Give adjacent rows from the timer's start to `at`, its stop or its merge; counted ones sum to elapsed."""
    shown = view(state, kind, at, cycle)
    timer = find_timer(state, kind, cycle)
    if shown.state == "none" or timer is None:
        return []
    moment = max(at, state.last_at)
    timer = judged(state, timer, moment)
    frozen = timer.breach or timer.end
    calendar = state.calendar if frozen is None else frozen.calendar
    if calendar is None:
        return []
    return _joined(_rows(timer, until(timer, moment), calendar))


def what_if(state: TicketClock, kind: str, answer_at: int) -> TimerView:
    """Give the timer as it would be if it were answered or solved at `answer_at`; the state stays as it is."""
    settled = settle(state, answer_at)
    at = max(answer_at, settled.last_at)
    timer = find_timer(settled, kind)
    if timer is None or not timer.is_active:
        return view(settled, kind, at)
    done = stopped(settled, timer, SlaEvent("status", at))
    timers = tuple(done if one is timer else one for one in settled.timers)
    return view(settled._replace(timers=timers), kind, at)


def what_if_pending(state: TicketClock, at: int) -> TimerView:
    """Give the resolution as it would be if the ticket were set to pending at `at`."""
    waiting = apply(state, SlaEvent("status", at, status="pending"), SlaWorld((), {}))
    return view(waiting, "resolution", max(at, waiting.last_at))


def next_half_hour(calendar: WorkCalendar, at: int) -> int:
    """Give the first full or half hour of wall time after `at`."""
    offset = calendar.offset_at(at)
    return ((at + offset) // HALF_HOUR_S + 1) * HALF_HOUR_S - offset


def closed_reasons(calendar: WorkCalendar, start: int, end: int) -> tuple[str, ...]:
    """Give why [start, end) is closed, each reason once, in order of time."""
    found: dict[str, None] = {}
    for day in _civil_days(calendar.zone, start, end):
        if calendar.model.has_override(day):
            found[f"{day_text(day)} override"] = None
        elif calendar.model.has_weekly_hours(day):
            found["hours"] = None
        else:
            found["weekday"] = None
    return tuple(found)


def _rows(timer: Timer, upto: int, calendar: WorkCalendar) -> Iterator[LedgerRow]:
    since = timer.started_at
    for gap in timer.gaps:
        if gap.start >= upto:
            break
        yield from _worked(calendar, since, gap.start)
        end = upto if gap.end is None else min(gap.end, upto)
        yield LedgerRow(gap.start, end, gap.kind, (gap.status,), gap.by)
        since = end
    yield from _worked(calendar, since, upto)


def _worked(calendar: WorkCalendar, start: int, end: int) -> Iterator[LedgerRow]:
    """Split a stretch outside gaps into counted and closed time."""
    since = start
    for opens, closes in calendar.spans(start, end) if start < end else ():
        if since < opens:
            yield LedgerRow(since, opens, "closed", closed_reasons(calendar, since, opens))
        yield LedgerRow(opens, closes, "counted")
        since = closes
    if since < end:
        yield LedgerRow(since, end, "closed", closed_reasons(calendar, since, end))


def _joined(rows: Iterator[LedgerRow]) -> list[LedgerRow]:
    """Leave empty rows out; join adjacent counted time, and adjacent closed time with all its reasons."""
    joined: list[LedgerRow] = []
    for row in rows:
        if row.start == row.end:
            continue
        last = joined[-1] if joined else None
        if last is not None and last.kind == row.kind and row.kind in ("counted", "closed"):
            reasons = tuple(dict.fromkeys((*last.reasons, *row.reasons)))
            joined[-1] = last._replace(end=row.end, reasons=reasons)
        else:
            joined.append(row)
    return joined


def _civil_days(zone: str, start: int, end: int) -> Iterator[int]:
    """Give the civil dates that [start, end) touches, as days since 1970-01-01."""
    for block in range(start // BLOCK_S, (end - 1) // BLOCK_S + 1):
        for since, upto, offset in offsets.stretches(zone, block):
            low, high = max(since, start), min(upto, end)
            if low < high:
                yield from range((low + offset) // DAY_S, (high - 1 + offset) // DAY_S + 1)
