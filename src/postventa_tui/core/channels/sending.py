"""The outbox, drained: each mail at most once without a person; a doubt is shown, never guessed away.

Source: design, e-mail section 9.
"""

from __future__ import annotations

import hashlib
import os
import socket
from typing import TYPE_CHECKING

from postventa_tui.core.channels import faults, letters, options, store
from postventa_tui.core.channels.email import compose, smtp
from postventa_tui.core.tickets import outbox
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.secrets import password_from

if TYPE_CHECKING:
    from postventa_tui.core.channels.options import MailOptions
    from postventa_tui.core.tickets.rows import OutboxRow
    from postventa_tui.desk import Desk

STALE_S = 600
"""A row taken longer ago belongs to nobody, even when its process cannot be looked at."""


class Sending(NamedTuple):
    """One mail of a run and what became of it."""

    outbox_id: int
    state: str
    words: str


class _Ready(NamedTuple):
    """A mail whose bytes are stored and whose line may open."""

    row: OutboxRow
    raw: bytes
    sender: str
    to: str


def send_due(desk: Desk, limit: int = 500) -> list[Sending]:
    """Send what may leave now; gives one line for each mail looked at.

    Raises:
        Temporary: `mail_away`, `mail_login`; nothing was taken.
        Refused: `mail_not_set`; what the password's place refuses.
    """
    shop = options.read(desk)
    settled = settle_stale(desk)
    waiting = outbox.due(desk, "email", limit)
    if not waiting:
        return settled
    if not shop.smtp.host or not shop.address:
        raise Refused("mail_not_set")
    done = list(settled)
    line: smtp.Line | None = None
    try:
        for row in waiting:
            if line is None or line.sent >= smtp.MAX_PER_LINE:
                line = _reconnected(line, shop)
            found = _send(desk, row.id, line, shop)
            done.append(found)
            if found.state in ("queued", "uncertain"):
                line.close()
                line = None
    finally:
        if line is not None:
            line.close()
    return done


def _reconnected(line: smtp.Line | None, shop: MailOptions) -> smtp.Line:
    if line is not None:
        line.close()
    password = password_from(shop.smtp.password_from) if shop.smtp.password_from else None
    return smtp.connect(shop.smtp, password)


def _send(desk: Desk, outbox_id: int, line: smtp.Line, shop: MailOptions) -> Sending:
    row = outbox.take(desk, outbox_id, _this_process())
    if row is None:
        now = outbox.get(desk, outbox_id)
        return Sending(outbox_id, now.state, now.reason or "")
    faults.point("send.taken")
    try:
        ready = _prepare(desk, row, shop)
    except Refused as error:
        outbox.failed(desk, outbox_id, str(error), error.code)
        return Sending(outbox_id, "failed", error.code)
    faults.point("send.prepared")

    def before_data() -> None:
        outbox.begin_data(desk, outbox_id)
        faults.point("send.data")

    answer = smtp.transmit(line, ready.sender, [ready.to], ready.raw, before_data)
    faults.point("send.answered")
    state = _record(desk, ready, answer)
    faults.point("send.recorded")
    return Sending(outbox_id, state, answer.words)


def _prepare(desk: Desk, row: OutboxRow, shop: MailOptions) -> _Ready:
    """Make the bytes, or take those of the first try, and store them before the line is used."""
    letter = letters.letter_for(desk, row, shop)
    sender = letters.envelope_sender(desk, row, shop)
    known = store.find_blob(desk.db, row.blob_sha256) if row.blob_sha256 else None
    if known is not None:
        return _Ready(row, known, sender, letter.to_address)
    made = compose.render(letter)
    sha256 = hashlib.sha256(made.raw).hexdigest()
    with desk.transaction("outbox.prepare", origin="mail"):
        store.save_blob(desk.db, sha256, made.raw, desk.clock.now())
        outbox.prepared(desk, row.id, made.message_id, sha256)
    return _Ready(row, made.raw, sender, letter.to_address)


def _record(desk: Desk, ready: _Ready, answer: smtp.Answer) -> str:
    match answer.state:
        case "sent":
            outbox.sent(desk, ready.row.id, to=(ready.to,), refused="; ".join(answer.refused))
            return "sent"
        case "later":
            return outbox.refused_for_now(desk, ready.row.id, answer.words)
        case "failed":
            outbox.failed(desk, ready.row.id, answer.words)
            return "failed"
        case "uncertain":
            outbox.uncertain(desk, ready.row.id, answer.words)
            return "uncertain"


def settle_stale(desk: Desk) -> list[Sending]:
    """Settle what a process that is gone had taken: back into the queue, or a doubt once DATA had begun."""
    done: list[Sending] = []
    for row in outbox.in_state(desk, "sending"):
        if not _is_gone(row, desk.clock.now()):
            continue
        if row.stage == "connect" or row.stage is None:
            outbox.free(desk, row.id)
            done.append(Sending(row.id, "queued", ""))
        else:
            outbox.uncertain(desk, row.id, "interrupted")
            done.append(Sending(row.id, "uncertain", "interrupted"))
    return done


def _is_gone(row: OutboxRow, now: int) -> bool:
    if row.taken_at is None or now - row.taken_at > STALE_S:
        return True
    host, boot, pid = [*(row.sender or "").split(" "), "", "", ""][:3]
    return (host, boot) == (_host(), _boot_id()) and pid.isdigit() and not _is_alive(int(pid))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _this_process() -> str:
    return f"{_host()} {_boot_id()} {os.getpid()}"


def _host() -> str:
    return socket.gethostname().replace(" ", "_") or "-"


def _boot_id() -> str:
    """Give an id of this start of the machine: process numbers begin anew at each."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as source:
            return source.read().strip()
    except OSError:
        return "-"


def try_connection(shop: MailOptions) -> None:
    """Open and close a line to the server of our outgoing mail.

    Raises:
        Temporary: `mail_away`, `mail_login`.
        Refused: `mail_not_set`; what the password's place refuses.
    """
    if not shop.smtp.host:
        raise Refused("mail_not_set")
    _reconnected(None, shop).close()
