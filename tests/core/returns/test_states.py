"""The state table of returns and its guards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postventa_tui.core.returns.radar_rule import poisson_tail, signal
from postventa_tui.core.returns.states import (
    FINAL,
    NEXT,
    STATES,
    Step,
    check,
    check_amount,
    check_choice,
    outcome_for,
    pays,
)
from postventa_tui.kit.errors import Refused

FULL = {
    "reason": "sin defecto", "has_verdict": True, "condition": "rayada", "fault_known": True,
    "supplier": "Lérez", "supplier_on": "2026-12-01",
}  # fmt: skip


@pytest.mark.parametrize("now", STATES)
@pytest.mark.parametrize("to", STATES)
def test_only_the_steps_of_the_table_are_allowed(now, to):
    step = Step(now, to, **FULL)
    if to in NEXT[now]:
        check(step)
        return
    with pytest.raises(Refused) as refused:
        check(step)
    expected = "rma_final" if now in FINAL else "rma_state"
    if to == "refunded" and now in ("requested", "approved", "label_sent"):
        expected = "not_received"
    assert refused.value.code == expected


@pytest.mark.parametrize(
    ("now", "to", "lacks", "code"),
    [
        ("requested", "rejected", "reason", "missing_field:reason"),
        ("inspecting", "rejected", "has_verdict", "missing_field:verdict"),
        ("approved", "received", "condition", "missing_field:condition"),
        ("inspecting", "repairing", "fault_known", "missing_field:fault_code"),
        ("repairing", "waiting_part", "supplier", "missing_field:supplier"),
        ("repairing", "waiting_part", "supplier_on", "missing_field:supplier_on"),
    ],
)
def test_step_without_its_field_is_refused(now, to, lacks, code):
    given = {name: value for name, value in FULL.items() if name != lacks}
    with pytest.raises(Refused) as refused:
        check(Step(now, to, **given))
    assert refused.value.code == code


def test_lead_may_refund_before_the_goods_are_back():
    check(Step("approved", "refunded", before_return=True))
    with pytest.raises(Refused, match="not_received"):
        check(Step("requested", "refunded", before_return=True))


@pytest.mark.parametrize(
    ("asked", "outcome", "legal", "reason", "refused"),
    [
        ("repair", "replaced", True, "", True),
        ("replace", "repaired", True, "", True),
        ("repair", "refunded", True, "", True),
        ("repair", "replaced", True, "pieza descatalogada", False),
        ("repair", "repaired", True, "", False),
        ("refund", "repaired", True, "", False),
        ("repair", "returned_as_is", True, "", False),
        ("replace", "repaired", False, "", False),
    ],
)
def test_consumer_chooses_between_repair_and_replacement(asked, outcome, legal, reason, refused):
    if not refused:
        check_choice(asked, outcome, legal=legal, reason=reason)
        return
    with pytest.raises(Refused, match="consumer_chooses"):
        check_choice(asked, outcome, legal=legal, reason=reason)


def test_money_back_stops_at_what_was_paid():
    check_amount(10000, 42900, 32900, unknown_allowed=False)
    with pytest.raises(Refused, match="over_refund"):
        check_amount(10001, 42900, 32900, unknown_allowed=False)
    with pytest.raises(Refused, match="bad_amount"):
        check_amount(-1, 42900, 0, unknown_allowed=False)
    with pytest.raises(Refused, match="paid_unknown"):
        check_amount(100, None, 0, unknown_allowed=False)
    check_amount(100, None, 0, unknown_allowed=True)


def test_outcome_fits_the_last_state():
    assert outcome_for("returned", None) == "repaired"
    assert outcome_for("cancelled", None) is None
    with pytest.raises(Refused, match="outcome_state"):
        outcome_for("returned", "refunded")


def test_basis_says_who_pays():
    assert [pays(basis) for basis in ("statutory", "same_defect", "commercial", "repair_work", "none")] == [
        "statutory", "statutory", "commercial", "paid", "paid"
    ]  # fmt: skip


def test_swollen_batteries_of_one_lot_are_flagged_at_the_fifth_case():
    assert not signal(3, 31, 1, 52).flagged
    assert signal(5, 31, 1, 52).flagged
    assert signal(5, 31, 0, 0) is None


@given(st.integers(1, 40), st.floats(0.01, 30))
def test_poisson_tail_falls_with_every_case(cases, expected):
    assert 0 <= poisson_tail(cases + 1, expected) <= poisson_tail(cases, expected) <= 1


def test_poisson_tail_agrees_with_a_table():
    assert round(poisson_tail(5, 1.0), 5) == 0.00366
    assert round(poisson_tail(3, 2.5), 5) == 0.45619
