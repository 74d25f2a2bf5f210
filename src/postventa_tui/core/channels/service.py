"""Verbs of the channels: take mail in, look at it, decide about what was held back."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, BinaryIO

from postventa_tui.core.channels import faults, filing, intake, options, ordering, store
from postventa_tui.core.channels.email import boxes, names, parse
from postventa_tui.core.channels.email import compose as email_compose
from postventa_tui.core.channels.email.limits import KEPT_OF_TOO_LARGE, Quarantined
from postventa_tui.core.channels.rows import Arrival, AttachmentView, Envelope, MailView, Message
from postventa_tui.core.customers import contacts
from postventa_tui.core.tickets import numbers, outbox
from postventa_tui.core.tickets import service as tickets
from postventa_tui.desk import verb
from postventa_tui.kit import text
from postventa_tui.kit.errors import NotFound, Refused, Temporary
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postventa_tui.desk import Desk

DELIVER_WAIT_S = 30.0
_HEADERS_SHOWN = 16 * 1024
_SAFE_VIEW = 64 * 1024


class Adapter(NamedTuple):
    """A channel: raw bytes to what the house knows, an answer to raw bytes. Both pure."""

    parse: Callable[[bytes, parse.Surroundings], parse.ParsedMail]
    render: Callable[[email_compose.Letter], email_compose.Rendered]


ADAPTERS = {"email": Adapter(parse.parse, email_compose.render)}
"""Channel -> its adapter; a new channel is one line here."""


class Imported(NamedTuple):
    """One input of an import and what became of it."""

    file: str
    sha256: str
    arrival: Arrival


class ImportRun(NamedTuple):
    """All results in file order, what could not be read, and how many links and devices were passed over."""

    results: list[Imported]
    unreadable: list[str]
    skipped: int


def deliver(desk: Desk, stream: BinaryIO, envelope: Envelope) -> Arrival:
    """Take one mail from a pipe; returns once its bytes are safe, whatever its second step did.

    Raises:
        Temporary: The bytes are not stored; the mail server shall try again.
    """
    desk.wait_s = DELIVER_WAIT_S
    limit = options.read(desk).max_bytes
    raw = stream.read(limit + 1)
    faults.point("deliver.read")
    if len(raw) > limit:
        digest, size = hashlib.sha256(raw), len(raw)
        while piece := stream.read(1 << 20):
            digest.update(piece)
            size += len(piece)
        return intake.take_too_large(desk, raw[:KEPT_OF_TOO_LARGE], digest.hexdigest(), size, envelope)
    if raw.startswith(b"From ") and b"\n" in raw:
        raw = raw[raw.index(b"\n") + 1 :]
    message_id, is_new = intake.accept(desk, raw, envelope)
    faults.point("deliver.accepted")
    try:
        arrival = intake.finish(desk, message_id, is_new=is_new)
        intake.settle_left_over(desk)
    except (Temporary, SystemExit, KeyboardInterrupt):
        # The bytes are safe: the sender is told "done", and the next run finishes what waits.
        return Arrival("received", "", message_id)
    return arrival


def import_paths(desk: Desk, paths: list[str]) -> ImportRun:
    """Take in every mail under some paths; parents before their answers, so grouping does not hang on names.

    Raises:
        NotFound: `file_missing`.
        Temporary: The file is locked or full; what is stored stays.
    """
    found = boxes.find(paths)
    limit = options.read(desk).max_bytes
    results: dict[int, Imported] = {}
    unreadable = list(found.unreadable)
    for index in ordering.order(found.sources, desk.clock.now()):
        source = found.sources[index]
        try:
            results[index] = _import_one(desk, source, limit)
        except OSError:
            unreadable.append(source.file)
    return ImportRun([results[index] for index in sorted(results)], unreadable, found.skipped)


def _import_one(desk: Desk, source: boxes.Source, limit: int) -> Imported:
    envelope = Envelope("mbox" if source.is_mbox else "file")
    raw = boxes.read(source, limit)
    if len(raw) > limit:
        sha256, size = boxes.whole_digest(source)
        arrival = intake.take_too_large(desk, raw[:KEPT_OF_TOO_LARGE], sha256, size, envelope)
        return Imported(source.file, sha256, arrival)
    return Imported(source.file, hashlib.sha256(raw).hexdigest(), intake.take(desk, raw, envelope, look_first=True))


def view(desk: Desk, message_id: int) -> MailView:
    """Give a message with its words, read anew from its bytes; of a held one what can be read safely.

    Raises:
        NotFound: `message_unknown`.
    """
    message = intake.get(desk, message_id)
    raw = intake.raw_of(desk, message)
    ticket = None
    if message.ticket_number is not None:
        ticket = numbers.show(message.ticket_number, desk.shop.number_prefix)
    envelope = Envelope(message.source or "", message.envelope_from, message.envelope_to or "")
    around = intake.around(desk, options.read(desk), envelope, message.received_at)
    headers = raw[:_HEADERS_SHOWN].replace(b"\r\n", b"\n").split(b"\n\n")[0].decode("utf-8", errors="replace")
    try:
        mail = parse.parse(raw, around)
    except Exception:  # house: the safe view of a mail that cannot be read; its reason stands in the row
        shown = raw[:_SAFE_VIEW].decode("utf-8", errors="replace")
        return MailView(message, ticket, "", "", "", (), message.received_at, "", shown, "", "und", (), "", (), headers)
    return _view(message, ticket, mail, headers)


def _view(message: Message, ticket: str | None, mail: parse.ParsedMail, headers: str) -> MailView:
    attachments = tuple(
        AttachmentView(one.name, len(one.data), hashlib.sha256(one.data).hexdigest(), one.mime, one.note, one.is_inline)
        for one in mail.attachments
    )
    return MailView(
        message,
        ticket,
        mail.subject,
        mail.sender.shown if mail.sender.address else "",
        mail.sender.safe_name,
        tuple(one.shown for one in mail.to),
        mail.at,
        mail.visible_text,
        mail.text_full,
        mail.html_text,
        mail.language,
        attachments,
        mail.invitation.line if mail.invitation else "",
        tuple(json.loads(message.notes)),
        headers,
    )


def view_of_interaction(desk: Desk, interaction_id: int) -> MailView | None:
    """Give the mail behind an interaction, for the original and HTML views; None when there is none."""
    message = store.find_by_interaction(desk.db, interaction_id)
    return None if message is None else view(desk, message.id)


def raw(desk: Desk, message_id: int) -> bytes:
    """Give the bytes of a message exactly as received (of one too large its beginning).

    Raises:
        NotFound: `message_unknown`.
    """
    return intake.raw_of(desk, intake.get(desk, message_id))


def save_attachments(desk: Desk, message_id: int, number: int | None, folder: str) -> list[str]:
    """Write attachments of a message into a folder, mode 0600, never over a file; gives the paths.

    Args:
        number: Which one, from 1; None for all.
    Raises:
        NotFound: `message_unknown`, `attachment_unknown`.
        Refused: `file_exists`, `not_saved`.
    """
    message = intake.get(desk, message_id)
    envelope = Envelope(message.source or "", message.envelope_from, message.envelope_to or "")
    around = intake.around(desk, options.read(desk), envelope, message.received_at)
    try:
        found = parse.parse(intake.raw_of(desk, message), around).attachments
    except Quarantined:
        found = ()
    if number is not None and not 1 <= number <= len(found):
        raise NotFound("attachment_unknown", id=message_id, number=number)
    chosen = found if number is None else found[number - 1 : number]
    return [names.save(folder, one.name, one.data) for one in chosen]


def quarantine(desk: Desk, limit: int = 1000) -> list[Message]:
    """Give what is held, oldest first; it is never emptied by itself."""
    return store.list_messages(desk.db, ("quarantined",), limit)


def automatic_mail(desk: Desk, limit: int = 200) -> list[Message]:
    """Give machine mail without a ticket, newest first."""
    return store.list_automatic(desk.db, limit)


def counts(desk: Desk) -> dict[str, int]:
    """Give how many messages wait in each place, for the status bar."""
    return {
        "received": store.count_state(desk.db, "received"),
        "quarantined": store.count_state(desk.db, "quarantined"),
        "uncertain": len(outbox.in_state(desk, "uncertain")),
        "failed": len(outbox.in_state(desk, "failed")),
        "queued": len(outbox.in_state(desk, "queued")),
    }


def retry(desk: Desk, message_id: int) -> Arrival:
    """Run the second step of a held message again.

    Raises:
        NotFound: `message_unknown`.
        Refused: `not_held`.
    """
    if intake.get(desk, message_id).state == "stored":
        raise Refused("not_held", id=message_id)
    return intake.settle(desk, message_id)


def retry_all(desk: Desk) -> list[Arrival]:
    """Run the second step of everything that is held again, after an update that reads more."""
    return intake.retry(desk)


@verb("mail.release")
def release(desk: Desk, message_id: int, *, customer_id: int | None = None, subject: str = "") -> str:
    """Make a ticket of a held or automatic mail by hand; gives its number.

    Raises:
        NotFound: `message_unknown`.
        Refused: `not_held` for a mail that is on a ticket already.
    """
    shown = view(desk, message_id)
    message = shown.message
    if message.interaction_id is not None:
        raise Refused("not_held", id=message_id)
    body = shown.text_full or shown.headers
    incoming = filing.by_hand(desk, shown, body, customer_id, text.clean(subject or shown.subject, lines=False))
    received = tickets.receive(desk, incoming)
    store.save_released(desk.db, message_id, received.interaction_id, desk.clock.now())
    return numbers.show(received.number, desk.shop.number_prefix)


@verb("mail.spam")
def mark_spam(desk: Desk, message_id: int) -> None:
    """Put a held mail away as spam: it leaves the quarantine without a ticket; its bytes stay, `release` still works.

    Raises:
        NotFound: `message_unknown`.
        Refused: `not_held` for a mail that is not in quarantine.
    """
    if intake.get(desk, message_id).state != "quarantined":
        raise Refused("not_held", id=message_id)
    store.save_spam(desk.db, message_id, desk.clock.now())


@verb("mail.accept_sender")
def accept_sender(desk: Desk, interaction_id: int) -> None:
    """Say that the unknown sender of a message may speak on its ticket; only now the message has its effects.

    Raises:
        NotFound: `interaction_unknown`.
        Refused: `not_unverified`, `closed_is_final`.
    """
    row = contacts.get(desk, interaction_id)
    message = store.find_by_interaction(desk.db, interaction_id)
    if row.verified or row.ticket_id is None:
        raise Refused("not_unverified", id=interaction_id)
    store.save_interaction_verified(desk.db, interaction_id, desk.clock.now())
    if message is not None:
        store.save_verified(desk.db, message.id, desk.clock.now())
        if message.sender_norm:
            outbox.add_party(desk, row.ticket_id, message.sender_norm)
    if row.author_kind != "auto":
        outbox.accept(desk, interaction_id)


def accept_sender_of(desk: Desk, message_id: int) -> None:
    """Accept the sender of a message by the message's number.

    Raises:
        NotFound: `message_unknown`.
        Refused: `not_unverified`, `closed_is_final`.
    """
    message = intake.get(desk, message_id)
    if message.interaction_id is None:
        raise Refused("not_unverified", id=message_id)
    accept_sender(desk, message.interaction_id)


def ledger(desk: Desk) -> Iterator[Message]:
    """Give every message the ledger knows, oldest first."""
    yield from store.list_ledger(desk.db)
