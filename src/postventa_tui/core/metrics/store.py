"""SQL of figures and surveys. Reads tickets, interactions and the journal; writes surveys only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from postventa_tui.core.metrics.rows import Event, Returned, SurveyRow
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.db.connection import Db

_CLOSED_STATES = "('sent', 'delivered', 'read')"
SURVEY_COLUMNS = "id, ticket_id, customer_id, kind, score, comment, sent_at, answered_at"


class _Moves(NamedTuple):
    """The status of one ticket: how it began, and each later move."""

    first_type: str
    solved_at: int | None
    closed_at: int | None
    moves: list[tuple[int, str]]


def events(db: Db, end: int) -> list[Event]:
    """Give every event of every ticket before `end`, each ticket's own in order."""
    found: list[Event] = []
    moves = _moves(db)
    first = _first_contacts(db)
    for row in db.all(
        "SELECT id, created_at, channel, status_type, solved_at, closed_at FROM tickets WHERE created_at < :end",
        end=end,
    ):
        ticket, created_at = str(row[0]), _int(row[1])
        ours = first.get(_int(row[0]), "internal") != "in"
        found.append(Event(created_at, ticket, "created", str(row[2]), "agent" if ours else "customer"))
        story = moves.get(_int(row[0])) or _Moves(str(row[3]), _maybe(row[4]), _maybe(row[5]), [])
        found += _status_events(ticket, created_at, story)
    found += _contacts(db, end)
    return found


def _int(value: object) -> int:
    return int(str(value))


def _maybe(value: object) -> int | None:
    return None if value is None else _int(value)


def _status_events(ticket: str, created_at: int, story: _Moves) -> Iterator[Event]:
    """Give the moves; a ticket that came in ready (an import) counts by its own times."""
    if story.solved_at is not None:
        yield Event(story.solved_at, ticket, "status", to="solved")
    if story.first_type not in ("new", "solved"):
        at = story.closed_at or story.solved_at or created_at
        yield Event(at, ticket, "status", to=story.first_type)
    for at, to in story.moves:
        yield Event(at, ticket, "status", to=to)


def _moves(db: Db) -> dict[int, _Moves]:
    dead = _dead_units(db)
    now = {
        _int(row[0]): row[1:] for row in db.all("SELECT id, status_type, solved_at, closed_at FROM tickets ORDER BY id")
    }
    past: dict[int, list[tuple[int, int | None, dict[str, object]]]] = {}
    for row_id, at, unit, before in db.all(
        "SELECT row_id, at, unit, before FROM journal WHERE tbl = 'tickets' AND op = 'U' AND before IS NOT NULL"
        " ORDER BY row_id, seq"
    ):
        values = json.loads(str(before))
        if "status_type" in values or "solved_at" in values or "closed_at" in values:
            past.setdefault(_int(row_id), []).append((_int(at), _maybe(unit), values))
    return {ticket: _story(now[ticket], lines, dead) for ticket, lines in past.items() if ticket in now}


def _story(
    now: tuple[object, ...], lines: list[tuple[int, int | None, dict[str, object]]], dead: set[int | None]
) -> _Moves:
    state = {"status_type": now[0], "solved_at": now[1], "closed_at": now[2]}
    moves: list[tuple[int, str]] = []
    for at, unit, before in reversed(lines):
        if "status_type" in before and unit not in dead:
            moves.append((at, str(state["status_type"])))
        state.update({name: before[name] for name in state if name in before})
    moves.reverse()
    return _Moves(str(state["status_type"]), _maybe(state["solved_at"]), _maybe(state["closed_at"]), moves)


def _dead_units(db: Db) -> set[int | None]:
    """Give the units that cancel out: undos, and what they took back."""
    dead: set[int | None] = set()
    for unit, undoes in db.all("SELECT unit, undoes FROM units WHERE undoes IS NOT NULL ORDER BY unit DESC"):
        if _int(unit) not in dead:
            dead.add(_int(undoes))
        dead.add(_int(unit))
    return dead


def _first_contacts(db: Db) -> dict[int, str]:
    """Give the direction of the first contact of each ticket."""
    rows = db.all(
        "SELECT i.ticket_id, i.direction FROM interactions i WHERE i.ticket_id IS NOT NULL AND i.visibility = 'public'"
        " AND NOT EXISTS (SELECT 1 FROM interactions e WHERE e.ticket_id = i.ticket_id AND e.visibility = 'public'"
        " AND (e.at < i.at OR (e.at = i.at AND e.id < i.id)))"
    )
    return {_int(ticket): str(direction) for ticket, direction in rows}


def _contacts(db: Db, end: int) -> Iterator[Event]:
    """Give contacts and replies; the first inbound contact of a ticket is its `created`."""
    begun: set[int] = set()
    for ticket_id, at, kind, direction, channel, author, outcome, state in db.run(
        "SELECT ticket_id, at, kind, direction, channel, author_kind, outcome, state FROM interactions"
        " WHERE ticket_id IS NOT NULL AND visibility = 'public' AND at < :end ORDER BY at, id",
        end=end,
    ):
        first = ticket_id not in begun
        begun.add(ticket_id)
        name = str(ticket_id)
        if direction == "in" and author in ("customer", "contact") and not first:
            yield Event(at, name, "customer", contact_channel(kind, direction, channel, outcome))
        if is_reply(kind, direction, author, outcome, state):
            yield Event(at, name, "reply")


