"""`postventa mail`: take mail in, look at it, decide about what is held, send what waits."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, mailservers, mailtext, output
from postventa_tui.core.channels import service as channels
from postventa_tui.core.channels.rows import Envelope
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    from postventa_tui.core.channels.service import Imported
    from postventa_tui.desk import Desk

app = typer.Typer(no_args_is_help=True)
DELIVER_OK = 0
DELIVER_LATER = 75
_Id = Annotated[int, typer.Argument(metavar="ID", help="Number of the message.")]


@app.callback()
def _group() -> None:
    """The e-mail channel."""


@app.command("deliver", help="Take one mail from a pipe: exit 0 when it is safe, 75 to try again, nothing else.")
def deliver(
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Envelope recipient.")] = "",
    sender: Annotated[
        str | None, typer.Option("--from", metavar="ADDRESS", help="Envelope sender; empty is the null sender.")
    ] = None,
) -> None:
    """Store stdin as one mail."""
    raise typer.Exit(_deliver(to, sender))


def _deliver(to: str, sender: str | None) -> int:
    """Any fault of ours, whatever it is, holds the mail at its sender: no other code may leave."""
    import signal

    def stop(_number: int, _frame: object) -> None:
        raise SystemExit(DELIVER_LATER)

    is_safe = False
    try:
        signal.signal(signal.SIGTERM, stop)
        desk = context.desk(origin="mail")
        arrival = channels.deliver(desk, sys.stdin.buffer, Envelope("deliver", sender, to))
        is_safe = True
        if arrival.outcome != "received":
            mailservers.follow_rules(desk, "deliver")
    except BaseException as error:  # house: exit 0 or 75 and nothing else (email.md 2.1)
        if isinstance(error, typer.Exit) and error.exit_code == 0:
            return DELIVER_OK
        # A fault after the mail is stored is told and holds nothing: what follows the mail waits for the next run.
        output.note(f"postventa mail deliver: {type(error).__name__} {getattr(error, 'code', '')}".rstrip())
        return DELIVER_OK if is_safe else DELIVER_LATER
    return DELIVER_OK


@app.command("import", help="Take in mails from files: .eml, mbox, Maildir, folders of these.")
def import_mail(
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH…", help="Files or folders.")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Read everything in quarantine again.")] = False,
) -> None:
    """Import mail files; one result for each mail, in file order."""
    context.refuse_at()
    if not paths and not retry:
        raise Usage("usage", reason=_("Name a file or folder, or --retry."))
    desk = context.desk(origin="mail")
    again = channels.retry_all(desk) if retry else []
    run = channels.import_paths(desk, paths or [])
    mailservers.follow_rules(desk, "import")
    for name in run.unreadable:
        output.note(_("cannot be read: {file}").format(file=name))
    if run.skipped:
        output.note(_("passed over (links, devices): {count}").format(count=run.skipped))
    results = [_result(desk, one) for one in run.results]
    payload = {"format": "postventa-mail-import/1", "results": results}
    if context.OPTIONS.json:
        output.write_json(payload)
    else:
        output.show(payload, text=lambda: mailtext.import_text(results, again), rows=results)
    if run.unreadable:
        raise typer.Exit(1)


def _result(desk: Desk, one: Imported) -> dict[str, object]:
    """Give one row of the documented shape; a duplicate repeats the values of the earlier message."""
    shown = (
        channels.view(desk, one.arrival.message_id) if one.arrival.message_id is not None and not desk.dry_run else None
    )
    row: dict[str, object] = {
        "file": one.file,
        "sha256": one.sha256,
        "outcome": one.arrival.outcome,
        "reason": one.arrival.reason,
        "message_id": one.arrival.message_id,
    }
    if shown is None or shown.message.state != "stored":
        return row | {
            "ticket": None, "thread_by": "none", "automatic": False, "sender_verified": False, "visible_text": "",
            "language": "und", "attachments": [],
        }  # fmt: skip
    return row | {
        "ticket": shown.ticket,
        "thread_by": shown.message.thread_by if shown.ticket else "none",
        "automatic": bool(shown.message.automatic),
        "sender_verified": bool(shown.message.sender_verified),
        "visible_text": shown.visible_text,
        "language": shown.language,
        "attachments": [{"name": a.name, "size": a.size, "sha256": a.sha256} for a in shown.attachments],
    }


@app.command("raw", help="Write the bytes of a message exactly as received.")
def raw(message: _Id) -> None:
    """Print the original and nothing else."""
    sys.stdout.flush()
    sys.stdout.buffer.write(channels.raw(context.desk(), message))
    sys.stdout.buffer.flush()


@app.command("show", help="Show headers, text and parts of a message.")
def show(
    message: _Id,
    full: Annotated[bool, typer.Option("--full", help="The whole text, quotes and signature too.")] = False,
    html: Annotated[bool, typer.Option("--html", help="The HTML as text when plain text is shown.")] = False,
) -> None:
    """Print a message for people."""
    found = channels.view(context.desk(), message)
    payload = mailtext.view_payload(found)
    output.show(payload, text=lambda: mailtext.view_text(found, full=full, html=html))


@app.command("save", help="Save attachments of a message: mode 0600, never over a file.")
def save(
    message: _Id,
    number: Annotated[int | None, typer.Argument(metavar="N", help="Which attachment; all without it.")] = None,
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="Folder; the current one without it.")] = ".",
) -> None:
    """Write attachments to disk."""
    paths = channels.save_attachments(context.desk(), message, number, to)
    output.show({"format": "postventa-mail-save/1", "files": paths}, text=lambda: "\n".join(paths))


@app.command(
    "quarantine",
    help="List what is held; retry ID reads it again, release ID makes a ticket of it, spam ID puts it away.",
)
def quarantine(
    action: Annotated[str, typer.Argument(metavar="[list|retry|release|spam]")] = "list",
    message: Annotated[int | None, typer.Argument(metavar="ID")] = None,
) -> None:
    """Look after what is held."""
    desk = context.desk()
    if action == "list":
        held = channels.quarantine(desk)
        output.show(
            mailtext.held_payload(held), text=lambda: mailtext.held_text(held), quiet=[str(one.id) for one in held]
        )
        return
    if action not in ("retry", "release", "spam") or message is None:
        raise Usage("usage", reason=_("Write list, retry ID, release ID or spam ID."))
    if action == "spam":
        channels.mark_spam(desk, message)
        output.show({"format": "postventa-mail-spam/1", "message_id": message})
        return
    if action == "retry":
        arrival = channels.retry(desk, message)
        output.show(
            {
                "format": "postventa-mail-retry/1",
                "message_id": message,
                "outcome": arrival.outcome,
                "reason": arrival.reason,
            }
        )
        return
    number = channels.release(desk, message)
    output.show({"format": "postventa-mail-release/1", "message_id": message, "ticket": number}, text=lambda: number)


@app.command("automatic", help="List machine mail without a ticket; release ID makes a ticket of one.")
def automatic(
    action: Annotated[str, typer.Argument(metavar="[list|release]")] = "list",
    message: Annotated[int | None, typer.Argument(metavar="ID")] = None,
) -> None:
    """Look after mail of machines."""
    desk = context.desk()
    if action == "release" and message is not None:
        number = channels.release(desk, message)
        output.show(
            {"format": "postventa-mail-release/1", "message_id": message, "ticket": number}, text=lambda: number
        )
        return
    if action != "list":
        raise Usage("usage", reason=_("Write list or release ID."))
    found = channels.automatic_mail(desk)
    output.show(
        mailtext.automatic_payload(found),
        text=lambda: mailtext.automatic_text(found),
        quiet=[str(one.id) for one in found],
    )


@app.command("accept", help="Let the unknown sender of a message speak on its ticket.")
def accept(message: _Id) -> None:
    """Accept a sender; only now the message has its effects."""
    desk = context.desk()
    channels.accept_sender_of(desk, message)
    output.show({"format": "postventa-mail-accept/1", "message_id": message, "sender_verified": True})


app.command("fetch", help="Fetch new mail from the shop's mailboxes.")(mailservers.fetch)
app.command("send", help="Send what waits in the outbox, once.")(mailservers.send)
app.command("outbox", help="List the outbox, doubts first; again ID, arrived ID decide one.")(mailservers.show_outbox)
app.command("reconcile", help="Compare a folder or mailbox with the ledger.")(mailservers.compare)
app.command("setup", help="Ask, try the connection, write the configuration.")(mailservers.set_up)
