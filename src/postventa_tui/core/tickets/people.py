"""Verbs about who works on a ticket: take, assign, escalate, follow, remind, hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.tickets import fields, reading, service, store, store_queue, store_side, writing
from postventa_tui.core.tickets.opening import PRIORITIES
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import NotAllowed, NotFound, Refused, Usage
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from postventa_tui.core.tickets.rows import Handover, QueueRequest, Reminder, Ticket
    from postventa_tui.desk import AgentRow, Desk

MOST_LEVEL = 3
MORNING_S = 9 * 3600
"""A promise with a date comes back at nine in the morning of that day."""


@verb("ticket.take")
def take(desk: Desk, ticket_id: int) -> Ticket:
    """Give a ticket to the acting agent; a new one is open then.

    Raises:
        Refused: `closed_is_final`, `is_merged`, `is_spam`; `not_in_team`.
    """
    return assign(desk, ticket_id, _me(desk).id)


def _me(desk: Desk) -> AgentRow:
    if desk.agent is None:
        raise NotAllowed("no_agent")
    return desk.agent


@verb("ticket.next")
def take_next(desk: Desk, request: QueueRequest | None = None) -> Ticket:
    """Give the first ticket in order that nobody holds, now the acting agent's.

    Tickets in the queue of a team she does not belong to are left to that team. The candidate is read inside
    the write transaction: two agents cannot get one ticket.

    Raises:
        NotFound: `nothing_to_take`.
    """
    condition, frame = reading.condition(desk, request)
    found = store_queue.find_next(desk.db, condition, frame)
    if found is None:
        raise NotFound("nothing_to_take")
    return assign(desk, found, _me(desk).id)


@verb("ticket.assign")
def assign(desk: Desk, ticket_id: int, agent_id: int | None, *, clear_team: bool = False) -> Ticket:
    """Give a ticket to an agent, or to nobody; gives the ticket as written.

    Args:
        clear_team: Take the ticket out of a team the agent does not belong to, in place of refusing.

    Raises:
        Refused: `closed_is_final`, `is_merged`, `is_spam`; `agent_inactive`, `not_in_team`.
        NotFound: `agent_unknown`.
    """
    ticket = writing.by_id(desk, ticket_id)
    outcome = writing.judge(desk, ticket, "assign")
    if agent_id is None:
        return writing.save(desk, ticket, ticket._replace(assignee_id=None))
    agent = agents.agent_by_id(desk, agent_id)
    if not agent.active:
        raise Refused("agent_inactive", login=agent.login)
    after = ticket
    if ticket.team_id is not None and not agents.is_member(desk, ticket.team_id, agent_id):
        team = agents.team_by_id(desk, ticket.team_id)
        if not clear_team:
            raise Refused("not_in_team", login=agent.login, team=team.name if team else "")
        after = after._replace(team_id=None)
    after = writing.moved(after, outcome.to, desk.clock.now())._replace(assignee_id=agent_id)
    return writing.save(desk, ticket, after)


@verb("ticket.assign_team")
def assign_team(desk: Desk, ticket_id: int, team_id: int | None) -> Ticket:
    """Put a ticket into a team's queue, or into none; an assignee who is not in it loses the ticket.

    Raises:
        Refused: `closed_is_final`, `is_merged`, `is_spam`.
    """
    ticket = writing.by_id(desk, ticket_id)
    writing.judge(desk, ticket, "assign")
    holder = ticket.assignee_id
    if team_id is not None and holder is not None and not agents.is_member(desk, team_id, holder):
        holder = None
    return writing.save(desk, ticket, ticket._replace(team_id=team_id, assignee_id=holder))


def assign_words(desk: Desk, ticket_id: int, words: str, *, clear_team: bool = False) -> Ticket:
    """Assign by the words of the command: me, none, a login or a team.

    Raises:
        NotFound: `agent_unknown`.
    """
    word = words.strip()
    if word.lower() in ("me", "yo", "mí", "mi"):
        return assign(desk, ticket_id, _me(desk).id, clear_team=clear_team)
    if word.lower() in ("none", "nadie", "ninguno", "-"):
        return assign(desk, ticket_id, None)
    agent = agents.find_agent(desk, word)
    team = None if agent else agents.find_team(desk, word)
    if team is not None:
        return assign_team(desk, ticket_id, team.id)
    return assign(desk, ticket_id, agents.agent(desk, word).id, clear_team=clear_team)


@verb("ticket.escalate")
def escalate(desk: Desk, ticket_id: int, to: str, reason: str) -> Ticket:
    """Pass a ticket up: team or agent, priority one step, a note; the old assignee follows.

    Raises:
        NotFound: `agent_unknown`.
        Refused: As `assign`; `empty` without a reason.
    """
    ticket = writing.by_id(desk, ticket_id)
    writing.judge(desk, ticket, "assign")
    if not reason.strip():
        raise Refused("empty")
    team = agents.find_team(desk, to)
    if team is not None:
        assign_team(desk, ticket_id, team.id)
    else:
        assign(desk, ticket_id, agents.agent(desk, to).id, clear_team=True)
    service.note(desk, ticket_id, f"→ {to}: {typed(reason)}")
    if ticket.assignee_id is not None:
        store_side.insert_follower(desk.db, ticket_id, ticket.assignee_id, desk.clock.now())
    step = min(PRIORITIES.index(ticket.priority) + 1, len(PRIORITIES) - 1)
    fields.set_priority(desk, ticket_id, PRIORITIES[step])
    raised = writing.by_id(desk, ticket_id)
    return writing.save(desk, raised, raised._replace(escalation=min(ticket.escalation + 1, MOST_LEVEL)))


@verb("agent.deactivate", role="admin")
def deactivate(desk: Desk, login: str) -> int:
    """Let an agent work no longer; her open tickets go unassigned into her team. Gives how many.

    Raises:
        NotFound: `agent_unknown`.
        Refused: `last_admin`.
    """
    agent = agents.agent(desk, login)
    agents.change(desk, login, active=False)
    held = store.list_open_of(desk.db, agent.id)
    for ticket_id in held:
        ticket = writing.by_id(desk, ticket_id)
        team_id = agent.team_id if agent.team_id is not None else ticket.team_id
        writing.save(desk, ticket, ticket._replace(assignee_id=None, team_id=team_id))
    return len(held)


@verb("ticket.follow", role="read_only")
def follow(desk: Desk, ticket_id: int, *, on: bool = True, agent_id: int | None = None) -> None:
    """Make an agent (the acting one by default) follow a ticket, or no longer."""
    writing.by_id(desk, ticket_id)
    who = agent_id if agent_id is not None else _me(desk).id
    if on:
        store_side.insert_follower(desk.db, ticket_id, who, desk.clock.now())
    else:
        store_side.delete_follower(desk.db, ticket_id, who)


def followers(desk: Desk, ticket_id: int) -> list[tuple[int, str]]:
    """Give (id, login) of who follows a ticket."""
    return store_side.list_followers(desk.db, ticket_id)


@verb("ticket.remind")
def remind(desk: Desk, ticket_id: int, until: int, text: str | None = None) -> int:
    """Write a private reminder of the acting agent; gives its id. The ticket stays visible.

    Raises:
        Refused: `in_the_past`.
    """
    writing.by_id(desk, ticket_id)
    if until <= desk.clock.now():
        raise Refused("in_the_past", until=until)
    words = typed(text) if text else None
    return store_side.insert_reminder(desk.db, ticket_id, _me(desk).id, until, words, desk.clock.now())


@verb("ticket.remind_done")
def remind_done(desk: Desk, reminder_id: int) -> None:
    """Say that an own reminder is dealt with.

    Raises:
        NotFound: `reminder_unknown`.
    """
    if store_side.find_reminder_agent(desk.db, reminder_id) != _me(desk).id:
        raise NotFound("reminder_unknown", id=reminder_id)
    store_side.save_reminder_done(desk.db, reminder_id, desk.clock.now())


def reminders(desk: Desk, until: int | None = None) -> list[Reminder]:
    """Give the acting agent's open reminders that are due by `until` (now)."""
    return store_side.list_reminders(desk.db, _me(desk).id, desk.clock.now() if until is None else until)


