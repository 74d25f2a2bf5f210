"""The calendar rules B1 to B9, sentence by sentence."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from postventa_tui.core.sla.calendar import HORIZON_S, LAST_INSTANT, WorkCalendar
from postventa_tui.core.sla.hours import calendar_json, parse_calendar
from postventa_tui.kit.errors import SlaError

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPLIT = [["09:00", "14:00"], ["16:30", "20:00"]]
MAD = {"zone": "Europe/Madrid", "weekly": dict.fromkeys(WEEK[:5], SPLIT)}


def work(raw) -> WorkCalendar:
    return WorkCalendar(parse_calendar(raw))


def at(text: str, zone: str = "Europe/Madrid") -> int:
    wall = datetime.fromisoformat(text)
    return int((wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(zone))).timestamp())


def daily(*hours, zone="Europe/Madrid", overrides=None):
    return work({"zone": zone, "weekly": {day: list(hours) for day in WEEK}, "overrides": overrides or {}})


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"zone": None}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"zone": "Europe"}, "zone"),
        ({"weekly": {"lunes": []}}, "weekly.lunes"),
        ({"holidays": []}, "holidays"),
        ({"weekly": {"mon": [["9:00", "14:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["09:00:00", "14:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["09:60", "14:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["09:00", "24:01"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["09:00", "25:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["24:00", "06:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["09:00", "09:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["16:00", "18:00"], ["09:00", "14:00"]]}}, "weekly.mon[1]"),
        ({"weekly": {"mon": [["09:00", "14:00"], ["13:00", "18:00"]]}}, "weekly.mon[1]"),
        ({"weekly": {"mon": [["22:00", "06:00"], ["23:00", "24:00"]]}}, "weekly.mon[1]"),
        ({"weekly": {"mon": [["09:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": "09:00-14:00"}}, "weekly.mon"),
        ({"weekly": []}, "weekly"),
        ({"overrides": {"2026-02-30": []}}, "overrides.2026-02-30"),
        ({"overrides": {"20260102": []}}, "overrides.20260102"),
        ({"overrides": {"2026-01-02": [["22:00", "06:00"]]}}, "overrides.2026-01-02[0]"),
        ({"overrides": {"2026-01-02": [["22:00", "00:00"]]}}, "overrides.2026-01-02[0]"),
    ],
)
def test_a_calendar_that_breaks_b1_is_refused_with_its_place(change, place):
    with pytest.raises(SlaError) as caught:
        parse_calendar({**MAD, **change})
    assert caught.value.code == "file"
    assert caught.value.params["place"] == place
    assert caught.value.params["reason"]


def test_touching_intervals_are_one_open_span():
    cal = daily(["09:00", "14:00"], ["14:00", "18:00"])
    assert cal.spans(at("2026-02-02T00:00"), at("2026-02-03T00:00")) == [
        (at("2026-02-02T09:00"), at("2026-02-02T18:00"))
    ]


def test_hours_are_half_open():
    cal = work(MAD)
    assert cal.is_open(at("2026-02-02T13:59:59"))
    assert not cal.is_open(at("2026-02-02T14:00:00"))
    late = daily(["16:00", "24:00"])
    assert late.is_open(at("2026-02-02T23:59:59"))
    assert not late.is_open(at("2026-02-03T00:00:00"))


def test_a_wrap_belongs_to_the_day_it_starts():
    cal = work({"zone": "Europe/Madrid", "weekly": {"fri": [["22:00", "06:00"]]}})
    assert cal.is_open(at("2026-02-07T05:59:59"))
    assert not cal.is_open(at("2026-02-07T06:00:00"))
    assert not cal.is_open(at("2026-02-06T05:00:00"))


def test_a_tail_over_the_next_days_hours_counts_once():
    cal = work({"zone": "Europe/Madrid", "weekly": {"mon": [["22:00", "06:00"]], "tue": [["05:00", "10:00"]]}})
    assert cal.between(at("2026-02-02T22:00"), at("2026-02-03T12:00")) == 12 * 3600


def test_a_wrap_to_midnight_is_the_end_of_the_day():
    assert daily(["22:00", "00:00"]).spans(0, 10**6) == daily(["22:00", "24:00"]).spans(0, 10**6)


def test_an_override_voids_both_tails():
    cal = work(
        {
            "zone": "Europe/Madrid",
            "weekly": {day: [["22:00", "06:00"]] for day in WEEK[:5]},
            "overrides": {"2026-10-12": []},
        }
    )
    assert not cal.is_open(at("2026-10-13T03:00"))
    assert cal.next_open(at("2026-10-11T23:00")) == at("2026-10-13T22:00")


def test_changes_of_the_clock_follow_from_the_wall():
    cal = daily(["01:30", "04:30"])
    assert cal.between(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 7200
    assert cal.between(at("2026-10-25T00:00"), at("2026-10-26T00:00")) == 14_400
    assert cal.between(at("2026-06-01T00:00"), at("2026-06-02T00:00")) == 10_800
    assert daily(["02:30", "05:00"]).next_open(at("2026-03-29T01:00")) == at("2026-03-29T03:00:00+02:00")
    twice = daily(["01:00", "02:30"])
    assert twice.spans(at("2026-10-25T00:00"), at("2026-10-25T12:00")) == [
        (at("2026-10-25T01:00:00+02:00"), at("2026-10-25T02:30:00+02:00")),
        (at("2026-10-25T02:00:00+01:00"), at("2026-10-25T02:30:00+01:00")),
    ]


def test_a_date_that_a_zone_skips_has_no_instants():
    cal = daily(["00:00", "12:00"], zone="Pacific/Apia")
    assert cal.between(at("2011-12-29T00:00", "Pacific/Apia"), at("2012-01-01T00:00", "Pacific/Apia")) == 2 * 43_200


def test_an_exact_fit_ends_at_closing():
    cal = work(MAD)
    assert cal.add(at("2026-02-02T16:30"), 12_600) == at("2026-02-02T20:00")
    assert cal.add(at("2026-02-02T16:30"), 12_601) == at("2026-02-03T09:00:01")
    assert cal.add(at("2026-02-01T03:00"), 0) == at("2026-02-01T03:00")


def test_round_the_clock_needs_no_tables():
    cal = daily(["00:00", "24:00"], overrides={"2026-12-25": [["00:00", "24:00"]]})
    day = at("2026-03-29T00:00"), at("2026-03-30T00:00")
    assert cal.between(*day) == 82_800
    assert cal.add(day[0], HORIZON_S) == day[0] + HORIZON_S
    assert cal.spans(5, 9) == [(5, 9)]
    with pytest.raises(SlaError, match="never"):
        cal.add(day[0], HORIZON_S + 1)
    with pytest.raises(SlaError, match="never"):
        cal.next_close(day[0])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda cal: cal.between(10, 5), "reversed"),
        (lambda cal: cal.between(-1, -5), "range"),
        (lambda cal: cal.between(LAST_INSTANT + 1, 5), "range"),
        (lambda cal: cal.add(5, -1), "negative"),
        (lambda cal: cal.add(-5, -1), "range"),
        (lambda cal: cal.is_open(-1), "range"),
        (lambda cal: cal.next_open(LAST_INSTANT + 1), "range"),
        (lambda cal: cal.spans(9, 5), "reversed"),
        (lambda cal: cal.next_close(-1), "range"),
    ],
)
def test_wrong_arguments_have_a_code(call, code):
    with pytest.raises(SlaError) as caught:
        call(work(MAD))
    assert caught.value.code == code


def test_a_calendar_that_never_opens_says_never():
    empty = work({"zone": "Europe/Madrid"})
    for call in (lambda: empty.add(0, 1), lambda: empty.next_open(0)):
        with pytest.raises(SlaError, match="never"):
            call()
    assert empty.between(0, LAST_INSTANT) == 0
    assert empty.add(LAST_INSTANT, 0) == LAST_INSTANT


def test_the_last_instant_may_give_a_later_result():
    assert work(MAD).add(LAST_INSTANT, 3600) > LAST_INSTANT


def test_next_close_is_the_end_of_the_merged_span():
    cal = work(
        {
            "zone": "Europe/Madrid",
            "weekly": {"mon": [["20:00", "24:00"]], "tue": [["00:00", "02:00"], ["02:00", "03:00"]]},
        }
    )
    assert cal.next_close(at("2026-02-02T21:00")) == at("2026-02-03T03:00")
    assert cal.next_close(at("2026-02-02T19:00")) == at("2026-02-02T19:00")


def test_a_span_over_the_edge_of_two_blocks_is_one():
    block = 365 * 86_400
    cal = daily(["00:00", "24:00"], zone="UTC", overrides={"1999-01-01": []})
    assert cal.spans(block - 10, block + 10) == [(block - 10, block + 10)]
    assert cal.between(block - 10, block + 10) == 20
    assert cal.add(block - 10, 20) == block + 10


def test_a_calendar_survives_its_own_writing():
    model = parse_calendar({**MAD, "overrides": {"2026-12-24": [["09:00", "14:00"]], "2026-12-25": []}})
    assert parse_calendar(calendar_json(model)) == model
