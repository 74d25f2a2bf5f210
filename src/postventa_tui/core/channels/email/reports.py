"""What a report about one of our own mails says: not delivered, read, or complained about.

Source: RFC 3464 (delivery), 8098 (receipts), 5965 (complaints); design, e-mail section 5.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import addresses, bodies, fields
from postventa_tui.kit import text
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.core.channels.email.structure import Node

_CAP = 64 * 1024
_BLOCKS = re.compile(rb"\n[ \t\r]*\n")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


class Report(NamedTuple):
    """A report: `kind` is bounce, receipt or complaint; `about_id` the Message-ID it names, "" when it names none."""

    kind: str
    about_id: str
    recipient: str
    status: str
    action: str
    diagnostic: str


def read(copy: bytes, root: Node) -> Report | None:
    """Give what a report says, None when the mail is no report."""
    kind, status = "", fields.NO_FIELDS
    about = ""
    for node in root.walk():
        if node.mime == "message/delivery-status":
            kind, status = "bounce", _blocks(bodies.decoded_bytes(copy, node, _CAP))
        elif node.mime == "message/disposition-notification":
            kind, status = "receipt", _blocks(bodies.decoded_bytes(copy, node, _CAP))
        elif node.mime == "message/feedback-report":
            kind, status = "complaint", _blocks(bodies.decoded_bytes(copy, node, _CAP))
        elif node.mime == "message/rfc822" and node.children:
            about = about or fields.message_id(node.children[0].fields)
        elif node.mime == "text/rfc822-headers":
            about = about or fields.message_id(fields.read(bodies.decoded_bytes(copy, node, _CAP)))
    if not kind:
        return None
    if kind == "receipt":
        about = _only_id(status, "original-message-id") or about
    return Report(
        kind,
        about,
        addresses.normal(_after_type(fields.text(status, "final-recipient"))),
        _status(status),
        fields.text(status, "action").lower()[:20],
        text.clean(_after_type(fields.text(status, "diagnostic-code")), lines=False),
    )


def _only_id(status: fields.Fields, name: str) -> str:
    value = status.raw(name)
    return "" if value is None else fields.message_id(fields.Fields({"message-id": [value]}, 1))


def _blocks(data: bytes) -> fields.Fields:
    """Give the fields of all blocks as one; the first block that names a recipient counts."""
    return fields.read(_BLOCKS.sub(b"\n", data))


def _after_type(value: str) -> str:
    return value.partition(";")[2].strip() if ";" in value else value.strip()


def _status(status: fields.Fields) -> str:
    for name in ("status", "diagnostic-code"):
        match = _STATUS.search(fields.text(status, name))
        if match:
            return match.group()
    return ""
