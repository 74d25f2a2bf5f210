"""Sending: the guard's facts are gathered, then the reply goes into the outbox.

Source: domain, section 3.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import contacts, groups, points
from postventa_tui.core.customers import service as customers
from postventa_tui.core.replies import context, days, guard, store
from postventa_tui.core.tickets import reading, timing
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Attachment, Outgoing
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import Refused, Usage

if TYPE_CHECKING:
    from collections.abc import Collection

    from postventa_tui.core.customers.rows import Contact
    from postventa_tui.core.replies.rows import Finding, ToSend
    from postventa_tui.core.tickets.rows import Sent, Thread, Ticket
    from postventa_tui.desk import Desk

USES_S = 7 * 86_400
_WORD = r"[^\s<>()\[\],;:\"'@]"
_EMAIL = re.compile(rf"{_WORD}{{1,64}}@{_WORD}{{1,190}}\.{_WORD}{{2,64}}")
_PHONE = re.compile(r"(?<![\w+])\+?\d(?:[\s.()-]?\d){8,14}(?!\w)")
_ORDER = re.compile(r"\b[A-Z0-9]+(?:[-/][A-Z0-9]+)*\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"[a-z0-9_]{1,512}")
MOST_WORDS = 200
"""How many words of a text are looked up as order numbers."""


def check(desk: Desk, ticket_id: int, out: ToSend) -> list[Finding]:
    """Give everything the send-guard finds in a reply, in order; nothing is written."""
    ticket = reading.by_id(desk, ticket_id)
    return guard.check(out.body, _facts(desk, ticket, out))


@verb("ticket.send")
def send(desk: Desk, ticket_id: int, out: ToSend, confirm: Collection[str] = ()) -> tuple[Sent, list[Finding]]:
    """Send a reply through the guard; gives where it waits, and the warnings.

    The draft of the acting agent is gone then; an undo in time brings it back.

    Args:
        confirm: Codes of findings that were confirmed one by one.

    Raises:
        Refused: The code of the first finding in the way; `findings` names all.
        Usage: `bad_value` for a template that is none, or on another channel than WhatsApp.
    """
    ticket = reading.by_id(desk, ticket_id)
    _check_template(ticket, out)
    found = guard.check(out.body, _facts(desk, ticket, out))
    _refuse(found, confirm)
    files = tuple(Attachment(*one) for one in out.attachments)
    kept = {"cursor": out.cursor, "based_on_id": out.seen_id, "attachments": [file.name for file in files]}
    sent = tickets.reply(
        desk,
        ticket_id,
        Outgoing(
            out.body, out.then, out.channel, out.to_point_id or _point(desk, ticket, out),
            send_after=out.send_after, draft=json.dumps(kept), purpose=out.purpose, attachments=files,
            details=json.dumps({"wa_template": out.template}) if out.template else "{}",
        ),
    )  # fmt: skip
    if desk.agent is not None:
        store.delete_draft(desk.db, ticket_id, desk.agent.id, "reply")
        store.save_use_sent(desk.db, ticket_id, desk.agent.id, out.canned, desk.clock.now() - USES_S)
    if out.canned:
        from postventa_tui.core.replies import suggest  # ranking is loaded only when there is something to learn

        suggest.remember(desk, out.canned, ticket_id)
    return sent, [one for one in found if one.level == "warn"]


def _check_template(ticket: Ticket, out: ToSend) -> None:
    if not out.template:
        return
    if channel_of(ticket, out) != "whatsapp":
        raise Usage("bad_value", field="template", value=out.template, reason="--channel whatsapp")
    if not _TEMPLATE.fullmatch(out.template):
        raise Usage("bad_value", field="template", value=out.template, reason="a-z 0-9 _")


def _refuse(found: list[Finding], confirm: Collection[str]) -> None:
    """Refuse what cannot be confirmed first, then what was not.

    Raises:
        Refused: With the code of the finding.
    """
    hard = [one for one in found if one.level == "refuse"]
    soft = [one for one in found if one.level == "stop" and one.code not in confirm]
    for one in (*hard, *soft):
        codes = ", ".join(f"{each.code} ({each.level})" for each in found)
        listed = {"findings": [{"code": each.code, "level": each.level, **each.words()} for each in found]}
        raise Refused(one.code, **{**one.words(), "findings": codes, "json": listed})


def channel_of(ticket: Ticket, out: ToSend) -> str:
    """Give the channel by which a reply leaves."""
    return out.channel or (ticket.channel if ticket.channel in tickets.WRITTEN else "email")


_KIND_OF = {"email": "email", "web": "email", "chat": "email", "whatsapp": "phone", "social": "handle"}


def _point(desk: Desk, ticket: Ticket, out: ToSend) -> int | None:
    """Give the contact point a reply goes to: the first usable one of the channel's kind, or None."""
    kind = _KIND_OF[channel_of(ticket, out)]
    usable = [
        one
        for one in customers.points_of(desk, ticket.customer_id)
        if one.kind == kind and one.valid and not one.do_not_use
    ]
    return usable[0].id if usable else None


