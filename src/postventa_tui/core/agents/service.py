"""Verbs and answers about agents and teams. Deactivating is in `tickets.people`: it moves her tickets."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from postventa_tui.core.agents import store
from postventa_tui.core.agents.rows import Agent, Team
from postventa_tui.desk import ROLES, verb
from postventa_tui.kit.errors import NotFound, Refused, Usage
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

_LOGIN = re.compile(r"[a-z0-9ñáéíóúü][a-z0-9ñáéíóúü._-]{0,39}")
AVAILABILITY = ("here", "away")
_RESERVED = ("me", "yo", "none", "nadie")


def agents(desk: Desk) -> list[Agent]:
    """Give all agents by login."""
    return store.list_agents(desk.db)


def teams(desk: Desk) -> list[Team]:
    """Give all teams by name."""
    return store.list_teams(desk.db)


def agent(desk: Desk, login: str) -> Agent:
    """Give the agent with a login (a leading `@` is dropped), active or not.

    Raises:
        NotFound: `agent_unknown`, naming the nearest.
    """
    word = login.strip().removeprefix("@").lower()
    found = store.find_agent(desk.db, word)
    if found is None:
        known = [one.login for one in agents(desk) if one.active]
        near = difflib.get_close_matches(word, known, n=3) or known[:12]
        raise NotFound("agent_unknown", login=login, known=", ".join(near))
    return found


def agent_by_id(desk: Desk, agent_id: int) -> Agent:
    """Give an agent.

    Raises:
        NotFound: `agent_unknown`.
    """
    found = store.find_agent_by_id(desk.db, agent_id)
    if found is None:
        raise NotFound("agent_unknown", login=agent_id, known="")
    return found


def find_agent(desk: Desk, login: str) -> Agent | None:
    """Give the agent with a login, or None."""
    return store.find_agent(desk.db, login.strip().removeprefix("@").lower())


def find_team(desk: Desk, name: str) -> Team | None:
    """Give the team with a name, whatever its case, or None."""
    exact = store.find_team(desk.db, name)
    same = [team for team in teams(desk) if team.name.casefold() == name.strip().casefold()]
    return exact or (same[0] if same else None)


def team(desk: Desk, name: str) -> Team:
    """Give the team with a name.

    Raises:
        NotFound: `team_unknown`.
    """
    found = find_team(desk, name)
    if found is None:
        raise NotFound("team_unknown", name=name, known=", ".join(one.name for one in teams(desk)))
    return found


def team_by_id(desk: Desk, team_id: int) -> Team | None:
    """Give a team, or None."""
    return store.find_team_by_id(desk.db, team_id)


def members(desk: Desk, team_id: int) -> list[Agent]:
    """Give the agents of a team by login."""
    return store.list_members(desk.db, team_id)


def is_member(desk: Desk, team_id: int, agent_id: int) -> bool:
    """Tell whether an agent belongs to a team."""
    return store.is_member(desk.db, team_id, agent_id)


@verb("agent.add", role="admin")
def add(
    desk: Desk,
    login: str,
    name: str,
    role: str,
    team_name: str | None = None,
    *,
    email: str | None = None,
    lang: str | None = None,
    active: bool = True,
) -> int:
    """Write a new agent; gives the id.

    Raises:
        Usage: `bad_value` for a login or role that cannot be.
        Refused: `login_taken`.
    """
    word = login.strip().lower()
    if not _LOGIN.fullmatch(word) or word in _RESERVED:
        raise Usage("bad_value", field="login", value=login, reason="")
    _check_role(role)
    if store.find_agent(desk.db, word) is not None:
        raise Refused("login_taken", login=word)
    home = team(desk, team_name) if team_name else None
    row = Agent(0, word, typed(name).strip() or word, email, role, home.id if home else None, None, lang,
                int(active), "here")  # fmt: skip
    agent_id = store.insert_agent(desk.db, row, desk.clock.now())
    if home:
        store.insert_member(desk.db, home.id, agent_id, desk.clock.now())
    return agent_id


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Usage("bad_value", field="role", value=role, reason=", ".join(ROLES))


@verb("agent.set", role="admin")
def change(
    desk: Desk,
    login: str,
    *,
    name: str | None = None,
    role: str | None = None,
    team_name: str | None = None,
    email: str | None = None,
    lang: str | None = None,
    active: bool | None = None,
) -> None:
    """Write some fields of an agent; an empty text clears team, e-mail or language.

    Raises:
        Refused: `last_admin` when nobody would be left to administer.
    """
    before = agent(desk, login)
    after = before._replace(
        name=typed(name).strip() if name else before.name,
        role=role or before.role,
        email=before.email if email is None else email or None,
        lang=before.lang if lang is None else lang or None,
        active=before.active if active is None else int(active),
    )
    _check_role(after.role)
    if team_name is not None:
        home = team(desk, team_name) if team_name else None
        after = after._replace(team_id=home.id if home else None)
        if home:
            store.insert_member(desk.db, home.id, before.id, desk.clock.now())
    _refuse_last_admin(desk, before, after)
    store.save_agent(desk.db, after, desk.clock.now())


def _refuse_last_admin(desk: Desk, before: Agent, after: Agent) -> None:
    was, is_still = ((one.role == "admin" and bool(one.active)) for one in (before, after))
    others = [one for one in agents(desk) if one.role == "admin" and one.active and one.id != before.id]
    if was and not is_still and not others:
        raise Refused("last_admin", login=before.login)


@verb("agent.availability")
def set_availability(desk: Desk, login: str, availability: str) -> None:
    """Say whether an agent is here or away; rotation skips who is away."""
    if availability not in AVAILABILITY:
        raise Usage("bad_value", field="availability", value=availability, reason=", ".join(AVAILABILITY))
    store.save_agent(desk.db, agent(desk, login)._replace(availability=availability), desk.clock.now())


@verb("team.add", role="admin")
def add_team(desk: Desk, name: str) -> int:
    """Write a new team; gives its id.

    Raises:
        Usage: `bad_value` for an empty name.
        Refused: `name_taken`, also when an agent has that login: both stand after `--to`.
    """
    plain = typed(name).strip()
    if not plain or plain.lower() in _RESERVED:
        raise Usage("bad_value", field="team", value=name, reason="")
    if find_team(desk, plain) or find_agent(desk, plain):
        raise Refused("name_taken", name=plain)
    return store.insert_team(desk.db, plain, desk.clock.now())


@verb("team.members", role="admin")
def set_members(desk: Desk, name: str, add_logins: list[str], remove_logins: list[str]) -> None:
    """Put agents into a team and take others out."""
    home = team(desk, name)
    for login in add_logins:
        store.insert_member(desk.db, home.id, agent(desk, login).id, desk.clock.now())
    for login in remove_logins:
        out = agent(desk, login)
        store.delete_member(desk.db, home.id, out.id)
        if out.team_id == home.id:
            store.save_agent(desk.db, out._replace(team_id=None), desk.clock.now())
