"""Verbs on returns: open one, take the next step, and what the customer hears of it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.dates import add_days, read_date
from postventa_tui.core.customers import contacts
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.returns import cases, findings, store, telling
from postventa_tui.core.returns.rows import Line, Rma, ref
from postventa_tui.core.returns.states import (
    ASKED,
    FINAL,
    REFUND_DAYS,
    Step,
    check,
    check_amount,
    check_choice,
    outcome_for,
)
from postventa_tui.core.tickets import fields, people, writing
from postventa_tui.db import shop
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import NotAllowed, NotFound, Refused, Usage

if TYPE_CHECKING:
    from postventa_tui.core.returns.model import Move, NewRma
    from postventa_tui.db.connection import SqlValue
    from postventa_tui.desk import Desk

COUNTER = "rma_number"
_TICKET_STATUS = {"waiting_part": "on_hold", "repairing": "open", "inspecting": "open", "ready": "pending"}
"""Status type the ticket gets with a state: a supplier is waited for, we work, the customer is waited for."""
_ENDED = ("solved", "closed", "merged", "spam")


def get(desk: Desk, number: int) -> Rma:
    """Give a return by its number.

    Raises:
        NotFound: `rma_unknown`.
    """
    found = store.find_rma(desk.db, number)
    if found is None:
        raise NotFound("rma_unknown", number=number)
    return found


def lines_of(desk: Desk, rma: Rma) -> list[Line]:
    """Give the lines of a return."""
    return store.list_lines(desk.db, rma.id)


def of_ticket(desk: Desk, ticket_id: int) -> list[Rma]:
    """Give the returns of a ticket, newest first."""
    return store.list_of_ticket(desk.db, ticket_id)


def of_asset(desk: Desk, asset_id: int) -> list[tuple[Rma, Line]]:
    """Give the returns a machine was in, newest first, each with its line."""
    return store.list_lines_of_asset(desk.db, asset_id)


def listed(desk: Desk, states: tuple[str, ...], limit: int = 200) -> list[Rma]:
    """Give the returns in these states, the day promised first."""
    return store.list_by_states(desk.db, states, limit)


@verb("rma.new")
def open_rma(desk: Desk, new: NewRma) -> Rma:
    """Open a return on a ticket, with the verdict it rests on.

    Raises:
        Refused: `closed_is_final` and its like, `no_lines`. Usage: `bad_value`. NotFound: the machine.
    """
    ticket = writing.by_id(desk, new.ticket_id)
    fields.refuse_ended(desk, ticket)
    if not new.lines:
        raise Refused("no_lines")
    _check_day("due_on", new.due_on)
    at = desk.clock.now()
    number = shop.next_number(desk.db, COUNTER, 1)
    rma_id = store.insert_rma(desk.db, number, ticket.id, at)
    for line in new.lines:
        if line.asked not in ASKED:
            raise Usage("bad_value", field="asked", value=line.asked, reason=", ".join(ASKED))
        product_id = line.product_id if line.asset_id is None else assets.get(desk, line.asset_id).product_id
        line_id = store.insert_line(desk.db, rma_id, line.asset_id, product_id, line.asked, at)
        store.save_line(desk.db, line_id, {"fault_code": line.fault_code}, at)
    values: dict[str, SqlValue] = {
        "slip": ticket.public_ref,
        "reason": new.reason,
        "pickup": new.pickup,
        "due_on": new.due_on,
    }
    store.save_rma(desk.db, rma_id, values, at)
    findings.save_verdict(desk, get(desk, number))
    _note(desk, get(desk, number), "requested", "")
    return get(desk, number)


def move(desk: Desk, number: int, step: Move) -> Rma:
    """Take one step of a return; money that has moved cannot be taken back, every other step can. See `_move`."""
    return _refund(desk, number, step) if step.to == "refunded" else _set(desk, number, step)


@verb("rma.refund")
def _refund(desk: Desk, number: int, step: Move) -> Rma:
    """The step that moves money: its unit cannot be undone."""
    return _move(desk, number, step)


@verb("rma.set")
def _set(desk: Desk, number: int, step: Move) -> Rma:
    """Any other step."""
    return _move(desk, number, step)


def _move(desk: Desk, number: int, step: Move) -> Rma:
    """Take one step of a return: findings, guards, state, workshop stays, ticket status, word to the customer.

    Raises:
        Refused: `rma_final`, `rma_state`, `not_received`, `missing_field:<name>`, `consumer_chooses`,
            `over_refund`, `paid_unknown`, `outcome_state`. NotAllowed: a confirmation only a lead may give.
        Usage: `bad_value`, `unknown_state`.
    """
    rma = get(desk, number)
    lines = _chosen(desk, rma, step.line)
    _check_words(desk, step)
    if rma.state in FINAL:
        check(Step(rma.state, step.to))
    for line in lines:
        findings.note_findings(desk, line, step)
    lines = store.list_lines(desk.db, rma.id)
    check(_step(rma, lines, step))
    today = step.on or assets.today(desk)
    findings.save_verdict(desk, rma, under=step.under)
    rma = get(desk, number)
    if step.to in FINAL:
        _end_lines(desk, rma, lines, step)
        lines = store.list_lines(desk.db, rma.id)
        findings.close_stays(desk, rma, lines, today)
    store.save_rma(desk.db, rma.id, _values(desk, rma, step, today), desk.clock.now())
    after = get(desk, number)
    if step.to == "received":
        findings.open_stays(desk, after, lines, today)
    _follow(desk, after)
    _note(desk, after, step.to, step.reason)
    if step.tell:
        telling.tell(desk, after, lines)
    if step.remind:
        _remind(desk, after)
    return get(desk, number)


def _check_words(desk: Desk, step: Move) -> None:
    """Refuse days that are none and confirmations the agent may not give."""
    for name in ("on", "supplier_on", "due_on"):
        _check_day(name, getattr(step, name))
    if step.confirmed and not desk.may("lead"):
        role = desk.agent.role if desk.agent else ""
        raise NotAllowed("not_allowed", verb="rma.confirm", role=role, needed="lead")
    if step.under is not None and step.under not in ("statutory", "commercial", "paid"):
        raise Usage("bad_value", field="under", value=step.under, reason="statutory, commercial, paid")


def _check_day(name: str, value: str | None) -> None:
    """Refuse a text that is no date."""
    if value is not None and read_date(value) is None:
        raise Usage("bad_value", field=name, value=value, reason="YYYY-MM-DD")


def _chosen(desk: Desk, rma: Rma, line: int | None) -> list[Line]:
    """The lines a step is about."""
    lines = store.list_lines(desk.db, rma.id)
    if line is None:
        return lines
    if not 1 <= line <= len(lines):
        raise Usage("bad_value", field="line", value=line, reason=f"1–{len(lines)}")
    return [lines[line - 1]]


def _step(rma: Rma, lines: list[Line], step: Move) -> Step:
    """The step as the rule sees it."""
    return Step(
        rma.state,
        step.to,
        reason=step.reason,
        has_verdict=bool(json.loads(rma.verdict)),
        condition=step.condition or rma.condition or "",
        fault_known=all(line.fault_code for line in lines),
        supplier=step.supplier or "",
        supplier_on=step.supplier_on or "",
        before_return="refund_before_return" in step.confirmed,
    )


def _values(desk: Desk, rma: Rma, step: Move, today: str) -> dict[str, SqlValue]:
    """The columns of the return a step writes."""
    at = desk.clock.now()
    values: dict[str, SqlValue] = {"state": step.to}
    for name in ("condition", "accessories", "supplier", "supplier_on", "due_on"):
        if getattr(step, name) is not None:
            values[name] = getattr(step, name)
    if step.reason:
        values["reason"] = step.reason
    if step.to == "received":
        values["received_on"] = today
        if step.due_on is None and rma.due_on is None:
            values["due_on"] = _refund_due(desk, rma)
    if step.to == "ready":
        values["ready_at"] = at
    if step.to in FINAL:
        values["closed_at"] = at
        values["under"] = rma.under or "paid"
    return values


def _refund_due(desk: Desk, rma: Rma) -> str | None:
    """The last day for the money of a withdrawal, counted from the day it was asked for."""
    asked = [line.asked for line in store.list_lines(desk.db, rma.id)]
    verdict = json.loads(rma.verdict)
    if "refund" not in asked or verdict.get("withdrawal", {}).get("verdict") != "open":
        return None
    return add_days(date.fromisoformat(assets.today(desk)), REFUND_DAYS).isoformat()


def _end_lines(desk: Desk, rma: Rma, lines: list[Line], step: Move) -> None:
    """Write what became of each line, within the consumer's choice and what was paid."""
    legal = findings.is_legal(rma)
    for line in lines:
        outcome = outcome_for(step.to, step.outcome or line.outcome)
        check_choice(line.asked, outcome, legal=legal, reason=step.reason)
        values: dict[str, SqlValue] = {"outcome": outcome}
        if outcome in ("refunded", "price_cut"):
            values.update(_money(desk, line, step))
        store.save_line(desk.db, line.id, values, desk.clock.now())


