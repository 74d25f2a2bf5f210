"""The ledger of a ticket's clocks in words and as JSON: why each shows what it shows, and what-if (section 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.judge import find_timer, judged
from postventa_tui.core.sla.ledger import LedgerRow, ledger, next_half_hour, what_if, what_if_pending
from postventa_tui.core.sla.policy import DEFAULT_PAUSES
from postventa_tui.core.sla.timers import view
from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _, pgettext
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.core.sla.calendar import WorkCalendar
    from postventa_tui.core.sla.replay import Withdrawal
    from postventa_tui.core.sla.rows import TicketClock, Timer, TimerView

FIRST_ROWS: Final = 10
LAST_ROWS: Final = 20
MOST_ROWS: Final = 40


class Chapter(NamedTuple):
    """One timer with its ledger and its what-ifs."""

    shown: TimerView
    timer: Timer | None
    calendar: WorkCalendar | None
    rows: list[LedgerRow]
    ifs: list[TimerView]
    if_pending: TimerView | None


def chapters(state: TicketClock, at: int, if_at: int | None = None) -> list[Chapter]:
    """Give every timer of a ticket at `at`: first response, each cycle, resolution."""
    kinds = [(timer.kind, timer.cycle) for timer in state.timers]
    order = {"first_response": 0, "next_response": 1, "resolution": 2}
    kinds.extend((kind, 1) for kind in order if all(known != kind for known, _cycle in kinds))
    return [
        _chapter(state, kind, cycle, at, if_at)
        for kind, cycle in sorted(kinds, key=lambda one: (order[one[0]], one[1]))
    ]


def as_json(state: TicketClock, at: int, if_at: int | None = None) -> list[dict[str, object]]:
    """Give the timers with `ledger` and `what_if`, instants as integers."""
    found: list[dict[str, object]] = []
    for one in chapters(state, at, if_at):
        entry: dict[str, object] = {
            **one.shown._asdict(),
            "ledger": [
                {"from": row.start, "to": row.end, "kind": row.kind, "reason": reason(row, one.calendar)}
                for row in one.rows
            ],
            "what_if": [_if_json(answer) for answer in one.ifs],
        }
        if one.if_pending is not None:
            entry["if_pending"] = _if_json(one.if_pending)
        found.append(entry)
    return found


def lines(
    state: TicketClock,
    at: int,
    *,
    if_at: int | None = None,
    full: bool = False,
    corrections: Sequence[Withdrawal] = (),
) -> list[str]:
    """Give the ledger as lines of text; without `full` a long one is cut in the middle."""
    text: list[str] = []
    for one in chapters(state, at, if_at):
        if one.shown.state == "none" and one.timer is None and one.shown.timer == "next_response":
            continue
        if text:
            text.append("")
        text.extend(_chapter_lines(state, one, full))
    for note in corrections:
        text.append(_correction_line(state, note))
    return text


def reason(row: LedgerRow, calendar: WorkCalendar | None) -> str:
    """Give why a stretch is what it is: for a gap the status, who and when."""
    if row.kind == "counted" or calendar is None:
        return ""
    if row.kind == "closed":
        return ", ".join(row.reasons)
    when = moments.local(row.start, calendar.zone)[11:16]
    return f"{''.join(row.reasons)} ({', '.join(part for part in (row.by, when) if part)})"


def span_text(seconds: int) -> str:
    """Give seconds as `85:00:00`."""
    sign = "-" if seconds < 0 else ""
    seconds = abs(seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def wall_text(at: int, zone: str, *, seconds: bool = True) -> str:
    """Give an instant as `Fri 06 19:00:00` on the clocks of a zone."""
    local = moments.local(at, zone)
    return f"{weekday_names()[_weekday(local)]} {local[8:10]} {local[11:19] if seconds else local[11:16]}"


def _weekday(local: str) -> int:
    from datetime import date

    return date.fromisoformat(local[:10]).weekday()


def weekday_names() -> tuple[str, ...]:
    """Give the short names of the weekdays from Monday, translated."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def _chapter(state: TicketClock, kind: str, cycle: int, at: int, if_at: int | None) -> Chapter:
    shown = view(state, kind, at, cycle)
    timer = find_timer(state, kind, cycle)
    if timer is None or shown.state == "none":
        return Chapter(shown, timer, None, [], [], None)
    judged_timer = judged(state, timer, max(at, state.last_at))
    frozen = judged_timer.breach or judged_timer.end
    calendar = state.calendar if frozen is None else frozen.calendar
    ifs: list[TimerView] = []
    if timer.is_active and calendar is not None:
        answers = [if_at] if if_at is not None else []
        if shown.state == "running" and shown.due is not None:
            answers = [shown.due, next_half_hour(calendar, shown.due), *answers]
        ifs = [what_if(state, kind, answer) for answer in answers]
    return Chapter(shown, judged_timer, calendar, ledger(state, kind, at, cycle), ifs, _pending(state, shown, at))


