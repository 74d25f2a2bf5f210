"""Agents, teams and presence."""

from __future__ import annotations

import pytest

from postventa_tui.core.agents import presence
from postventa_tui.core.agents import service as agents
from postventa_tui.kit.errors import NotAllowed, NotFound, Refused, Usage


@pytest.fixture
def lucia(desk) -> int:
    agents.add_team(desk, "Tienda")
    return agents.add(desk, "lucia", "Lucía Pardo", "agent", "Tienda")


def test_an_agent_is_a_member_of_her_team(desk, lucia) -> None:
    team = agents.team(desk, "tienda")
    assert agents.agent(desk, "@lucia").team == "Tienda"
    assert ([one.login for one in agents.members(desk, team.id)], agents.teams(desk)[0].members) == (["lucia"], 1)
    agents.set_members(desk, "Tienda", [], ["lucia"])
    assert agents.agent(desk, "lucia").team_id is None


@pytest.mark.parametrize("login", ["", "Con Espacio", "me", "x" * 41, "../x"])
def test_logins_that_cannot_be(desk, login: str) -> None:
    with pytest.raises(Usage):
        agents.add(desk, login, "X", "agent")


def test_names_are_taken_once(desk, lucia) -> None:
    with pytest.raises(Refused, match="login_taken"):
        agents.add(desk, "LUCIA", "X", "agent")
    with pytest.raises(Refused, match="name_taken"):
        agents.add_team(desk, "lucia")
    with pytest.raises(Usage):
        agents.add(desk, "x", "X", "owner")


def test_the_last_administrator_stays(desk, lucia) -> None:
    with pytest.raises(Refused, match="last_admin"):
        agents.change(desk, "ana", role="agent")
    agents.change(desk, "lucia", role="admin")
    agents.change(desk, "ana", role="agent")
    assert agents.agent(desk, "ana").role == "agent"


def test_only_administrators_add_agents(desk, lucia, make_desk) -> None:
    with pytest.raises(NotAllowed):
        agents.add(make_desk("lucia"), "x", "X", "agent")


def test_an_unknown_login_is_answered_with_the_nearest(desk, lucia) -> None:
    with pytest.raises(NotFound) as caught:
        agents.agent(desk, "lucai")
    assert caught.value.params["known"] == "lucia"


def test_presence_is_a_lease(desk, lucia, make_desk, clock) -> None:
    other = make_desk("lucia")
    presence.beat(other, 7, "editing", clock.now())
    seen = presence.others(desk)[7][0]
    assert (seen.login, seen.mode, seen.away) == ("lucia", "editing", False)
    assert presence.others(other) == {}
    clock.advance(25)
    assert 7 in presence.others(desk)
    clock.advance(1)
    assert presence.others(desk) == {}


def test_who_presses_no_key_is_away_and_then_gone(desk, lucia, make_desk, clock) -> None:
    other = make_desk("lucia")
    key_at = clock.now()
    clock.advance(301)
    presence.beat(other, 7, "viewing", key_at)
    assert presence.others(desk)[7][0].away
    clock.advance(1500)
    presence.beat(other, 7, "viewing", key_at)
    assert presence.others(desk) == {}


def test_since_counts_from_the_change_of_mode(desk, lucia, make_desk, clock) -> None:
    other = make_desk("lucia")
    start = clock.now()
    presence.beat(other, 7, "viewing", start)
    clock.advance(10)
    presence.beat(other, 7, "viewing", clock.now())
    assert presence.others(desk)[7][0].since_at == start
    presence.beat(other, 7, "editing", clock.now())
    assert presence.others(desk)[7][0].since_at == start + 10
    presence.leave(other)
    assert presence.others(desk) == {}
