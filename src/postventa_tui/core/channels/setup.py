"""The mail settings of a shop, tried before they are written; passwords stay where they lie.

Source: design, e-mail section 10 and security section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.channels import fetching, options, sending
from postventa_tui.core.channels.email import addresses
from postventa_tui.core.channels.options import Mailbox, MailOptions, Smtp
from postventa_tui.db import shop as settings
from postventa_tui.desk import verb
from postventa_tui.kit.errors import Refused, Usage
from postventa_tui.kit.secrets import FORMS

if TYPE_CHECKING:
    from postventa_tui.db.shop import Json
    from postventa_tui.desk import Desk

TLS = ("tls", "starttls", "none")


def check(box: Mailbox, smtp: Smtp) -> None:
    """Refuse settings that cannot work, before any line is opened.

    Raises:
        Refused: `bad_address`.
        Usage: `bad_value`, `secret_form`.
    """
    if not addresses.normal(box.address):
        raise Refused("bad_address", address=box.address)
    for field, value in (("imap tls", box.tls), ("smtp tls", smtp.tls)):
        if value not in TLS:
            raise Usage("bad_value", field=field, value=value, reason=", ".join(TLS))
    if box.after_fetch not in ("seen", "none") and not box.after_fetch.startswith("move:"):
        raise Usage("bad_value", field="after_fetch", value=box.after_fetch, reason="seen, none, move:FOLDER")
    for where in (box.password_from if box.host else "", smtp.password_from):
        form, colon, place = where.partition(":")
        if where and (form not in FORMS or not colon or not place):
            raise Usage("secret_form", forms=", ".join(f"{name}:…" for name in FORMS))


def try_both(desk: Desk, box: Mailbox, smtp: Smtp) -> int | None:
    """Open and close both lines; gives how many mails are in the mailbox, None without one.

    Raises:
        Temporary: `mail_away`, `mail_login`.
        Refused: `mail_folder`; what the password's place refuses.
    """
    count = fetching.try_connection(box) if box.host else None
    if smtp.host:
        sending.try_connection(options.read(desk)._replace(smtp=smtp))
    return count


@verb("mail.setup", role="admin")
def write(desk: Desk, box: Mailbox, smtp: Smtp) -> MailOptions:
    """Write a mailbox (in place of one with the same address) and the outgoing server; gives what holds now."""
    check(box, smtp)
    now = desk.clock.now()
    others: list[Json] = [_json(one) for one in options.read(desk).boxes if one.address != box.address]
    settings.save(desk.db, "mail_boxes", [_json(box), *others], now)
    if smtp.host:
        settings.save(desk.db, "smtp", _json(smtp), now)
    desk.forget_shop()
    return options.read(desk)


def _json(row: Mailbox | Smtp) -> dict[str, Json]:
    return {key: value for key, value in row._asdict().items() if value not in ("", None)}