def _pending(state: TicketClock, shown: TimerView, at: int) -> TimerView | None:
    """Give the resolution as if set to pending now, when that would pause it."""
    pauses = DEFAULT_PAUSES if state.policy is None else state.policy.pause_statuses
    if shown.timer != "resolution" or shown.state != "running" or "pending" not in pauses:
        return None
    return what_if_pending(state, at)


def _if_json(answer: TimerView) -> dict[str, object]:
    return {"at": answer.at, "state": answer.state, "elapsed": answer.elapsed, "remaining": answer.remaining}


def _chapter_lines(state: TicketClock, one: Chapter, full: bool) -> list[str]:
    shown, calendar = one.shown, one.calendar
    name = kind_text(shown.timer)
    if shown.cycle is not None and shown.timer == "next_response":
        name = f"{name} {shown.cycle}"
    if calendar is None or one.timer is None:
        return [f"{state.ticket}  {name}  {_('no SLA')}"]
    text = [f"{state.ticket}  {name}  {_header(state, one)}", *_table(one, full)]
    text.append(f"  {_standing(shown, calendar)}")
    answers = [_answer_text(shown, answer, calendar) for answer in one.ifs]
    text.extend(f"  {'      '.join(answers[index : index + 2])}" for index in range(0, len(answers), 2))
    if one.if_pending is not None:
        left = span_text(one.if_pending.remaining or 0)
        text.append("  " + _("if set to pending now  paused with {left} left").format(left=left))
    return text


def _header(state: TicketClock, one: Chapter) -> str:
    parts = []
    if state.policy is not None:
        parts.append(_("policy «{name}» v{version}").format(name=state.policy.name, version=state.policy.version))
        parts.append(
            _("calendar «{name}» ({zone})").format(
                name=state.policy.calendar, zone=one.calendar.zone if one.calendar else ""
            )
        )
    parts.append(_("priority {priority}").format(priority=priority_text(state.facts.priority)))
    target = one.shown.target or 0
    giver = one.timer.cap_from if one.timer is not None and one.timer.cap_s == target else ""
    parts.append(
        _("target {target}").format(target=target_text(target))
        + (" " + _("(cap from {ticket})").format(ticket=giver) if giver else "")
    )
    if one.timer is not None and one.timer.breach is not None and one.calendar is not None:
        due = wall_text(one.timer.breach.due or 0, one.calendar.zone)
        parts.append(_("due {due} passed").format(due=due))
    return ", ".join(parts)


def _table(one: Chapter, full: bool) -> list[str]:
    """Give the rows in columns; a long ledger shows the counted time it leaves out."""
    if one.calendar is None:
        return []
    cells = [(_("from"), _("to"), _("kind"), _("time"), _("sum"), _("reason"))]
    rows, cut = one.rows, None
    if len(rows) > MOST_ROWS and not full:
        cut = rows[FIRST_ROWS : len(rows) - LAST_ROWS]
    counted = 0
    for index, row in enumerate(rows):
        counted += row.seconds if row.kind == "counted" else 0
        if cut is not None and FIRST_ROWS <= index < len(rows) - LAST_ROWS:
            if index == len(rows) - LAST_ROWS - 1:
                left_out = sum(hidden.seconds for hidden in cut if hidden.kind == "counted")
                cells.append(("…", "", _kind_text("counted"), span_text(left_out), span_text(counted), ""))
            continue
        last = index == len(rows) - 1 and one.shown.running
        cells.append(
            (
                wall_text(row.start, one.calendar.zone),
                wall_text(row.end, one.calendar.zone),
                _kind_text(row.kind),
                span_text(row.seconds),
                span_text(counted),
                _("now") if last and row.kind == "counted" else reason_text(row, one.calendar),
            )
        )
    widths = [max(len(line[column]) for line in cells) for column in range(5)]
    return ["  " + _aligned(line, widths) for line in cells]


def _aligned(line: tuple[str, ...], widths: Sequence[int]) -> str:
    start, end, kind, spent, counted, why = line
    return (
        f"{start:<{widths[0]}}   {end:<{widths[1]}}   {kind:<{widths[2]}}   {spent:<{widths[3]}}"
        f"  {counted:<{widths[4]}}  {why}"
    ).rstrip()


