"""Tables of the clocks for people: simulations, rehearsals, calendars, policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.sla import story
from postventa_tui.core.sla.hours import calendar_json
from postventa_tui.core.sla.scenario import run_scenario
from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postventa_tui.core.sla.correction import Correction
    from postventa_tui.core.sla.files import CalendarFile
    from postventa_tui.core.sla.holidays import Holiday
    from postventa_tui.core.sla.rehearsal import Rehearsal
    from postventa_tui.core.sla.rows import CalendarRow, PolicyRow
    from postventa_tui.core.sla.scenario import Check


def simulation(document: object, result: Mapping[str, object]) -> str:
    """Give a table per scenario, mismatches marked; vectors as one table."""
    raw = document if isinstance(document, dict) else {}
    summary = result["summary"]
    if "scenarios" in raw and raw.get("format") == "postventa-sla-scenarios/1":
        lines = [line for one in raw["scenarios"] for line in _scenario(one)]
    else:
        found = result["results"]
        lines = _vectors(raw, found if isinstance(found, list) else [])
    if isinstance(summary, dict):
        lines.append(_("{compared} compared, {mismatched} mismatched").format(**summary))
    return "\n".join(lines)


def rehearsal(found: Rehearsal, numbers: Mapping[int, str]) -> str:
    """Give the counts before and after, and the tickets that differ."""
    head = ngettext("{name}: {n} ticket", "{name}: {n} tickets", found.tickets)
    lines = [head.format(name=found.name, n=found.tickets)]
    rows = [(_("timer"), _("state"), _("is"), _("would be"))]
    for kind, before in found.before.items():
        after = found.after[kind]
        rows.extend(
            (story.kind_text(kind), story.state_text(state), str(before[state]), str(after[state]))
            for state in ("met", "missed", "running", "paused", "cancelled", "none")
            if before[state] or after[state]
        )
    lines.extend(_columns(rows))
    for one in found.changes:
        lines.append(
            f"  {numbers[one.ticket_id]}  {story.kind_text(one.timer)}  "
            f"{story.state_text(one.was)} -> {story.state_text(one.would_be)}"
        )
    return "\n".join(lines)


def correction(file: CalendarFile, found: Correction, numbers: Mapping[int, str], *, done: bool) -> str:
    """Give the breaches that the corrected hours take back."""
    n = len(found.withdrawn)
    if done:
        head = ngettext(
            "Calendar «{name}» saved; {n} breach was taken back (undo brings it back):",
            "Calendar «{name}» saved; {n} breaches were taken back (undo brings them back):",
            n,
        )
    else:
        head = ngettext(
            "Calendar «{name}»: {n} breach comes from the corrected hours alone:",
            "Calendar «{name}»: {n} breaches come from the corrected hours alone:",
            n,
        )
    lines = [head.format(name=file.name, n=n)]
    for one in found.withdrawn:
        due = "" if one.due is None else story.wall_text(one.due, file.model.zone)
        lines.append(f"  {numbers[one.ticket_id]}  {story.kind_text(one.timer)}  {due}")
    for ticket_id in found.left_alone:
        lines.append("  " + _("{ticket} is left alone: other breaches would come").format(ticket=numbers[ticket_id]))
    return "\n".join(lines)


def policies(rows: Sequence[PolicyRow]) -> str:
    """Give the policies in list order with conditions and targets."""
    lines = []
    for row in rows:
        policy = row.policy
        conditions = "; ".join(f"{key}: {', '.join(values)}" for key, values in policy.conditions) or _("always")
        lines.append(f"{policy.name} v{policy.version}  «{policy.calendar}»  {conditions}")
        for priority, kinds in policy.targets.items():
            goals = ", ".join(f"{story.kind_text(kind)} {story.target_text(s)}" for kind, s in kinds.items())
            lines.append(f"  {story.priority_text(priority)}: {goals or '–'}")
    return "\n".join(lines) or _("No policies. Save one: postventa sla policy save FILE")


def calendars(rows: Iterable[CalendarRow]) -> str:
    """Give the calendars with their week and their special days."""
    lines = []
    names = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), story.weekday_names(), strict=True))
    for row in rows:
        lines.append(f"{row.name}  {row.work.zone}")
        raw = calendar_json(row.work.model)
        for key, hours in _pairs(raw["weekly"]):
            lines.append(f"  {names[key]}  {_hours(hours)}")
        for day, hours in _pairs(raw["overrides"]):
            lines.append(f"  {day}  {_hours(hours) or _('closed')}  {row.names.get(day, '')}".rstrip())
    return "\n".join(lines) or _("No calendars. Save one: postventa sla calendar save FILE")


def holidays(days: Sequence[Holiday]) -> str:
    """Give the days as lines that can stand in a calendar file."""
    lines = ["[overrides]", *(f"{one.day} = []" for one in days), "[names]"]
    lines.extend(f'{one.day} = "{_toml_text(one.name)}"' for one in days)
    return "\n".join(lines)


def _toml_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _pairs(raw: object) -> list[tuple[str, object]]:
    return list(raw.items()) if isinstance(raw, dict) else []


def _hours(raw: object) -> str:
    return ", ".join(f"{pair[0]}-{pair[1]}" for pair in raw) if isinstance(raw, list) else ""


def _scenario(scenario: Mapping[str, object]) -> list[str]:
    checks = run_scenario(scenario, f"scenario {scenario.get('id')}")
    rows: list[tuple[str, ...]] = [("at", "ticket", "timer", "state", "elapsed", "due", "")]
    rows.extend(_check_row(check) for check in checks)
    return [f"{scenario.get('id')}  {scenario.get('title', '')}".rstrip(), *_columns(rows), ""]


def _check_row(check: Check) -> tuple[str, ...]:
    shown = check.shown
    wrong = "; ".join(f"{key} expected {wanted!r} got {got!r}" for key, wanted, got in check.mismatches)
    at = str(moments.iso(_int(shown["at"])))
    if "queue" in shown:
        queue = shown["queue"]
        names = " ".join(str(name) for name in queue) if isinstance(queue, list) else ""
        return (at, "", "queue", names, "", "", wrong)
    elapsed, due = shown["elapsed"], shown["due"]
    return (
        at,
        str(shown["ticket"]),
        str(shown["timer"]),
        str(shown["state"]),
        "–" if elapsed is None else story.span_text(_int(elapsed)),
        "–" if due is None else str(moments.iso(_int(due))),
        wrong,
    )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _vectors(document: Mapping[str, object], results: Sequence[object]) -> list[str]:
    rows: list[tuple[str, ...]] = [("id", "op", "answer", "")]
    vectors = document.get("vectors")
    for vector, result in zip(vectors if isinstance(vectors, list) else [], results, strict=False):
        answer = result["checks"][0] if isinstance(result, dict) else {}
        got = answer.get("value", answer.get("error"))
        wanted = vector.get("error", vector.get("expect", got))
        wrong = "" if type(wanted) is type(got) and wanted == got else f"expected {wanted!r} got {got!r}"
        rows.append((str(vector["id"]), str(vector["op"]), str(got), wrong))
    return _columns(rows)


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
