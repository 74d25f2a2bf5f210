"""`postventa customer export|erase|hold`: what the law gives a person."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.custody.privacy import erase as erasing
from postventa_tui.core.custody.privacy import export as exporting
from postventa_tui.core.custody.privacy.rows import Erased
from postventa_tui.core.customers import service as customers
from postventa_tui.core.exchange import service as exchange
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _, lazy, ngettext

_Customer = Annotated[str, typer.Argument(metavar="CUSTOMER")]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the group of customers."""
    app.command("export", help=lazy("A person's data as a folder she can read (lead, admin)."))(export)
    app.command("erase", help=lazy("Remove a person's data, keep the facts; cannot be undone (admin)."))(erase)
    app.command("hold", help=lazy("Legal hold: nothing of this person is erased (admin)."))(hold)


def export(customer: _Customer, to: Annotated[str, typer.Option("--to", metavar="DIR")]) -> None:
    """Write the folder of one person."""
    desk = context.desk()
    person = customers.one(desk, customer)
    rows = list(exchange.rows_of(desk, customers.family(desk, person.id)))
    path = exporting.person(desk, person.id, to, rows)
    output.show({"format": "postventa-person/1", "path": path}, text=lambda: _("Written: {path}").format(path=path))


def erase(customer: _Customer) -> None:
    """Erase one person after asking."""
    desk = context.desk()
    person = customers.one(desk, customer)
    if not context.OPTIONS.dry_run and not _agreed(person.ref):
        raise typer.Exit(4)
    done = erasing.person(desk, person.id)
    payload = {
        "format": "postventa-erase/1",
        "customer": person.ref,
        "tickets": done.tickets,
        "interactions": done.interactions,
        "mentions": list(done.mentions),
        "log_emptied": done.log_folded,
    }
    output.show(payload, text=lambda: _text(person.ref, done))


def _agreed(ref: str) -> bool:
    if context.confirmed("erase"):
        return True
    if not sys.stdin.isatty():
        raise Usage("confirm_needed", option="--confirm erase")
    return typer.confirm(_("Erase {ref}? This cannot be undone.").format(ref=ref), default=False, err=True)


def _text(ref: str, done: Erased) -> str:
    lines = [
        ngettext(
            "{ref} is erased: {n} contact emptied.", "{ref} is erased: {n} contacts emptied.", done.interactions
        ).format(ref=ref, n=done.interactions)
    ]
    if done.mentions:
        numbers = ", ".join(map(str, done.mentions))
        lines.append(_("Notes of others that may name her, for you to look at: {numbers}").format(numbers=numbers))
    if not done.log_folded:
        lines.append(_("A console holds the log: close all, then run postventa doctor."))
    lines.append(_("Older backups still hold her until they end; a restore erases her again."))
    return "\n".join(lines)


def hold(customer: _Customer, off: Annotated[bool, typer.Option("--off", help="Take the hold off.")] = False) -> None:
    """Put a legal hold on a person, or take it off."""
    desk = context.desk()
    person = customers.one(desk, customer)
    customers.hold(desk, person.id, not off)
    payload = {"format": "postventa-hold/1", "customer": person.ref, "hold": not off}
    output.show(payload, text=lambda: _("Hold taken off.") if off else _("On hold: nothing of hers is erased."))