def reason_text(row: LedgerRow, calendar: WorkCalendar) -> str:
    """Give the reason in the language in force."""
    if row.kind != "closed":
        status = status_text("".join(row.reasons))
        when = moments.local(row.start, calendar.zone)[11:16]
        return "" if row.kind == "counted" else f"{status} ({', '.join(part for part in (row.by, when) if part)})"
    words = {"hours": pgettext("ledger", "hours"), "weekday": pgettext("ledger", "weekday")}
    return ", ".join(
        words.get(why) or _("{date} override").format(date=why.removesuffix(" override")) for why in row.reasons
    )


def kind_text(kind: str) -> str:
    """Give the name of a timer."""
    return {
        "first_response": _("first response"),
        "next_response": _("next response"),
        "resolution": _("resolution"),
    }[kind]


def priority_text(priority: str) -> str:
    """Give the name of a priority."""
    return {
        "low": pgettext("priority", "low"),
        "normal": pgettext("priority", "normal"),
        "high": pgettext("priority", "high"),
        "urgent": pgettext("priority", "urgent"),
    }.get(priority, priority)


def status_text(status: str) -> str:
    """Give the name of a status type."""
    return {
        "pending": pgettext("status", "pending"),
        "on_hold": pgettext("status", "on hold"),
        "solved": pgettext("status", "solved"),
        "closed": pgettext("status", "closed"),
        "spam": pgettext("status", "spam"),
    }.get(status, status)


def state_text(state: str) -> str:
    """Give the name of a state."""
    return {
        "none": _("no SLA"),
        "running": pgettext("clock", "running"),
        "paused": pgettext("clock", "paused"),
        "met": pgettext("clock", "met"),
        "missed": pgettext("clock", "missed"),
        "cancelled": pgettext("clock", "cancelled"),
    }[state]


def target_text(seconds: int) -> str:
    """Give a target as people say it: `8 h`, `30 min`, else `h:mm:ss`."""
    if seconds and seconds % 3600 == 0:
        return _("{n} h").format(n=seconds // 3600)
    if seconds and seconds % 60 == 0 and seconds < 3600:
        return _("{n} min").format(n=seconds // 60)
    return span_text(seconds)


def _kind_text(kind: str) -> str:
    return {
        "counted": pgettext("ledger", "counted"),
        "closed": pgettext("ledger", "closed"),
        "paused": pgettext("ledger", "paused"),
        "solved": pgettext("ledger", "solved"),
        "spam": pgettext("ledger", "spam"),
    }[kind]


def _standing(shown: TimerView, calendar: WorkCalendar) -> str:
    """Give the last line: state, what is left, when it is due."""
    parts = [state_text(shown.state)]
    if shown.remaining is not None and shown.remaining >= 0:
        parts.append(_("remaining {time}").format(time=span_text(shown.remaining)))
    elif shown.remaining is not None:
        parts.append(_("over by {time}").format(time=span_text(-shown.remaining)))
    if shown.due is not None:
        parts.append(_("due {due}").format(due=wall_text(shown.due, calendar.zone)))
    elif shown.state == "running":
        parts.append(_("no hours in the calendar"))
    return ", ".join(parts)


def _answer_text(shown: TimerView, answer: TimerView, calendar: WorkCalendar) -> str:
    when = wall_text(answer.at, calendar.zone)
    if answer.state == "missed":
        over = -(answer.remaining or 0)
        end = _("missed by {time}").format(time=span_text(over)) if over > 0 else _("missed (after closing)")
    else:
        end = _("met with {time} left").format(time=span_text(answer.remaining or 0) if answer.remaining else "0")
    by_due = answer.at == shown.due
    if shown.timer == "resolution":
        text = _("if solved by {when}  {end}") if by_due else _("if solved {when}  {end}")
    else:
        text = _("if answered by {when}  {end}") if by_due else _("if answered {when}  {end}")
    return text.format(when=when, end=end)


def _correction_line(state: TicketClock, note: Withdrawal) -> str:
    zone = "UTC" if state.calendar is None else state.calendar.zone
    line = _("hours of «{calendar}» corrected from {since} by {by} on {at}").format(
        calendar=note.calendar,
        since=moments.local(note.since, zone)[:10],
        by=note.by,
        at=moments.show(note.at, zone),
    )
    return f"{line}: {note.note}" if note.note else line
