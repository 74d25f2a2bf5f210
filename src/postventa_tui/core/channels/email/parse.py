"""Raw bytes of one mail to what the house knows of it. Pure: no database, no clock, no network.

Source: design, e-mail sections 3, 5, 6 and 7.
"""

from __future__ import annotations

import hashlib
import re

from postventa_tui.core.channels.email import (
    addresses,
    automatic,
    bodies,
    calendars,
    fields,
    language,
    parts,
    reports,
    structure,
    trim,
)
from postventa_tui.core.channels.email.limits import MAX_BYTES, MAX_VISIBLE, Quarantined
from postventa_tui.kit import text as words
from postventa_tui.kit.rows import NamedTuple

_BLANK_RUN = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[^\S\n]+$", re.MULTILINE)
_FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|rv|fw|wg|tr|enc|reenv[íi]o)\s*:", re.IGNORECASE)
_MBOX_QUOTE = re.compile(rb"^>(>*From )", re.MULTILINE)
_FOLDED = re.compile(r"\s+")
_DUPLICATES = ("from", "subject", "date", "message-id")
_RECIPIENT_FIELDS = ("to", "cc", "delivered-to", "x-original-to")
_NOT_A_MAIL_BYTES = 4096


class Surroundings(NamedTuple):
    """What the mail itself does not say.

    `envelope_from`: "" is the null sender, None is unknown. `envelope_to`: the address it was delivered to.
    `is_mbox`: the bytes come from an mbox file, where `>From ` stands for `From `.
    `spam_header`: name and beginning of the field by which our own filter marks spam, in lower case.
    """

    received_at: int
    envelope_from: str | None = None
    envelope_to: str = ""
    own_addresses: frozenset[str] = frozenset()
    form_senders: frozenset[str] = frozenset()
    max_bytes: int = MAX_BYTES
    is_mbox: bool = False
    spam_header: tuple[str, str] = ("x-spam-flag", "yes")


class ParsedMail(NamedTuple):
    """All that is known of one mail before it meets the database."""

    sender: addresses.Address
    reply_to: tuple[addresses.Address, ...]
    to: tuple[addresses.Address, ...]
    cc: tuple[addresses.Address, ...]
    recipients: tuple[str, ...]
    subject: str
    at: int
    message_id: str
    refs: tuple[str, ...]
    text_full: str
    html_text: str
    body_kind: str
    trim_start: int
    trim_end: int
    visible_text: str
    language: str
    attachments: tuple[parts.Attachment, ...]
    invitation: calendars.Invitation | None
    automatic: str
    suppress_acks: bool
    report: reports.Report | None
    authentication: str
    is_spam: bool
    content_hash: str
    notes: tuple[str, ...]


def parse(raw: bytes, around: Surroundings) -> ParsedMail:
    """Give what one mail says.

    Raises:
        Quarantined: `empty`, `too_large`, `too_deep`, `too_many_parts`, `no_headers`, `no_sender`.
    """
    root, copy = _structure(raw, around)
    found = root.fields
    report = reports.read(copy, root)
    sender, from_notes = _sender(found, around, is_report=report is not None or root.mime == "multipart/report")
    at, is_doubtful = fields.date_at(found, around.received_at)
    subject = fields.text(found, "subject")
    body = parts.choose(copy, root)
    attached, attached_notes = parts.attachments(copy, root, body.used)
    full = body.text.replace("\x00", "\u2400")
    cut = trim.trim(full, body.quoted, is_forward=_FORWARD_SUBJECT.match(subject) is not None)
    visible = visible_text(full, cut.start, cut.end)
    notes = [f"duplicate_header:{name}" for name in _DUPLICATES if len(found.values.get(name, ())) > 1]
    notes += [*from_notes, *body.notes, *attached_notes, *(["date_doubtful"] if is_doubtful else [])]
    return ParsedMail(
        sender=sender,
        reply_to=tuple(addresses.of_field(found, "reply-to")),
        to=tuple(addresses.of_field(found, "to")),
        cc=tuple(addresses.of_field(found, "cc")),
        recipients=_recipients(found, around.envelope_to),
        subject=subject,
        at=at,
        message_id=fields.message_id(found),
        refs=fields.ids(found),
        text_full=full,
        html_text=body.html_text,
        body_kind=body.kind,
        trim_start=cut.start,
        trim_end=cut.end,
        visible_text=visible,
        language=language.detect(visible, subject),
        attachments=tuple(attached),
        invitation=_invitation(attached),
        automatic="" if from_notes == ["form_sender"] else _automatic(root, sender, subject, around),
        suppress_acks=found.has("x-auto-response-suppress"),
        report=report,
        authentication=fields.text(found, "authentication-results"),
        is_spam=_is_spam(found, around.spam_header),
        content_hash=_content_hash(copy, root),
        notes=tuple(notes),
    )


