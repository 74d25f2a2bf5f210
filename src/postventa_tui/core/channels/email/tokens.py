"""Signed marks by which our own tickets and sent mails are known again in addresses and subjects.

Fifteen bits stop accidents and typing, not attackers: the check of the sender is the lock.
Source: design, e-mail section 4.1.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

SIGNATURE_CHARS = 3
_MAX_TRIED = 20
_MAX_DIGITS = 18
_VERP = re.compile(r"\+b-([1-9][0-9]{0,17})-([a-z2-7]{3})\Z")


def signature(secret: str, words: str) -> str:
    """Give three letters and digits that only a holder of the shop's secret can make for `words`."""
    digest = hmac.new(secret.encode(), words.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:SIGNATURE_CHARS]


def token(secret: str, prefix: str, number: int) -> str:
    """Give the mark of a ticket: `PV-1042-k7x`."""
    return f"{prefix}{number}-{signature(secret, f'ticket:{number}')}"


def _checked(secret: str, number: str, signed: str) -> int | None:
    if len(number) > _MAX_DIGITS:
        return None
    is_ours = hmac.compare_digest(signature(secret, f"ticket:{int(number)}"), signed.lower())
    return int(number) if is_ours else None


def in_subject(secret: str, prefix: str, subject: str) -> int | None:
    """Give the ticket number of the first validly signed mark in a subject, None without one."""
    bare = re.escape(prefix.rstrip("-"))
    marks = re.findall(rf"\[{bare}-([1-9][0-9]{{0,30}})-([a-z2-7]{{3}})\]", subject, re.IGNORECASE | re.ASCII)
    for number, signed in marks[:_MAX_TRIED]:
        found = _checked(secret, number, signed)
        if found is not None:
            return found
    return None


def address(mailbox: str, mark: str) -> str:
    """Give `local+mark@domain` for one of our mailboxes."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}+{mark.lower()}@{domain}"


def in_recipients(secret: str, prefix: str, recipients: Iterable[str], own: Collection[str]) -> int | None:
    """Give the ticket number a recipient of ours carries with a valid signature, None without one."""
    bare = re.escape(prefix.rstrip("-").lower())
    for one in recipients:
        local, _at, domain = one.rpartition("@")
        base, plus, mark = local.partition("+")
        match = re.fullmatch(rf"{bare}-([1-9][0-9]{{0,30}})-([a-z2-7]{{3}})", mark, re.ASCII) if plus else None
        if match is None or (own and f"{base}@{domain}" not in own):
            continue
        found = _checked(secret, match[1], match[2])
        if found is not None:
            return found
    return None


def verp(secret: str, mailbox: str, outbox_id: int) -> str:
    """Give the envelope sender of one sent mail: a bounce to it names the mail."""
    return address(mailbox, f"b-{outbox_id}-{signature(secret, f'outbox:{outbox_id}')}")


def verp_id(secret: str, recipients: Iterable[str]) -> int | None:
    """Give the number of the sent mail that a bounce came back to, None for no or a false mark."""
    for one in recipients:
        match = _VERP.search(one.rpartition("@")[0])
        if match and hmac.compare_digest(signature(secret, f"outbox:{match[1]}"), match[2]):
            return int(match[1])
    return None
