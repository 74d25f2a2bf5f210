"""Undo and redo of what an agent did, with what is derived made anew.

Source: architecture, section 5; domain, section 6.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import store, store_sending, writing
from postventa_tui.db import journal, rewind
from postventa_tui.desk import require
from postventa_tui.kit import moments
from postventa_tui.kit.errors import Conflict, NotAllowed, NotFound, Refused
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.db.connection import Db
    from postventa_tui.db.journal import Entry, Unit
    from postventa_tui.desk import Desk

_TRIES = 5
_SEARCHED = 200
_ABOUT = (
    "interactions", "ticket_tags", "followers", "mentions", "reminders", "handovers", "ticket_links", "sla_events",
    "sla_timers",
)  # fmt: skip


class _Overtaken(Exception):
    """Another own unit came first: roll back and choose again."""


class Undone(NamedTuple):
    """What was taken back."""

    unit: int
    """The unit that was taken back."""
    by_unit: int
    """The unit that did it: undoing that one is redo."""
    verb: str
    command: str
    is_redo: bool
    tickets: list[int]
    drafts: list[int]
    """Tickets whose message came back as a draft."""


def undo(desk: Desk, unit: int | None = None, ticket_id: int | None = None) -> Undone:
    """Take back a unit, by default the newest own one (on a ticket, when named); again: redo.

    Raises:
        NotFound: `nothing_to_undo`, `unit_unknown`.
        Refused: `already_undone`, `already_sent`, `not_undoable`.
        NotAllowed: `not_yours` for another's unit without being lead.
        Conflict: `changed_since`, saying who changed what and when.
    """
    require(desk, "undo", "agent")
    if desk.agent is None:
        raise NotAllowed("no_agent")
    for _try in range(_TRIES):
        chosen = unit if unit is not None else newest(desk, ticket_id)
        if chosen is None:
            raise NotFound("nothing_to_undo")
        try:
            with desk.transaction("undo", origin="undo", undoes=chosen) as db:
                if unit is None and _overtaken(desk, db, chosen, ticket_id):
                    raise _Overtaken
                return _undo(desk, db, chosen)
        except _Overtaken:
            continue
    raise Conflict("changed_since", by=desk.agent.login, what="", when="")


def newest(desk: Desk, ticket_id: int | None = None) -> int | None:
    """Give the acting agent's newest unit that is not undone and changed something, or None.

    An undo is a unit too: taking it back is redo.
    """
    if desk.agent is None:
        return None
    for one in store_sending.list_units_of(desk.db, desk.agent.id, _SEARCHED):
        if _has_facts(desk.db, one, ticket_id) and not rewind.is_undone(desk.db, one):
            return one
    return None


def _overtaken(desk: Desk, db: Db, chosen: int, ticket_id: int | None) -> bool:
    """Tell whether between the choice and the lock another own unit has come."""
    assert desk.agent is not None
    units = store_sending.list_units_of(db, desk.agent.id, _SEARCHED)
    later = [one for one in units if one > chosen and one != desk.unit]
    return any(_has_facts(db, one, ticket_id) and not rewind.is_undone(db, one) for one in later)


def _has_facts(db: Db, unit: int, ticket_id: int | None) -> bool:
    entries = [one for one in journal.entries_of(db, unit) if one.tbl not in journal.DERIVED_TABLES]
    if ticket_id is None:
        return bool(entries)
    return ticket_id in _tickets_of(db, entries)


def _tickets_of(db: Db, entries: Iterable[Entry]) -> set[int]:
    """Give the tickets that some journal rows are about."""
    found: set[int] = set()
    for entry in entries:
        before = json.loads(entry.before) if entry.before else {}
        if entry.tbl == "tickets":
            found.add(entry.row_id)
            found.update(one for one in (before.get("merged_into_id"),) if one is not None)
        elif isinstance(before.get("ticket_id"), int):
            found.add(before["ticket_id"])
        if entry.tbl in _ABOUT:
            row = store.find_ticket_of(db, entry.tbl, entry.row_id)
            found.update(() if row is None else (row,))
    return found


def _undo(desk: Desk, db: Db, chosen: int) -> Undone:
    assert desk.agent is not None and desk.unit is not None
    facts = journal.get_unit(db, chosen)
    if facts is None:
        raise NotFound("unit_unknown", unit=chosen)
    _check_owner(desk, facts)
    entries = journal.entries_of(db, chosen)
    sendings = [one.row_id for one in entries if one.tbl == "outbox"]
    waiting = _refuse_sent(db, entries)
    about = _tickets_of(db, entries) | _survivors(db, entries)
    try:
        rewind.undo(db, chosen, desk.unit)
    except Conflict as error:
        raise _named(desk, error) from error
    about |= _tickets_of(db, entries) | _survivors(db, entries)
    alive = _settle(desk, db, about)
    back = _drafts_back(desk, db, waiting)
    _drafts_gone(db, sendings)
    return Undone(chosen, desk.unit, facts.verb, facts.command, facts.undoes is not None, sorted(alive), sorted(back))


def _check_owner(desk: Desk, facts: Unit) -> None:
    assert desk.agent is not None
    if facts.agent_id != desk.agent.id and not desk.may("lead"):
        by = agents.agent_by_id(desk, facts.agent_id).login if facts.agent_id is not None else facts.origin
        raise NotAllowed("not_yours", by=by)


def _refuse_sent(db: Db, entries: Iterable[Entry]) -> list[str]:
    """Give the drafts of messages that still wait; a message that has left stops the undo.

    Raises:
        Refused: `already_sent`.
    """
    drafts = []
    for entry in entries:
        row = store_sending.find_outbox(db, entry.row_id) if (entry.tbl, entry.op) == ("outbox", "I") else None
        if row is None:
            continue
        state, _send_after, draft = row
        if state not in ("queued", "cancelled"):
            raise Refused("already_sent")
        drafts.append(draft)
    return drafts


def _survivors(db: Db, entries: Iterable[Entry]) -> set[int]:
    """Give the tickets that those touched point at now."""
    rows = [store.find_ticket(db, one.row_id) for one in entries if one.tbl == "tickets"]
    return {row.merged_into_id for row in rows if row is not None and row.merged_into_id is not None}


def _settle(desk: Desk, db: Db, about: set[int]) -> set[int]:
    """Make anew what is derived on the tickets that are left; gives their ids.

    Raises:
        Conflict: `changed_since` when a ticket went but words of others stand on it.
    """
    alive = {one for one in about if store.find_ticket(db, one) is not None}
    for gone in about - alive:
        if store_sending.has_other_rows(db, gone):
            raise Conflict("changed_since", by="?", what="interactions", when="")
    for ticket_id, due in sla.recompute_many(desk, sorted(alive)).items():
        ticket = writing.by_id(desk, ticket_id)
        store.save_derived(db, ticket, due.due_at, due.due_sort)
        if ticket.status_type in store.WORK:
            writing.wait(desk, ticket_id)
        else:
            store.save_waiting(db, ticket_id, None)
    return alive


def _drafts_back(desk: Desk, db: Db, drafts: Iterable[str]) -> set[int]:
    """Bring back the drafts of messages that did not leave, unless newer words stand there."""
    back: set[int] = set()
    for text in drafts:
        kept = json.loads(text)
        if not isinstance(kept.get("ticket_id"), int) or not isinstance(kept.get("agent_id"), int):
            continue
        store_sending.save_draft(
            db,
            {
                "agent_id": kept["agent_id"], "ticket_id": kept["ticket_id"], "kind": kept.get("kind", "reply"),
                "body": kept.get("body", ""), "cursor": kept.get("cursor"),
                "based_on_id": kept.get("based_on_id"), "then_status": kept.get("then_status"),
                "to_point_id": kept.get("to_point_id"), "attachments": json.dumps(kept.get("attachments", [])),
                "reason": None, "saved_at": desk.clock.now(),
            },
        )  # fmt: skip
        back.add(kept["ticket_id"])
    return back


def _drafts_gone(db: Db, outbox_ids: Iterable[int]) -> None:
    """Take away the drafts of messages that a redo has sent again."""
    for outbox_id in outbox_ids:
        row = store_sending.find_outbox(db, outbox_id)
        kept = json.loads(row[2]) if row is not None else {}
        if isinstance(kept.get("ticket_id"), int) and isinstance(kept.get("agent_id"), int):
            kind, body = str(kept.get("kind", "reply")), str(kept.get("body", ""))
            store_sending.delete_draft(db, kept["ticket_id"], kept["agent_id"], kind, body)


def _named(desk: Desk, error: Conflict) -> Conflict:
    """Give the conflict with the name and the time of the later change."""
    agent_id, at = error.params.get("agent_id"), error.params.get("at")
    by = agents.agent_by_id(desk, agent_id).login if isinstance(agent_id, int) else "?"
    when = moments.show(at, desk.shop.zone) if isinstance(at, int) else "?"
    return Conflict("changed_since", **{**error.params, "by": by, "when": when})
