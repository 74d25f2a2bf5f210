"""The guarantee verdict against its vectors, its worked examples and its properties."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postventa_tui.core.assets.facts import GOODS, Facts, Fault, Repair, parse_facts
from postventa_tui.core.assets.result import as_json
from postventa_tui.core.assets.rules import shipped_rules
from postventa_tui.core.assets.verdict import verdict
from postventa_tui.kit.errors import Usage

RULES = shipped_rules()
VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "domain" / "guarantee-open.json").read_text(encoding="utf-8")
)
DAYS = st.dates(date(2004, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_vector_gives_every_expected_key(case):
    got = as_json(verdict(parse_facts(case["facts"]), RULES))
    expect = dict(case["expect"])
    assert set(got["articles"]) == set(expect.pop("articles"))
    assert {key: got[key] for key in expect} == expect


def facts(**given):
    return Facts(
        **{
            "as_of": date(2027, 3, 10),
            "goods": "new",
            "delivered_on": date(2024, 3, 10),
            "sale_channel": "shop",
            **given,
        }
    )


def stay(since, until, code="pump", under="statutory"):
    return Repair(since, until, code, "repair", under)


def test_last_day_of_the_term_is_covered_and_the_next_is_not():
    assert verdict(facts(), RULES).reason == "last_day"
    assert verdict(facts(as_of=date(2027, 3, 11)), RULES).reason == "expired"


def test_stay_still_running_on_the_day_asked_leaves_the_term_standing():
    repair = stay(date(2027, 3, 1), date(2027, 3, 30))
    got = verdict(facts(repairs=(repair,)), RULES)
    assert (got.reason, got.ends_on, got.ends_on_if_returned_today) == (
        "suspended_now",
        None,
        date(2027, 3, 19),
    )


def test_stay_in_the_presumption_leaves_it_standing_and_the_seller_proves():
    got = verdict(facts(as_of=date(2026, 6, 1), repairs=(stay(date(2026, 3, 10), None),)), RULES)
    assert (got.burden, got.presumption_ends_on) == ("seller", None)


def test_proved_misuse_while_the_unit_is_in_the_workshop_keeps_the_standing_dates():
    fault = Fault("pump", None, "misuse", True)
    got = verdict(facts(fault=fault, repairs=(stay(date(2027, 3, 1), None),)), RULES)
    assert (got.reason, got.ends_on, got.ends_on_if_returned_today) == (
        "excluded_cause",
        None,
        date(2027, 3, 19),
    )


def test_touching_stays_join_even_when_the_first_began_before_delivery():
    repairs = (stay(date(2024, 3, 1), date(2024, 3, 12)), stay(date(2024, 3, 12), date(2024, 3, 20)))
    assert verdict(facts(repairs=repairs), RULES).suspended_days == 0


def test_business_needs_and_assumes_nothing():
    got = verdict(facts(buyer="business", delivered_on=None, invoice_on=date(2024, 3, 1)), RULES)
    assert (got.reason, got.needs, got.assumptions, got.rule) == ("not_consumer", (), (), None)


def test_delivery_note_alone_gives_delivery_and_contract():
    got = verdict(facts(delivered_on=None, delivery_note_on=date(2024, 3, 10), buyer="consumer"), RULES)
    assert got.assumptions == ("delivery_taken_from_delivery_note", "contract_taken_as_delivery")
    assert "TRLGDCU art. 123" in got.articles


def test_needs_stand_in_their_fixed_order():
    assert verdict(Facts(date(2026, 1, 1)), RULES).needs == ("delivered_on", "goods")


def test_continuous_digital_service_is_not_suspended():
    got = verdict(
        facts(goods="digital_continuous", supply_until=date(2027, 6, 1), repairs=(stay(date(2027, 3, 1), None),)),
        RULES,
    )
    assert (got.reason, got.ends_on, got.suspended_days) == ("within_term", date(2027, 6, 1), 0)


def test_machine_part_still_in_term_by_workshop_days_is_not_taken_as_digital():
    given = {"goods": "goods_with_digital", "supply_until": date(2029, 3, 10), "as_of": date(2027, 3, 15)}
    got = verdict(facts(**given, repairs=(stay(date(2025, 5, 10), date(2025, 5, 24)),)), RULES)
    assert "fault_taken_as_digital" not in got.assumptions
    later = verdict(
        facts(**{**given, "as_of": date(2027, 3, 25)}, repairs=(stay(date(2025, 5, 10), date(2025, 5, 24)),)),
        RULES,
    )
    assert (later.burden, later.assumptions[-1]) == ("seller", "fault_taken_as_digital")


def test_prescribed_claim_can_still_be_answered_by_a_commercial_guarantee():
    given = {"commercial": [{"by": "maker", "months": 240}], "fault": {"manifested_on": "2027-03-01"}}
    got = verdict(parse_facts({"as_of": "2032-03-02", "goods": "new", "delivered_on": "2024-03-10", **given}), RULES)
    assert (got.reason, got.articles, got.claim_by) == ("commercial", ("TRLGDCU art. 127",), date(2032, 3, 1))


def test_exclusion_the_rules_do_not_list_is_malformed():
    with pytest.raises(Usage, match="bad_facts"):
        verdict(parse_facts({"as_of": "2026-01-01", "withdrawal": {"excluded": "seald_hygiene"}}), RULES)


@pytest.mark.parametrize(
    "raw",
    [
        [],
        None,
        {},
        {"as_of": None},
        {"as_of": "2026-02-30"},
        {"as_of": "20260101"},
        {"as_of": "2026-1-1"},
        {"as_of": 20260101},
        {"as_of": "2026-01-01", "format": "postventa-facts/2"},
        {"as_of": "2026-01-01", "goods": "boat"},
        {"as_of": "2026-01-01", "buyer": 1},
        {"as_of": "2026-01-01", "agreed_months": True},
        {"as_of": "2026-01-01", "agreed_months": -1},
        {"as_of": "2026-01-01", "agreed_months": 1.5},
        {"as_of": "2026-01-01", "repairs": {}},
        {"as_of": "2026-01-01", "repairs": [1]},
        {"as_of": "2026-01-01", "repairs": [{"handed_over": "2026-01-02", "returned": "2026-01-01"}]},
        {"as_of": "2026-01-01", "repairs": [{"under": "love"}]},
        {"as_of": "2026-01-01", "commercial": [{"covers": "all"}]},
        {"as_of": "2026-01-01", "fault": "broken"},
        {"as_of": "2026-01-01", "fault": {"cause_proved": "yes"}},
        {"as_of": "2026-01-01", "withdrawal": {"informed": 0}},
    ],
)
def test_malformed_facts_end_with_exit_2(raw):
    with pytest.raises(Usage) as refused:
        parse_facts(raw)
    assert (refused.value.code, refused.value.exit_code) == ("bad_facts", 2)


def test_unknown_keys_and_nulls_are_no_error():
    got = parse_facts({"as_of": "2026-01-01", "colour": "red", "fault": None, "repairs": None, "withdrawal": None})
    assert got == Facts(date(2026, 1, 1))


@settings(max_examples=150, deadline=None)
@given(
    DAYS,
    st.sampled_from(("new", "second_hand", "goods_with_digital")),
    st.integers(0, 1500),
    st.integers(0, 60),
)
def test_one_day_more_of_suspension_never_shortens_cover(delivered, goods, offset, days):
    since = delivered + timedelta(offset)
    asked = delivered + timedelta(4000)
    ends = []
    for more in (0, 1):
        repair = stay(since, since + timedelta(days + more))
        ends.append(verdict(Facts(asked, goods=goods, delivered_on=delivered, repairs=(repair,)), RULES).ends_on)
    assert ends[0] <= ends[1]


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(GOODS), st.integers(0, 40))
def test_last_day_is_covered_and_the_day_after_is_not_by_law(delivered, goods, agreed):
    base = Facts(
        delivered,
        goods=goods,
        delivered_on=delivered,
        agreed_months=agreed,
        supply_until=delivered + timedelta(900),
    )
    end = verdict(base, RULES).ends_on
    if end is None:
        assert verdict(base, RULES).reason == "no_rule"
        return
    assert verdict(base._replace(as_of=end), RULES).reason == "last_day"
    assert verdict(base._replace(as_of=end + timedelta(1)), RULES).reason == "expired"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-50, 1300), st.integers(0, 90)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_order_of_the_repairs_does_not_matter(stays, shuffled):
    delivered = date(2024, 3, 10)
    repairs = [stay(delivered + timedelta(a), delivered + timedelta(a + b)) for a, b in stays]
    mixed = list(repairs)
    shuffled.shuffle(mixed)
    one = facts(repairs=tuple(repairs), fault=Fault("pump"))
    assert verdict(one, RULES) == verdict(one._replace(repairs=tuple(mixed)), RULES)