@verb("handover.add")
def hand_over(
    desk: Desk,
    ticket_id: int | None,
    state: str,
    *,
    promise: str | None = None,
    promise_on: str | None = None,
    next_step: str | None = None,
) -> int:
    """Write what the next shift must know; gives its id. A promise with a date reminds the assignee.

    Raises:
        Usage: `bad_value` for a date that does not exist.
        Refused: `empty`, `in_the_past`.
    """
    if not state.strip():
        raise Refused("empty")
    if promise_on is not None and not moments.is_date(promise_on):
        raise Usage("bad_value", field="promise", value=promise_on, reason="YYYY-MM-DD")
    now = desk.clock.now()
    if promise_on is not None and promise_on < moments.local_date(now, desk.shop.zone):
        raise Refused("in_the_past", until=promise_on)
    ticket = None if ticket_id is None else writing.by_id(desk, ticket_id)
    words = typed(promise) if promise else None
    handover_id = store_side.insert_handover(
        desk.db, _me(desk).id, now, ticket_id=ticket_id, state=typed(state), promise=words,
        promise_on=promise_on, next_step=typed(next_step) if next_step else None,
    )  # fmt: skip
    if ticket is not None and promise_on is not None:
        until = max(moments.start_of_day(promise_on, desk.shop.zone) + MORNING_S, now + 1)
        who = ticket.assignee_id if ticket.assignee_id is not None else _me(desk).id
        store_side.insert_reminder(desk.db, ticket.id, who, until, words or typed(state), now)
    return handover_id


def handovers(desk: Desk, *, since: int | None = None, limit: int = 200) -> list[Handover]:
    """Give what shifts left since an instant (a week ago), newest first."""
    return store_side.list_handovers(desk.db, desk.clock.now() - 604_800 if since is None else since, limit)