def _facts(desk: Desk, ticket: Ticket, out: ToSend) -> guard.Facts:
    person = customers.survivor(desk, ticket.customer_id)
    thread = reading.thread(desk, ticket.id)
    words = guard.own_words(out.body)
    channel = channel_of(ticket, out)
    newer = _newer(desk, thread, out.seen_id)
    public = [line for line in newer if line.row.visibility == "public"]
    until = contacts.whatsapp_until(desk, person.id) if channel == "whatsapp" else None
    by = (public[-1].agent_login or public[-1].customer_name) if public else None
    return guard.Facts(
        overtaken_by=by,
        overtaken_at=moments.show(public[-1].row.at, desk.shop.zone) if public else "",
        newer_note=any(line.row.kind == "note" for line in newer),
        has_attachment=bool(out.attachments),
        customer_lang=context.reply_language(desk, ticket, person),
        formality=person.formality,
        others=tuple(_others(desk, words, person.id)),
        is_covered=_is_covered(desk, ticket),
        closed_days=tuple(_closed(desk, words)),
        channel=channel,
        wa_closed=channel == "whatsapp" and not out.template and (until is None or desk.clock.now() > until),
        has_consent=groups.may_send(desk, person.id, out.purpose, channel),
        logins=tuple(one.login for one in agents.agents(desk)),
    )


def _newer(desk: Desk, thread: Thread, seen_id: int | None) -> list[Contact]:
    """Give what came after the author's last look and is not her own."""
    if seen_id is None:
        return []
    me = desk.agent.id if desk.agent else 0
    return [line for line in thread.contacts if line.row.id > seen_id and line.row.agent_id != me]


def _is_covered(desk: Desk, ticket: Ticket) -> bool | None:
    if ticket.asset_id is None:
        return None
    from postventa_tui.core.assets import cover

    return cover.verdict_for_asset(desk, ticket.asset_id).verdict != "not_covered"


def _closed(desk: Desk, words: str) -> list[str]:
    """Give the days a text names on which the shop is closed all day."""
    today = date.fromisoformat(moments.local_date(desk.clock.now(), desk.shop.zone))
    named = [day.isoformat() for day in days.named(words, today)]
    return [day for day in named if timing.is_closed(desk, day)] if named else []


def _others(desk: Desk, words: str, person_id: int) -> list[tuple[str, str]]:
    """Give contact points, orders and serials in a text that belong to another customer."""
    family = set(customers.family(desk, person_id))
    found: dict[str, int] = {}
    for kind, pattern in (("email", _EMAIL), ("phone", _PHONE)):
        for raw in dict.fromkeys(pattern.findall(words)):
            if not _is_ours(desk, kind, raw):
                owners = customers.match_all(desk, kind, raw)
                if owners and not family & set(owners):
                    found[raw.strip()] = owners[0]
    from postventa_tui.core.assets import service as assets

    for machine in assets.find_in_text(desk, words):
        if machine.customer_id is not None and machine.customer_id not in family and machine.serial:
            found.setdefault(machine.serial, machine.customer_id)
    numbers = [one for one in dict.fromkeys(_ORDER.findall(words)) if any(c.isdigit() for c in one)]
    for number in numbers[:MOST_WORDS]:
        owner = store.find_order_owner(desk.db, number)
        if owner is not None and owner not in family:
            found.setdefault(number, owner)
    return [(what, customers.get(desk, owner).name) for what, owner in found.items()]


def _is_ours(desk: Desk, kind: str, raw: str) -> bool:
    """Tell whether a point in a text is the shop's own."""
    ours = points.normalise(kind, desk.shop.text(f"shop.{kind}"))
    mine = points.normalise(kind, raw)
    return mine is None or (ours is not None and mine.norm == ours.norm)