def _structure(raw: bytes, around: Surroundings) -> tuple[structure.Node, bytes]:
    if not raw.strip():
        raise Quarantined("empty")
    if len(raw) > around.max_bytes:
        raise Quarantined("too_large")
    copy = structure.parsed_copy(_MBOX_QUOTE.sub(rb"\1", raw) if around.is_mbox else raw)
    if not copy.strip(b"\x00 \t\r\n"):
        raise Quarantined("no_headers" if copy else "empty")
    root = structure.read(copy)
    if root.fields.total == 0:
        raise Quarantined("no_headers")
    return root, copy


def _sender(found: fields.Fields, around: Surroundings, *, is_report: bool) -> tuple[addresses.Address, list[str]]:
    """Give the address that speaks: From, else Sender, Reply-To, Return-Path; of a web form its Reply-To."""
    written = addresses.of_field(found, "from")
    if written and written[0].address in around.form_senders:
        behind = addresses.of_field(found, "reply-to")
        return (behind[0], ["form_sender"]) if behind else (written[0], ["form_sender"])
    if written:
        return written[0], ["several_from"] if len(written) > 1 else []
    for name in ("sender", "reply-to", "return-path"):
        other = addresses.of_field(found, name)
        if other:
            return other[0], [f"sender_from:{name}"]
    if is_report:
        return addresses.Address("", ""), []
    raise Quarantined("no_sender")


def _is_spam(found: fields.Fields, mark: tuple[str, str]) -> bool:
    name, value = mark
    return bool(name and value) and fields.text(found, name).lower().startswith(value)


def _automatic(root: structure.Node, sender: addresses.Address, subject: str, around: Surroundings) -> str:
    return automatic.reason(
        root,
        sender=sender.address,
        subject=subject,
        envelope_from=around.envelope_from,
        own_addresses=around.own_addresses,
    )


def _recipients(found: fields.Fields, envelope_to: str) -> tuple[str, ...]:
    """Give every address the mail was sent to, the envelope's first; in the order found, each once."""
    named = [addresses.normal(envelope_to)] if envelope_to else []
    for name in _RECIPIENT_FIELDS:
        named += [one.address for one in addresses.of_field(found, name)]
    return tuple(dict.fromkeys(one for one in named if one))


def visible_text(full: str, start: int, end: int) -> str:
    """Give the writer's own words as shown: cleaned, no trailing blanks, at most one empty line in a row."""
    shown = words.clean(full[start:end], lines=True)
    shown = _TRAILING.sub("", shown)
    return _BLANK_RUN.sub("\n\n", shown).strip("\n")[:MAX_VISIBLE]


def _invitation(attached: list[parts.Attachment]) -> calendars.Invitation | None:
    for one in attached:
        if one.mime == "text/calendar" or one.name.lower().endswith(".ics"):
            return calendars.read(one.data)
    return None


def _content_hash(copy: bytes, root: structure.Node) -> str:
    """Give the hash that a copy by another route shares: fields people see and the bytes of each leaf."""
    digest = hashlib.sha256()
    for name in ("from", "to", "cc", "date", "subject"):
        digest.update(
            _FOLDED.sub(" ", fields.text(root.fields, name)).strip().encode("utf-8", errors="replace") + b"\x00"
        )
    for node in root.walk():
        if node.is_container:
            continue
        data = bodies.own_bytes(copy, node) if node.children else bodies.decoded_bytes(copy, node)
        if fields.transfer_encoding(node.fields) != "base64":
            # The pipe gives bare line feeds where IMAP gives CR LF, and mbox one empty line more.
            data = data.replace(b"\r\n", b"\n").rstrip(b"\r\n")
        name = parts.written_name(node)
        digest.update(f"{node.mime}\x00{name}\x00".encode("utf-8", errors="replace") + hashlib.sha256(data).digest())
    return digest.hexdigest()
