"""The documented JSON shapes of tickets and contacts, made from rows. Shared by the quick path: no pydantic, no Desk.

Source: design, domain formats section 2.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.kit.moments import iso
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postventa_tui.core.customers.rows import Contact, Customer, Point
    from postventa_tui.core.replies.rows import Draft
    from postventa_tui.core.sla.ledger import LedgerRow
    from postventa_tui.core.sla.rows import TimerView
    from postventa_tui.core.tickets.rows import FileRow, Link, QueueRow, Ticket

Shape = dict[str, object]
_RANK = {"missed": 0, "running": 1, "paused": 2}
_EXCERPT = 120


def number(value: int | None, prefix: str) -> str | None:
    """Give a ticket number as it is written, or None."""
    return None if value is None else f"{prefix}{value}"


def leading(views: Sequence[TimerView]) -> TimerView | None:
    """Give the timer that gives the place in the queue (design: SLA, L17), None when no clock counts or waits."""
    live = [view for view in views if view.stopped_at is None and view.state in _RANK]
    live = [view for view in live if view.state != "missed" or view.running] or live
    return min(live, key=lambda view: (_RANK[view.state], view.due if view.due is not None else 1 << 60), default=None)


def clock(views: Sequence[TimerView], policy: str | None) -> Shape:
    """Give `sla` of a queue row."""
    view = leading(views)
    if view is None:
        return {
            "timer": None, "state": _ended(views), "warn": False, "due_at": None, "remaining_s": None, "policy": policy,
        }  # fmt: skip
    return {
        "timer": view.timer, "state": view.state, "warn": view.warn, "due_at": iso(view.due),
        "remaining_s": view.remaining, "policy": policy,
    }  # fmt: skip


def _ended(views: Sequence[TimerView]) -> str:
    """Give the state of a ticket without a live clock: what its clocks came to, worst first."""
    states = {view.state for view in views}
    return next((state for state in ("missed", "met", "cancelled") if state in states), "none")


def ticket_row(row: QueueRow, prefix: str, views: Sequence[TimerView]) -> Shape:
    """Give one ticket as `queue --json` lists it."""
    from postventa_tui.core.customers.rows import ref

    return {
        "number": number(row.number, prefix),
        "subject": row.subject,
        "status": row.status,
        "status_type": row.status_type,
        "priority": row.priority,
        "channel": row.channel,
        "customer": {"ref": ref(row.customer_id), "name": row.customer_name},
        "organisation": row.organisation,
        "assignee": row.assignee,
        "team": row.team,
        "tags": list(row.tags),
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "waiting_since": iso(row.waiting_since),
        "snoozed_until": iso(row.snoozed_until),
        "unread": row.unread,
        "sla": clock(views, row.clock.policy if row.clock else None),
        "product": row.product,
        "asset_serial": row.asset_serial,
        "merged_into": number(row.merged_into, prefix),
        "last": None if row.last is None else _last(row),
    }


def _last(row: QueueRow) -> Shape:
    assert row.last is not None
    excerpt = " ".join(row.last.excerpt.split())
    return {
        "at": iso(row.last.at),
        "direction": row.last.direction,
        "author": row.last.author,
        "excerpt": excerpt if len(excerpt) <= _EXCERPT else excerpt[: _EXCERPT - 1] + "…",
    }


def queue(
    rows: Iterable[QueueRow], *, at: int, view: str, total: int, prefix: str, views: Mapping[int, Sequence[TimerView]]
) -> Shape:
    """Give `postventa-queue/1`."""
    return {
        "format": "postventa-queue/1",
        "at": iso(at),
        "view": view,
        "total": total,
        "tickets": [ticket_row(row, prefix, views.get(row.id, ())) for row in rows],
    }


def interaction(line: Contact, prefix: str, files: Sequence[FileRow] = (), versions: int = 0) -> Shape:
    """Give one contact or inner note."""
    row = line.row
    names = {"agent": line.agent_name, "customer": line.customer_name}
    template = _details(row.details).get("wa_template")
    return {
        "id": row.id,
        "ticket": number(line.number, prefix),
        "origin": number(line.number, prefix),
        "at": iso(row.at),
        "recorded_at": iso(row.recorded_at),
        "kind": row.kind,
        "direction": row.direction,
        "channel": row.channel,
        "visibility": "internal" if row.direction == "internal" else "public",
        "author": {
            "kind": row.author_kind,
            "name": row.author_name or names.get(row.author_kind),
            "login": line.agent_login,
        },
        "state": row.state,
        "subject": row.subject,
        "body": row.body,
        "body_kind": _details(row.details).get("body_kind", "text"),
        "attachments": [
            {"name": file.name, "type": file.mime, "bytes": file.size, "sha256": file.sha256} for file in files
        ],
        "call": {"duration_s": row.duration_s, "outcome": row.outcome} if row.kind == "call" else None,
        "visit_kind": row.visit_kind,
        "verified": bool(row.verified),
        "redacted": bool(row.redacted),
        "edited_versions": versions,
        **({"wa_template": template} if template else {}),
    }


def _details(text: str) -> Shape:
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}


def timer(view: TimerView, ledger: Sequence[Shape] = ()) -> Shape:
    """Give one clock of a ticket with its ledger."""
    return {
        "timer": view.timer,
        "state": view.state,
        "warn": view.warn,
        "target_s": view.target,
        "elapsed_s": view.elapsed,
        "remaining_s": view.remaining,
        "due_at": iso(view.due),
        "ledger": list(ledger),
    }


def current(lines: Sequence[Contact]) -> list[tuple[Contact, int]]:
    """Give the lines without versions of notes that were replaced, each with how many it replaced."""
    replaced = {line.row.replaces_id: line for line in lines if line.row.replaces_id is not None}
    shown = []
    for line in lines:
        if line.row.id in replaced:
            continue
        versions, at = 0, line.row.replaces_id
        by_id = {other.row.id: other for other in lines}
        while at is not None and at in by_id:
            versions, at = versions + 1, by_id[at].row.replaces_id
        shown.append((line, versions))
    return shown


class TicketFacts(NamedTuple):
    """Everything `ticket show` tells, as read."""

    ticket: Ticket
    row: QueueRow
    views: Sequence[TimerView]
    ledgers: Mapping[str, Sequence[LedgerRow]]
    lines: Sequence[Contact]
    merged: Sequence[int]
    files: Mapping[int, Sequence[FileRow]]
    links: Sequence[Link]
    followers: Sequence[str]
    customer: Customer
    points: Sequence[Point]
    drafts: Sequence[Draft]
    rmas: Sequence[Shape]
    ext: str | None
    at: int


def ticket(facts: TicketFacts, prefix: str) -> Shape:
    """Give `postventa-ticket/1`."""
    own, person = facts.ticket, facts.customer
    shape = {"format": "postventa-ticket/1", **ticket_row(facts.row, prefix, facts.views)}
    lines = [(line, n) for line, n in current(facts.lines) if line.row.at <= facts.at]
    shape.update(
        public_ref=own.public_ref,
        ext=facts.ext,
        version=own.version,
        customer=_person(person, facts.points),
        follows=_linked(facts.links, "follows", prefix),
        merged=[f"{prefix}{one}" for one in facts.merged],
        split_from=_linked(facts.links, "split", prefix),
        cause=own.cause,
        custom=json.loads(own.custom or "{}"),
        language=own.lang,
        first_reply_at=iso(own.first_reply_at),
        solved_at=iso(own.solved_at),
        closed_at=iso(own.closed_at),
        reopen_count=own.reopen_count,
        sla=[timer(view, _ledger(facts.ledgers.get(view.timer, ()))) for view in facts.views],
        interactions=[
            {**interaction(line, prefix, facts.files.get(line.row.id, ()), n), "ticket": f"{prefix}{own.number}"}
            for line, n in lines
        ],
        rma=list(facts.rmas),
        links=[
            {"kind": one.kind, "ticket": f"{prefix}{one.number}", "direction": one.direction} for one in facts.links
        ],
        followers=list(facts.followers),
        drafts=[
            {"kind": one.kind, "body": one.body, "saved_at": iso(one.saved_at), "based_on": one.based_on_id}
            for one in facts.drafts
        ],
    )
    return shape


def _person(person: Customer, points: Sequence[Point]) -> Shape:
    return {
        "ref": person.ref,
        "name": person.name,
        "formality": person.formality,
        "language": person.lang,
        "tier": person.tier,
        "points": [{"kind": one.kind, "value": one.norm, "primary": bool(one.is_primary)} for one in points],
    }


def _ledger(rows: Sequence[LedgerRow]) -> list[Shape]:
    return [{"from": row.start, "to": row.end, "kind": row.kind, "reason": ", ".join(row.reasons)} for row in rows]


def _linked(links: Sequence[Link], kind: str, prefix: str) -> str | None:
    return next((f"{prefix}{one.number}" for one in links if one.kind == kind and one.direction == "to"), None)


def rma(number_: str, state: str, slip: str | None, lines: Sequence[tuple[str, str | None]]) -> Shape:
    """Give one return or repair in short: `lines` are (asked, outcome)."""
    return {
        "number": number_, "state": state, "slip": slip, "lines": [{"asked": a, "outcome": o} for a, o in lines],
    }  # fmt: skip
