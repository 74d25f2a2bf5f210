"""`postventa mail fetch, send, outbox, reconcile, setup`: what talks to servers; registered by `cli.mail`."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, mailtext, output
from postventa_tui.core.channels import fetching, reconcile, sending, setup
from postventa_tui.core.channels.options import Mailbox, Smtp
from postventa_tui.core.tickets import outbox
from postventa_tui.kit import messages
from postventa_tui.kit.errors import PostventaError, Temporary, Usage
from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.desk import Desk

_MIN_WATCH_S = 5


def fetch(
    watch: Annotated[int | None, typer.Option("--watch", metavar="S", help="Go on, looking every S seconds.")] = None,
) -> None:
    """Fetch new mail from the shop's mailboxes: committed first, marked on the server after."""
    context.refuse_at()
    if watch is not None and watch < _MIN_WATCH_S:
        raise Usage("bad_value", field="--watch", value=str(watch), reason=f"≥ {_MIN_WATCH_S}")
    desk = context.desk(origin="mail")
    if watch is None:
        _fetch_once(desk)
    else:
        _watch(lambda: _fetch_once(desk), watch)


def _fetch_once(desk: Desk) -> None:
    found = fetching.fetch_all(desk)
    follow_rules(desk, "fetch")
    rows = [
        {"mailbox": one.address, "stored": one.stored, "duplicates": one.duplicates, "quarantined": one.quarantined,
         "reset": one.is_reset}
        for one in found
    ]  # fmt: skip
    output.show(
        {"format": "postventa-mail-fetch/1", "mailboxes": rows}, text=lambda: mailtext.fetched_text(found), rows=rows
    )
    sys.stdout.flush()


def follow_rules(desk: Desk, command: str) -> None:
    """Let the shop's rules follow mails that are safe; one that fails waits for the next run and holds nothing."""
    from postventa_tui.core.tickets import automation

    if desk.dry_run:
        return
    try:
        automation.catch_up_wholly(desk)
    except PostventaError as error:
        output.note(f"postventa mail {command}: rules wait ({error.code})")


def _watch(run: Callable[[], None], every_s: int) -> None:
    """Run again and again; after a fault wait longer each time."""
    faults = 0
    pause = threading.Event()
    while True:
        try:
            run()
            faults = 0
            wait_s = every_s
        except Temporary as error:
            output.note(messages.describe(error))
            wait_s = fetching.BACK_OFF_S[min(faults, len(fetching.BACK_OFF_S) - 1)]
            faults += 1
        pause.wait(wait_s)


def send() -> None:
    """Send what waits in the outbox, once."""
    context.refuse_at()
    done = sending.send_due(context.desk(origin="mail"))
    rows = [{"id": one.outbox_id, "state": one.state, "words": one.words} for one in done]
    output.show({"format": "postventa-mail-send/1", "messages": rows}, text=lambda: mailtext.sent_text(done), rows=rows)


def show_outbox(
    action: Annotated[str, typer.Argument(metavar="[list|again|arrived]")] = "list",
    number: Annotated[int | None, typer.Argument(metavar="ID")] = None,
) -> None:
    """List the outbox, doubts first; say of a doubtful message that it arrived, or send it again."""
    desk = context.desk()
    if action == "list":
        rows = outbox.listed(desk)
        payload = mailtext.outbox_payload(desk, rows)
        output.show(payload, text=lambda: mailtext.outbox_text(desk, rows), quiet=[str(row.id) for row in rows])
        return
    if action not in ("again", "arrived") or number is None:
        raise Usage("usage", reason=_("Write list, again ID or arrived ID."))
    (outbox.send_again if action == "again" else outbox.arrived)(desk, number)
    state = outbox.get(desk, number).state
    output.show({"format": "postventa-mail-decided/1", "id": number, "state": state}, text=lambda: f"{number}: {state}")


