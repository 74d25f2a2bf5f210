"""SQL of what hangs on a ticket: tags, links, followers, mentions, reminders, handovers, read marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets.rows import Handover, Link, Reminder

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db


def list_tags(db: Db, ticket_id: int) -> list[str]:
    """Give the tags of a ticket in order."""
    rows = db.all(
        "SELECT g.name FROM ticket_tags m JOIN tags g ON g.id = m.tag_id WHERE m.ticket_id = :id ORDER BY g.name",
        id=ticket_id,
    )
    return [str(row[0]) for row in rows]


def list_all_tags(db: Db) -> list[tuple[str, int]]:
    """Give every tag with the number of its tickets, by name."""
    rows = db.all(
        "SELECT g.name, (SELECT count(*) FROM ticket_tags m WHERE m.tag_id = g.id) AS n FROM tags g ORDER BY g.name"
    )
    return [(str(name), int(n)) for name, n in rows]  # type: ignore[arg-type]


def find_tag(db: Db, name: str) -> int | None:
    """Give the id of a tag, or None."""
    value = db.value("SELECT id FROM tags WHERE name = :name", name=name)
    return None if value is None else int(value)


def insert_tag(db: Db, name: str, at: int) -> int:
    """Write a new tag; gives its id."""
    row = db.one(
        "INSERT INTO tags (name, created_at, updated_at) VALUES (:name, :at, :at) RETURNING id",
        name=name, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def save_tag(db: Db, tag_id: int, name: str, at: int) -> None:
    """Write a tag's name."""
    db.run("UPDATE tags SET name = :name, updated_at = :at WHERE id = :id", id=tag_id, name=name, at=at)


def delete_tag(db: Db, tag_id: int) -> None:
    """Take a tag off every ticket and delete it."""
    db.run("DELETE FROM ticket_tags WHERE tag_id = :id", id=tag_id)
    db.run("DELETE FROM tags WHERE id = :id", id=tag_id)


def list_tagged(db: Db, tag_id: int) -> list[int]:
    """Give the tickets with a tag."""
    rows = db.all("SELECT ticket_id FROM ticket_tags WHERE tag_id = :id ORDER BY ticket_id", id=tag_id)
    return [int(row[0]) for row in rows]  # type: ignore[arg-type]


def insert_ticket_tag(db: Db, ticket_id: int, tag_id: int, at: int) -> None:
    """Put a tag on a ticket; nothing when it is there."""
    db.run(
        "INSERT INTO ticket_tags (ticket_id, tag_id, created_at, updated_at) VALUES (:ticket, :tag, :at, :at)"
        " ON CONFLICT (ticket_id, tag_id) DO NOTHING",
        ticket=ticket_id, tag=tag_id, at=at,
    )  # fmt: skip


def delete_ticket_tag(db: Db, ticket_id: int, tag_id: int) -> None:
    """Take a tag off a ticket."""
    db.run("DELETE FROM ticket_tags WHERE ticket_id = :ticket AND tag_id = :tag", ticket=ticket_id, tag=tag_id)


def insert_link(db: Db, ticket_id: int, other_id: int, kind: str, at: int) -> None:
    """Write that a ticket follows, was split from, doubles or belongs to another."""
    db.run(
        "INSERT INTO ticket_links (ticket_id, other_id, kind, created_at, updated_at)"
        " VALUES (:ticket, :other, :kind, :at, :at) ON CONFLICT (ticket_id, other_id, kind) DO NOTHING",
        ticket=ticket_id, other=other_id, kind=kind, at=at,
    )  # fmt: skip


def list_links(db: Db, ticket_id: int) -> list[Link]:
    """Give the links of a ticket on both sides."""
    to = db.all(
        "SELECT l.kind, t.number FROM ticket_links l JOIN tickets t ON t.id = l.other_id"
        " WHERE l.ticket_id = :id ORDER BY l.id",
        id=ticket_id,
    )
    back = db.all(
        "SELECT l.kind, t.number FROM ticket_links l JOIN tickets t ON t.id = l.ticket_id"
        " WHERE l.other_id = :id ORDER BY l.id",
        id=ticket_id,
    )
    return [
        *(Link(str(kind), int(number), "to") for kind, number in to),  # type: ignore[arg-type]
        *(Link(str(kind), int(number), "from") for kind, number in back),  # type: ignore[arg-type]
    ]


def insert_follower(db: Db, ticket_id: int, agent_id: int, at: int) -> None:
    """Make an agent follow a ticket; nothing when she does."""
    db.run(
        "INSERT INTO followers (ticket_id, agent_id, at, created_at, updated_at)"
        " VALUES (:ticket, :agent, :at, :at, :at) ON CONFLICT (ticket_id, agent_id) DO NOTHING",
        ticket=ticket_id, agent=agent_id, at=at,
    )  # fmt: skip


def delete_follower(db: Db, ticket_id: int, agent_id: int) -> None:
    """Make an agent follow a ticket no longer."""
    db.run("DELETE FROM followers WHERE ticket_id = :t AND agent_id = :a", t=ticket_id, a=agent_id)


