"""A mailbox over IMAP: bytes and numbers, nothing else. Reading never marks a mail; marking is a step of its own.

Source: design, e-mail section 2.2; RFC 3501 sections 2.3.1.1 and 6.4.8.
"""

from __future__ import annotations

import hashlib
import imaplib
import re
import ssl
from typing import TYPE_CHECKING

from postventa_tui.kit import text
from postventa_tui.kit.errors import Refused, Temporary
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from postventa_tui.core.channels.options import Mailbox
    from postventa_tui.kit.secrets import Secret

WAIT_S = 60
_MAX_UID = 4_294_967_295
_PIECE = 1 << 20
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_FAULTS = (imaplib.IMAP4.error, OSError, ssl.SSLError)


class Whole(NamedTuple):
    """A mail too large to keep: its beginning, and digest and size of all of it."""

    head: bytes
    sha256: str
    size: int


class Imap:
    """One open mailbox."""

    def __init__(self, box: Mailbox, password: Secret) -> None:
        self.box = box
        self._server = _open(box, password)
        self.uidvalidity = self._select()

    def __enter__(self) -> Imap:
        """Give the open mailbox."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave without expunging."""
        try:
            self._server.logout()
        except _FAULTS:
            self._server.shutdown()

    def _select(self) -> int:
        """Open the folder for reading and writing; gives its UIDVALIDITY."""
        state, words = self._call("select", _quoted(self.box.folder))
        if state != "OK":
            said = _said(words)
            if "NONEXISTENT" in said.upper() or "exist" in said:
                raise Refused("mail_folder", folder=self.box.folder)
            # In use, locked, overloaded: the next run goes on.
            raise Temporary("mail_away", host=self.box.host, reason=said)
        _state, found = self._server.response("UIDVALIDITY")
        number = found[-1] if found else None
        if not isinstance(number, bytes) or not number.isdigit():
            raise Temporary("mail_away", host=self.box.host, reason="UIDVALIDITY")
        return int(number)

    def _call(self, name: str, *words: str) -> tuple[str, list[object]]:
        try:
            state, found = getattr(self._server, name)(*words)
        except _FAULTS as error:
            raise Temporary("mail_away", host=self.box.host, reason=type(error).__name__) from None
        return str(state), list(found or [])

    def _uid(self, command: str, *words: str) -> list[object]:
        state, found = self._call("uid", command, *words)
        if state != "OK":
            raise Temporary("mail_away", host=self.box.host, reason=f"{command} {state} {_said(found)}")
        return found

    def numbers_after(self, last_uid: int) -> list[int]:
        """Give the UIDs greater than `last_uid`, ascending.

        A server asked for `n:*` gives the last mail even when none is new; what is not greater is dropped.
        """
        found = self._uid("SEARCH", f"UID {last_uid + 1}:{_MAX_UID}")
        words = b" ".join(one for one in found if isinstance(one, bytes)).split()
        return sorted({int(word) for word in words if word.isdigit() and int(word) > last_uid})

    def size(self, uid: int) -> int | None:
        """Give the size of a mail in bytes, None when it is gone."""
        for one in self._uid("FETCH", str(uid), "(UID RFC822.SIZE)"):
            match = _SIZE.search(one if isinstance(one, bytes) else b"")
            if match:
                return int(match[1])
        return None

    def read(self, uid: int) -> bytes | None:
        """Give the bytes of a mail without marking it as seen, None when it is gone."""
        return _literal(self._uid("FETCH", str(uid), "(UID BODY.PEEK[])"))

    def digest(self, uid: int, size: int) -> Whole:
        """Give the beginning and the digest of a mail too large to keep, read in pieces."""
        digest = hashlib.sha256()
        head = b""
        for at in range(0, size, _PIECE):
            piece = _literal(self._uid("FETCH", str(uid), f"(UID BODY.PEEK[]<{at}.{_PIECE}>)")) or b""
            head = head or piece
            digest.update(piece)
        return Whole(head, digest.hexdigest(), size)

    def mark(self, uid: int) -> None:
        """Do what the settings want with a mail that is safe: mark it seen, move it, or nothing. Never delete.

        Raises:
            Temporary: `mail_away`.
        """
        wish = self.box.after_fetch
        if wish == "seen":
            self._uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        elif wish.startswith("move:") and wish[5:]:
            self._uid("MOVE", str(uid), _quoted(wish[5:]))

    def everything(self) -> Iterator[tuple[int, bytes]]:
        """Give (UID, bytes) of all mails of the folder, one at a time, unmarked."""
        for uid in self.numbers_after(0):
            raw = self.read(uid)
            if raw is not None:
                yield uid, raw


def _open(box: Mailbox, password: Secret) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    try:
        if box.tls == "tls":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=WAIT_S)
        else:
            server = imaplib.IMAP4(box.host, box.port, timeout=WAIT_S)
            if box.tls == "starttls":
                server.starttls(context)
    except _FAULTS as error:
        raise Temporary("mail_away", host=box.host, reason=type(error).__name__) from None
    try:
        server.login(box.user, password.reveal())
    except _FAULTS:
        # No cause and no words: some servers repeat the line that failed.
        server.shutdown()
        raise Temporary("mail_login", host=box.host, user=box.user) from None
    return server


def _quoted(folder: str) -> str:
    """Give a folder name as IMAP writes it (modified UTF-7, quoted).

    Source: RFC 3501 section 5.1.3.
    """
    out: list[str] = []
    pending = ""
    for char in [*folder, ""]:
        if char and not " " <= char <= "~":
            pending += char
            continue
        if pending:
            packed = base64_of(pending)
            out.append(f"&{packed}-")
            pending = ""
        out.append("&-" if char == "&" else char)
    name = "".join(out).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}"'


def base64_of(words: str) -> str:
    """Give the base64 of UTF-16 as folder names use it."""
    import base64

    return base64.b64encode(words.encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",")


def _said(words: list[object]) -> str:
    """Give the server's words, cleaned and short."""
    raw = b" ".join(one for one in words if isinstance(one, bytes))
    return text.clean(raw.decode("utf-8", errors="replace"), lines=False)[:200]


def _literal(found: list[object]) -> bytes | None:
    for one in found:
        if isinstance(one, tuple) and len(one) > 1 and isinstance(one[1], bytes):
            return one[1]
    return None
