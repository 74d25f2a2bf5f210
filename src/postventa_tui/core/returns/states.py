"""The way of a return from state to state, and what forbids a step. Pure.

Source: TRLGDCU art. 118 and 119 (the consumer chooses between repair and replacement, unless impossible or
disproportionate); art. 107 (money back within 14 days of the withdrawal).
"""

from __future__ import annotations

from postventa_tui.kit.errors import Refused
from postventa_tui.kit.rows import NamedTuple

NEXT: dict[str, tuple[str, ...]] = {
    "requested": ("approved", "rejected"),
    "approved": ("label_sent", "received", "cancelled"),
    "label_sent": ("received", "cancelled"),
    "received": ("inspecting",),
    "inspecting": ("waiting_part", "repairing", "ready", "rejected"),
    "waiting_part": ("repairing", "ready"),
    "repairing": ("ready", "waiting_part"),
    "ready": ("returned", "refunded", "replaced"),
    "returned": (),
    "refunded": (),
    "replaced": (),
    "rejected": (),
    "cancelled": (),
}
STATES = tuple(NEXT)
FINAL = frozenset(state for state, after in NEXT.items() if not after)
ON_HAND = frozenset(("received", "inspecting", "waiting_part", "repairing", "ready"))
"""States in which the shop holds the unit."""
ASKED = ("repair", "replace", "price_cut", "refund")
OUTCOMES = ("repaired", "replaced", "refunded", "price_cut", "returned_as_is", "rejected", "recycled")
OFFERS = ("repair", "replace_reused", "replace_new", "price_cut", "refund")
"""Order of what is offered on the screen: what keeps the machine in use comes first."""
LEGAL = frozenset(("statutory", "same_defect"))
REFUND_DAYS = 14
_BY_STATE = {
    "returned": ("repaired", "returned_as_is", "recycled"),
    "refunded": ("refunded", "price_cut", "recycled"),
    "replaced": ("replaced", "recycled"),
    "rejected": ("rejected",),
}
_CHOSEN = {"repair": "repaired", "replace": "replaced"}
_AGAINST = frozenset(("repaired", "replaced", "refunded", "price_cut"))


class Step(NamedTuple):
    """A step somebody wants to take, with what is known about it.

    Args:
        has_verdict: Whether the return rests on a verdict, needed for a rejection.
        fault_known: Whether every line has its fault code.
        before_return: A lead has confirmed `refund_before_return`.
    """

    now: str
    to: str
    reason: str = ""
    has_verdict: bool = False
    condition: str = ""
    fault_known: bool = False
    supplier: str = ""
    supplier_on: str = ""
    before_return: bool = False


def check(step: Step) -> None:
    """Refuse a step the table or its guards do not allow.

    Raises:
        Refused: `rma_final`, `rma_state`, `not_received`, `missing_field:<name>`.
    """
    if step.now in FINAL:
        raise Refused("rma_final", state=step.now)
    if step.to == "refunded" and step.now not in ON_HAND:
        if not (step.before_return and step.now in ("approved", "label_sent")):
            raise Refused("not_received", state=step.now)
        return
    if step.to not in NEXT[step.now]:
        raise Refused("rma_state", state=step.now, to=step.to, next=", ".join(NEXT[step.now]))
    for name in _needed(step):
        raise Refused(f"missing_field:{name}", field=name)


def _needed(step: Step) -> list[str]:
    """The fields a step needs and does not have."""
    missing = []
    if step.to == "rejected":
        missing += [] if step.reason.strip() else ["reason"]
        missing += [] if step.has_verdict else ["verdict"]
    if step.to == "received" and not step.condition.strip():
        missing.append("condition")
    if step.now == "inspecting" and step.to != "rejected" and not step.fault_known:
        missing.append("fault_code")
    if step.to == "waiting_part":
        missing += [] if step.supplier.strip() else ["supplier"]
        missing += [] if step.supplier_on.strip() else ["supplier_on"]
    return missing


def outcome_for(state: str, wanted: str | None) -> str | None:
    """Give what became of a line when its return ends in `state`; None when nothing did (cancelled).

    Raises:
        Refused: `outcome_state` when the outcome named does not fit the state.
    """
    fitting = _BY_STATE.get(state)
    if fitting is None:
        return None
    if wanted is None:
        return fitting[0]
    if wanted not in fitting:
        raise Refused("outcome_state", outcome=wanted, state=state, fitting=", ".join(fitting))
    return wanted


def check_choice(asked: str, outcome: str | None, *, legal: bool, reason: str) -> None:
    """Refuse an outcome against the consumer's choice between repair and replacement.

    Args:
        legal: Whether the statutory guarantee answers; without it there is no legal choice.
        reason: Why her choice is impossible or disproportionate; with it the shop may do otherwise.
    Raises:
        Refused: `consumer_chooses`.
    """
    chosen = _CHOSEN.get(asked)
    if not legal or chosen is None or outcome not in _AGAINST or outcome == chosen:
        return
    if not reason.strip():
        raise Refused("consumer_chooses", asked=asked, outcome=outcome)


def check_amount(amount_cents: int, paid_cents: int | None, refunded_cents: int, *, unknown_allowed: bool) -> None:
    """Refuse more money than was paid for the line and not given back yet.

    Args:
        paid_cents: None when the shop does not know what was paid; then only with `unknown_allowed`.
    Raises:
        Refused: `over_refund`, `paid_unknown`, `bad_amount`.
    """
    if amount_cents < 0:
        raise Refused("bad_amount")
    if paid_cents is None:
        if amount_cents and not unknown_allowed:
            raise Refused("paid_unknown")
        return
    if amount_cents > paid_cents - refunded_cents:
        raise Refused("over_refund", left=paid_cents - refunded_cents, asked=amount_cents)


def pays(basis: str) -> str:
    """Give under what a unit is repaired, by the basis of its verdict: statutory, commercial or paid."""
    if basis in LEGAL:
        return "statutory"
    return "commercial" if basis == "commercial" else "paid"