def compare(
    path: Annotated[str, typer.Argument(metavar="PATH", help="File or folder of mails.")] = "",
    mailbox: Annotated[str, typer.Option("--mailbox", metavar="ADDRESS", help="A mailbox on its server.")] = "",
) -> None:
    """Compare a folder or mailbox with the ledger; exit 1 when a mail is missing or changed."""
    if bool(path) == bool(mailbox):
        raise Usage("usage", reason=_("Name a PATH or --mailbox."))
    desk = context.desk()
    found = reconcile.folder(desk, [path]) if path else reconcile.mailbox(desk, mailbox)
    output.show(mailtext.reconciled_payload(found), text=lambda: mailtext.reconciled_text(found))
    if any(one.state in ("missing", "changed") for one in found.checked):
        raise typer.Exit(1)


def set_up(
    address: Annotated[str, typer.Option("--address", help="Address of the shop.")] = "",
    imap_host: Annotated[str, typer.Option("--imap-host", help="Server mail is fetched from.")] = "",
    imap_port: Annotated[int, typer.Option("--imap-port")] = 0,
    imap_tls: Annotated[str, typer.Option("--imap-tls", help="tls, starttls or none.")] = "tls",
    user: Annotated[str, typer.Option("--user", help="Name to log in with; the address without it.")] = "",
    password_from: Annotated[str, typer.Option("--password-from", help="Where the password lies: file:…, env:…")] = "",
    folder: Annotated[str, typer.Option("--folder")] = "INBOX",
    after_fetch: Annotated[str, typer.Option("--after-fetch", help="seen, none or move:FOLDER.")] = "seen",
    smtp_host: Annotated[str, typer.Option("--smtp-host", help="Server our mail is given to.")] = "",
    smtp_port: Annotated[int, typer.Option("--smtp-port")] = 0,
    smtp_tls: Annotated[str, typer.Option("--smtp-tls", help="starttls, tls or none.")] = "starttls",
    smtp_password_from: Annotated[str, typer.Option("--smtp-password-from")] = "",
    test: Annotated[bool, typer.Option("--test/--no-test", help="Try the connections before writing.")] = True,
) -> None:
    """Ask, try the connection, write the configuration. Passwords are named by their place, never asked."""
    context.refuse_at()
    desk = context.desk()
    address = _asked(address, _("Address of the shop (taller@tienda.es)"))
    imap_host = _asked(imap_host, _("IMAP server (empty: mail comes by pipe)"), optional=True)
    user = _asked(user, _("Name to log in with"), address) if imap_host else user
    if imap_host:
        password_from = _asked(password_from, _("Where the password lies (file:/path, command:…, keyring:…, env:…)"))
    smtp_host = _asked(smtp_host, _("SMTP server (empty: answers are not sent from here)"), imap_host, optional=True)
    if smtp_host:
        smtp_password_from = _asked(smtp_password_from, _("Where its password lies"), password_from, optional=True)
    box = Mailbox(
        address.strip().lower(), host=imap_host, port=imap_port or (993 if imap_tls == "tls" else 143), tls=imap_tls,
        user=user or address if imap_host else "", password_from=password_from, folder=folder, after_fetch=after_fetch,
    )  # fmt: skip
    ports = {"tls": 465, "starttls": 587, "none": 25}
    smtp = Smtp(
        smtp_host, smtp_port or ports.get(smtp_tls, 587), smtp_tls,
        (user or address) if smtp_host and smtp_password_from else "", smtp_password_from,
    )  # fmt: skip
    setup.check(box, smtp)
    count = setup.try_both(desk, box, smtp) if test else None
    setup.write(desk, box, smtp)
    payload = {
        "format": "postventa-mail-setup/1",
        "address": box.address,
        "imap": box.host,
        "smtp": smtp.host,
        "mails": count,
    }
    output.show(payload, text=lambda: mailtext.setup_text(box, smtp, count))


def _asked(value: str, question: str, default: str = "", *, optional: bool = False) -> str:
    """Give the option, or the answer of the person at the terminal; without one an option is needed."""
    if value:
        return value
    if not sys.stdin.isatty():
        if optional or default:
            return default if not optional else ""
        raise Usage("usage", reason=question)
    return str(typer.prompt(question, default=default if default or optional else None, show_default=bool(default)))
