"""What the mail channel holds for a person: quarantine, machine mail, doubts of the outbox, unknown senders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.channels import service as channels
from postventa_tui.core.customers import contacts
from postventa_tui.core.tickets import outbox
from postventa_tui.kit.i18n import _
from postventa_tui.kit.moments import show as show_instant
from postventa_tui.kit.text import clean
from postventa_tui.tui import words
from postventa_tui.tui.dialogs.pick import Pick
from postventa_tui.tui.dialogs.text import MOST_CHARS, Reading

if TYPE_CHECKING:
    from postventa_tui.core.channels.rows import Message
    from postventa_tui.desk import Desk
    from postventa_tui.tui.pane import Pane

Choice = tuple[str, str, str]
MOST_ROWS = 500


def show_mail(pane: Pane, which: str) -> None:
    """Show one of the mail views: `quarantine`, `automatic` or `outbox`."""
    titles = {"quarantine": _("Quarantine"), "automatic": _("Automatic mail"), "outbox": _("Outbox")}
    empty = {
        "quarantine": _("Nothing is held"),
        "automatic": _("No machine mail without a ticket"),
        "outbox": _("The outbox is empty"),
    }
    readers = {"quarantine": _held, "automatic": _automatic, "outbox": _outbox}

    def show(rows: list[Choice]) -> None:
        if not rows:
            pane.say(empty[which])
            return
        pane.app.push_screen(Pick(pane.session, titles[which], rows), lambda key: _chosen(pane, which, key))

    pane.read(f"mail-{which}", readers[which], show)


def _held(desk: Desk) -> list[Choice]:
    return [_row(desk, one, one.reason or "") for one in channels.quarantine(desk, MOST_ROWS)]


def _automatic(desk: Desk) -> list[Choice]:
    return [_row(desk, one, one.automatic_reason or "") for one in channels.automatic_mail(desk, MOST_ROWS)]


def _row(desk: Desk, one: Message, reason: str) -> Choice:
    told = f"{one.id}  {reason}  {clean(one.sender_norm or '', lines=False)}".rstrip()
    return str(one.id), told, show_instant(one.received_at, desk.shop.zone)


def _outbox(desk: Desk) -> list[Choice]:
    found = []
    for one in outbox.listed(desk, MOST_ROWS):
        told = clean(one.last_error or one.reason or "", lines=False)
        found.append(
            (
                str(one.id),
                f"{one.id}  {words.sending(one.state)}  {told}".rstrip(),
                show_instant(one.send_after, desk.shop.zone),
            )
        )
    return found


def _chosen(pane: Pane, which: str, key: str | None) -> None:
    if key is None:
        return
    number = int(key)
    if which == "outbox":
        wishes = [("again", _("Send it again"), ""), ("arrived", _("It did arrive"), "")]
    else:
        wishes = [("read", _("Read it"), ""), ("ticket", _("Make a ticket of it"), "")]
        if which == "quarantine":
            wishes.append(("retry", _("Read it anew, after an update"), ""))
    pane.app.push_screen(
        Pick(pane.session, _("Message {id}").format(id=number), wishes), lambda wish: _do(pane, number, wish or "")
    )


def _do(pane: Pane, number: int, wish: str) -> None:
    if wish == "read":
        pane.read(
            "mail-one",
            lambda desk: channels.view(desk, number),
            lambda found: _read(pane, number, found.headers, found.text_full),
        )
    elif wish == "ticket":
        pane.run_then(
            lambda desk: channels.release(desk, number),
            lambda ref: pane.say(_("It is {ref} now").format(ref=ref)),
        )
    elif wish == "retry":
        pane.run_then(
            lambda desk: channels.retry(desk, number),
            lambda found: pane.say(f"{found.outcome} {found.reason}".strip()),
        )
    elif wish == "again":
        pane.run_then(lambda desk: outbox.send_again(desk, number), lambda _none: pane.say(_("It will leave again")))
    elif wish == "arrived":
        pane.run_then(lambda desk: outbox.arrived(desk, number), lambda _none: pane.say(_("Kept as sent")))


def _read(pane: Pane, number: int, headers: str, text: str) -> None:
    whole = f"{headers}\n\n{text}"[:MOST_CHARS]
    pane.app.push_screen(Reading(pane.session, _("Message {id}").format(id=number), clean(whole, lines=True)))


def accept_sender(pane: Pane, interaction_id: int) -> None:
    """Let the sender of a message speak on its ticket; its effects run now, what is said tells so."""

    def job(desk: Desk) -> str:
        channels.accept_sender(desk, interaction_id)
        return contacts.get(desk, interaction_id).author_name or ""

    pane.run_then(job, lambda name: pane.say(_("{name} may speak here now").format(name=clean(name, lines=False))))
