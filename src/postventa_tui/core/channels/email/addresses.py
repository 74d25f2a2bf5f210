"""Addresses of a field, read by one walk over its characters: no recursion, nothing a bracket can break."""

from __future__ import annotations

import re

from postventa_tui.core.channels.email import fields
from postventa_tui.core.channels.email.limits import MAX_ADDRESSES, MAX_FIELD
from postventa_tui.kit import charsets
from postventa_tui.kit.rows import NamedTuple

_INSIDE = re.compile(r"[^\s<>@,;:\"()\[\]]+@[^\s<>@,;:\"()\[\]]+")
_BLANKS = re.compile(r"\s+")
_BAD_DOMAIN = re.compile(r"[\s\x00-\x20\x7f<>()\[\],;:\\\"@]")
_MAX_ADDRESS = 320


class Address(NamedTuple):
    """One address: the name as written, the local part and domain as compared (lower case, A-labels)."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Give the part after the last @."""
        return self.address.rpartition("@")[2]

    @property
    def local(self) -> str:
        """Give the part before the last @."""
        return self.address.rpartition("@")[0]

    @property
    def shown(self) -> str:
        """Give the address with its domain in letters of people, where it can be decoded."""
        return f"{self.local}@{_unicode_domain(self.domain)}"

    @property
    def safe_name(self) -> str:
        """Give the name, or "" when it holds another address than the real one: that is how people are fooled."""
        written = _INSIDE.findall(self.name)
        if any(normal(one) != self.address for one in written):
            return ""
        return self.name


def normal(address: str) -> str:
    """Give an address as it is compared: trimmed, NFC, lower case, the domain as A-label; "" when it is none."""
    plain = charsets.tidy(address.strip().strip("<>").removeprefix("mailto:").rstrip("."))
    local, at, domain = plain.rpartition("@")
    local = local.strip()
    if not at or not local or not domain or len(plain) > _MAX_ADDRESS or _BAD_DOMAIN.search(domain):
        return ""
    if any(char in local for char in "\r\n<>\x00") or (" " in local and not local.startswith('"')):
        return ""
    return f"{local.lower()}@{_ascii_domain(domain.lower())}"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except (UnicodeError, ValueError):
        return domain


def _unicode_domain(domain: str) -> str:
    if "xn--" not in domain:
        return domain
    try:
        return domain.encode("ascii").decode("idna")
    except (UnicodeError, ValueError):
        return domain


def of_field(found: fields.Fields, name: str) -> list[Address]:
    """Give the addresses of the first field `name`; a list that cannot be read is searched for an address."""
    value = found.raw(name)
    return [] if value is None else parse(fields.unfolded(value, MAX_FIELD))


def parse(value: str) -> list[Address]:
    """Give the addresses of a field's text, at most 500."""
    found = _split(value)
    if found or "@" not in fields.decoded(value):
        return found
    # Some senders put the whole field into one encoded word.
    plain = fields.decoded(value)
    found = _split(plain)
    return found or [Address("", one) for one in map(normal, _INSIDE.findall(plain)[:1]) if one]


class _Walk:
    """The state between two commas."""

    __slots__ = ("angle", "comment", "found", "plain")

    def __init__(self) -> None:
        self.found: list[Address] = []
        self.clear()

    def clear(self) -> None:
        """Forget what was read of one address."""
        self.plain: list[str] = []
        self.angle: list[str] | None = None
        self.comment: list[str] = []

    def flush(self) -> None:
        """Take what stands before a comma, a semicolon or the end."""
        words = "".join(self.plain)
        if self.angle is not None:
            address = normal(_routed("".join(self.angle)))
            name = words
        else:
            address = normal(_BLANKS.sub("", words) if words.count("@") == 1 else words)
            name = "".join(self.comment)
            if not address:
                inside = _INSIDE.search(words)
                address = normal(inside.group()) if inside else ""
                name = words[: inside.start()] if inside else ""
        if address and len(self.found) < MAX_ADDRESSES:
            self.found.append(Address(_name(name), address))
        self.clear()


def _routed(address: str) -> str:
    """Drop the route of `<@a,@b:x@c>`, a form of 1982."""
    return address.rpartition(":")[2] if address.startswith("@") else address


def _name(raw: str) -> str:
    plain = fields.decoded(raw).strip()
    if len(plain) > 1 and plain[0] == plain[-1] == "'":
        plain = plain[1:-1]
    return _BLANKS.sub(" ", plain.replace('"', "")).strip()


def _split(value: str) -> list[Address]:
    walk = _Walk()
    depth = 0
    quoted = False
    skip = False
    for char in value:
        if skip:
            skip = False
        elif char == "\\" and (quoted or depth):
            skip = True
            continue
        elif char == '"' and not depth:
            quoted = not quoted
            continue
        elif not quoted:
            if char in "()":
                depth = max(0, depth + (1 if char == "(" else -1))
                continue
            if not depth and _structural(walk, char):
                continue
        if depth:
            walk.comment.append(char)
        elif walk.angle is not None and walk.angle[-1:] != [">"]:
            walk.angle.append(char)
        elif walk.angle is None:
            walk.plain.append(char)
    walk.flush()
    return walk.found


def _structural(walk: _Walk, char: str) -> bool:
    """Take a character with a meaning of its own; False for any other."""
    inside = walk.angle is not None and walk.angle[-1:] != [">"]
    if char == "<" and walk.angle is None:
        walk.angle = []
    elif char == ">" and inside and walk.angle is not None:
        walk.angle.append(">")
    elif char in ",;" and not (inside and char == "," and not walk.angle):
        walk.flush()
    elif char == ":" and not inside and "@" not in walk.plain:
        walk.clear()
    else:
        return False
    return True
