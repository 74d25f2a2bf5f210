"""The countdown as text, colour and mark, and when it next changes; no test sleeps."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.countdown import Cell, ClockFacts, countdown, next_change_at
from postventa_tui.core.sla.hours import parse_calendar

WEEK = ("mon", "tue", "wed", "thu", "fri")
SPLIT = WorkCalendar(
    parse_calendar({"zone": "Europe/Madrid", "weekly": {day: [["09:00", "14:00"], ["16:30", "20:00"]] for day in WEEK}})
)
ALWAYS = WorkCalendar(
    parse_calendar({"zone": "UTC", "weekly": {day: [["00:00", "24:00"]] for day in (*WEEK, "sat", "sun")}})
)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Madrid")).timestamp())


NOW = at("2026-02-02T10:00")


def running(left: int, warn_in: int = 10**6) -> ClockFacts:
    return ClockFacts("running", NOW + left, NOW + warn_in)


@pytest.mark.parametrize(
    ("facts", "cell"),
    [
        (running(93_600), Cell("1d 2h", "sla-ok", "")),
        (running(86_400), Cell("1d 0h", "sla-ok", "")),
        (running(86_399), Cell("23h 59", "sla-ok", "")),
        (running(11_100), Cell("3h 05", "sla-ok", "")),
        (running(2_579), Cell("0h 42", "sla-ok", "")),
        (running(2_579, warn_in=0), Cell("0h 42 ▲", "sla-warn", "▲")),
        (running(600), Cell("0h 10", "sla-ok", "")),
        (running(598), Cell("9:58 ▲", "sla-warn", "▲")),
        (running(0), Cell("0:00 ▲", "sla-warn", "▲")),
        (running(-59), Cell("-0m !", "sla-breach", "!")),
        (running(-720), Cell("-12m !", "sla-breach", "!")),
        (running(-3_900), Cell("-1h 05 !", "sla-breach", "!")),
        (running(-36_300), Cell("-10h05 !", "sla-breach", "!")),
        (running(-93_600), Cell("-1d 2h !", "sla-breach", "!")),
        (running(-123_000), Cell("-1d10h !", "sla-breach", "!")),
        (running(-900_000), Cell("-10d !", "sla-breach", "!")),
        (ClockFacts("missed", NOW - 720), Cell("-12m !", "sla-breach", "!")),
        (ClockFacts("missed", NOW - 720, counting=False), Cell("✗ ‖", "muted", "✗")),
        (ClockFacts("missed", NOW - 720, counting=False, stopped=True), Cell("✗", "sla-breach", "✗")),
        (ClockFacts("paused"), Cell("‖ paused", "paused", "‖")),
        (ClockFacts("running"), Cell("no hours", "sla-warn", "")),
        (ClockFacts("met", NOW + 5, stopped=True), Cell("✓", "muted", "✓")),
        (ClockFacts("none"), Cell("–", "muted", "–")),
        (ClockFacts("cancelled"), Cell("–", "muted", "–")),
    ],
)
def test_every_situation_has_its_text_colour_and_mark(facts, cell):
    assert countdown(facts, NOW, ALWAYS) == cell
    assert len(cell.text) <= 8


def test_closed_hours_show_the_next_opening_and_stand_still():
    facts = ClockFacts("running", at("2026-02-03T10:00"), at("2026-02-03T09:30"))
    now = at("2026-02-02T20:00")
    assert countdown(facts, now, SPLIT) == Cell("‖ 9:00", "paused", "‖")
    assert countdown(facts, now + 600, SPLIT).text == "‖ 9:00"
    assert next_change_at(facts, now, SPLIT) == at("2026-02-03T09:00")


def test_a_clock_closed_at_its_due_turns_late_one_second_later():
    facts = ClockFacts("running", at("2026-02-02T20:00"), at("2026-02-02T19:00"))
    assert next_change_at(facts, at("2026-02-02T20:00"), SPLIT) == at("2026-02-02T20:00") + 1
    assert countdown(facts, at("2026-02-02T20:00") + 1, SPLIT).mark == "!"


def test_the_head_always_shows_seconds():
    assert countdown(running(521), NOW, ALWAYS, head=True).text == "0:08:41 ▲"
    assert countdown(running(93_605), NOW, ALWAYS, head=True).text == "26:00:05"
    assert countdown(running(-721), NOW, ALWAYS, head=True).text == "-0:12:01 !"
    assert next_change_at(running(93_605), NOW, ALWAYS, head=True) == NOW + 1


def test_plain_letters_replace_the_marks_on_request():
    assert countdown(running(598), NOW, ALWAYS, ascii_only=True) == Cell("9:58 ^", "sla-warn", "^")
    assert countdown(ClockFacts("paused"), NOW, ALWAYS, ascii_only=True).text == "| paused"


def test_nothing_that_stands_still_asks_for_a_tick():
    for facts in (ClockFacts("paused"), ClockFacts("met", 5), ClockFacts("none"), ClockFacts("running")):
        assert next_change_at(facts, NOW, ALWAYS) is None


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 3 * 86_400),
    st.integers(-100_000, 200_000),
    st.integers(0, 100_000),
    st.booleans(),
    st.booleans(),
)
def test_the_cell_stands_still_until_the_next_change(shift, left, warn_before, head, split):
    now = NOW + shift
    facts = ClockFacts("running", now + left, now + left - warn_before)
    calendar = SPLIT if split else ALWAYS
    change = next_change_at(facts, now, calendar, head=head)
    assert change is not None
    assert change > now
    shown = countdown(facts, now, calendar, head=head)
    for moment in {now + 1, (now + change) // 2, change - 1}:
        if now <= moment < change:
            assert countdown(facts, moment, calendar, head=head) == shown