def list_followers(db: Db, ticket_id: int) -> list[tuple[int, str]]:
    """Give (id, login) of who follows a ticket."""
    rows = db.all(
        "SELECT a.id, a.login FROM followers f JOIN agents a ON a.id = f.agent_id"
        " WHERE f.ticket_id = :id ORDER BY a.login",
        id=ticket_id,
    )
    return [(int(a), str(b)) for a, b in rows]  # type: ignore[arg-type]


def insert_mention(db: Db, ticket_id: int, agent_id: int, interaction_id: int, at: int) -> None:
    """Write that a note names an agent."""
    db.run(
        "INSERT INTO mentions (ticket_id, agent_id, interaction_id, at, created_at, updated_at)"
        " VALUES (:ticket, :agent, :interaction, :at, :at, :at)",
        ticket=ticket_id, agent=agent_id, interaction=interaction_id, at=at,
    )  # fmt: skip


def insert_reminder(db: Db, ticket_id: int, agent_id: int, until: int, text: str | None, at: int) -> int:
    """Write a private snooze of one agent; gives its id."""
    row = db.one(
        "INSERT INTO reminders (ticket_id, agent_id, until, text, at, created_at, updated_at)"
        " VALUES (:ticket, :agent, :until, :text, :at, :at, :at) RETURNING id",
        ticket=ticket_id, agent=agent_id, until=until, text=text, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def save_reminder_done(db: Db, reminder_id: int, at: int) -> None:
    """Write that a reminder is dealt with."""
    db.run("UPDATE reminders SET done_at = :at, updated_at = :at WHERE id = :id", id=reminder_id, at=at)


def find_reminder_agent(db: Db, reminder_id: int) -> int | None:
    """Give whose reminder it is, or None."""
    value = db.value("SELECT agent_id FROM reminders WHERE id = :id", id=reminder_id)
    return None if value is None else int(value)


def list_reminders(db: Db, agent_id: int, until: int) -> list[Reminder]:
    """Give an agent's open reminders up to an instant, earliest first."""
    rows = db.all(
        "SELECT r.id, r.ticket_id, t.number, t.subject, r.agent_id, r.until, r.text FROM reminders r"
        " JOIN tickets t ON t.id = r.ticket_id WHERE r.agent_id = :agent AND r.until <= :until"
        " AND r.done_at IS NULL ORDER BY r.until, r.id",
        agent=agent_id, until=until,
    )  # fmt: skip
    return [Reminder(*row) for row in rows]  # type: ignore[arg-type]


def insert_handover(
    db: Db,
    agent_id: int,
    at: int,
    *,
    ticket_id: int | None,
    state: str,
    promise: str | None,
    promise_on: str | None,
    next_step: str | None,
) -> int:
    """Write what a shift leaves to the next; gives its id."""
    row = db.one(
        "INSERT INTO handovers (ticket_id, agent_id, state, promise, promise_on, next_step, at, created_at, updated_at)"
        " VALUES (:ticket, :agent, :state, :promise, :promise_on, :next_step, :at, :at, :at) RETURNING id",
        ticket=ticket_id, agent=agent_id, state=state, promise=promise, promise_on=promise_on,
        next_step=next_step, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def list_handovers(db: Db, since: int, limit: int) -> list[Handover]:
    """Give the handovers written since an instant, newest first."""
    rows = db.all(
        "SELECT h.id, h.ticket_id, t.number, a.login, h.state, h.promise, h.promise_on, h.next_step, h.at"
        " FROM handovers h JOIN agents a ON a.id = h.agent_id LEFT JOIN tickets t ON t.id = h.ticket_id"
        " WHERE h.at >= :since ORDER BY h.at DESC, h.id DESC LIMIT :limit",
        since=since, limit=limit,
    )  # fmt: skip
    return [Handover(*row) for row in rows]  # type: ignore[arg-type]


def save_read(db: Db, agent_id: int, ticket_id: int, interaction_id: int, at: int) -> None:
    """Write up to which interaction an agent has seen a ticket."""
    db.run(
        "INSERT INTO reads (agent_id, ticket_id, interaction_id, at) VALUES (:agent, :ticket, :interaction, :at)"
        " ON CONFLICT (agent_id, ticket_id) DO UPDATE SET interaction_id = excluded.interaction_id, at = excluded.at"
        " WHERE reads.interaction_id < excluded.interaction_id",
        agent=agent_id, ticket=ticket_id, interaction=interaction_id, at=at,
    )  # fmt: skip


def find_read(db: Db, agent_id: int, ticket_id: int) -> int:
    """Give the interaction up to which an agent has seen a ticket, 0 for none."""
    value = db.value(
        "SELECT interaction_id FROM reads WHERE agent_id = :agent AND ticket_id = :ticket",
        agent=agent_id, ticket=ticket_id,
    )  # fmt: skip
    return int(value or 0)
