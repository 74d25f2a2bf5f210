"""The countdown of a timer as text, colour and mark, and the instant at which it next changes (section 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.offsets import DAY_S
from postventa_tui.kit.errors import SlaError
from postventa_tui.kit.i18n import pgettext
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.core.sla.calendar import WorkCalendar

SECONDS_BELOW_S: Final = 600
HOUR_S: Final = 3600
WIDTH_CELLS: Final = 8
_ASCII: Final = str.maketrans({"▲": "^", "‖": "|", "✓": "v", "✗": "x", "–": "-"})


class ClockFacts(NamedTuple):
    """The cached columns of one timer; `state` as stored, which may not know yet that due has passed.

    `counting` is false for a missed timer that is paused; `stopped` true for one that ended or was taken out.
    """

    state: str
    due_at: int | None = None
    warn_at: int | None = None
    counting: bool = True
    stopped: bool = False


class Cell(NamedTuple):
    """What is drawn: `text` with its mark in it, the theme variable, the mark alone."""

    text: str
    style: str
    mark: str = ""


def countdown(
    facts: ClockFacts, now: int, calendar: WorkCalendar | None, *, head: bool = False, ascii_only: bool = False
) -> Cell:
    """Give the cell of a timer at `now`; `head` is the ticket's head, where clocks show seconds."""
    cell = _cell(facts, now, calendar, head)
    if not ascii_only:
        return cell
    return Cell(cell.text.translate(_ASCII), cell.style, cell.mark.translate(_ASCII))


def next_change_at(facts: ClockFacts, now: int, calendar: WorkCalendar | None, *, head: bool = False) -> int | None:
    """Give the next instant after `now` at which the cell may differ, None when it stands still."""
    late_since = _late_since(facts, now)
    if late_since is not None:
        since = now - late_since
        unit = 1 if head else HOUR_S if since >= DAY_S else 60
        return now + unit - since % unit
    if facts.state != "running" or facts.due_at is None:
        return None
    edges = [facts.due_at + 1]
    if facts.warn_at is not None and facts.warn_at > now:
        edges.append(facts.warn_at)
    if calendar is None or not calendar.is_open(now):
        if calendar is not None:
            edges.append(_next_open(calendar, now) or facts.due_at + 1)
        return min(edges)
    left = calendar.between(now, facts.due_at)
    unit = 1 if head or left < SECONDS_BELOW_S else HOUR_S if left >= DAY_S else 60
    edges.append(now + left % unit + 1)
    edges.append(_next_close(calendar, now) or facts.due_at + 1)
    return min(edges)


def _cell(facts: ClockFacts, now: int, calendar: WorkCalendar | None, head: bool) -> Cell:
    late_since = _late_since(facts, now)
    if late_since is not None:
        return Cell(_since(now - late_since, head), "sla-breach", "!")
    if facts.state == "missed":
        if facts.stopped:
            return Cell("✗", "sla-breach", "✗")
        return Cell("✗ ‖", "muted", "✗")
    if facts.state == "met":
        return Cell("✓", "muted", "✓")
    if facts.state == "paused":
        return Cell(f"‖ {pgettext('countdown', 'paused')}", "paused", "‖")
    if facts.state != "running":
        return Cell("–", "muted", "–")
    if facts.due_at is None or calendar is None:
        return Cell(pgettext("calendar", "no hours"), "sla-warn")
    if not calendar.is_open(now):
        return _closed(calendar, now)
    return _left(facts, now, calendar.between(now, facts.due_at), head)


def _late_since(facts: ClockFacts, now: int) -> int | None:
    """Give the due instant of a timer that is late and counts; by time alone, whatever the row says."""
    if facts.due_at is None or now <= facts.due_at:
        return None
    if facts.state == "running" or (facts.state == "missed" and facts.counting and not facts.stopped):
        return facts.due_at
    return None


def _left(facts: ClockFacts, now: int, left: int, head: bool) -> Cell:
    """Give the remaining work seconds, rounded down; a day is 24 hours of work."""
    warned = facts.warn_at is not None and now >= facts.warn_at
    style, mark = ("sla-warn", "▲") if warned or left < SECONDS_BELOW_S else ("sla-ok", "")
    if head:
        text = f"{left // HOUR_S}:{left // 60 % 60:02d}:{left % 60:02d}"
    elif left < SECONDS_BELOW_S:
        text = f"{left // 60}:{left % 60:02d}"
    elif left < DAY_S:
        text = f"{left // HOUR_S}h {left // 60 % 60:02d}"
    elif left < 100 * DAY_S:
        text = f"{left // DAY_S}d {left % DAY_S // HOUR_S}h"
    else:
        text = f"{left // DAY_S}d"
    return Cell(f"{text} {mark}".rstrip(), style, mark)


def _since(late: int, head: bool) -> str:
    """Give the real time since due; the blank inside goes where eight cells would not hold it."""
    if head:
        return f"-{late // HOUR_S}:{late // 60 % 60:02d}:{late % 60:02d} !"
    if late < HOUR_S:
        return f"-{late // 60}m !"
    if late < DAY_S:
        text = f"-{late // HOUR_S}h {late // 60 % 60:02d}"
    elif late < 10 * DAY_S:
        text = f"-{late // DAY_S}d {late % DAY_S // HOUR_S}h"
    else:
        text = f"-{late // DAY_S}d"
    return f"{text if len(text) <= WIDTH_CELLS - 2 else text.replace(' ', '')} !"


def _closed(calendar: WorkCalendar, now: int) -> Cell:
    opens = _next_open(calendar, now)
    if opens is None:
        return Cell(pgettext("calendar", "no hours"), "sla-warn")
    wall = opens + calendar.offset_at(opens)
    return Cell(f"‖ {wall // HOUR_S % 24}:{wall // 60 % 60:02d}", "paused", "‖")


def _next_open(calendar: WorkCalendar, now: int) -> int | None:
    try:
        return calendar.next_open(now)
    except SlaError:
        return None


def _next_close(calendar: WorkCalendar, now: int) -> int | None:
    try:
        return calendar.next_close(now)
    except SlaError:
        return None
