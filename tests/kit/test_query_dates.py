"""Days of the shop, ages and the instants they mean."""

from __future__ import annotations

import pytest

from postventa_tui.kit import query_dates
from postventa_tui.kit.moments import parse_instant

NOW = parse_instant("2026-11-19T16:42:00Z")
ZONE = "Europe/Madrid"


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("today", "2026-11-18T23:00:00Z", "2026-11-19T23:00:00Z"),
        ("yesterday", "2026-11-17T23:00:00Z", "2026-11-18T23:00:00Z"),
        ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        ("2026-02", "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"),
        ("2026-12", "2026-11-30T23:00:00Z", "2026-12-31T23:00:00Z"),
        ("2026", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"),
    ],
)
def test_period_is_the_shops(value: str, start: str, end: str) -> None:
    assert query_dates.period(value, NOW, ZONE) == (parse_instant(start), parse_instant(end))


def test_age_in_months_goes_by_the_calendar() -> None:
    march = parse_instant("2026-03-31T10:00:00Z")
    assert query_dates.age_start("1mo", march, "UTC") == parse_instant("2026-02-28T10:00:00Z")
    assert query_dates.age_start("1y", march, "UTC") == parse_instant("2025-03-31T10:00:00Z")
    assert query_dates.age_start("2w", march, "UTC") == march - 14 * 86_400


def test_the_ends_of_the_calendar_do_not_overflow() -> None:
    for value in ("0001", "9999", "9999-12-31", "0001-01-01"):
        start, end = query_dates.period(value, NOW, ZONE)
        assert start <= end
    assert query_dates.age_start("9000y", NOW, ZONE) < NOW


@pytest.mark.parametrize("text", ["1e308h", "-1h", "24:61", "2026-2-1", "31/2/2026", "٣d", "7 d", "7dd"])
def test_nonsense_is_refused(text: str) -> None:
    assert query_dates.read(text).error in ("bad_date", "bad_duration")
