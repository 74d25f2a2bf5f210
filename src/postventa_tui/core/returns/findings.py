"""What a return rests on and leaves behind: the verdict, the stays in the workshop, who pays."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from postventa_tui.core.assets import cover, result, stays
from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.cover import Cover
from postventa_tui.core.assets.facts import CAUSES, Facts, Fault
from postventa_tui.core.assets.model import RepairInput
from postventa_tui.core.assets.verdict import verdict
from postventa_tui.core.returns import store
from postventa_tui.core.returns.states import LEGAL, ON_HAND, pays
from postventa_tui.kit import moments
from postventa_tui.kit.errors import Usage

if TYPE_CHECKING:
    from postventa_tui.core.returns.model import Move
    from postventa_tui.core.returns.rows import Line, Rma
    from postventa_tui.db.connection import SqlValue
    from postventa_tui.desk import Desk

STAYS = {"repaired": "repair", "replaced": "replacement"}
"""Outcomes that are a repair for the next verdict, and its kind."""


def judged(desk: Desk, rma: Rma, line: Line) -> Cover:
    """Give the verdict on the fault of a line, as it was claimed on the day the return was opened."""
    claimed = date.fromisoformat(moments.local_date(rma.created_at, desk.shop.zone))
    fault = Fault(line.fault_code or "", claimed, line.cause or "unknown", line.cause_proved)
    today = date.fromisoformat(assets.today(desk))
    if line.asset_id is not None:
        return cover.cover_of(desk, line.asset_id, today, fault)
    facts, rules = Facts(today, fault=fault), cover.rules_of(desk)
    return Cover(verdict(facts, rules), facts, rules)


def save_verdict(desk: Desk, rma: Rma, *, under: str | None = None) -> None:
    """Write the verdict of the first line as it is now, and who pays.

    Who pays follows the verdict (a receipt that turns up counts at once) until the agent says otherwise with `under`;
    an unknown verdict says nobody yet.
    """
    lines = store.list_lines(desk.db, rma.id)
    if not lines:
        return
    before = json.loads(rma.verdict)
    answer = judged(desk, rma, lines[0]).answer
    follows = rma.under is None or rma.under == pays(before.get("basis", "none"))
    pays_now = None if answer.verdict == "unknown" else pays(answer.basis)
    chosen = under or (pays_now if follows else rma.under)
    values: dict[str, SqlValue] = {
        "verdict": json.dumps(result.as_json(answer), ensure_ascii=False, sort_keys=True),
        "under": chosen,
    }
    store.save_rma(desk.db, rma.id, values, desk.clock.now())
    if rma.state in ON_HAND:
        for line in lines:
            if line.asset_id is not None:
                stays.mark_stay(desk, line.asset_id, chosen or "paid")


def is_legal(rma: Rma) -> bool:
    """Say whether the statutory guarantee answers for a return, so that the consumer chooses the remedy."""
    return json.loads(rma.verdict).get("basis") in LEGAL


def note_findings(desk: Desk, line: Line, move: Move) -> None:
    """Write what was found and used on a line.

    Raises:
        Usage: `bad_value` for an unknown cause or a negative amount.
    """
    if move.cause is not None and move.cause not in CAUSES:
        raise Usage("bad_value", field="cause", value=move.cause, reason=", ".join(CAUSES))
    for name in ("labour_cents", "minutes"):
        number = getattr(move, name)
        if number is not None and number < 0:
            raise Usage("bad_value", field=name, value=number, reason="0–…")
    values: dict[str, SqlValue] = {
        name: getattr(move, name)
        for name in ("fault_code", "cause", "labour_cents", "minutes", "destination")
        if getattr(move, name) is not None
    }
    if move.cause_proved is not None:
        values["cause_proved"] = int(move.cause_proved)
    if move.parts is not None:
        parts = [*line.parts, *move.parts]
        values["parts"] = json.dumps([one._asdict() for one in parts], ensure_ascii=False)
    store.save_line(desk.db, line.id, values, desk.clock.now())


def open_stays(desk: Desk, rma: Rma, lines: list[Line], handed_over_on: str) -> None:
    """Note that the machines of a return are in the workshop from a day on."""
    for line in lines:
        if line.asset_id is None or stays.has_open_stay(desk, line.asset_id):
            continue
        stay = RepairInput(
            line.asset_id, handed_over_on, rma.under or "paid", None, line.fault_code, "repair", rma.ticket_id
        )
        assets.add_repair(desk, stay)


def close_stays(desk: Desk, rma: Rma, lines: list[Line], returned_on: str) -> None:
    """Close the stays of a return that ends: a repair stays as a fact for the next verdict, other stays go."""
    if rma.state not in ON_HAND:
        return
    for line in lines:
        if line.asset_id is None or not stays.has_open_stay(desk, line.asset_id):
            continue
        kind = STAYS.get(line.outcome or "")
        if kind is None:
            stays.drop_stay(desk, line.asset_id)
            continue
        stays.end_repair(
            desk, line.asset_id, returned_on, fault_code=line.fault_code, kind=kind, under=rma.under or "paid"
        )
