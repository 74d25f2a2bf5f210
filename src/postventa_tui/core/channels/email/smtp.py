"""One mail to a server, knowing at each moment whether it can have arrived.

The standard library's `sendmail` cannot tell a line lost before the final dot from one lost after it; here the two
are sent apart.
Source: design, e-mail section 9; RFC 5321 sections 3.3 and 4.5.3.
"""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from typing import TYPE_CHECKING, Literal

from postventa_tui.kit import text
from postventa_tui.kit.errors import Temporary
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postventa_tui.core.channels.options import Smtp
    from postventa_tui.kit.secrets import Secret

WAIT_S = 60
MAX_PER_LINE = 50
_DATA_GO = 354
_MAX_WORDS = 300


class Answer(NamedTuple):
    """What became of one mail: `later` may be tried again, `uncertain` must not be without a person."""

    state: Literal["sent", "later", "failed", "uncertain"]
    words: str = ""
    refused: tuple[str, ...] = ()


class Line:
    """An open connection to the server."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self.server = server
        self.sent = 0

    def close(self) -> None:
        """Say goodbye, or just hang up."""
        try:
            self.server.quit()
        except (OSError, smtplib.SMTPException):
            self.server.close()


def connect(smtp: Smtp, password: Secret | None, *, wait_s: float = WAIT_S) -> Line:
    """Open a connection and log in; TLS unless the host is this machine or the settings say `none`.

    Raises:
        Temporary: `mail_away`, `mail_login`.
    """
    server: smtplib.SMTP | None = None
    try:
        server = _opened(smtp, wait_s)
        if smtp.user and password is not None:
            server.login(smtp.user, password.reveal())
        return Line(server)
    except smtplib.SMTPAuthenticationError:
        # No cause and no words: some servers repeat what they were sent.
        fault = Temporary("mail_login", host=smtp.host, user=smtp.user)
    except (OSError, smtplib.SMTPException) as error:
        fault = Temporary("mail_away", host=smtp.host, reason=type(error).__name__)
    if server is not None:
        server.close()
    raise fault


def _opened(smtp: Smtp, wait_s: float) -> smtplib.SMTP:
    """Give a greeted server, with TLS where it is due."""
    context = ssl.create_default_context()
    if smtp.tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=wait_s, context=context)
        server.ehlo()
        return server
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=wait_s)
    try:
        server.ehlo()
        if smtp.tls == "starttls" and not (is_loopback(smtp.host) and not server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo()
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine."""
    if host.lower() in ("localhost", "localhost.localdomain"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def transmit(line: Line, sender: str, recipients: Sequence[str], raw: bytes, before_data: Callable[[], None]) -> Answer:
    """Send one mail over an open line.

    Args:
        sender: Envelope sender, "" for the null sender.
        before_data: Called right before DATA: from its return on a crash leaves a doubt.
    """
    refused: list[str] = []
    try:
        early = _envelope(line.server, sender, recipients, refused)
        if early is not None:
            return early
        before_data()
        code, words = line.server.docmd("DATA")
        if code != _DATA_GO:
            _reset(line.server)
            return _refusal(code, words)
        line.server.send(_stuffed(raw))
    except (OSError, smtplib.SMTPException) as error:
        # The final dot has not left: the server drops what it has (RFC 5321, 4.1.1.4).
        return Answer("later", type(error).__name__)
    return _finish(line, refused)


def _envelope(server: smtplib.SMTP, sender: str, recipients: Sequence[str], refused: list[str]) -> Answer | None:
    """Name sender and recipients; gives an answer when nobody is left to send to."""
    code, words = server.mail(sender)
    if code != 250:
        _reset(server)
        return _refusal(code, words)
    last = (550, b"")
    for one in recipients:
        last = server.rcpt(one)
        if last[0] not in (250, 251):
            refused.append(f"{one} {last[0]} {_words(last[1])}")
    if len(refused) == len(recipients):
        _reset(server)
        return _refusal(*last)
    return None


def _finish(line: Line, refused: list[str]) -> Answer:
    """Send the final dot and hear the answer; silence from here on is a doubt."""
    try:
        line.server.send(b".\r\n")
        code, words = line.server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Answer("uncertain", type(error).__name__)
    line.sent += 1
    if code == 250:
        return Answer("sent", _words(words), tuple(refused))
    return _refusal(code, words)


def _stuffed(raw: bytes) -> bytes:
    """Give the bytes for DATA: CR LF line ends, dots doubled, a line end last."""
    flat = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = flat.removesuffix(b"\n").split(b"\n")
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


def _reset(server: smtplib.SMTP) -> None:
    try:
        server.rset()
    except (OSError, smtplib.SMTPException):
        server.close()


def _refusal(code: int, words: bytes) -> Answer:
    shown = f"{code} {_words(words)}"
    if code == 421 or code < 0:
        return Answer("later", shown)
    return Answer("later" if 400 <= code < 500 else "failed", shown)


def _words(raw: bytes) -> str:
    return text.clean(raw.decode("utf-8", errors="replace"), lines=False)[:_MAX_WORDS]