def _money(desk: Desk, line: Line, step: Move) -> dict[str, SqlValue]:
    """What is given back for a line: what was named, else all that is left of what was paid."""
    paid = None if line.asset_id is None else assets.paid_for(desk, line.asset_id)
    before = 0 if line.asset_id is None else store.refunded_cents(desk.db, line.asset_id, line.id)
    amount = step.amount_cents
    if amount is None:
        if paid is None or step.outcome == "price_cut":
            raise Refused("missing_field:amount", field="amount")
        amount = paid[0] - before
    unknown_allowed = "paid_unknown" in step.confirmed
    check_amount(amount, None if paid is None else paid[0], before, unknown_allowed=unknown_allowed)
    return {"amount_cents": amount, "currency": step.currency or (paid[1] if paid else "EUR")}


def _follow(desk: Desk, rma: Rma) -> None:
    """Give the ticket the status that goes with the state; one that has ended is left alone."""
    key = _TICKET_STATUS.get(rma.state)
    ticket = writing.survivor(desk, writing.by_id(desk, rma.ticket_id))
    if key is not None and ticket.status_type not in _ENDED and ticket.status_type != key:
        fields.set_status(desk, ticket.id, key)


def _remind(desk: Desk, rma: Rma) -> None:
    """Remind the acting agent on the day the part, or else the unit, is due; a day gone by reminds of nothing."""
    day = rma.supplier_on if rma.state == "waiting_part" else rma.due_on
    if day is None:
        return
    at = moments.start_of_day(day, desk.shop.zone)
    if at > desk.clock.now():
        people.remind(desk, rma.ticket_id, at, f"{rma.ref}: {rma.supplier or rma.state}")


def _note(desk: Desk, rma: Rma, state: str, reason: str) -> None:
    """Write the step into the ticket's history."""
    ticket = writing.by_id(desk, rma.ticket_id)
    details = json.dumps({"rma": rma.number, "state": state, "reason": reason}, ensure_ascii=False, sort_keys=True)
    body = f"{ref(rma.number)}: {state}" + (f" – {reason}" if reason else "")
    row = NewInteraction(
        "event",
        "internal",
        desk.clock.now(),
        "agent",
        body,
        ticket.customer_id,
        ticket.id,
        agent_id=desk.agent.id if desk.agent else None,
        event="rma",
        details=details,
    )
    contacts.add_interaction(desk, row)


def ticket_ref(desk: Desk, rma: Rma) -> str:
    """Give the number of the return's ticket as people write it."""
    return f"{desk.shop.number_prefix}{cases.ticket_by_id(desk, rma.ticket_id).number}"
