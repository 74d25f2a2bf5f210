"""A folder or mailbox against the ledger: which mails are missing, doubled, changed. Reads only.

Source: design, e-mail section 1 (promises 1 and 4).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from postventa_tui.core.channels import intake, options, store
from postventa_tui.core.channels.email import boxes, parse
from postventa_tui.core.channels.email.imap import Imap
from postventa_tui.core.channels.email.limits import Quarantined
from postventa_tui.core.channels.rows import Envelope, Message
from postventa_tui.kit.errors import NotFound
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.secrets import password_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postventa_tui.desk import Desk

STATES = ("stored", "quarantined", "received", "same_content", "missing", "doubled", "changed")


class Checked(NamedTuple):
    """One mail of the folder against the ledger; `message_id` the row it was found as, `of` the file it doubles."""

    file: str
    state: str
    message_id: int | None
    of: str = ""


class Reconciled(NamedTuple):
    """All mails of the folder, and how many messages of the ledger are not in it."""

    checked: list[Checked]
    only_in_ledger: list[int]


def folder(desk: Desk, paths: list[str]) -> Reconciled:
    """Compare files with the ledger.

    Raises:
        NotFound: `file_missing`.
    """
    limit = options.read(desk).max_bytes
    found = boxes.find(paths)
    return _against(desk, ((one.file, one.is_mbox, boxes.read(one, limit)) for one in found.sources))


def mailbox(desk: Desk, address: str) -> Reconciled:
    """Compare a mailbox on its server with the ledger; nothing is marked there.

    Raises:
        NotFound: `mailbox_unknown`.
        Temporary: `mail_away`, `mail_login`.
    """
    box = next((one for one in options.read(desk).boxes if one.address == address.lower() and one.host), None)
    if box is None:
        raise NotFound("mailbox_unknown", address=address)
    with Imap(box, password_from(box.password_from)) as imap:
        return _against(desk, ((f"UID {uid}", False, raw) for uid, raw in imap.everything()))


def _against(desk: Desk, mails: Iterable[tuple[str, bool, bytes]]) -> Reconciled:
    seen: dict[str, str] = {}
    met: set[int] = set()
    checked: list[Checked] = []
    for name, is_mbox, raw in mails:
        sha256 = hashlib.sha256(raw).hexdigest()
        state, message_id = _one(desk, raw, sha256, is_mbox=is_mbox)
        if message_id is not None:
            met.add(message_id)
        if sha256 in seen:
            checked.append(Checked(name, "doubled", message_id, seen[sha256]))
            continue
        seen[sha256] = name
        checked.append(Checked(name, state, message_id))
    rest = [one.id for one in _ledger(desk) if one.id not in met]
    return Reconciled(checked, rest)


def _ledger(desk: Desk) -> Iterator[Message]:
    yield from store.list_ledger(desk.db)


def _one(desk: Desk, raw: bytes, sha256: str, *, is_mbox: bool) -> tuple[str, int | None]:
    """Give how the ledger knows one mail: by its bytes, by its content, by its Message-ID with other content."""
    known = store.find_by_sha256(desk.db, sha256)
    if known is not None:
        return known.state, known.id
    envelope = Envelope("mbox" if is_mbox else "file")
    try:
        mail = parse.parse(raw, intake.around(desk, options.read(desk), envelope, desk.clock.now()))
    except Quarantined:
        return "missing", None
    if not mail.message_id:
        return "missing", None
    copy = store.find_same_content(desk.db, mail.message_id, mail.content_hash, 0)
    if copy is not None:
        return "same_content", copy.id
    other = store.find_by_header(desk.db, mail.message_id)
    return ("changed", other.id) if other is not None else ("missing", None)
