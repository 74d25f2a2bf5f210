"""Rules at work: they follow the events of tickets, and can be rehearsed over the past.

Source: domain, section 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import fields, people, service, store, store_rules, tagging, timing, writing
from postventa_tui.core.tickets import query as compiler
from postventa_tui.core.tickets.query_fields import Seat
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.db import rewound
from postventa_tui.desk import verb
from postventa_tui.kit.errors import NotFound, Refused, Usage
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.core.tickets.rules import Effect, Rule
    from postventa_tui.core.tickets.store_rules import Happening, SavedRule
    from postventa_tui.db.connection import Db
    from postventa_tui.desk import Desk

BATCH = 200
DAY_S = 86_400
MOST_AUTO = 3
"""Automatic messages to one contact point in 24 hours."""

SILENT = ("rule", "import")
"""Origins whose events set off no rule: its own doing, and rows that came from elsewhere."""


class Change(NamedTuple):
    """What a rule would have done to a ticket."""

    at: int
    ticket_id: int
    number: int
    effects: tuple[str, ...]


def rules(desk: Desk) -> list[SavedRule]:
    """Give the rules in the order in which they run."""
    return store_rules.list_rules(desk.db)


def named(desk: Desk, name: str) -> SavedRule:
    """Give a rule by name, whatever its case.

    Raises:
        NotFound: `rule_unknown`.
    """
    found = [one for one in rules(desk) if one.rule.name.casefold() == name.strip().casefold()]
    if not found:
        raise NotFound("rule_unknown", name=name, known=", ".join(one.rule.name for one in rules(desk)))
    return found[0]


@verb("rule.save", role="admin")
def save(desk: Desk, rule: Rule) -> None:
    """Write a rule by its name; a new one is off until it is switched on."""
    store_rules.save_rule(desk.db, rule, desk.clock.now())


@verb("rule.switch", role="admin")
def switch(desk: Desk, name: str, on: bool) -> None:
    """Switch a rule on or off; events from before are not made up for.

    Raises:
        NotFound: `rule_unknown`.
    """
    one = named(desk, name)
    if on and not any(other.active for other in rules(desk)):
        store_rules.save_seen(desk.db, store_rules.newest_happening(desk.db))
    store_rules.save_active(desk.db, one.id, on, desk.clock.now())


def catch_up(desk: Desk) -> int:
    """Run the active rules on what happened since they last ran; gives how many times one did something.

    Each run is a unit of its own. What a rule does sets off no other rule.
    """
    active = [one for one in rules(desk) if one.active]
    if not active or desk.read_only:
        return 0
    done = 0
    for happening in store_rules.list_happenings(desk.db, store_rules.find_seen(desk.db) or 0, BATCH):
        origin = store_rules.find_origin(desk.db, happening.id)
        for one in active:
            if one.rule.event == happening.kind and origin not in SILENT:
                done += _run(desk, one, happening.ticket_id, f"event:{happening.id}")
        with desk.transaction("rule.seen", origin="rule", durable=False):
            store_rules.save_seen(desk.db, happening.id)
    for one in active:
        if one.rule.event == "time":
            where, params = _condition(desk, one.rule, desk.db, desk.clock.now())
            for ticket_id in store_rules.list_fitting(desk.db, where, params, BATCH):
                done += _run(desk, one, ticket_id, "time")
    return done


def catch_up_wholly(desk: Desk) -> int:
    """Run the active rules until nothing waits: after many mails at once. Gives how many times one did something."""
    done = catch_up(desk)
    while _is_behind(desk):
        done += catch_up(desk)
    return done


def _is_behind(desk: Desk) -> bool:
    if desk.read_only or not any(one.active for one in rules(desk)):
        return False
    return store_rules.newest_happening(desk.db) > (store_rules.find_seen(desk.db) or 0)


def _run(desk: Desk, one: SavedRule, ticket_id: int, ref: str) -> int:
    """Run one rule on one ticket; a refusal of a verb ends it and leaves the ticket as it was."""
    if store_rules.has_run(desk.db, one.id, ticket_id, ref) or not _fits(desk, one.rule, desk.db, ticket_id):
        return 0
    try:
        with desk.transaction("rule.run", origin="rule", command=f"rule {one.rule.name}") as db:
            # Between the look and the lock another process may have run it.
            is_ours = store_rules.insert_run(db, one.id, ticket_id, ref, desk.clock.now())
            if not is_ours or not _fits(desk, one.rule, db, ticket_id):
                return 0
            for effect in one.rule.effects:
                _apply(desk, ticket_id, effect)
    except (Refused, NotFound, Usage):
        return 0
    return 1


def _fits(desk: Desk, rule: Rule, db: Db, ticket_id: int) -> bool:
    where, params = _condition(desk, rule, db, desk.clock.now())
    return store_rules.fits(db, ticket_id, where, params)


def _condition(desk: Desk, rule: Rule, db: Db, now: int) -> tuple[str, dict[str, int | float | str | bytes | None]]:
    """Give the condition of a rule in SQL; a rule sees solved tickets too, as an event may be about them."""
    seat = Seat(0, now, desk.shop.zone)
    made = compiler.compile_text(rule.condition, seat, db, hides="t.status_type <> 'merged'", letter="r")
    return made.where, dict(made.params)


def _apply(desk: Desk, ticket_id: int, effect: Effect) -> None:
    words = " ".join(effect.words)
    match effect.verb:
        case "assign":
            people.assign_words(desk, ticket_id, words, clear_team=True)
        case "tag":
            add = [word.removeprefix("+") for word in effect.words if not word.startswith("-")]
            tagging.tag(desk, ticket_id, add, [word[1:] for word in effect.words if word.startswith("-")])
        case "set":
            _set(desk, ticket_id, dict(word.split("=", 1) for word in effect.words))
        case "note":
            service.note(desk, ticket_id, words)
        case "escalate":
            people.escalate(desk, ticket_id, effect.words[0], " ".join(effect.words[1:]) or effect.words[0])
        case "snooze":
            fields.snooze(desk, ticket_id, timing.instant(desk, words))
        case "follow":
            people.follow(desk, ticket_id, agent_id=agents.agent(desk, words).id)
        case "spam":
            fields.mark_spam(desk, ticket_id)
        case _:
            acknowledge(desk, ticket_id, words)


def _set(desk: Desk, ticket_id: int, values: dict[str, str]) -> None:
    if "cause" in values:
        fields.set_fields(desk, ticket_id, {"cause": values["cause"]})
    if "priority" in values:
        fields.set_priority(desk, ticket_id, values["priority"])
    if "status" in values:
        fields.set_status(desk, ticket_id, values["status"])


def acknowledge(desk: Desk, ticket_id: int, text: str) -> bool:
    """Send one automatic message on a ticket by e-mail, when nothing speaks against it; tells whether it did.

    Never to a machine, one for a ticket, three for a contact point in 24 hours.
    """
    ticket = writing.by_id(desk, ticket_id)
    if store_rules.is_last_in_automatic(desk.db, ticket_id) or store_rules.has_auto_message(desk.db, ticket_id):
        return False
    usable = [
        point
        for point in customers.points_of(desk, ticket.customer_id)
        if point.kind == "email" and point.valid and not point.do_not_use
    ]
    since = desk.clock.now() - DAY_S
    if not usable or store_rules.count_auto_to_point(desk.db, usable[0].id, since) >= MOST_AUTO:
        return False
    service.auto_message(desk, ticket_id, Outgoing(text, channel="email", to_point_id=usable[0].id))
    return True


def preview(desk: Desk, name: str, days: int) -> list[Change]:
    """Give what a rule would have changed in the last days, event by event, oldest first; nothing is written.

    A copy of the file is taken back step by step, so each event is judged by what stood there then.

    Raises:
        NotFound: `rule_unknown`.
        Refused: `before_history`.
    """
    rule = named(desk, name).rule
    now = desk.clock.now()
    found: list[Change] = []
    copy = rewound.Rewinder(desk.db)
    try:
        for happening in store_rules.list_happenings_since(desk.db, now - days * DAY_S):
            origin = store_rules.find_origin(desk.db, happening.id)
            if happening.kind == rule.event and origin not in SILENT:
                copy.to(happening.at)
                found += _would(desk, rule, copy.db, happening)
        if rule.event == "time":
            found += _would_by_time(desk, rule, copy, days)
    finally:
        copy.close()
    return sorted(found, key=lambda change: (change.at, change.number))


def _would(desk: Desk, rule: Rule, db: Db, happening: Happening) -> list[Change]:
    where, params = _condition(desk, rule, db, happening.at)
    ticket = store.find_ticket(db, happening.ticket_id)
    if ticket is None or not store_rules.fits(db, happening.ticket_id, where, params):
        return []
    effects = tuple(one.text() for one in rule.effects if _changes(ticket, one))
    return [Change(happening.at, ticket.id, ticket.number, effects)] if effects else []


def _would_by_time(desk: Desk, rule: Rule, copy: rewound.Rewinder, days: int) -> list[Change]:
    """Judge a rule of time once for each day, the newest first; of a ticket the first day counts."""
    first: dict[int, Change] = {}
    now = desk.clock.now()
    for day in range(days + 1):
        at = now - day * DAY_S
        copy.to(at)
        where, params = _condition(desk, rule, copy.db, at)
        for ticket_id in store_rules.list_fitting(copy.db, where, params, BATCH):
            ticket = store.find_ticket(copy.db, ticket_id)
            effects = tuple(one.text() for one in rule.effects if ticket is not None and _changes(ticket, one))
            if ticket is not None and effects:
                first[ticket_id] = Change(at, ticket_id, ticket.number, effects)
    return list(first.values())


def _changes(ticket: Ticket, effect: Effect) -> bool:
    """Tell whether an effect would change a ticket as it stood."""
    if effect.verb != "set":
        return True
    values = dict(word.split("=", 1) for word in effect.words)
    return any(getattr(ticket, name) != value for name, value in values.items())
