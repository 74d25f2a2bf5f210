"""An answer to raw bytes: headers, text, attachments. Pure; what a person or customer wrote makes no header of its own.

Source: design, e-mail section 9.1; RFC 5322, 3834, 8058.
"""

from __future__ import annotations

import re
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from postventa_tui.kit import clock
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.rows import NamedTuple

MAX_REFERENCES = 20
MAX_REFERENCES_BYTES = 900
MAX_QUOTED_LINES = 200
MAX_ATTACHED_BYTES = 20 * 1024 * 1024
_PREFIXES = re.compile(r"^(?:\s*(?:re|rv|fwd?|fw|aw|wg|tr|res)\s*(?:\[\d{1,3}\])?\s*:)+\s*", re.IGNORECASE)
_BREAKS = re.compile(r"[\r\n\x00-\x1f\x7f\u0085\u2028\u2029]+")
_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,250}")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,90}")
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]{1,253}(?::\d{1,5})?(?:[/?][!#-;=?-\[\]_a-z~%]{0,1000})?")
_NARROW = 78
_FLOW = 72
"""Width of a line of flowed text, its soft break included."""


class File(NamedTuple):
    """One attached file."""

    name: str
    mime: str
    data: bytes


class Letter(NamedTuple):
    """All that one mail is made from. Ids without brackets; `at` in epoch seconds, shown in `zone`."""

    from_address: str
    from_name: str
    to_address: str
    to_name: str
    subject: str
    text: str
    message_id: str
    at: int
    zone: str
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    mark: str = ""
    """The signed mark of the ticket for the subject, "" for none."""
    automatic: str = ""
    """`auto-replied` or `auto-generated` for a machine's mail."""
    unsubscribe: str = ""
    """Address for List-Unsubscribe; marketing only."""
    unsubscribe_url: str = ""
    """Https address that unsubscribes with one POST (RFC 8058), "" for none."""
    files: tuple[File, ...] = ()
    is_flowed: bool = False


class Rendered(NamedTuple):
    """The bytes that leave, and their Message-ID."""

    raw: bytes
    message_id: str


def render(letter: Letter) -> Rendered:
    """Give the bytes of a mail.

    Raises:
        Refused: `bad_address`, `too_large_to_send`.
    """
    _refuse_large(letter.files)
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = _address(letter.from_name, letter.from_address)
    mail["To"] = _address(letter.to_name, letter.to_address)
    if letter.reply_to:
        mail["Reply-To"] = _address(letter.from_name, letter.reply_to)
    mail["Subject"] = subject_of(letter.subject, letter.mark)
    mail["Date"] = format_datetime(datetime.fromtimestamp(letter.at, clock.zone(letter.zone)))
    mail["Message-ID"] = f"<{letter.message_id}>"
    _thread(mail, letter)
    if letter.automatic:
        mail["Auto-Submitted"] = letter.automatic
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Precedence"] = "bulk"
    _unsubscribe(mail, letter)
    _content(mail, letter)
    for file in letter.files:
        _attach(mail, file)
    return Rendered(mail.as_bytes(), letter.message_id)


def _unsubscribe(mail: EmailMessage, letter: Letter) -> None:
    """Name the ways out of a marketing mail; one that is no plain https address is left out."""
    if not letter.unsubscribe:
        return
    ways = [f"<mailto:{_checked(letter.unsubscribe)}>"]
    if _HTTPS.fullmatch(letter.unsubscribe_url):
        ways.append(f"<{letter.unsubscribe_url}>")
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["List-Unsubscribe"] = ", ".join(ways)


def subject_of(subject: str, mark: str) -> str:
    """Give the subject with one `Re:` and the ticket's mark at its end."""
    plain = _one_line(subject)
    if mark:
        plain = re.sub(rf"\s*\[{re.escape(mark)}\]", "", plain, flags=re.IGNORECASE)
    bare = _PREFIXES.sub("", plain)[:400].strip()
    return f"Re: {bare} [{mark}]" if mark else f"Re: {bare}"


def quote(text: str, attribution: str) -> str:
    """Give a text as it is quoted below an answer: at most 200 lines, under its attribution."""
    lines = text.split("\n")[:MAX_QUOTED_LINES]
    return "\n".join([attribution, *(f"> {line}" if line and line[0] != ">" else f">{line}" for line in lines)])


def _refuse_large(files: tuple[File, ...]) -> None:
    total = sum(len(file.data) for file in files)
    if total > MAX_ATTACHED_BYTES:
        biggest = max(files, key=lambda file: len(file.data))
        raise Refused(
            "too_large_to_send",
            size_mib=f"{total / 2**20:.1f}",
            limit_mib=MAX_ATTACHED_BYTES // 2**20,
            file=biggest.name,
        )


def _one_line(words: str) -> str:
    return _BREAKS.sub(" ", words.encode("utf-8", errors="replace").decode("utf-8")).strip()


def _checked(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise Refused("bad_address", address=address)
    return address


def _address(name: str, address: str) -> Address:
    shown = re.sub(r"[\"<>\\]", "", _one_line(name))[:120].strip()
    return Address(display_name=shown, addr_spec=_checked(address))


def _thread(mail: EmailMessage, letter: Letter) -> None:
    if _ID.fullmatch(letter.in_reply_to):
        mail["In-Reply-To"] = f"<{letter.in_reply_to}>"
    chosen = shortened([one for one in letter.references if _ID.fullmatch(one)])
    if chosen:
        mail["References"] = " ".join(f"<{one}>" for one in chosen)


def shortened(ids: list[str]) -> list[str]:
    """Give at most 20 ids and 900 bytes of them: the first, and as many of the last as fit."""
    unique = list(dict.fromkeys(ids))
    if len(unique) > MAX_REFERENCES:
        unique = [unique[0], *unique[-(MAX_REFERENCES - 1) :]]
    while len(unique) > 1 and sum(len(one) + 3 for one in unique) > MAX_REFERENCES_BYTES:
        del unique[1 if len(unique) > 2 else 0]
    return unique


def _content(mail: EmailMessage, letter: Letter) -> None:
    text = letter.text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    text = text.encode("utf-8", errors="replace").decode("utf-8")
    text = flowed(text) if letter.is_flowed else text
    is_plain = text.isascii() and all(len(line) <= _NARROW for line in text.split("\n"))
    mail.set_content(text, cte="7bit" if is_plain else "quoted-printable")
    if letter.is_flowed:
        mail.set_param("format", "flowed")


def flowed(text: str) -> str:
    """Give a text as format=flowed (RFC 3676): paragraphs in soft lines, quotes and signature as they are."""
    return "\n".join(piece for line in text.split("\n") for piece in _soft(line))


def _soft(line: str) -> list[str]:
    if line == "-- ":
        return [line]
    line = line.rstrip(" ")
    if line.startswith(">"):
        return [line]
    pieces: list[str] = []
    while len(line) > _FLOW:
        cut = line.rfind(" ", 1, _FLOW)
        cut = line.find(" ", _FLOW) if cut < 0 else cut
        if cut < 0:
            break
        pieces.append(line[: cut + 1])
        line = line[cut + 1 :]
    # A line that begins like a quote, an mbox mark or another stuffing gets one blank that the reader takes off.
    return [f" {one}" if one.startswith((" ", ">", "From ")) else one for one in (*pieces, line)]


def _attach(mail: EmailMessage, file: File) -> None:
    name = _one_line(file.name) or "file"
    mime = file.mime.lower() if _MIME.fullmatch(file.mime.lower()) else "application/octet-stream"
    if mime.startswith(("multipart/", "message/")):
        mime = "application/octet-stream"
    maintype, _slash, subtype = mime.partition("/")
    plain = name.encode("ascii", errors="replace").decode("ascii").replace("?", "_")
    mail.add_attachment(file.data, maintype=maintype, subtype=subtype, filename=name, params={"name": plain})
