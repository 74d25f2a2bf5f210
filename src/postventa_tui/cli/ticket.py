"""`postventa ticket`: show a ticket, open one, answer, note, call, change fields, merge and split."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output, ticket_reply, ticket_show
from postventa_tui.kit.errors import PostventaError, Usage
from postventa_tui.kit.i18n import _, lazy, ngettext
from postventa_tui.tui import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk

app = typer.Typer(add_completion=False, no_args_is_help=True)
TicketArg = Annotated[str, typer.Argument(metavar="TICKET", help="PV-1042, 1042 or #1042; - reads numbers from stdin.")]


def text_of(text: str | None) -> str:
    """Give the text of `--text`; `-` reads standard input.

    Raises:
        Usage: `text_missing` without a text and without a terminal to ask for it.
    """
    if text == "-":
        return sys.stdin.read()
    if text is None:
        if not sys.stdin.isatty():
            raise Usage("text_missing")
        edited = typer.edit("") if hasattr(typer, "edit") else None
        if not edited:
            raise Usage("text_missing")
        return str(edited)
    return text


def each(ref: str, act: Callable[[Desk, int], object]) -> None:
    """Run a verb on one ticket, or on every number of stdin; a failing one is told and the rest goes on.

    The exit code of many is that of the first failure.
    """
    from postventa_tui.core.tickets import reading

    context.refuse_at()
    desk = context.desk()
    if ref != "-":
        ticket = reading.get(desk, ref)
        act(desk, ticket.id)
        shown(desk, ticket.id)
        return
    done, code = 0, 0
    for word in sys.stdin.read().split():
        try:
            act(desk, reading.get(desk, word).id)
            done += 1
        except PostventaError as error:
            code = code or output.fail(error)
    follow_rules(desk)
    output.show(
        {"format": "postventa-many/1", "done": done},
        text=lambda: ngettext("{n} ticket", "{n} tickets", done).format(n=done),
    )
    if code:
        raise typer.Exit(code)


def follow_rules(desk: Desk) -> None:
    """Let the shop's rules follow what this command did; a rehearsal sets nothing off."""
    from postventa_tui.core.tickets import automation

    if not context.OPTIONS.dry_run:
        automation.catch_up(desk)


def shown(desk: Desk, ticket_id: int) -> None:
    """Print what a writing verb left: the ticket in one line, or its JSON."""
    from postventa_tui.core.tickets import reading

    follow_rules(desk)
    row = reading.row(desk, ticket_id)
    prefix = desk.shop.number_prefix
    output.show(
        ticket_show.short(desk, ticket_id),
        text=lambda: (
            f"{prefix}{row.number}  {words.status(row.status)}  {words.priority(row.priority)}  {row.assignee or '-'}  {row.subject}"
            + _hidden(desk, row.snoozed_until)
        ),
    )


def _hidden(desk: Desk, until: int | None) -> str:
    if until is None or until <= desk.clock.now():
        return ""
    from postventa_tui.kit import moments

    return "  " + _("Snoozed until {time}").format(time=moments.show(until, desk.shop.zone))


@app.command(help=lazy("Fields, clocks and everything said."))
def show(
    ticket: Annotated[str, typer.Argument(metavar="TICKET")],
    full: Annotated[bool, typer.Option("--full", help="Whole texts, quotes included.")] = False,
) -> None:
    """Print one ticket."""
    from postventa_tui.core.tickets import reading

    desk = context.desk()
    at = context.at_option(desk.shop.zone, desk.clock.now())
    if context.OPTIONS.at:
        from postventa_tui.core.tickets import past

        desk = past.desk_at(desk, at)
    found = reading.get(desk, ticket)
    shape = ticket_show.whole(desk, found, at)
    output.show(shape, text=lambda: ticket_show.text_of(desk, found, shape, full=full))


