"""`postventa sla`: why a clock shows what it shows, rehearsal, calendars and policies."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.sla import files, story
from postventa_tui.core.sla.policy import SlaPolicy, policy_json
from postventa_tui.kit.errors import BadFile, SlaError, Usage
from postventa_tui.kit.i18n import _, ngettext

if TYPE_CHECKING:
    from datetime import date

    from postventa_tui.core.sla.correction import Correction
    from postventa_tui.core.sla.files import CalendarFile
    from postventa_tui.core.sla.rehearsal import Rehearsal
    from postventa_tui.core.sla.rows import Due
    from postventa_tui.desk import Desk

app = typer.Typer(no_args_is_help=True)
policy_app = typer.Typer(no_args_is_help=True, help="Policies: list, save, apply.")
calendar_app = typer.Typer(no_args_is_help=True, help="Calendars: list, save, holidays.")
app.add_typer(policy_app, name="policy")
app.add_typer(calendar_app, name="calendar")

File = Annotated[str, typer.Argument(metavar="FILE", help="A TOML file; - is standard input.")]
TicketRef = Annotated[str, typer.Argument(metavar="TICKET", help="PV-1042, 1042 or #1042.")]


@app.callback()
def _group() -> None:
    """Clocks: ledger, calendars, policies, rehearsal."""


@app.command("show", help="Explain every second of a ticket's clocks, and what if.")
def show(
    ticket: TicketRef,
    full: Annotated[bool, typer.Option("--full", help="All rows of a long ledger.")] = False,
    if_time: Annotated[str, typer.Option("--if", metavar="TIME", help="What if it were answered then?")] = "",
) -> None:
    """Print the ledger of each timer."""
    from postventa_tui.core.tickets import clocks, reading
    from postventa_tui.kit import moments

    desk = context.desk()
    found = reading.get(desk, ticket)
    now = desk.clock.now()
    at = context.at_option(desk.shop.zone, now)
    clock = clocks.clock_of(desk, found.id, at if at < now else None)
    moment = at if at < now else max(at, clock.state.last_at)
    zone = desk.shop.zone if clock.state.calendar is None else clock.state.calendar.zone
    if_at = moments.parse_time_option(if_time, zone) if if_time else None
    if if_at is not None and if_at < moment:
        raise Usage("if_in_the_past", text=if_time)
    state = clock.state
    payload = {
        "format": "postventa-sla-ledger/1",
        "ticket": state.ticket,
        "timers": story.as_json(state, moment, if_at),
    }
    output.show(
        payload,
        text=lambda: "\n".join(story.lines(state, moment, if_at=if_at, full=full, corrections=clock.corrections)),
    )


@app.command("simulate", help="Run a file of vectors or scenarios; needs no database. Exit 1 on a mismatch.")
def simulate(file: Annotated[str, typer.Argument(metavar="FILE", help="JSON; - is standard input.")]) -> None:
    """Print the results of every check and how many expectations failed."""
    from postventa_tui.cli import sla_text
    from postventa_tui.core.sla.simulate import simulate as run

    document = _json_document(file)
    try:
        result = run(document)
    except SlaError as error:
        raise _placed(error, file) from error
    except RecursionError as error:
        raise BadFile("bad_file", file=file, line=1, reason=_("nested too deeply")) from error
    output.show(result, text=lambda: sla_text.simulation(document, result))
    summary = result["summary"]
    if isinstance(summary, dict) and summary["mismatched"]:
        raise typer.Exit(1)


@app.command("check", help="Check a calendar or a policy file: line and reason of what is wrong.")
def check(file: File) -> None:
    """Say that a file is sound; exit 1 with line and reason when it is not."""
    found = files.read_any(_text(file), file)
    kind = "policy" if isinstance(found, SlaPolicy) else "calendar"
    payload = {"format": "postventa-sla-check/1", "ok": True, "kind": kind, "name": found.name}
    output.show(payload, text=lambda: _("{file}: sound; {kind} «{name}»").format(file=file, kind=kind, name=found.name))


@app.command("rehearse", help="What a policy or calendar would have met and missed; writes nothing.")
def rehearse(
    file: File,
    days: Annotated[int, typer.Option("--days", min=1, help="Tickets created in the last days.")] = 90,
) -> None:
    """Print counts as they are and as they would be, and the tickets that differ."""
    from postventa_tui.cli import sla_text
    from postventa_tui.core.sla import rehearsal
    from postventa_tui.core.tickets import clocks

    desk = context.desk()
    trial = files.read_any(_text(file), file)
    found = rehearsal.rehearse(desk, trial, days)
    numbers = clocks.named(desk, [one.ticket_id for one in found.changes])
    output.show(
        _rehearsal_json(found, numbers),
        text=lambda: sla_text.rehearsal(found, numbers),
        rows=[{"ticket": numbers[one.ticket_id], **one._asdict()} for one in found.changes],
    )


@policy_app.command("list", help="The policies in the order in which they are chosen.")
def list_policies() -> None:
    """Print each policy at its newest version."""
    from postventa_tui.cli import sla_text
    from postventa_tui.core.sla import service as sla

    rows = sla.policies(context.desk())
    policies = [{**policy_json(row.policy), "version": row.policy.version} for row in rows]
    output.show(
        {"format": "postventa-sla-policies/1", "policies": policies},
        text=lambda: sla_text.policies(rows),
        rows=policies,
        quiet=[row.policy.name for row in rows],
    )


@policy_app.command("save", help="Save a policy from a TOML file as its next version (admin).")
def save_policy(file: File) -> None:
    """Read the file, save the version."""
    from postventa_tui.core.sla import service as sla

    context.refuse_at()
    desk = context.desk()
    policy = files.read_policy(_text(file), file)
    version = sla.save_policy(desk, policy, file=os.path.basename(file))
    output.show(
        {"format": "postventa-sla-saved/1", "policy": policy.name, "version": version},
        text=lambda: _("Policy «{name}» v{version} saved. Tickets keep theirs until it is applied.").format(
            name=policy.name, version=version
        ),
    )


@policy_app.command("apply", help="Give a ticket a policy at its newest version; without a name choose again.")
def apply_policy(
    ticket: TicketRef,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A policy; none takes the policy away.")] = "",
) -> None:
    """Apply and print the due that follows."""
    from postventa_tui.core.tickets import calendar, clocks, reading

    context.refuse_at()
    desk = context.desk()
    found = reading.get(desk, ticket)
    due = calendar.apply_policy(desk, found.id, {"": None, "none": ""}.get(name, name))
    reference = clocks.named(desk, [found.id])[found.id]
    output.show(
        {"format": "postventa-sla-applied/1", "ticket": reference, "due_at": due.due_at},
        text=lambda: _applied(desk, reference, due),
    )


@calendar_app.command("list", help="The calendars.")
def list_calendars() -> None:
    """Print every calendar."""
    from postventa_tui.cli import sla_text
    from postventa_tui.core.sla import service as sla
    from postventa_tui.core.sla.hours import calendar_json

    rows = sla.calendars(context.desk())
    calendars = [{"name": row.name, **calendar_json(row.work.model), "names": row.names} for row in rows]
    output.show(
        {"format": "postventa-sla-calendars/1", "calendars": calendars},
        text=lambda: sla_text.calendars(rows),
        rows=calendars,
        quiet=[row.name for row in rows],
    )


@calendar_app.command("save", help="Save a calendar from a TOML file; unfinished clocks are measured anew.")
def save_calendar(
    file: File,
    since: Annotated[
        str,
        typer.Option(
            "--recompute-from", metavar="DATE", help="Take back breaches that come from wrong hours since then."
        ),
    ] = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the ledger.")] = "",
) -> None:
    """Save; with --recompute-from and --dry-run only show which breaches would go."""
    from postventa_tui.core.tickets import calendar

    context.refuse_at()
    desk = context.desk()
    found = files.read_calendar(_text(file), file)
    if since:
        _save_from(desk, found, _date(since), why)
        return
    reached = calendar.save_calendar(desk, found)
    output.show(
        {"format": "postventa-sla-saved/1", "calendar": found.name, "tickets": reached},
        text=lambda: ngettext(
            "Calendar «{name}» saved; the clocks of {n} ticket were measured anew.",
            "Calendar «{name}» saved; the clocks of {n} tickets were measured anew.",
            reached,
        ).format(name=found.name, n=reached),
    )


@calendar_app.command("holidays", help="Public holidays of a Spanish province, as lines for a calendar file.")
def holidays(
    province: Annotated[str, typer.Option("--province", metavar="NAME", help="Pontevedra, Madrid, Sevilla …")],
    year: Annotated[int | None, typer.Option("--year", min=1990, max=2099, help="This year without it.")] = None,
) -> None:
    """Print the national and regional days; the two local ones are the shop's to add."""
    from postventa_tui.cli import sla_text
    from postventa_tui.core.sla.holidays import holidays_of
    from postventa_tui.kit import moments

    wanted = year or int(moments.local(context.CLOCK.now(), "Europe/Madrid")[:4])
    days = holidays_of(province, wanted)
    rows = [{"date": one.day, "name": one.name} for one in days]
    output.show(
        {"format": "postventa-sla-holidays/1", "province": province, "year": wanted, "holidays": rows},
        text=lambda: sla_text.holidays(days),
        rows=rows,
    )


