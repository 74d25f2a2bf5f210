"""Words of the trade as the console says them; short ones for narrow columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _, language, pgettext
from postventa_tui.kit.text import WEEKDAYS

if TYPE_CHECKING:
    from postventa_tui.core.custody.watch import Watch

DAY_S = 86400


def channel(key: str | None) -> str:
    """Give the name of a channel."""
    return {
        "email": _("email"),
        "phone": _("phone"),
        "web": _("web"),
        "chat": _("chat"),
        "whatsapp": "WhatsApp",
        "social": _("social"),
        "counter": _("counter"),
    }.get(key or "", key or "")


def kind(key: str) -> str:
    """Give the name of a kind of contact, for one that came over no channel."""
    return {"note": _("note"), "call": _("call"), "visit": _("visit"), "event": _("event")}.get(key, key)


def outcome(key: str | None) -> str:
    """Give how a call ended; "" without one."""
    return {
        "answered": _("answered"),
        "voicemail": _("voicemail"),
        "no_answer": _("no answer"),
        "busy": _("line busy"),
        "wrong_number": _("wrong number"),
    }.get(key or "", key or "")


def cover(verdict: str) -> str:
    """Give a guarantee verdict in a word or two."""
    return {
        "covered": _("under guarantee"),
        "not_covered": _("out of guarantee"),
        "unknown": _("guarantee unknown"),
    }.get(verdict, verdict)


def channel_short(key: str | None) -> str:
    """Give the name of a channel in at most six cells."""
    return {
        "email": _("email"),
        "phone": pgettext("column", "phone"),
        "web": _("web"),
        "chat": _("chat"),
        "whatsapp": "whats",
        "social": pgettext("column", "social"),
        "counter": pgettext("column", "counter"),
    }.get(key or "", (key or "")[:6])


def priority(key: str) -> str:
    """Give the name of a priority."""
    return {"low": _("low"), "normal": _("normal"), "high": _("high"), "urgent": _("urgent")}.get(key, key)


def priority_mark(key: str, marks: dict[str, str]) -> str:
    """Give the one-cell mark of a priority."""
    return marks.get(key, " ")


def status(kind: str) -> str:
    """Give the name of a status type, as a person says it of a ticket."""
    return {
        "new": _("new"),
        "open": pgettext("status", "open"),
        "pending": _("pending"),
        "on_hold": _("on hold"),
        "solved": _("solved"),
        "closed": _("closed"),
        "merged": _("merged"),
        "spam": _("spam"),
    }.get(kind, kind)


def rma(state: str) -> str:
    """Give the state of a return, as a person says it."""
    return {
        "requested": pgettext("rma", "requested"),
        "approved": pgettext("rma", "approved"),
        "label_sent": pgettext("rma", "label sent"),
        "received": pgettext("rma", "received"),
        "inspecting": pgettext("rma", "inspecting"),
        "waiting_part": pgettext("rma", "waiting for a part"),
        "repairing": pgettext("rma", "repairing"),
        "ready": pgettext("rma", "ready"),
        "returned": pgettext("rma", "returned"),
        "refunded": pgettext("rma", "refunded"),
        "replaced": pgettext("rma", "replaced"),
        "rejected": pgettext("rma", "rejected"),
        "cancelled": pgettext("rma", "cancelled"),
    }.get(state, state)


def rma_step(body: str) -> str:
    """Give the step of a return as the ticket tells it: the state behind its number is a key."""
    head, colon, rest = body.partition(": ")
    if not head.startswith("RMA-"):
        return body
    state, dash, reason = rest.partition(" – ")
    return head + colon + rma(state) + dash + reason


def sending(state: str) -> str:
    """Give the state of a message that is to leave."""
    return {
        "queued": pgettext("outbox", "to send"),
        "sending": pgettext("outbox", "leaving"),
        "sent": pgettext("outbox", "sent"),
        "failed": _("not sent"),
        "uncertain": _("perhaps sent"),
        "bounced": _("came back"),
        "cancelled": pgettext("outbox", "cancelled"),
    }.get(state, state)


def view(key: str) -> str:
    """Give the name of a built-in view of the queue."""
    return {
        "start": _("mine and unassigned"),
        "mine": pgettext("view", "mine"),
        "unassigned": _("unassigned"),
        "team": _("my team"),
        "waiting": _("waiting"),
        "due": pgettext("view", "due"),
        "pending": pgettext("view", "pending"),
        "snoozed": _("snoozed"),
        "mentions": _("mentions"),
        "open": _("all open"),
        "closed": _("closed this week"),
        "all": pgettext("view", "all"),
    }.get(key, key)


def view_chips(key: str) -> str:
    """Give what a built-in view lets through, in words for the filter line."""
    return {
        "start": _("open · mine · unassigned"),
        "mine": _("open · mine"),
        "unassigned": _("open · unassigned"),
        "team": _("open · my team"),
    }.get(key, view(key))


def day_time(at: int, zone: str, now: int) -> str:
    """Give an instant as the conversation shows it: `18/11 10:12`, with the year when it is another one."""
    text = moments.local(at, zone)
    if text[:4] != moments.local(now, zone)[:4]:
        return f"{text[8:10]}/{text[5:7]}/{text[2:4]} {text[11:16]}"
    return f"{text[8:10]}/{text[5:7]} {text[11:16]}"


def short_day(at: int, zone: str) -> str:
    """Give weekday and day of an instant: `dom 22/11`."""
    import datetime

    text = moments.local(at, zone)
    weekday = datetime.date.fromisoformat(text[:10]).weekday()
    return f"{WEEKDAYS[language()][weekday]} {text[8:10]}/{text[5:7]}"


def bar_clock(at: int, zone: str) -> str:
    """Give the clock of the status bar: `dom 22/11 17:08`."""
    return f"{short_day(at, zone)} {moments.local(at, zone)[11:16]}"


def clock_time(at: int, zone: str) -> str:
    """Give the wall time of an instant with seconds: `17:08:12`."""
    return moments.local(at, zone)[11:19]


def soon(at: int, zone: str, now: int) -> str:
    """Give a near instant: `today 19:08`, `tomorrow 09:00`, else `mon 30/11 09:00`."""
    local = moments.local(at, zone)
    if local[:10] == moments.local(now, zone)[:10]:
        return _("today {time}").format(time=local[11:16])
    return f"{short_day(at, zone)} {local[11:16]}"


def ago(seconds: int) -> str:
    """Give how long ago something was: `4 s`, `12 min`, `3 h`, `2 d`."""
    if seconds < 60:
        return f"{max(seconds, 0)} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < DAY_S:
        return f"{seconds // 3600} h"
    return f"{seconds // DAY_S} d"


def watched(found: Watch) -> str:
    """Give what the status bar warns of: the disk first, then the copies; nothing when all is well."""
    if found.free_mb is not None:
        return _("{mb} MB free on the disk").format(mb=found.free_mb)
    if found.backup_gone:
        return _("no backup left")
    return "" if found.backup_h is None else _("no backup for {hours} h").format(hours=found.backup_h)