@app.command(help=lazy("Open a ticket."))
def new(
    customer: Annotated[str, typer.Option("--customer", help="Reference, e-mail, phone or name that fits one person.")],
    subject: Annotated[str, typer.Option("--subject")],
    channel: Annotated[str, typer.Option("--channel")] = "email",
    text: Annotated[str | None, typer.Option("--text", help="What the customer said; - reads stdin.")] = None,
    asset: Annotated[str | None, typer.Option("--asset", metavar="SERIAL")] = None,
    priority: Annotated[str, typer.Option("--priority")] = "normal",
    tag: Annotated[list[str] | None, typer.Option("--tag")] = None,
) -> None:
    """Open a ticket for a customer."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.tickets import service as tickets
    from postventa_tui.core.tickets.rows import NewTicket

    context.refuse_at()
    desk = context.desk()
    person = customers.one(desk, customer)
    unit = assets.named(desk, asset) if asset else None
    fresh = NewTicket(
        person.id, subject, channel, priority, tags=tuple(tag or ()), asset_id=unit.id if unit else None,
        product_id=unit.product_id if unit else None,
    )  # fmt: skip
    made = tickets.create(desk, fresh, text_of(text) if text is not None else None)
    if not context.OPTIONS.dry_run:
        shown(desk, made.id)
    else:
        output.show({})


@app.command(help=lazy("Take the first free ticket of my queue."))
def next(view: Annotated[str, typer.Option("--view")] = "start") -> None:
    """Take the next ticket."""
    from postventa_tui.core.tickets import people
    from postventa_tui.core.tickets.rows import QueueRequest

    context.refuse_at()
    desk = context.desk()
    shown(desk, people.take_next(desk, QueueRequest(view=view)).id)


@app.command(help=lazy("Assign to me, an agent, a team, or nobody."))
def assign(ticket: TicketArg, to: Annotated[str, typer.Argument(metavar="me|LOGIN|TEAM|none")]) -> None:
    """Assign a ticket."""
    from postventa_tui.core.tickets import people

    def act(desk: Desk, ticket_id: int) -> None:
        people.assign_words(desk, ticket_id, to, clear_team=context.confirmed("not_in_team"))

    each(ticket, act)


app.command("reply", help=lazy("Answer the customer: guard, outbox, then the status."))(ticket_reply.reply)


@app.command(help=lazy("Write an inner note."))
def note(ticket: TicketArg, text: Annotated[str | None, typer.Option("--text", help="- reads stdin.")] = None) -> None:
    """Write a note."""
    from postventa_tui.core.tickets import service as tickets

    body = text_of(text)
    each(ticket, lambda desk, ticket_id: tickets.note(desk, ticket_id, body))


@app.command(help=lazy("Note a call."))
def call(
    ticket: TicketArg,
    direction: Annotated[str, typer.Option("--direction", metavar="in|out")],
    outcome: Annotated[str, typer.Option("--outcome", metavar="answered|voicemail|no_answer|busy|wrong_number")],
    seconds: Annotated[int | None, typer.Option("--seconds", min=0, max=86_400)] = None,
    text: Annotated[str, typer.Option("--text", help="- reads stdin.")] = "",
) -> None:
    """Note a call with its result."""
    from postventa_tui.core.tickets import calls

    body = text_of(text) if text == "-" else text
    each(ticket, lambda desk, ticket_id: calls.call(desk, ticket_id, direction, outcome, seconds=seconds, text=body))


@app.command(help=lazy("Note a call nobody took: of a known number always a ticket, of others by missed_calls."))
def missed(phone: Annotated[str, typer.Argument(metavar="PHONE")]) -> None:
    """Open a ticket for a missed call."""
    from postventa_tui.core.tickets import calls

    context.refuse_at()
    desk = context.desk()
    found = calls.missed_call(desk, phone)
    if found is not None and not context.OPTIONS.dry_run:
        shown(desk, found.ticket_id)
        return
    text = "" if found else _("An unknown number, and the setting missed_calls is off: nothing is noted.")
    output.show({"format": "postventa-missed/1", "ticket": None}, text=lambda: text)


@app.command("set", help=lazy("Change fields: status=solved priority=high subject=… cause=… asset=SERIAL FIELD=…"))
def set_(
    ticket: TicketArg,
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…")],
    version: Annotated[int | None, typer.Option("--version", help="Refuse when it was changed since.")] = None,
) -> None:
    """Change fields of a ticket."""
    from postventa_tui.cli import ticket_fields

    values = ticket_fields.parse(fields)
    each(ticket, lambda desk, ticket_id: ticket_fields.apply(desk, ticket_id, values, version))


@app.command(help=lazy("Point a ticket at another; undoable, nothing moves."))
def merge(ticket: TicketArg, into: Annotated[str, typer.Option("--into", metavar="TICKET")]) -> None:
    """Merge into another ticket."""
    from postventa_tui.core.tickets import merging, reading

    def act(desk: Desk, ticket_id: int) -> None:
        merging.merge(desk, ticket_id, reading.get(desk, into).id, confirm=context.confirmed("other_customer"))

    each(ticket, act)


@app.command(help=lazy("Take a merge back."))
def unmerge(ticket: TicketArg) -> None:
    """Clear the pointer of a merged ticket."""
    from postventa_tui.core.tickets import merging

    each(ticket, lambda desk, ticket_id: merging.unmerge(desk, ticket_id))


@app.command(help=lazy("Move interactions to a new ticket."))
def split(
    ticket: Annotated[str, typer.Argument(metavar="TICKET")],
    ids: Annotated[list[int], typer.Argument(metavar="ID…")],
    subject: Annotated[str | None, typer.Option("--subject")] = None,
) -> None:
    """Split a ticket."""
    from postventa_tui.core.tickets import merging, reading

    context.refuse_at()
    desk = context.desk()
    made = merging.split(desk, reading.get(desk, ticket).id, ids, subject)
    if context.OPTIONS.dry_run:
        output.show({})
    else:
        shown(desk, made.id)


@app.command(help=lazy("Hide until a time: 30m, 2h, tomorrow, lunes 9:00, 2026-12-01."))
def snooze(ticket: TicketArg, words: Annotated[list[str], typer.Argument(metavar="WORDS")]) -> None:
    """Hide a ticket until a time."""
    from postventa_tui.core.tickets import fields

    each(ticket, lambda desk, ticket_id: fields.snooze(desk, ticket_id, when_of(desk, words)))


@app.command(help=lazy("A private reminder."))
def remind(
    ticket: TicketArg,
    words: Annotated[list[str], typer.Argument(metavar="WORDS")],
    text: Annotated[str | None, typer.Option("--text")] = None,
) -> None:
    """Remind me of a ticket."""
    from postventa_tui.core.tickets import people

    each(ticket, lambda desk, ticket_id: people.remind(desk, ticket_id, when_of(desk, words), text))


def when_of(desk: Desk, words: list[str]) -> int:
    """Give the instant of words such as `mañana 9:00`, in the shop's zone and opening hours."""
    from postventa_tui.core.tickets import timing

    return timing.instant(desk, " ".join(words))


