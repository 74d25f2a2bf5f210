"""How mails, the quarantine and the outbox read on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.cli import output
from postventa_tui.core.tickets import numbers, writing
from postventa_tui.kit.i18n import _
from postventa_tui.kit.moments import iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.channels.fetching import Fetched
    from postventa_tui.core.channels.options import Mailbox, Smtp
    from postventa_tui.core.channels.reconcile import Reconciled
    from postventa_tui.core.channels.rows import Arrival, MailView, Message
    from postventa_tui.core.channels.sending import Sending
    from postventa_tui.core.tickets.rows import OutboxRow
    from postventa_tui.desk import Desk


def import_text(results: Sequence[Mapping[str, object]], again: Sequence[Arrival]) -> str:
    """Give the lines of an import: one a mail, then the sums."""
    lines = [f"{row['file']}: {row['outcome']} {row['reason'] or row['ticket'] or ''}".rstrip() for row in results]
    counted: dict[str, int] = {}
    for outcome in [str(row["outcome"]) for row in results] + [one.outcome for one in again]:
        counted[outcome] = counted.get(outcome, 0) + 1
    sums = ", ".join(f"{name} {count}" for name, count in sorted(counted.items())) or _("nothing to do")
    return "\n".join([*lines, sums])


def view_payload(found: MailView) -> dict[str, object]:
    """Give a message as JSON."""
    message = found.message
    return {
        "format": "postventa-mail/1",
        "message_id": message.id,
        "state": message.state,
        "reason": message.reason or "",
        "ticket": found.ticket,
        "received_at": iso(message.received_at),
        "at": iso(found.at),
        "from": found.sender,
        "from_name": found.sender_name,
        "to": list(found.to),
        "subject": found.subject,
        "automatic": bool(message.automatic),
        "automatic_reason": message.automatic_reason or "",
        "sender_verified": bool(message.sender_verified),
        "language": found.language,
        "visible_text": found.visible_text,
        "text": found.text_full,
        "invitation": found.invitation,
        "notes": list(found.notes),
        "attachments": [
            {"name": one.name, "size": one.size, "sha256": one.sha256, "mime": one.mime, "note": one.note}
            for one in found.attachments
        ],
    }


def note_text(note: str) -> str:
    """Give the one-line explanation of an attachment's note code, "" for none."""
    words = {
        "tnef": _("an Outlook package: open it with a mail program"),
        "encrypted": _("encrypted message: open it with your mail program"),
        "signature": _("signature of the message; not checked here"),
        "program": _("⚠ a program: do not open it"),
    }
    return words.get(note, "")


def view_text(found: MailView, *, full: bool, html: bool) -> str:
    """Give a message as people read it: headers as received, text, parts."""
    body = found.html_text if html else found.text_full if full else found.visible_text or found.text_full
    lines = [found.headers, "", body]
    if found.invitation:
        lines += ["", _("Invitation: {line}").format(line=found.invitation)]
    for number, one in enumerate(found.attachments, 1):
        explained = note_text(one.note)
        lines.append(f"[{number}] {one.name}  {one.size} B  {one.mime}{'  ' + explained if explained else ''}")
    if found.message.reason:
        lines += ["", _("Held: {reason}").format(reason=found.message.reason)]
    return "\n".join(lines)


def held_payload(held: Sequence[Message]) -> dict[str, object]:
    """Give the quarantine as JSON."""
    return {
        "format": "postventa-mail-quarantine/1",
        "messages": [
            {"message_id": one.id, "reason": one.reason, "detail": one.detail, "received_at": iso(one.received_at), "size": one.size}
            for one in held
        ],
    }  # fmt: skip


def held_text(held: Sequence[Message]) -> str:
    """Give the quarantine as a table."""
    if not held:
        return _("Nothing is held.")
    rows = [
        [str(one.id), one.reason or "", iso(one.received_at) or "", str(one.size), one.detail or ""] for one in held
    ]
    return output.table(rows, ["ID", _("reason"), _("received"), _("bytes"), _("detail")])


def automatic_payload(found: Sequence[Message]) -> dict[str, object]:
    """Give machine mail without a ticket as JSON."""
    return {
        "format": "postventa-mail-automatic/1",
        "messages": [
            {
                "message_id": one.id,
                "reason": one.automatic_reason,
                "from": one.sender_norm,
                "received_at": iso(one.received_at),
                "size": one.size,
            }
            for one in found
        ],
    }


