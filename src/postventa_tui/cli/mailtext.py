"""How mails, the quarantine and the outbox read on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.cli import output
from postventa_tui.kit.i18n import _
from postventa_tui.kit.moments import iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.channels.rows import Arrival, MailView, Message


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
