"""Mail out of mailboxes: each mail is committed before the server hears of it, and read on from there.

Source: design, e-mail section 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.channels import faults, intake, options, store
from postventa_tui.core.channels.email.imap import Imap
from postventa_tui.core.channels.email.limits import KEPT_OF_TOO_LARGE
from postventa_tui.core.channels.rows import Arrival, Envelope
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.secrets import password_from

if TYPE_CHECKING:
    from postventa_tui.core.channels.options import Mailbox
    from postventa_tui.desk import Desk

BACK_OFF_S = (5, 30, 120, 600)
"""Waits after a failed run with `--watch`."""


class Fetched(NamedTuple):
    """What one run brought from one mailbox; `is_reset` when the server numbered its mails anew."""

    address: str
    stored: int
    duplicates: int
    quarantined: int
    is_reset: bool


def fetch_all(desk: Desk) -> list[Fetched]:
    """Fetch what is new in every mailbox of the shop.

    Raises:
        Refused: `mail_not_set`; what the password's place refuses.
        Temporary: `mail_away`, `mail_login`; what was committed stays, the next run goes on.
    """
    boxes = [one for one in options.read(desk).boxes if one.host]
    if not boxes:
        raise Refused("mail_not_set")
    intake.settle_left_over(desk, older_than_s=0)
    return [fetch(desk, box) for box in boxes]


def fetch(desk: Desk, box: Mailbox) -> Fetched:
    """Fetch what is new in one mailbox.

    Raises:
        Refused: `mail_folder`; what the password's place refuses.
        Temporary: `mail_away`, `mail_login`.
    """
    faults.point("fetch.begun")
    counted = {"stored": 0, "duplicate": 0, "quarantined": 0}
    with Imap(box, password_from(box.password_from)) as imap:
        known = store.find_mailbox(desk.db, box.host, box.user, box.folder)
        is_reset = known is not None and known[1] != imap.uidvalidity
        last_uid = known[2] if known is not None and not is_reset else 0
        for uid in imap.numbers_after(last_uid):
            arrival = _one(desk, imap, uid)
            if arrival is None:
                continue
            counted[arrival.outcome] += 1
            imap.mark(uid)
            faults.point("fetch.marked")
    return Fetched(box.address, counted["stored"], counted["duplicate"], counted["quarantined"], is_reset)


def _one(desk: Desk, imap: Imap, uid: int) -> Arrival | None:
    """Take one mail; None when it went away meanwhile."""
    limit = options.read(desk).max_bytes
    size = imap.size(uid)
    if size is None:
        return None
    envelope = Envelope("imap", None, imap.box.address)
    if size > limit:
        whole = imap.digest(uid, size)
        with desk.transaction("mail.accept", origin="mail"):
            arrival = intake.take_too_large(desk, whole.head[:KEPT_OF_TOO_LARGE], whole.sha256, whole.size, envelope)
            _read_to(desk, imap, uid)
        return arrival
    raw = imap.read(uid)
    if raw is None:
        return None
    faults.point("fetch.read")
    # How far the mailbox is read moves with the bytes: neither can be there without the other.
    with desk.transaction("mail.accept", origin="mail"):
        message_id, is_new = intake.accept(desk, raw, envelope)
        _read_to(desk, imap, uid)
    faults.point("fetch.accepted")
    arrival = intake.finish(desk, message_id, is_new=is_new)
    faults.point("fetch.settled")
    return arrival


def _read_to(desk: Desk, imap: Imap, uid: int) -> None:
    box = imap.box
    store.save_mailbox(desk.db, box.host, box.user, box.folder, imap.uidvalidity, uid, desk.clock.now())


def try_connection(box: Mailbox) -> int:
    """Open and close a mailbox; gives how many mails are in it.

    Raises:
        Refused: `mail_folder`; what the password's place refuses.
        Temporary: `mail_away`, `mail_login`.
    """
    with Imap(box, password_from(box.password_from)) as imap:
        return len(imap.numbers_after(0))