def automatic_text(found: Sequence[Message]) -> str:
    """Give machine mail without a ticket as a table."""
    if not found:
        return _("No machine mail without a ticket.")
    rows = [
        [str(one.id), one.automatic_reason or "", one.sender_norm or "", iso(one.received_at) or ""] for one in found
    ]
    return output.table(rows, ["ID", _("reason"), _("from"), _("received")])


def fetched_text(found: Sequence[Fetched]) -> str:
    """Give one line a mailbox."""
    lines = []
    for one in found:
        line = _("{mailbox}: {new} new, {known} known, {held} held").format(
            mailbox=one.address, new=one.stored, known=one.duplicates, held=one.quarantined
        )
        lines.append(
            line + (" · " + _("the server numbered its mails anew; all were read again") if one.is_reset else "")
        )
    return "\n".join(lines)


def sent_text(done: Sequence[Sending]) -> str:
    """Give one line a message of a run."""
    if not done:
        return _("Nothing waits.")
    return "\n".join(f"{one.outbox_id}: {one.state}{'  ' + one.words if one.words else ''}" for one in done)


def outbox_payload(desk: Desk, rows: Sequence[OutboxRow]) -> dict[str, object]:
    """Give the outbox as JSON, what needs a person first."""
    return {
        "format": "postventa-mail-outbox/1",
        "messages": [
            {
                "id": row.id, "state": row.state, "reason": row.reason, "ticket": _number(desk, row), "channel": row.channel,
                "purpose": row.purpose, "send_after": iso(row.send_after), "tries": row.tries, "last_error": row.last_error,
                "message_id": row.message_ref,
            }
            for row in rows
        ],
    }  # fmt: skip


def _number(desk: Desk, row: OutboxRow) -> str | None:
    if row.ticket_id is None:
        return None
    return numbers.show(writing.by_id(desk, row.ticket_id).number, desk.shop.number_prefix)


def outbox_text(desk: Desk, rows: Sequence[OutboxRow]) -> str:
    """Give the outbox as a table."""
    if not rows:
        return _("The outbox is empty.")
    shown = [
        [
            str(row.id),
            row.state,
            _number(desk, row) or "",
            iso(row.send_after) or "",
            str(row.tries),
            row.last_error or row.reason or "",
        ]
        for row in rows
    ]
    return output.table(shown, ["ID", _("state"), _("ticket"), _("not before"), _("tries"), _("answer")])


def reconciled_payload(found: Reconciled) -> dict[str, object]:
    """Give a comparison as JSON."""
    return {
        "format": "postventa-mail-reconcile/1",
        "ok": not any(one.state in ("missing", "changed") for one in found.checked),
        "mails": [
            {"file": one.file, "state": one.state, "message_id": one.message_id, "of": one.of} for one in found.checked
        ],
        "only_in_ledger": found.only_in_ledger,
    }


def reconciled_text(found: Reconciled) -> str:
    """Give what does not agree, then the sums."""
    lines = [
        f"{one.state}: {one.file}{' = ' + one.of if one.of else ''}"
        for one in found.checked
        if one.state in ("missing", "doubled", "changed")
    ]
    counted: dict[str, int] = {}
    for one in found.checked:
        counted[one.state] = counted.get(one.state, 0) + 1
    sums = ", ".join(f"{name} {count}" for name, count in sorted(counted.items())) or _("no mails")
    lines.append(_("{sums}; only in the ledger: {count}").format(sums=sums, count=len(found.only_in_ledger)))
    return "\n".join(lines)


def setup_text(box: Mailbox, smtp: Smtp, count: int | None) -> str:
    """Give what was written and what to run next."""
    lines = [_("{address} is set up.").format(address=box.address)]
    if count is not None:
        lines.append(
            _("{host} answers: {count} mails in {folder}.").format(host=box.host, count=count, folder=box.folder)
        )
    if box.host:
        lines.append(_("Fetch now with: postventa mail fetch"))
    if smtp.host:
        lines.append(_("Answers leave by {host}: postventa mail send").format(host=smtp.host))
    return "\n".join(lines)
