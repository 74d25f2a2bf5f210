"""Rows of agents, teams and presence."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple


class Agent(NamedTuple):
    """A person who answers."""

    id: int
    login: str
    name: str
    email: str | None
    role: str
    team_id: int | None
    team: str | None
    lang: str | None
    active: int
    availability: str


class Team(NamedTuple):
    """Agents who share a queue."""

    id: int
    name: str
    members: int


class Present(NamedTuple):
    """A colleague who has a ticket open."""

    agent_id: int
    login: str
    name: str
    ticket_id: int
    mode: str
    since_at: int
    key_at: int
    away: bool
