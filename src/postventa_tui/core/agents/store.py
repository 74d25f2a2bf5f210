"""SQL of agents, teams and presence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.agents.rows import Agent, Team

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db, Row

_AGENT = (
    "SELECT a.id, a.login, a.name, a.email, a.role, a.team_id, t.name, a.lang, a.active, a.availability"
    " FROM agents a LEFT JOIN teams t ON t.id = a.team_id"
)

_TEAM = "SELECT t.id, t.name, (SELECT count(*) FROM team_members m WHERE m.team_id = t.id) AS members FROM teams t"


def find_agent(db: Db, login: str) -> Agent | None:
    """Give the agent with a login, active or not, or None."""
    row = db.one(f"{_AGENT} WHERE a.login = :login", login=login)
    return None if row is None else Agent(*row)  # type: ignore[arg-type]


def find_agent_by_id(db: Db, agent_id: int) -> Agent | None:
    """Give an agent, or None."""
    row = db.one(f"{_AGENT} WHERE a.id = :id", id=agent_id)
    return None if row is None else Agent(*row)  # type: ignore[arg-type]


def list_agents(db: Db) -> list[Agent]:
    """Give all agents by login."""
    return [Agent(*row) for row in db.all(f"{_AGENT} ORDER BY a.login")]  # type: ignore[arg-type]


def insert_agent(db: Db, agent: Agent, at: int) -> int:
    """Write a new agent (its `id` is not read); gives the new id."""
    row = db.one(
        "INSERT INTO agents (login, name, email, role, team_id, lang, active, availability, created_at, updated_at)"
        " VALUES (:login, :name, :email, :role, :team_id, :lang, :active, :availability, :at, :at) RETURNING id",
        login=agent.login, name=agent.name, email=agent.email, role=agent.role, team_id=agent.team_id,
        lang=agent.lang, active=agent.active, availability=agent.availability, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def save_agent(db: Db, agent: Agent, at: int) -> None:
    """Write the state of an agent."""
    db.run(
        "UPDATE agents SET login = :login, name = :name, email = :email, role = :role, team_id = :team_id,"
        " lang = :lang, active = :active, availability = :availability, updated_at = :at WHERE id = :id",
        id=agent.id, login=agent.login, name=agent.name, email=agent.email, role=agent.role,
        team_id=agent.team_id, lang=agent.lang, active=agent.active, availability=agent.availability, at=at,
    )  # fmt: skip


def find_team(db: Db, name: str) -> Team | None:
    """Give the team with a name, or None."""
    row = db.one(f"{_TEAM} WHERE t.name = :name", name=name)
    return None if row is None else Team(*row)  # type: ignore[arg-type]


def find_team_by_id(db: Db, team_id: int) -> Team | None:
    """Give a team, or None."""
    row = db.one(f"{_TEAM} WHERE t.id = :id", id=team_id)
    return None if row is None else Team(*row)  # type: ignore[arg-type]


def list_teams(db: Db) -> list[Team]:
    """Give all teams by name."""
    return [Team(*row) for row in db.all(f"{_TEAM} ORDER BY t.name")]  # type: ignore[arg-type]


def insert_team(db: Db, name: str, at: int) -> int:
    """Write a new team; gives its id."""
    row = db.one(
        "INSERT INTO teams (name, created_at, updated_at) VALUES (:name, :at, :at) RETURNING id",
        name=name, at=at,
    )  # fmt: skip
    assert row is not None
    return int(row[0])  # type: ignore[arg-type]


def is_member(db: Db, team_id: int, agent_id: int) -> bool:
    """Tell whether an agent belongs to a team."""
    return (
        db.one(
            "SELECT 1 FROM team_members WHERE team_id = :team AND agent_id = :agent",
            team=team_id, agent=agent_id,
        )
        is not None
    )  # fmt: skip


def list_members(db: Db, team_id: int) -> list[Agent]:
    """Give the agents of a team by login."""
    rows = db.all(
        f"{_AGENT} JOIN team_members m ON m.agent_id = a.id WHERE m.team_id = :team ORDER BY a.login",
        team=team_id,
    )
    return [Agent(*row) for row in rows]  # type: ignore[arg-type]


def insert_member(db: Db, team_id: int, agent_id: int, at: int) -> None:
    """Put an agent into a team; nothing when she is in it."""
    db.run(
        "INSERT INTO team_members (team_id, agent_id, created_at, updated_at) VALUES (:team, :agent, :at, :at)"
        " ON CONFLICT (team_id, agent_id) DO NOTHING",
        team=team_id, agent=agent_id, at=at,
    )  # fmt: skip


def delete_member(db: Db, team_id: int, agent_id: int) -> None:
    """Take an agent out of a team."""
    db.run("DELETE FROM team_members WHERE team_id = :team AND agent_id = :agent", team=team_id, agent=agent_id)


def save_presence(db: Db, agent_id: int, writer: str, ticket_id: int | None, mode: str, at: int, key_at: int) -> None:
    """Write the beat of one console; `since_at` stays while ticket and mode stay."""
    db.run(
        "INSERT INTO presence (agent_id, writer, ticket_id, mode, seen_at, key_at, since_at)"
        " VALUES (:agent, :writer, :ticket, :mode, :at, :key_at, :at)"
        " ON CONFLICT (agent_id, writer) DO UPDATE SET seen_at = excluded.seen_at, key_at = excluded.key_at,"
        " since_at = CASE WHEN presence.ticket_id IS NOT DISTINCT FROM excluded.ticket_id"
        " AND presence.mode = excluded.mode THEN presence.since_at ELSE excluded.since_at END,"
        " ticket_id = excluded.ticket_id, mode = excluded.mode",
        agent=agent_id, writer=writer, ticket=ticket_id, mode=mode, at=at, key_at=key_at,
    )  # fmt: skip


def delete_presence(db: Db, writer: str, older_than: int) -> None:
    """Take out a console's beat and every dead one."""
    db.run("DELETE FROM presence WHERE writer = :writer OR seen_at < :old", writer=writer, old=older_than)


def list_presence(db: Db, since: int, own_writer: str) -> list[Row]:
    """Give the living beats of other consoles: agent, login, name, ticket, mode, since, last key."""
    return db.all(
        "SELECT p.agent_id, a.login, a.name, p.ticket_id, p.mode, p.since_at, p.key_at FROM presence p"
        " JOIN agents a ON a.id = p.agent_id WHERE p.seen_at >= :since AND p.ticket_id IS NOT NULL"
        " AND p.writer <> :own ORDER BY p.ticket_id, p.mode, a.login",
        since=since, own=own_writer,
    )  # fmt: skip