def _save_from(desk: Desk, file: CalendarFile, since: date, why: str) -> None:
    """Show what the corrected hours take back; write it unless it is a dry run."""
    from postventa_tui.cli import sla_text
    from postventa_tui.core.sla import correction
    from postventa_tui.core.tickets import calendar, clocks
    from postventa_tui.desk import require

    require(desk, "sla.calendar.recompute", "lead")
    dry = context.OPTIONS.dry_run
    found = correction.preview(desk, file, since) if dry else calendar.save_calendar_from(desk, file, since, why)
    numbers = clocks.named(desk, [*(one.ticket_id for one in found.withdrawn), *found.left_alone])
    output.show(
        _correction_json(file.name, found, numbers, done=not dry),
        text=lambda: sla_text.correction(file, found, numbers, done=not dry),
    )


def _correction_json(name: str, found: Correction, numbers: dict[int, str], *, done: bool) -> dict[str, object]:
    return {
        "format": "postventa-sla-correction/1",
        "calendar": name,
        "since": found.since,
        "done": done,
        "withdrawn": [
            {"ticket": numbers[one.ticket_id], "timer": one.timer, "cycle": one.cycle, "due": one.due}
            for one in found.withdrawn
        ],
        "left_alone": [numbers[one] for one in found.left_alone],
    }