def contact_channel(kind: str, direction: str, channel: str | None, outcome: str | None) -> str:
    """Give the channel a contact is counted under; a call nobody answered is `phone_missed`."""
    if kind == "call" and direction == "in" and outcome not in (None, "answered"):
        return "phone_missed"
    return channel or kind


def is_reply(kind: str, direction: str, author: str, outcome: str | None, state: str | None) -> bool:
    """Tell whether a public interaction is a reply: sent by an agent, an answered call, a visit."""
    if kind == "call":
        return outcome == "answered"
    if kind == "visit":
        return True
    return direction == "out" and author in ("agent", "import") and state in (None, "sent", "delivered", "read")


def loose_contacts(db: Db, start: int, end: int) -> list[tuple[str, str, str | None, str | None]]:
    """Give (kind, direction, channel, outcome) of inbound contacts that need no ticket."""
    rows = db.all(
        "SELECT kind, direction, channel, outcome FROM interactions WHERE ticket_id IS NULL AND direction = 'in'"
        " AND visibility = 'public' AND author_kind <> 'auto' AND at >= :start AND at < :end",
        start=start, end=end,
    )  # fmt: skip
    return [(str(row[0]), str(row[1]), row[2], row[3]) for row in rows]  # type: ignore[misc]


def timer_states(db: Db, start: int, end: int, now: int) -> list[tuple[str, str]]:
    """Give (timer, state) of the timers decided in the period; what ran out unseen is missed."""
    rows = db.all(
        "SELECT kind, state, due_at FROM sla_timers WHERE coalesce(stopped_at, due_at, started_at) >= :start"
        " AND coalesce(stopped_at, due_at, started_at) < :end",
        start=start, end=end,
    )  # fmt: skip
    return [
        (str(kind), "missed" if state == "running" and due is not None and _int(due) < now else str(state))
        for kind, state, due in rows
    ]


def work(db: Db, start: int, end: int) -> tuple[list[int], list[int], int]:
    """Give call seconds, minutes of timed work, and the number of contacts of the period."""
    calls = db.all(
        "SELECT duration_s FROM interactions WHERE kind = 'call' AND duration_s IS NOT NULL AND at >= :start AND at < :end",
        start=start, end=end,
    )  # fmt: skip
    minutes = db.all(
        "SELECT minutes FROM rma_lines WHERE minutes IS NOT NULL AND updated_at >= :start AND updated_at < :end",
        start=start, end=end,
    )  # fmt: skip
    contacts = db.value(
        "SELECT count(*) FROM interactions WHERE visibility = 'public' AND author_kind <> 'auto' AND at >= :start AND at < :end",
        start=start, end=end,
    )  # fmt: skip
    return [_int(row[0]) for row in calls], [_int(row[0]) for row in minutes], _int(contacts)


def buyers(db: Db, start_on: str, end_on: str) -> set[int]:
    """Give the people who ordered between two days; merged people count once, erased ones not."""
    rows = db.all(
        "SELECT coalesce(c.merged_into_id, c.id) FROM orders o JOIN customers c ON c.id = o.customer_id"
        " WHERE c.erased_at IS NULL AND o.contract_on >= :start AND o.contract_on < :end",
        start=start_on, end=end_on,
    )  # fmt: skip
    return {_int(row[0]) for row in rows}


def order_totals(db: Db, start_on: str, end_on: str) -> list[int]:
    """Give the totals, cents, of the orders between two days."""
    rows = db.all(
        "SELECT o.total_cents FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.erased_at IS NULL"
        " AND o.total_cents IS NOT NULL AND o.contract_on >= :start AND o.contract_on < :end",
        start=start_on, end=end_on,
    )  # fmt: skip
    return [_int(row[0]) for row in rows]


def outcomes(db: Db, start: int, end: int) -> list[str]:
    """Give the outcomes of the return lines closed in the period."""
    rows = db.all(
        "SELECT l.outcome FROM rma_lines l JOIN rmas r ON r.id = l.rma_id WHERE l.outcome IS NOT NULL"
        " AND coalesce(r.closed_at, r.updated_at) >= :start AND coalesce(r.closed_at, r.updated_at) < :end",
        start=start, end=end,
    )  # fmt: skip
    return [str(row[0]) for row in rows]


def repairs(db: Db) -> list[tuple[int, str, str, str | None]]:
    """Give (asset, fault code, handed over on, returned on) of every repair with a fault code."""
    rows = db.all(
        "SELECT asset_id, fault_code, handed_over_on, returned_on FROM repairs WHERE fault_code IS NOT NULL ORDER BY id"
    )
    return [(_int(row[0]), str(row[1]), str(row[2]), None if row[3] is None else str(row[3])) for row in rows]


