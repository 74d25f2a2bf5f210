"""Verbs that change a ticket's fields: status, priority, subject, snooze, spam."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.assets import sector_fields
from postventa_tui.core.tickets import numbers, store, writing
from postventa_tui.core.tickets.opening import CHANNELS, PRIORITIES
from postventa_tui.core.tickets.rows import Status
from postventa_tui.desk import verb
from postventa_tui.kit.errors import Conflict, Refused, Usage
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk

TYPES = ("new", "open", "pending", "on_hold", "solved", "closed", "merged", "spam")
REFERENCES = ("asset_id", "product_id", "order_id", "organisation_id", "customer_id")
TEXTS = ("subject", "cause", "lang")


@verb("ticket.status")
def set_status(desk: Desk, ticket_id: int, key: str, version: int | None = None) -> Ticket:
    """Give a ticket another status of the shop; gives the ticket as written.

    Raises:
        Refused: The codes of the status table; `missing_field:<name>` on solving.
        NotAllowed: `not_allowed` for closing by hand without being lead.
        Conflict: `stale` when the ticket was written since `version` was read.
        Usage: `bad_value` for a status the shop does not have.
    """
    ticket = writing.by_id(desk, ticket_id)
    wanted = writing.status(desk, key)
    if wanted.type in ("merged", "spam"):
        raise Usage("bad_value", field="status", value=key, reason="ticket merge, ticket spam")
    outcome = writing.judge(desk, ticket, "set", to=wanted.type)
    if ticket.status == wanted.key:
        return ticket
    _refuse_stale(desk, ticket, version, {"status": wanted.key})
    after = writing.moved(ticket, outcome.to, desk.clock.now(), key=wanted.key, reopened=outcome.reopened)
    if outcome.to == "solved" and ticket.status_type != "solved":
        after = solving(desk, after)
    return writing.save(desk, ticket, after)


def solving(desk: Desk, ticket: Ticket) -> Ticket:
    """Give a ticket that is being solved: with an assignee, and with the fields its pack demands.

    Raises:
        Refused: `missing_field:<name>`.
    """
    demanded = desk.shop.get("solve_requires", [])
    custom = json.loads(ticket.custom)
    for name in demanded if isinstance(demanded, list) else ():
        value = getattr(ticket, str(name), None) if name in ticket._fields else custom.get(str(name))
        if value in (None, ""):
            number = numbers.show(ticket.number, desk.shop.number_prefix)
            raise Refused(f"missing_field:{name}", number=number, field=str(name))
    if ticket.assignee_id is None and desk.agent is not None:
        return ticket._replace(assignee_id=desk.agent.id)
    return ticket


def _refuse_stale(desk: Desk, ticket: Ticket, version: int | None, wanted: Mapping[str, object]) -> None:
    """Refuse a write that names an older version; shows both values.

    Raises:
        Conflict: `stale`.
    """
    if version is None or version == ticket.version:
        return
    now = {name: getattr(ticket, name) for name in wanted if name in ticket._fields}
    raise Conflict(
        "stale",
        number=numbers.show(ticket.number, desk.shop.number_prefix),
        now=", ".join(f"{name}={value}" for name, value in now.items()),
        wanted=", ".join(f"{name}={value}" for name, value in wanted.items()),
        json={"now": now, "wanted": dict(wanted), "version": ticket.version},
        version=ticket.version,
        read=version,
    )


@verb("ticket.priority")
def set_priority(desk: Desk, ticket_id: int, priority: str, version: int | None = None) -> Ticket:
    """Give a ticket another priority; its clocks are measured anew. Gives the ticket as written.

    Raises:
        Usage: `bad_value`.
        Refused: `closed_is_final`, `is_merged`, `is_spam`.
        Conflict: `stale`.
    """
    if priority not in PRIORITIES:
        raise Usage("bad_value", field="priority", value=priority, reason=", ".join(PRIORITIES))
    ticket = writing.by_id(desk, ticket_id)
    refuse_ended(desk, ticket)
    if ticket.priority == priority:
        return ticket
    _refuse_stale(desk, ticket, version, {"priority": priority})
    told = writing.event(desk, "priority", priority=priority)
    return writing.save(desk, ticket, ticket._replace(priority=priority), told)


def refuse_ended(desk: Desk, ticket: Ticket) -> None:
    """Refuse changes on what is final, a pointer or no work.

    Raises:
        Refused: `closed_is_final`, `is_merged`, `is_spam`.
    """
    writing.judge(desk, ticket, "auto_message")


@verb("ticket.set")
def set_fields(
    desk: Desk, ticket_id: int, values: Mapping[str, str | int | None], version: int | None = None
) -> Ticket:
    """Change fields of a ticket; gives the ticket as written.

    Args:
        values: Any of subject, cause, lang, channel, the `*_id` references, and `custom.<name>` of a pack.

    Raises:
        Usage: `bad_value`, `unknown_field`.
        Refused: `closed_is_final`, `is_merged`, `is_spam`.
        Conflict: `stale`.
    """
    ticket = writing.by_id(desk, ticket_id)
    refuse_ended(desk, ticket)
    after = ticket
    for name, value in values.items():
        if name.startswith("custom.") and value is not None:
            known = desk.shop.get("pack_fields", {})
            value = sector_fields.checked(known, name.removeprefix("custom."), typed(str(value)).strip())
        after = _with_field(after, name, value)
    if after == ticket:
        return ticket
    _refuse_stale(desk, ticket, version, values)
    events = []
    if (after.channel, after.product_id) != (ticket.channel, ticket.product_id):
        sku = writing.product_sku(desk, after.product_id) or ""
        events = [writing.event(desk, "fields", channel=after.channel, product=sku)]
    return writing.save(desk, ticket, after, *events)


def _with_field(ticket: Ticket, name: str, value: str | int | None) -> Ticket:
    if name in REFERENCES:
        if (value is not None and not isinstance(value, int)) or (name == "customer_id" and value is None):
            raise Usage("bad_value", field=name, value=value, reason="")
        return ticket._replace(**{name: value})  # type: ignore[arg-type]
    text = typed(str(value)).strip() if value is not None else ""
    if name == "channel":
        if text not in CHANNELS:
            raise Usage("bad_value", field=name, value=text, reason=", ".join(CHANNELS))
        return ticket._replace(channel=text)
    if name in TEXTS:
        if name == "subject" and not text:
            raise Usage("bad_value", field=name, value=text, reason="")
        return ticket._replace(**{name: " ".join(text.split())[:500] or None})  # type: ignore[arg-type]
    if not name.startswith("custom."):
        raise Usage("unknown_field", field=name, known=", ".join(("status", "priority", *TEXTS)))
    custom = json.loads(ticket.custom)
    custom.pop(name.removeprefix("custom."), None)
    if text:
        custom[name.removeprefix("custom.")] = text
    return ticket._replace(custom=json.dumps(custom, ensure_ascii=False, sort_keys=True))


@verb("ticket.snooze")
def snooze(desk: Desk, ticket_id: int, until: int) -> Ticket:
    """Hide a ticket from the queue until an instant; its clocks run on.

    Raises:
        Refused: `in_the_past`; `closed_is_final`, `is_merged`, `is_spam`.
    """
    ticket = writing.by_id(desk, ticket_id)
    refuse_ended(desk, ticket)
    if until <= desk.clock.now():
        raise Refused("in_the_past", until=until)
    return writing.save(desk, ticket, ticket._replace(snoozed_until=until), writing.event(desk, "snooze"))


@verb("ticket.wake")
def wake(desk: Desk, ticket_id: int) -> Ticket:
    """Show a snoozed ticket in the queue again."""
    ticket = writing.by_id(desk, ticket_id)
    return writing.save(desk, ticket, ticket._replace(snoozed_until=None))


@verb("ticket.spam")
def mark_spam(desk: Desk, ticket_id: int) -> Ticket:
    """Say that a ticket is no work; its clocks end.

    Raises:
        Refused: `already_solved`, `closed_is_final`, `is_merged`.
    """
    ticket = writing.by_id(desk, ticket_id)
    outcome = writing.judge(desk, ticket, "mark_spam")
    if outcome.to == ticket.status_type:
        return ticket
    after = writing.moved(ticket, "spam", desk.clock.now())
    return writing.save(desk, ticket, after, writing.event(desk, "spam"))


@verb("ticket.not_spam")
def not_spam(desk: Desk, ticket_id: int) -> Ticket:
    """Say that a ticket is work after all: open, clocks run on.

    Raises:
        Refused: `not_spam`.
    """
    ticket = writing.by_id(desk, ticket_id)
    outcome = writing.judge(desk, ticket, "not_spam")
    written = writing.save(desk, ticket, writing.moved(ticket, outcome.to, desk.clock.now()))
    writing.wait(desk, ticket_id)
    return written


@verb("ticket.age")
def age_tick(desk: Desk) -> int:
    """Close what has been solved for longer than the shop reopens; gives how many."""
    stale = store.list_stale_solved(desk.db, stale_before(desk))
    for ticket_id in stale:
        ticket = writing.by_id(desk, ticket_id)
        outcome = writing.judge(desk, ticket, "age_tick")
        writing.save(desk, ticket, writing.moved(ticket, outcome.to, desk.clock.now()))
    return len(stale)


def has_stale(desk: Desk) -> bool:
    """Tell whether `age_tick` has something to do: at a start nothing is written for nothing."""
    return bool(store.list_stale_solved(desk.reader(), stale_before(desk)))


def stale_before(desk: Desk) -> int:
    """Give the instant before which a solved ticket is closed by age."""
    return desk.clock.now() - desk.shop.reopen_days * 86_400


def statuses(desk: Desk) -> list[Status]:
    """Give the statuses of the shop in order."""
    return store.list_statuses(desk.db)


@verb("status.add", role="admin")
def add_status(desk: Desk, key: str, kind: str, *, label_es: str | None = None, label_en: str | None = None) -> None:
    """Add a status over a fixed type.

    Raises:
        Usage: `bad_value` for an unknown type or a key that is no word.
        Refused: `name_taken`.
    """
    word = typed(key).strip()
    if kind not in TYPES or kind in ("new", "merged", "spam"):
        known = ", ".join(one for one in TYPES if one not in ("new", "merged", "spam"))
        raise Usage("bad_value", field="type", value=kind, reason=known)
    if not word or len(word) > 40:
        raise Usage("bad_value", field="status", value=key, reason="")
    known_statuses = store.list_statuses(desk.db)
    if any(one.key.casefold() == word.casefold() for one in known_statuses):
        raise Refused("name_taken", name=word)
    place = max(one.position for one in known_statuses) + 1
    row = Status(0, word, kind, label_es or word, label_en or word, place)
    store.insert_status(desk.db, row, desk.clock.now())