@app.command(help=lazy("Hand to a team or colleague with a reason; the priority rises one step."))
def escalate(
    ticket: TicketArg,
    to: Annotated[str, typer.Option("--to", metavar="TEAM|LOGIN")],
    reason: Annotated[str, typer.Option("--reason")],
) -> None:
    """Escalate a ticket."""
    from postventa_tui.core.tickets import people

    each(ticket, lambda desk, ticket_id: people.escalate(desk, ticket_id, to, reason))


@app.command(help=lazy("Add +NAME or NAME, remove -NAME."), context_settings={"ignore_unknown_options": True})
def tag(ticket: TicketArg, names: Annotated[list[str], typer.Argument(metavar="+NAME|-NAME…")]) -> None:
    """Change the tags of a ticket."""
    from postventa_tui.core.tickets import tagging

    add = [name.removeprefix("+") for name in names if not name.startswith("-")]
    remove = [name.removeprefix("-") for name in names if name.startswith("-")]
    each(ticket, lambda desk, ticket_id: tagging.tag(desk, ticket_id, add, remove))


@app.command(help=lazy("Be told of what happens on a ticket."))
def follow(ticket: TicketArg, off: Annotated[bool, typer.Option("--off")] = False) -> None:
    """Follow a ticket."""
    from postventa_tui.core.tickets import people

    each(ticket, lambda desk, ticket_id: people.follow(desk, ticket_id, on=not off))


@app.command(help=lazy("Mark as spam, or take the mark off."))
def spam(ticket: TicketArg, off: Annotated[bool, typer.Option("--off")] = False) -> None:
    """Mark spam."""
    from postventa_tui.core.tickets import fields

    def act(desk: Desk, ticket_id: int) -> Ticket:
        return fields.not_spam(desk, ticket_id) if off else fields.mark_spam(desk, ticket_id)

    each(ticket, act)
