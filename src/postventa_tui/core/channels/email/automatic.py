"""Whether a mail was written by a machine, and by which sign: the first of the table that holds.

Source: design, e-mail section 5; RFC 3834.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import fields

if TYPE_CHECKING:
    from collections.abc import Collection

    from postventa_tui.core.channels.email.structure import Node

REPORT_TYPES = ("message/delivery-status", "message/disposition-notification", "message/feedback-report")
_REPORT_LEVEL = 2
_PRECEDENCE = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_LIST = ("list-id", "list-unsubscribe", "list-post", "list-help")
_AUTOREPLY = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-autoreply-from",
    "x-auto-submitted",
    "x-loop",
    "x-mail-autoreply",
)
_ROBOT = re.compile(
    r"(?:mailer-daemon|postmaster|noreply|no-reply|no_reply|donotreply|do-not-reply|noresponder|no-responder|bounces?)(?:\+.*)?",
    re.IGNORECASE | re.DOTALL,
)
_SUBJECT = re.compile(
    r"(?:automatic reply:|auto:|autoreply|out of office|respuesta autom[áa]tica|fuera de la oficina|ausencia:|"
    r"delivery status notification|undeliverable:|undelivered mail|no se puede entregar|mail delivery failed|returned mail)",
    re.IGNORECASE,
)


def reason(
    root: Node,
    *,
    sender: str,
    subject: str,
    envelope_from: str | None,
    own_addresses: Collection[str],
) -> str:
    """Give the first sign that a machine wrote this mail, "" for a person's.

    Args:
        sender: Address of From in normal form, "" when there is none.
        envelope_from: Envelope sender; "" is the null sender, None is unknown.
    """
    if _is_report(root):
        return "report"
    found = root.fields
    tests = (
        ("auto_submitted", _says(found, "auto-submitted")),
        ("precedence", fields.text(found, "precedence").lower() in _PRECEDENCE),
        ("list", any(found.has(name) for name in _LIST)),
        ("autoreply", _is_autoreply(found)),
        ("null_sender", envelope_from == "" or fields.text(found, "return-path").replace(" ", "") == "<>"),
        ("robot_sender", _ROBOT.fullmatch(sender.rpartition("@")[0]) is not None),
        ("subject", _SUBJECT.match(subject) is not None),
        ("own_address", sender != "" and sender in own_addresses),
    )
    return next((name for name, holds in tests if holds), "")


def _is_report(root: Node) -> bool:
    if root.mime == "multipart/report":
        return True
    return any(node.mime in REPORT_TYPES for node in root.walk() if node.depth <= _REPORT_LEVEL)


def _says(found: fields.Fields, name: str) -> bool:
    """Whether the field is there and its first word is not `no`."""
    if not found.has(name):
        return False
    words = re.split(r"[\s;(]+", fields.text(found, name).strip().lower(), maxsplit=1)
    return words[0] not in ("no", "")


def _is_autoreply(found: fields.Fields) -> bool:
    if any(_says(found, name) for name in _AUTOREPLY):
        return True
    return any(value.strip().lower() == b"autoresponder" for value in found.values.get("delivered-to", []))
