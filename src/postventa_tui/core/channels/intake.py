"""Mail in, in two transactions: the bytes first, what they mean second. Nothing is lost between them.

Source: design, e-mail sections 2, 2.4 and 2.5.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING

from postventa_tui.core.channels import faults, filing, options, store
from postventa_tui.core.channels.email import parse
from postventa_tui.core.channels.email.limits import KEPT_OF_TOO_LARGE, Quarantined
from postventa_tui.core.channels.rows import Arrival, Envelope, Message
from postventa_tui.kit import ids
from postventa_tui.kit.errors import NotFound, Temporary

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from postventa_tui.core.channels.email.parse import ParsedMail, Surroundings
    from postventa_tui.core.channels.options import MailOptions
    from postventa_tui.db.connection import SqlValue
    from postventa_tui.desk import Desk

_log = logging.getLogger("postventa.mail")
LEFT_OVER_S = 60
"""A message received longer ago whose second step has not run belongs to a process that is gone."""
_SETTLED_AT_ONCE = 200


def take(desk: Desk, raw: bytes, envelope: Envelope, *, look_first: bool = False) -> Arrival:
    """Store one mail and put it where it belongs; gives what became of it.

    Args:
        look_first: Whether the bytes stay where they are (a file): then a known content is found before
            anything is written.
    Raises:
        Temporary: The bytes could not be stored; nothing has been acknowledged.
    """
    known = _known(desk, raw)
    if known is not None and known.state != "received":
        return Arrival("duplicate", "same_bytes", known.id)
    mail: ParsedMail | None = None
    if look_first and known is None:
        mail = _parsed_or_none(raw, around(desk, options.read(desk), envelope, desk.clock.now()))
        copy = _same_content(desk, mail, 0) if mail is not None else None
        if copy is not None:
            return Arrival("duplicate", "same_content", copy.id)
    with _one_unit_if_dry(desk):
        message_id, is_new = accept(desk, raw, envelope)
        faults.point("deliver.accepted")
        return finish(desk, message_id, is_new=is_new, mail=mail)


def _one_unit_if_dry(desk: Desk) -> AbstractContextManager[object]:
    """A dry run rolls back at the end of each transaction: both steps then share one."""
    return desk.transaction("mail.dry", origin="mail") if desk.dry_run else nullcontext()


def finish(desk: Desk, message_id: int, *, is_new: bool, mail: ParsedMail | None = None) -> Arrival:
    """Run the second step after `accept`, unless an earlier copy of the bytes has had it."""
    before = store.find_message(desk.db, message_id)
    if not is_new and before is not None and before.state != "received":
        return Arrival("duplicate", "same_bytes", message_id)
    return settle(desk, message_id, mail)


def _known(desk: Desk, raw: bytes) -> Message | None:
    return store.find_by_sha256(desk.db, hashlib.sha256(raw).hexdigest())


def accept(desk: Desk, raw: bytes, envelope: Envelope) -> tuple[int, bool]:
    """Commit the bytes (first transaction); gives the message's id and whether they are new."""
    sha256 = hashlib.sha256(raw).hexdigest()
    with desk.transaction("mail.accept", origin="mail"):
        faults.point("deliver.begun")
        now = desk.clock.now()
        store.save_blob(desk.db, sha256, raw, now)
        faults.point("deliver.blob")
        message_id = _insert(desk, sha256, envelope, len(raw), None)
        faults.point("deliver.row")
        if message_id is not None:
            return message_id, True
    found = store.find_by_sha256(desk.db, sha256)
    assert found is not None
    return found.id, False


def _insert(desk: Desk, sha256: str, envelope: Envelope, size: int, detail: str | None) -> int | None:
    values: dict[str, SqlValue] = {
        "uid": ids.uid(),
        "sha256": sha256,
        "at": desk.clock.now(),
        "envelope_from": envelope.sender,
        "envelope_to": envelope.recipient or None,
        "source": envelope.source,
        "size": size,
        "detail": detail,
    }
    return store.insert_message(desk.db, values)


def take_too_large(desk: Desk, head: bytes, whole_sha256: str, size: int, envelope: Envelope) -> Arrival:
    """Keep the beginning of a mail over the limit, with the digest and size of the whole.

    Args:
        head: At least the first 1 MiB.
    """
    detail = f"sha256:{whole_sha256} size:{size}"
    with desk.transaction("mail.accept", origin="mail"):
        known = store.find_too_large(desk.db, detail)
        if known is not None:
            return Arrival("duplicate", "same_bytes", known.id)
        now = desk.clock.now()
        # Two large mails may begin alike: each keeps bytes of its own digest.
        for shorter in range(1024):
            kept = head[: KEPT_OF_TOO_LARGE - shorter]
            sha256 = hashlib.sha256(kept).hexdigest()
            message_id = _insert(desk, sha256, envelope, size, detail)
            if message_id is not None:
                store.save_blob(desk.db, sha256, kept, now)
                store.save_quarantined(desk.db, message_id, "too_large", detail, now)
                return Arrival("quarantined", "too_large", message_id)
    return Arrival("quarantined", "too_large", None)