def _rehearsal_json(found: Rehearsal, numbers: dict[int, str]) -> dict[str, object]:
    return {
        "format": "postventa-sla-rehearsal/1",
        "name": found.name,
        "since": found.since,
        "tickets": found.tickets,
        "timers": {
            kind: {"before": dict(sorted(found.before[kind].items())), "after": dict(sorted(found.after[kind].items()))}
            for kind in found.before
        },
        "changes": [
            {
                "ticket": numbers[one.ticket_id],
                "timer": one.timer,
                "cycle": one.cycle,
                "was": one.was,
                "would_be": one.would_be,
            }
            for one in found.changes
        ],
    }


def _applied(desk: Desk, reference: str, due: Due) -> str:
    if due.due_at is None:
        return _("{ticket}: no clock runs towards a due").format(ticket=reference)
    return _("{ticket}: due {due}").format(ticket=reference, due=story.wall_text(due.due_at, desk.shop.zone))


def _date(text: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Usage("bad_time", text=text) from error


def _text(file: str) -> str:
    """Give a text file or standard input.

    Raises:
        BadFile: `bad_file` when it cannot be read as UTF-8.
    """
    try:
        if file == "-":
            raw = sys.stdin.buffer.read()
        else:
            with open(file, "rb") as stream:
                raw = stream.read()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise BadFile("bad_file", file=file, line=1, reason=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise BadFile("bad_file", file=file, line=1, reason=_("not UTF-8")) from error


def _json_document(file: str) -> object:
    try:
        return json.loads(_text(file))
    except json.JSONDecodeError as error:
        raise BadFile("bad_file", file=file, line=error.lineno, reason=error.msg) from error
    except RecursionError as error:
        raise BadFile("bad_file", file=file, line=1, reason=_("nested too deeply")) from error
    except ValueError as error:
        raise BadFile("bad_file", file=file, line=1, reason=str(error)) from error


def _placed(error: SlaError, file: str) -> SlaError:
    place = str(error.params.get("place", ""))
    reason = str(error.params.get("reason", error.code))
    return SlaError("file", place=f"{file}: {place}" if place else file, reason=reason)
