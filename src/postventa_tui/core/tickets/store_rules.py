"""SQL of rules, of what they have run on, and of the events they wait for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.tickets.rules import Effect, Rule
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

SEEN = "rules_seen"


class SavedRule(NamedTuple):
    """A rule of the shop."""

    id: int
    rule: Rule
    active: bool


class Happening(NamedTuple):
    """An event of a ticket that a rule may wait for."""

    id: int
    ticket_id: int
    at: int
    kind: str


def list_rules(db: Db) -> list[SavedRule]:
    """Give the rules in the order in which they run."""
    rows = db.all("SELECT id, name, event, condition, effects, position, active FROM rules ORDER BY position, id")
    return [
        SavedRule(
            int(str(row_id)),
            Rule(str(name), str(event), str(json.loads(str(condition))),
                 tuple(Effect(verb, tuple(words)) for verb, words in json.loads(str(effects))), int(str(position))),
            bool(active),
        )
        for row_id, name, event, condition, effects, position, active in rows
    ]  # fmt: skip


def save_rule(db: Db, rule: Rule, at: int) -> None:
    """Write a rule by its name; a new one is off."""
    db.run(
        "INSERT INTO rules (name, event, condition, effects, position, active, created_at, updated_at)"
        " VALUES (:name, :event, :condition, :effects, :position, 0, :at, :at)"
        " ON CONFLICT (name) DO UPDATE SET event = excluded.event, condition = excluded.condition,"
        " effects = excluded.effects, position = excluded.position, updated_at = excluded.updated_at",
        name=rule.name, event=rule.event, condition=json.dumps(rule.condition, ensure_ascii=False),
        effects=json.dumps([[one.verb, list(one.words)] for one in rule.effects], ensure_ascii=False),
        position=rule.position, at=at,
    )  # fmt: skip


def save_active(db: Db, rule_id: int, active: bool, at: int) -> None:
    """Switch a rule on or off."""
    db.run("UPDATE rules SET active = :on, updated_at = :at WHERE id = :id", id=rule_id, on=int(active), at=at)


def list_happenings(db: Db, after: int, limit: int) -> list[Happening]:
    """Give what happened after an event, in order."""
    rows = db.all(
        "SELECT id, ticket_id, at, type FROM sla_events WHERE id > :after ORDER BY id LIMIT :limit",
        after=after, limit=limit,
    )  # fmt: skip
    return [Happening(*row) for row in rows]  # type: ignore[arg-type]


def list_happenings_since(db: Db, since: int) -> list[Happening]:
    """Give what happened since an instant, the newest first."""
    rows = db.all("SELECT id, ticket_id, at, type FROM sla_events WHERE at >= :since ORDER BY id DESC", since=since)
    return [Happening(*row) for row in rows]  # type: ignore[arg-type]


def find_origin(db: Db, happening_id: int) -> str | None:
    """Give where an event came from (tui, cli, mail, rule, import …), None when the journal does not say."""
    value = db.value(
        "SELECT u.origin FROM journal j JOIN units u ON u.unit = j.unit WHERE j.tbl = 'sla_events'"
        " AND j.row_id = :id AND j.op = 'I' ORDER BY j.seq LIMIT 1",
        id=happening_id,
    )
    return None if value is None else str(value)


def newest_happening(db: Db) -> int:
    """Give the id of the newest event, 0 without one."""
    return int(db.value("SELECT coalesce(max(id), 0) FROM sla_events") or 0)


def find_seen(db: Db) -> int | None:
    """Give the event up to which the rules have run, None before their first run."""
    value = db.value("SELECT value FROM counters WHERE key = :key", key=SEEN)
    return None if value is None else int(value)


def save_seen(db: Db, happening_id: int) -> None:
    """Write up to which event the rules have run; never backwards."""
    db.run(
        "INSERT INTO counters (key, value) VALUES (:key, :id) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        " WHERE counters.value < excluded.value",
        key=SEEN, id=happening_id,
    )  # fmt: skip


def insert_run(db: Db, rule_id: int, ticket_id: int, ref: str, at: int) -> bool:
    """Write that a rule runs on a ticket for an event; False when it has."""
    row = db.one(
        "INSERT INTO rule_runs (rule_id, ticket_id, event_ref, at) VALUES (:rule, :ticket, :ref, :at)"
        " ON CONFLICT (rule_id, ticket_id, event_ref) DO NOTHING RETURNING rule_id",
        rule=rule_id, ticket=ticket_id, ref=ref, at=at,
    )  # fmt: skip
    return row is not None


def has_run(db: Db, rule_id: int, ticket_id: int, ref: str) -> bool:
    """Tell whether a rule has run on a ticket for an event."""
    row = db.one(
        "SELECT 1 FROM rule_runs WHERE rule_id = :rule AND ticket_id = :ticket AND event_ref = :ref",
        rule=rule_id, ticket=ticket_id, ref=ref,
    )  # fmt: skip
    return row is not None


def list_fitting(db: Db, where: str, params: dict[str, int | float | str | bytes | None], limit: int) -> list[int]:
    """Give tickets that a compiled condition finds."""
    rows = db.all(f"SELECT t.id FROM tickets t WHERE {where} ORDER BY t.id LIMIT :most", **{**params, "most": limit})
    return [int(str(row[0])) for row in rows]


def fits(db: Db, ticket_id: int, where: str, params: dict[str, int | float | str | bytes | None]) -> bool:
    """Tell whether a compiled condition finds a ticket."""
    row = db.one(
        f"SELECT 1 FROM tickets t WHERE t.id = :the_ticket AND ({where})", **{**params, "the_ticket": ticket_id}
    )
    return row is not None


def has_auto_message(db: Db, ticket_id: int) -> bool:
    """Tell whether a ticket has had an automatic message of ours."""
    return (
        db.one(
            "SELECT 1 FROM interactions WHERE ticket_id = :id AND direction = 'out' AND author_kind = 'auto' LIMIT 1",
            id=ticket_id,
        )
        is not None
    )


def is_last_in_automatic(db: Db, ticket_id: int) -> bool:
    """Tell whether the newest message from outside on a ticket came from a machine."""
    value = db.value(
        "SELECT author_kind FROM interactions WHERE ticket_id = :id AND direction = 'in' ORDER BY at DESC, id DESC LIMIT 1",
        id=ticket_id,
    )
    return value == "auto"


def count_auto_to_point(db: Db, point_id: int, since: int) -> int:
    """Give how many automatic messages went to a contact point since an instant."""
    value = db.value(
        "SELECT count(*) FROM outbox o JOIN interactions i ON i.id = o.interaction_id"
        " WHERE o.to_point_id = :point AND i.author_kind = 'auto' AND o.created_at >= :since",
        point=point_id, since=since,
    )  # fmt: skip
    return int(value or 0)