def contact_times(db: Db, start: int, end: int) -> list[int]:
    """Give the instants of inbound contacts, for staffing."""
    rows = db.all(
        "SELECT at FROM interactions WHERE direction = 'in' AND visibility = 'public' AND at >= :start AND at < :end",
        start=start, end=end,
    )  # fmt: skip
    return [_int(row[0]) for row in rows]


def answers(db: Db, start: int, end: int) -> dict[str, list[int]]:
    """Give the scores answered in the period by kind."""
    found: dict[str, list[int]] = {"nps": [], "csat": [], "ces": []}
    for kind, score in db.all(
        "SELECT kind, score FROM surveys WHERE score IS NOT NULL AND answered_at >= :start AND answered_at < :end",
        start=start, end=end,
    ):  # fmt: skip
        found[str(kind)].append(_int(score))
    return found


def replies_by_agent(db: Db, start: int, end: int) -> list[tuple[str, int, int]]:
    """Give (login, replies, tickets answered) of the period."""
    rows = db.all(
        "SELECT a.login, count(*), count(DISTINCT i.ticket_id) FROM interactions i JOIN agents a ON a.id = i.agent_id"
        f" WHERE i.direction = 'out' AND i.visibility = 'public' AND (i.state IS NULL OR i.state IN {_CLOSED_STATES})"
        " AND i.at >= :start AND i.at < :end GROUP BY a.login ORDER BY a.login",
        start=start, end=end,
    )  # fmt: skip
    return [(str(row[0]), _int(row[1]), _int(row[2])) for row in rows]


def returned(rows: list[tuple[int, str, str, str | None]], day: dict[str, int]) -> list[Returned]:
    """Give the assets that came back, with the instant their day began."""
    return [Returned(asset, code, day[back]) for asset, code, _handed, back in rows if back is not None and back in day]


def survey_candidates(db: Db, before: int) -> list[tuple[int, int, int, str]]:
    """Give (ticket, customer, solved at, channel) of solved tickets without a survey."""
    rows = db.all(
        "SELECT t.id, coalesce(c.merged_into_id, c.id), t.solved_at, t.channel FROM tickets t"
        " JOIN customers c ON c.id = t.customer_id WHERE t.status_type = 'solved' AND t.solved_at <= :before"
        " AND c.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM surveys s WHERE s.ticket_id = t.id) ORDER BY t.solved_at, t.id",
        before=before,
    )
    return [(_int(row[0]), _int(row[1]), _int(row[2]), str(row[3])) for row in rows]


def last_surveyed(db: Db, customer_id: int) -> int | None:
    """Give when a person was last asked."""
    return _maybe(db.value("SELECT max(sent_at) FROM surveys WHERE customer_id = :id", id=customer_id))


def insert_survey(db: Db, ticket_id: int, customer_id: int, kind: str, at: int) -> int:
    """Write a survey with agent, team, product and channel as they are now; gives its id."""
    row = db.one(
        "INSERT INTO surveys (ticket_id, customer_id, kind, sent_at, agent_id, team_id, product_id, channel, created_at, updated_at)"
        " SELECT t.id, :customer, :kind, :at, t.assignee_id, t.team_id, t.product_id, t.channel, :at, :at FROM tickets t"
        " WHERE t.id = :ticket RETURNING id",
        ticket=ticket_id, customer=customer_id, kind=kind, at=at,
    )  # fmt: skip
    assert row is not None
    return _int(row[0])


def find_survey(db: Db, survey_id: int) -> SurveyRow | None:
    """Give one survey, or None."""
    row = db.one(f"SELECT {SURVEY_COLUMNS} FROM surveys WHERE id = :id", id=survey_id)
    return None if row is None else SurveyRow(*row)  # type: ignore[arg-type]


def list_of_customer(db: Db, customer_id: int) -> list[SurveyRow]:
    """Give the surveys one customer row was asked, newest first."""
    rows = db.all(
        f"SELECT {SURVEY_COLUMNS} FROM surveys WHERE customer_id = :id ORDER BY sent_at DESC, id DESC",
        id=customer_id,
    )
    return [SurveyRow(*row) for row in rows]  # type: ignore[arg-type]


def save_answer(db: Db, survey_id: int, score: int, comment: str, at: int) -> None:
    """Write the answer of a survey."""
    db.run(
        "UPDATE surveys SET score = :score, comment = :comment, answered_at = coalesce(answered_at, :at), updated_at = :at"
        " WHERE id = :id",
        id=survey_id, score=score, comment=comment or None, at=at,
    )  # fmt: skip


def follow_ups(db: Db) -> list[SurveyRow]:
    """Give the answered surveys with words whose follow-up is not done."""
    rows = db.all(
        f"SELECT {SURVEY_COLUMNS} FROM surveys WHERE score IS NOT NULL AND comment IS NOT NULL AND follow_up_done = 0"
        " ORDER BY answered_at, id"
    )
    return [SurveyRow(*row) for row in rows]  # type: ignore[arg-type]