def around(desk: Desk, shop: MailOptions, envelope: Envelope, received_at: int) -> Surroundings:
    """Give what the parser needs to know besides the bytes."""
    return parse.Surroundings(
        received_at=received_at,
        envelope_from=envelope.sender,
        envelope_to=envelope.recipient,
        own_addresses=shop.own_addresses,
        form_senders=shop.form_senders,
        max_bytes=shop.max_bytes,
        is_mbox=envelope.source == "mbox",
        spam_header=shop.spam_header,
    )


def _parsed_or_none(raw: bytes, surroundings: Surroundings) -> ParsedMail | None:
    try:
        return parse.parse(raw, surroundings)
    except Exception:  # house: one item of a batch; `settle` parses again and records the reason
        return None


def _same_content(desk: Desk, mail: ParsedMail, not_id: int) -> Message | None:
    if not mail.message_id:
        return None
    return store.find_same_content(desk.db, mail.message_id, mail.content_hash, not_id)


def settle(desk: Desk, message_id: int, mail: ParsedMail | None = None) -> Arrival:
    """Run the second step on a stored mail: parse, thread, write. A fault leaves it in quarantine.

    Raises:
        Temporary: The file is locked or full; the mail stays `received` and is settled later.
    """
    message = get(desk, message_id)
    envelope = Envelope(message.source or "", message.envelope_from, message.envelope_to or "")
    try:
        if mail is None:
            raw = raw_of(desk, message)
            mail = parse.parse(raw, around(desk, options.read(desk), envelope, message.received_at))
        faults.point("deliver.parsed")
        with desk.transaction("mail.receive", origin="mail"):
            return _filed(desk, message, mail)
    except Temporary:
        raise
    except Quarantined as held:
        return _quarantine(desk, message_id, held.reason, held.detail)
    except Exception as error:  # house: one item of a batch; the bytes are safe, the class is recorded
        if desk.dry_run:
            raise
        # The class alone: its text may hold words of the mail.
        _log.error("message %d: %s", message_id, type(error).__name__)
        return _quarantine(desk, message_id, "parse_error", type(error).__name__)


def _filed(desk: Desk, message: Message, mail: ParsedMail) -> Arrival:
    now_message = store.find_message(desk.db, message.id)
    if now_message is None or now_message.state == "stored":
        # Another process was quicker.
        copy = _same_content(desk, mail, message.id) if now_message is None else now_message
        return Arrival("duplicate", "same_bytes", copy.id if copy else message.id)
    copy = _same_content(desk, mail, message.id)
    if copy is not None:
        store.delete_message(desk.db, message.id, message.blob_sha256)
        return Arrival("duplicate", "same_content", copy.id)
    filing.file(desk, message, mail, options.read(desk))
    faults.point("deliver.filed")
    return Arrival("stored", "", message.id)


def _quarantine(desk: Desk, message_id: int, reason: str, detail: str) -> Arrival:
    with desk.transaction("mail.quarantine", origin="mail"):
        store.save_quarantined(desk.db, message_id, reason, detail or None, desk.clock.now())
    return Arrival("quarantined", reason, message_id)


def get(desk: Desk, message_id: int) -> Message:
    """Give a message.

    Raises:
        NotFound: `message_unknown`.
    """
    found = store.find_message(desk.db, message_id)
    if found is None:
        raise NotFound("message_unknown", id=message_id)
    return found


def raw_of(desk: Desk, message: Message) -> bytes:
    """Give the bytes of a message as received.

    Raises:
        NotFound: `message_unknown` when they were erased.
    """
    raw = store.find_blob(desk.db, message.blob_sha256)
    if raw is None:
        raise NotFound("message_unknown", id=message.id)
    return raw


def settle_left_over(desk: Desk, older_than_s: int = LEFT_OVER_S) -> int:
    """Finish what a process that is gone left after its first step; gives how many.

    A process still at work is not hurt: whoever comes second sees that the mail is filed.
    """
    before = desk.clock.now() - older_than_s
    left = [one for one in store.list_messages(desk.db, ("received",), _SETTLED_AT_ONCE) if one.received_at <= before]
    for one in left:
        settle(desk, one.id)
    return len(left)


def retry(desk: Desk) -> list[Arrival]:
    """Run the second step again on everything in quarantine or left over."""
    waiting = store.list_messages(desk.db, ("received", "quarantined"), 1_000_000)
    return [settle(desk, one.id) for one in waiting if one.reason != "too_large"]
