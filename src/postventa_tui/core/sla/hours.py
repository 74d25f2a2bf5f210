"""Opening hours: what a calendar may say (B1 to B5), checked with the place of each fault."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.offsets import DAY_S
from postventa_tui.kit import clock
from postventa_tui.kit.errors import SlaError
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()

_TIME = re.compile(r"([0-9]{2}):([0-9]{2})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Span = tuple[int, int]
Hours = tuple[Span, ...]


class BusinessCalendar(NamedTuple):
    """A zone, weekly hours and date overrides, checked; times are seconds of the day.

    `weekly` has seven entries from Monday; an end before its start runs past midnight. `overrides` has
    ordinals counted from 1970-01-01 as keys.
    """

    zone: str
    weekly: tuple[Hours, ...]
    overrides: dict[int, Hours]

    def has_override(self, day: int) -> bool:
        """Say whether a date (days since 1970-01-01) has hours of its own."""
        return day in self.overrides

    def has_weekly_hours(self, day: int) -> bool:
        """Say whether the weekday of a date has hours."""
        return bool(self.weekly[(day + 3) % 7])


def parse_calendar(raw: object, where: str = "") -> BusinessCalendar:
    """Give the calendar of a parsed JSON or TOML value, with every rule of B1 checked.

    Args:
        raw: Mapping with `zone` and optional `weekly` and `overrides`.
        where: Name of the place, put before the place inside the calendar.
    Raises:
        SlaError: `file`, with `place` (keys joined by dots) and `reason`.
    """
    table = _table(raw, where)
    for key in table:
        if key not in ("zone", "weekly", "overrides"):
            raise _bad(_join(where, key), "unknown key")
    weekly_place, override_place = _join(where, "weekly"), _join(where, "overrides")
    weekly_raw = _table(table.get("weekly", {}), weekly_place)
    for key in weekly_raw:
        if key not in WEEKDAYS:
            raise _bad(_join(weekly_place, key), "unknown weekday, not one of " + " ".join(WEEKDAYS))
    overrides_raw = _table(table.get("overrides", {}), override_place)
    return BusinessCalendar(
        zone=_zone(table.get("zone"), _join(where, "zone")),
        weekly=tuple(_hours(weekly_raw.get(name, []), _join(weekly_place, name), wrap=True) for name in WEEKDAYS),
        overrides={
            _day(key, _join(override_place, key)): _hours(value, _join(override_place, key), wrap=False)
            for key, value in overrides_raw.items()
        },
    )


def calendar_json(model: BusinessCalendar) -> dict[str, object]:
    """Give the calendar in the shape of the files, weekdays and dates in order."""
    return {
        "zone": model.zone,
        "weekly": {
            name: [[_clock_text(start), _clock_text(end)] for start, end in hours]
            for name, hours in zip(WEEKDAYS, model.weekly, strict=True)
            if hours
        },
        "overrides": {
            day_text(day): [[_clock_text(start), _clock_text(end)] for start, end in hours]
            for day, hours in sorted(model.overrides.items())
        },
    }


def day_text(day: int) -> str:
    """Give `YYYY-MM-DD` of a date counted from 1970-01-01."""
    return date.fromordinal(day + EPOCH_ORDINAL).isoformat()


def _bad(place: str, reason: str) -> SlaError:
    return SlaError("file", place=place, reason=reason)


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _table(raw: object, place: str) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise _bad(place, "not a table")
    return raw


def _zone(raw: object, place: str) -> str:
    if not isinstance(raw, str):
        raise _bad(place, "the zone is missing or no text")
    try:
        clock.zone(raw)
    except (KeyError, ValueError, OSError) as error:
        raise _bad(place, f"unknown zone {raw!r}") from error
    return raw


def _day(key: str, place: str) -> int:
    if not _DATE.fullmatch(key):
        raise _bad(place, "not a date YYYY-MM-DD")
    try:
        return date.fromisoformat(key).toordinal() - EPOCH_ORDINAL
    except ValueError as error:
        raise _bad(place, "a date that does not exist") from error


def _hours(raw: object, place: str, *, wrap: bool) -> Hours:
    """Check one list of intervals: order, touching, and where a wrap may stand."""
    if not isinstance(raw, list):
        raise _bad(place, "not a list of intervals")
    hours: list[Span] = []
    for index, pair in enumerate(raw):
        spot = f"{place}[{index}]"
        if not isinstance(pair, list) or len(pair) != 2:
            raise _bad(spot, 'not an interval ["HH:MM", "HH:MM"]')
        start, end = _second(pair[0], spot), _second(pair[1], spot)
        _check_interval(hours, start, end, spot, wrap=wrap)
        hours.append((start, end))
    return tuple(hours)


def _check_interval(before: list[Span], start: int, end: int, spot: str, *, wrap: bool) -> None:
    if start == DAY_S:
        raise _bad(spot, "24:00 is only an end")
    if start == end:
        raise _bad(spot, "start and end are the same")
    if end < start and not wrap:
        raise _bad(spot, "an override must not run past midnight")
    if not before:
        return
    last_start, last_end = before[-1]
    if last_end < last_start:
        raise _bad(spot, "nothing may follow an interval that runs past midnight")
    if start < last_start:
        raise _bad(spot, "the intervals are out of order")
    if start < last_end:
        raise _bad(spot, "the intervals overlap")


def _second(raw: object, spot: str) -> int:
    match = _TIME.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        raise _bad(spot, f"{raw!r} is not a time HH:MM")
    hour, minute = int(match[1]), int(match[2])
    if minute > 59:
        raise _bad(spot, f"{raw!r}: minute over 59")
    if hour * 60 + minute > 24 * 60:
        raise _bad(spot, f"{raw!r} is past 24:00")
    return hour * 3600 + minute * 60


def _clock_text(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}"
