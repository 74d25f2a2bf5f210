"""Reports about our own mails: not delivered, read, complained about. One without our id proves nothing.

Source: design, e-mail section 5 (bounces).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import tokens
from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.tickets import outbox
from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    from postventa_tui.core.channels.email.parse import ParsedMail
    from postventa_tui.core.tickets.rows import OutboxRow
    from postventa_tui.desk import Desk


def apply(desk: Desk, mail: ParsedMail, secret: str) -> None:
    """Do what a report says to the mail it names, inside the caller's transaction; nothing when it names none."""
    report = mail.report
    row = _named(desk, mail, secret)
    if report is None or row is None:
        return
    if report.kind == "receipt":
        outbox.was_read(desk, row)
    elif report.kind == "complaint":
        _withdraw(desk, row, mail.message_id)
    elif report.action == "failed" or report.status.startswith("5"):
        _note(desk, row, report.status, report.diagnostic)
        outbox.bounced(
            desk, row, report.status or "failed", report.diagnostic, is_final=not report.status.startswith("4")
        )
    elif report.action == "delayed" or report.status.startswith("4"):
        _note(desk, row, report.status, report.diagnostic)
        outbox.bounced(desk, row, report.status, report.diagnostic, is_final=False)


def _named(desk: Desk, mail: ParsedMail, secret: str) -> OutboxRow | None:
    if mail.report is not None and mail.report.about_id:
        found = outbox.by_message_ref(desk, mail.report.about_id)
        if found is not None:
            return found
    number = tokens.verp_id(secret, mail.recipients)
    return outbox.find(desk, number) if number is not None else None


def _note(desk: Desk, row: OutboxRow, status: str, words: str) -> None:
    """Write the line "not delivered: 5.1.1" beside the message that came back."""
    sent = contacts.get(desk, row.interaction_id)
    line = _("Not delivered: {status} {words}").format(status=status, words=words).strip()
    contacts.add_interaction(
        desk,
        NewInteraction(
            "event", "internal", desk.clock.now(), "auto", line, sent.customer_id, sent.ticket_id, event="not_delivered"
        ),
    )


def _withdraw(desk: Desk, row: OutboxRow, proof: str) -> None:
    customer_id = contacts.get(desk, row.interaction_id).customer_id
    if customer_id is not None:
        groups.set_consent(desk, customer_id, "marketing", "email", "withdrawn", proof=f"ARF {proof}"[:200])
