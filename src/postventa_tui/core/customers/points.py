"""Contact points in normal form: e-mail, phone and handle.

Source: domain, section 4.4.
"""

from __future__ import annotations

import re
import unicodedata

from postventa_tui.kit.rows import NamedTuple

REGION = "ES"
_LABEL = re.compile(r"^(?:tel|telf|tel[eé]fono)\s*[:.]+\s*", re.IGNORECASE)
_HANDLE = re.compile(r"^([a-z0-9_.-]+)\s*:\s*@?\s*(\S+)$")


class Phone(NamedTuple):
    """A phone number in E.164 and its extension; both None when the text is no valid number."""

    e164: str | None = None
    ext: str | None = None


class Point(NamedTuple):
    """A contact point in normal form."""

    kind: str
    norm: str
    ext: str | None = None


def email(text: str) -> str | None:
    """Give the address in normal form, or None when the text is no address."""
    address = unicodedata.normalize("NFC", text).strip()
    bare = ""
    while bare != address:
        bare = address
        address = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE).strip()
        if address.startswith("<") and address.endswith(">"):
            address = address[1:-1].strip()
    address = unicodedata.normalize("NFC", address.lower().rstrip("."))
    if address.count("@") != 1 or any(c.isspace() for c in address):
        return None
    box, domain = address.split("@")
    return address if box and "." in domain else None


def phone(text: str) -> Phone:
    """Give the number in E.164, read as written in Spain; both parts None when it is not valid."""
    # Loading its tables costs more than a short command: only who meets a phone pays.
    import phonenumbers

    plain = " ".join(unicodedata.normalize("NFC", text).split())
    try:
        number = phonenumbers.parse(_LABEL.sub("", plain), REGION)
    except phonenumbers.NumberParseException:
        return Phone()
    if not (phonenumbers.is_possible_number(number) and phonenumbers.is_valid_number(number)):
        return Phone()
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164, number.extension or None)


def handle(text: str) -> str | None:
    """Give `network:name` in normal form, or None when no network is named."""
    found = _HANDLE.match(unicodedata.normalize("NFC", text).strip().lower())
    return f"{found.group(1)}:{found.group(2)}" if found else None


def normalise(kind: str, text: str) -> Point | None:
    """Give the point of `kind` (email, phone, handle) that `text` names, or None when it names none."""
    if kind == "phone":
        number = phone(text)
        return Point("phone", number.e164, number.ext) if number.e164 else None
    norm = email(text) if kind == "email" else handle(text)
    return Point(kind, norm) if norm else None


def guess(text: str) -> Point | None:
    """Give the point that `text` most likely names: an e-mail, then a phone, then a handle."""
    for kind in ("email", "phone", "handle"):
        point = normalise(kind, text)
        if point:
            return point
    return None


def last_nine(norm: str) -> str | None:
    """Give the last nine digits of a Spanish number in E.164, by which a number in other dress is matched."""
    return norm[-9:] if norm.startswith("+34") and len(norm) == 12 else None
