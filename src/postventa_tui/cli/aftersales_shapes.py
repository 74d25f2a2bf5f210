"""JSON shapes of machines, returns, recall lists and notices, keys in a fixed order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.assets.result import as_json
from postventa_tui.core.returns.states import NEXT
from postventa_tui.kit.moments import iso

if TYPE_CHECKING:
    from postventa_tui.core.assets.rows import AssetRow
    from postventa_tui.core.returns.history import Machine
    from postventa_tui.core.returns.recalls import Progress
    from postventa_tui.core.returns.rows import Line, Notice, Rma, Suspicion

Shape = dict[str, object]


def money(cents: int | None, currency: str | None) -> Shape | None:
    """Give an amount, or None."""
    return None if cents is None else {"cents": cents, "currency": currency or "EUR"}


def asset_row(row: AssetRow) -> Shape:
    """Give a machine in short."""
    return {
        "id": row.id,
        "serial": row.serial,
        "sku": row.sku,
        "product": row.product,
        "lot": row.lot,
        "customer": None if row.customer_id is None else f"C-{row.customer_id}",
        "delivered_on": row.delivered_on,
        "sold_by_us": row.sold_by_us,
    }


def machine(found: Machine, lang: str) -> Shape:
    """Give a machine with its whole history: `postventa-asset/1`."""
    return {
        "format": "postventa-asset/1",
        **asset_row(found.row),
        "condition": found.row.condition,
        "agreed_months": found.row.agreed_months,
        "supply_until": found.row.supply_until,
        "counter": found.row.counter_value,
        "text": found.cover.sentence(lang),
        "verdict": as_json(found.cover.answer),
        "owners": [{"name": one.name, "until": one.until_on} for one in found.owners],
        "repairs": [
            {
                "handed_over": one.handed_over_on,
                "returned": one.returned_on,
                "fault_code": one.fault_code,
                "kind": one.kind,
                "under": one.under,
            }
            for one in found.repairs
        ],
        "returns": [{"number": rma.ref, "state": rma.state, "outcome": line.outcome} for rma, line in found.returns],
        "tickets": [
            {"number": one.number, "subject": one.subject, "status": one.status, "created_at": iso(one.created_at)}
            for one in found.tickets
        ],
        "recalls": [{"id": recall.id, "title": recall.title, "state": unit.state} for recall, unit in found.recalls],
        "parts_until": None if found.parts_until is None else found.parts_until.isoformat(),
        "end_of_support": found.product.end_of_support,
    }


def rma_line(line: Line) -> Shape:
    """Give one unit of a return."""
    return {
        "asset": line.asset_id,
        "asked": line.asked,
        "outcome": line.outcome,
        "fault_code": line.fault_code,
        "cause": line.cause,
        "cause_proved": line.cause_proved,
        "amount": money(line.amount_cents, line.currency),
        "parts": [{"name": one.name, "state": one.state, "price": money(one.cents, "EUR")} for one in line.parts],
        "labour": money(line.labour_cents, line.currency),
        "minutes": line.minutes,
        "destination": line.destination,
    }


def rma(row: Rma, lines: list[Line], ticket: str) -> Shape:
    """Give a return: `postventa-rma/1`."""
    verdict = json.loads(row.verdict)
    return {
        "format": "postventa-rma/1",
        "number": row.ref,
        "ticket": ticket,
        "slip": row.slip,
        "state": row.state,
        "next": list(NEXT[row.state]),
        "under": row.under,
        "verdict": verdict or None,
        "reason": row.reason,
        "condition": row.condition,
        "accessories": row.accessories,
        "estimate": row.estimate,
        "supplier": row.supplier,
        "supplier_on": row.supplier_on,
        "due_on": row.due_on,
        "received_on": row.received_on,
        "ready_at": iso(row.ready_at),
        "told_at": iso(row.told_at),
        "printed_at": iso(row.printed_at),
        "collected_with": row.collected_with,
        "closed_at": iso(row.closed_at),
        "lines": [rma_line(line) for line in lines],
    }


def progress(found: Progress) -> Shape:
    """Give a recall list: `postventa-recall/1`."""
    recall = found.recall
    return {
        "format": "postventa-recall/1",
        "id": recall.id,
        "title": recall.title,
        "state": recall.state,
        "fault_code": recall.fault_code,
        "approved_at": iso(recall.approved_at),
        "closed_at": iso(recall.closed_at),
        "counts": found.counts,
        "without_owner": found.without_owner,
        "unknown": found.unknown,
        "units": [
            {
                "id": one.id,
                "serial": one.serial,
                "state": one.state,
                "channel": one.channel,
                "tries": one.tries,
                "last_try_at": iso(one.last_try_at),
                "appointment_on": one.appointment_on,
                "added_later": one.added_later,
            }
            for one in found.units
        ],
    }


def notice(one: Notice) -> Shape:
    """Give one notice of a batch."""
    return {
        "id": one.id,
        "customer": None if one.customer_id is None else f"C-{one.customer_id}",
        "asset": one.asset_id,
        "kind": one.kind,
        "channel": one.channel,
        "due_at": iso(one.due_at),
        "state": one.state,
        "reason": one.reason,
        "body": one.body,
    }


def suspicion(one: Suspicion) -> Shape:
    """Give one line of the fault radar."""
    return {
        "sku": one.sku,
        "product": one.product,
        "lot": one.lot,
        "fault_code": one.fault_code,
        "cases": one.cases,
        "sold": one.sold,
        "other_cases": one.other_cases,
        "other_sold": one.other_sold,
        "rate": round(one.rate, 4),
        "base_rate": round(one.base_rate, 4),
        "p": round(one.p_value, 6),
        "flagged": one.flagged,
        "serial_from": one.serial_from,
        "serial_to": one.serial_to,
        "cost": money(one.cost_cents, "EUR"),
    }
