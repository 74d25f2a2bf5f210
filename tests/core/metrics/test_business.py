"""Figures of the trade by worked examples."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from postventa_tui.core.metrics import business, rounding
from postventa_tui.core.metrics.rows import Returned

DAY = 86_400


def test_halves_round_away_from_zero() -> None:
    assert rounding.places(Fraction(-25, 4), 1) == -6.3
    assert rounding.places(Fraction(25, 4), 1) == 6.3
    assert rounding.half_up(Fraction(-5, 2)) == -3


@given(st.fractions(min_value=-1000, max_value=1000))
def test_rounding_never_moves_more_than_half(value: Fraction) -> None:
    assert abs(rounding.half_up(value) - value) <= Fraction(1, 2)


def test_a_contact_costs_its_minutes_and_its_part_of_the_fixed_costs() -> None:
    minutes = business.handling_minutes([90, 30], [15], [3])
    assert minutes == 20
    assert business.cost_per_contact(minutes, 35, 1000, 8).value == 213
    assert business.cost_per_contact(minutes, 35, 1000, 0).value is None


def test_running_and_paused_timers_are_out_of_sla_met() -> None:
    figures = business.sla_met(
        [("resolution", "met"), ("resolution", "missed"), ("resolution", "met"), ("resolution", "paused")]
    )
    assert figures["sla_resolution"].value == 0.6667
    assert figures["sla_resolution"].excluded == {"paused": 1}
    assert figures["sla_first_response"].value is None


def test_retention_counts_the_buyers_of_the_period_before() -> None:
    assert business.retention({1, 2, 3}, {2, 3, 9}).value == 0.6667
    assert business.retention(set(), {1}).value is None


def test_the_same_fault_on_day_90_is_a_repeat_and_later_is_not() -> None:
    back = [Returned(1, "pump", 0), Returned(2, "pump", 0)]
    faults = [(1, "pump", 90 * DAY), (2, "pump", 90 * DAY + 1), (2, "door", 5)]
    assert business.repeat_fault(back, faults).value == 0.5


def test_full_retention_is_capped_at_ten_years() -> None:
    figure = business.lifetime_value([10_000] * 40, 20, Fraction(2), Fraction(1), Fraction(1))
    assert figure.value == 100_000


def test_nineteen_customers_have_no_lifetime_value() -> None:
    figure = business.lifetime_value([10_000] * 40, 19, Fraction(2), Fraction(1, 2), Fraction(1))
    assert figure.value is None
    assert figure.excluded == {"too_few": 19}


def test_repair_share_names_what_it_leaves_out() -> None:
    figure = business.repair_share(["repaired", "replaced", "refunded", "rejected"])
    assert (figure.value, figure.n, figure.excluded) == (0.3333, 3, {"rejected": 1})
    assert business.repair_share([]).value is None


def test_staff_is_rounded_up_to_whole_people() -> None:
    plan = business.staffing({(0, 10): [8, 8, 8, 8, 8, 8, 8, 8]}, Fraction(12))
    assert plan == {(0, 10): (8.0, 2)}
    assert business.staffing({(0, 10): [9] * 8}, Fraction(12))[(0, 10)] == (9.0, 3)
