"""Arithmetic against a walk that only asks the wall clock (B2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.hours import parse_calendar
from postventa_tui.kit import clock
from postventa_tui.kit.errors import SlaError

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = ("Europe/Madrid", "Atlantic/Canary", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
BASES = (1_774_600_000, 1_792_800_000, 1_770_000_000, 1_775_300_000, 1_790_900_000)
"""Near changes of the clock in Europe, Lord Howe and on plain days, 2026."""


def _text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@st.composite
def hours(draw, wrap: bool):
    cuts = sorted(draw(st.sets(st.integers(0, 48), min_size=2, max_size=6)))
    pairs = [[_text(a * 30), _text(b * 30)] for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    if wrap and draw(st.booleans()):
        start = max(cuts[-1], 40)
        if start < 48:
            pairs = [pair for pair in pairs if pair[1] <= _text(start * 30)]
            pairs.append([_text(start * 30), _text(draw(st.integers(0, 20)) * 30)])
    return pairs


@st.composite
def calendars(draw):
    zone = draw(st.sampled_from(ZONES))
    base = draw(st.sampled_from(BASES))
    weekly = {day: draw(hours(True)) for day in draw(st.sets(st.sampled_from(WEEK)))}
    first = datetime.fromtimestamp(base, UTC).date()
    days = draw(st.sets(st.integers(-1, 4), max_size=2))
    overrides = {(first + timedelta(days=day)).isoformat(): draw(st.one_of(st.just([]), hours(False))) for day in days}
    return {"zone": zone, "weekly": weekly, "overrides": overrides}, base


def naive_is_open(raw, t: int) -> bool:
    """Ask the wall clock, nothing else: an independent reading of B2 to B5."""
    wall = datetime.fromtimestamp(t, UTC).astimezone(clock.zone(raw["zone"]))
    now = wall.strftime("%H:%M")
    today = wall.date()
    own = raw["overrides"].get(today.isoformat())
    if own is not None:
        return any(a <= now < b for a, b in own)
    yesterday = today - timedelta(days=1)
    if yesterday.isoformat() not in raw["overrides"]:
        for a, b in raw["weekly"].get(WEEK[yesterday.weekday()], []):
            if b < a and now < b:
                return True
    return any(a <= now < b or (b < a <= now) for a, b in raw["weekly"].get(WEEK[today.weekday()], []))


def naive_between(raw, a: int, b: int) -> int:
    """Count minute by minute: hours and offsets of these zones change on full minutes only."""
    total, t = 0, a
    while t < b:
        step = min(b, (t // 60 + 1) * 60)
        total += step - t if naive_is_open(raw, t) else 0
        t = step
    return total


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 3 * 86_400), st.integers(0, 30_000))
def test_between_counts_what_the_wall_clock_says(pair, shift, length):
    raw, base = pair
    start = base + shift
    work = WorkCalendar(parse_calendar(raw))
    assert work.between(start, start + length) == naive_between(raw, start, start + length)
    assert work.is_open(start) == naive_is_open(raw, start)


@settings(max_examples=150, deadline=None)
@given(calendars(), st.lists(st.integers(0, 40 * 86_400), min_size=3, max_size=3))
def test_between_adds_up(pair, shifts):
    raw, base = pair
    a, b, c = (base + shift for shift in sorted(shifts))
    work = WorkCalendar(parse_calendar(raw))
    assert work.between(a, b) + work.between(b, c) == work.between(a, c)
    assert sum(end - start for start, end in work.spans(a, c)) == work.between(a, c)


@settings(max_examples=150, deadline=None)
@given(calendars(), st.integers(0, 4 * 86_400), st.integers(0, 400_000))
def test_add_is_the_inverse_of_between(pair, shift, seconds):
    raw, base = pair
    start = base + shift
    work = WorkCalendar(parse_calendar(raw))
    try:
        end = work.add(start, seconds)
    except SlaError as error:
        assert error.code == "never"
        assert not any(raw["weekly"].values())
        return
    assert work.between(start, end) == seconds
    if seconds:
        assert work.is_open(end - 1)
        assert naive_is_open(raw, end - 1)
    else:
        assert end == start


@settings(max_examples=100, deadline=None)
@given(calendars(), st.integers(0, 4 * 86_400))
def test_next_open_and_next_close_stand_on_the_edges(pair, shift):
    raw, base = pair
    start = base + shift
    work = WorkCalendar(parse_calendar(raw))
    try:
        opens = work.next_open(start)
    except SlaError:
        return
    assert work.between(start, opens) == 0
    assert work.is_open(opens)
    try:
        closes = work.next_close(opens)
    except SlaError:
        return
    assert not work.is_open(closes)
    assert work.between(opens, closes) == closes - opens
