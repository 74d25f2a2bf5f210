"""The shop's mail settings, read once for a run.

Source: design, e-mail section 10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import addresses
from postventa_tui.core.channels.email.limits import MAX_BYTES
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.desk import Desk


class Mailbox(NamedTuple):
    """One mailbox of the shop; `password_from` names where the password lies, never the password."""

    address: str
    team: str = ""
    host: str = ""
    port: int = 993
    tls: str = "tls"
    """`tls`, `starttls` or `none`."""
    user: str = ""
    password_from: str = ""
    folder: str = "INBOX"
    after_fetch: str = "seen"


class Smtp(NamedTuple):
    """The server that takes our mail."""

    host: str = ""
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password_from: str = ""


class MailOptions(NamedTuple):
    """All settings of the channel, with addresses in normal form."""

    boxes: tuple[Mailbox, ...]
    smtp: Smtp
    own_addresses: frozenset[str]
    form_senders: frozenset[str]
    trusted_authserv: frozenset[str]
    max_bytes: int
    plus_addressing: bool
    quote_original: bool
    spam_header: tuple[str, str]
    ack: dict[str, str]
    """Language -> slug of a canned reply; empty: off."""
    format_flowed: bool = False
    unsubscribe_url: str = ""
    """Https address for one-click unsubscribing; `{message_id}` in it is replaced."""

    @property
    def address(self) -> str:
        """The address we write from: the first mailbox, "" when none is set."""
        return self.boxes[0].address if self.boxes else ""


def read(desk: Desk) -> MailOptions:
    """Give the mail settings of the shop; what is malformed counts as not set."""
    shop = desk.shop
    boxes = tuple(_mailbox(one) for one in _dicts(shop.get("mail_boxes")))
    own = {addresses.normal(one.address) for one in boxes} | {addresses.normal(shop.text("shop.email"))}
    ack = shop.get("ack")
    limit = shop.number("mail_max_bytes")
    return MailOptions(
        boxes=boxes,
        smtp=_smtp(shop.get("smtp")),
        own_addresses=frozenset(own - {""}),
        form_senders=frozenset(addresses.normal(one) for one in _texts(shop.get("form_senders"))),
        trusted_authserv=frozenset(one.lower() for one in _texts(shop.get("trusted_authserv"))),
        max_bytes=limit if 0 < limit <= MAX_BYTES else MAX_BYTES,
        plus_addressing=shop.get("plus_addressing") is True,
        quote_original=shop.get("quote_original") is not False,
        spam_header=_header(str(shop.get("spam_header", "X-Spam-Flag: YES"))),
        ack={str(key): str(value) for key, value in ack.items()} if isinstance(ack, dict) else {},
        format_flowed=shop.get("format_flowed") is True,
        unsubscribe_url=shop.text("unsubscribe_url"),
    )


def _header(written: str) -> tuple[str, str]:
    name, _colon, value = written.partition(":")
    return name.strip().lower(), value.strip().lower()


def _dicts(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _text(values: dict[str, object], key: str, default: str = "") -> str:
    found = values.get(key, default)
    return found if isinstance(found, str) else default


def _port(values: dict[str, object], default: int) -> int:
    found = values.get("port", default)
    return found if isinstance(found, int) and 0 < found < 65_536 else default


def _mailbox(values: dict[str, object]) -> Mailbox:
    tls = _text(values, "tls", "tls")
    return Mailbox(
        address=addresses.normal(_text(values, "address")) or _text(values, "address"),
        team=_text(values, "team"),
        host=_text(values, "host"),
        port=_port(values, 993 if tls == "tls" else 143),
        tls=tls,
        user=_text(values, "user"),
        password_from=_text(values, "password_from"),
        folder=_text(values, "folder", "INBOX"),
        after_fetch=_text(values, "after_fetch", "seen"),
    )


def _smtp(value: object) -> Smtp:
    if not isinstance(value, dict):
        return Smtp()
    tls = _text(value, "tls", "starttls")
    return Smtp(
        host=_text(value, "host"),
        port=_port(value, {"tls": 465, "none": 25}.get(tls, 587)),
        tls=tls,
        user=_text(value, "user"),
        password_from=_text(value, "password_from"),
    )
