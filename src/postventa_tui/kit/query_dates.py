"""Dates and ages of the query language: how they are written, and the instants they mean.

Source: design, search section 4. Days are the shop's days.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from postventa_tui.kit import clock
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

DAYS: Mapping[str, str] = {
    "today": "today", "hoy": "today", "yesterday": "yesterday", "ayer": "yesterday",
    "tomorrow": "tomorrow", "manana": "tomorrow",
}  # fmt: skip

UNITS: Mapping[str, str] = {
    "min": "min", "h": "h", "d": "d", "w": "w", "s": "w", "sem": "w", "mo": "mo", "mes": "mo", "meses": "mo",
    "y": "y", "a": "y",
}  # fmt: skip

_SECONDS = {"min": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_629_746, "y": 31_556_952}
LONGEST_YEARS = 9998

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_AGE = re.compile(r"([0-9]+)([^\W\d_]*)")


class Moment(NamedTuple):
    """A date or age as the AST writes it, or what is wrong with it."""

    value: str
    error: str = ""
    suggest: tuple[str, ...] = ()


def read(text: str, *, ages: bool = True, dates: bool = True) -> Moment:
    """Read a date or an age.

    Args:
        ages: Whether an age may stand here.
        dates: Whether a date may stand here.
    """
    folded = fold(text).strip()
    date = _read_date(folded)
    if date and dates:
        return Moment(date)
    refused = "bad_date" if dates else "bad_duration"
    match = _AGE.fullmatch(folded) if folded.isascii() else None
    if date or match is None or not match[2]:
        return Moment("", refused)
    if match[2] == "m":
        return Moment("", "bad_duration" if ages else refused, (f"{match[1]}min", f"{match[1]}mo", f"{match[1]}mes"))
    unit = UNITS.get(match[2])
    if unit is None or len(match[1]) > 12 or int(match[1]) * _SECONDS[unit] > LONGEST_YEARS * _SECONDS["y"]:
        return Moment("", "bad_duration" if ages else refused)
    return Moment(f"{int(match[1])}{unit}") if ages else Moment("", refused)


def _read_date(folded: str) -> str:
    """Give a date in the AST's form, "" when it is none or not in the calendar."""
    if folded in DAYS:
        return DAYS[folded]
    if not folded.isascii():
        return ""
    iso = _ISO.fullmatch(folded)
    slashes = _SLASHES.fullmatch(folded)
    if iso:
        year, month, day = iso[1], iso[2], iso[3]
    elif slashes:
        year, month, day = slashes[3], slashes[2].zfill(2), slashes[1].zfill(2)
    else:
        return ""
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return "-".join(part for part in (year, month, day) if part)


def is_age(value: str) -> bool:
    """Say whether a value of the AST is an age and not a date."""
    return not value[-1:].isdigit() and value not in DAYS.values()


def age_start(value: str, now: int, zone_name: str) -> int:
    """Give the instant that lies the age `value` before `now`; months and years go by the calendar."""
    return _moved(value, now, zone_name, -1)


def age_end(value: str, now: int, zone_name: str) -> int:
    """Give the instant that lies the age `value` after `now`."""
    return _moved(value, now, zone_name, 1)


def _moved(value: str, now: int, zone_name: str, sign: int) -> int:
    match = _AGE.fullmatch(value)
    number, unit = (int(match[1]), match[2]) if match else (0, "d")
    if unit not in ("mo", "y"):
        return now + sign * number * _SECONDS[unit]
    zone = clock.zone(zone_name)
    wall = datetime.datetime.fromtimestamp(now, zone)
    months = wall.year * 12 + wall.month - 1 + sign * number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if not 1 <= year <= LONGEST_YEARS:
        return now + sign * number * _SECONDS[unit]
    day = min(wall.day, _last_day(year, month + 1))
    return int(wall.replace(year=year, month=month + 1, day=day).timestamp())


def _last_day(year: int, month: int) -> int:
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).day


def period(value: str, now: int, zone_name: str) -> tuple[int, int]:
    """Give the first second of a date's period and the first second after it (a day, month or year)."""
    zone = clock.zone(zone_name)
    shift = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(value)
    if shift is not None:
        first = datetime.datetime.fromtimestamp(now, zone).date() + datetime.timedelta(days=shift)
        return _midnight(first, zone), _midnight(first + datetime.timedelta(days=1), zone)
    parts = [int(part) for part in value.split("-")]
    first = datetime.date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    if first.year == datetime.MAXYEAR:
        return _midnight(first, zone), _midnight(datetime.date(datetime.MAXYEAR, 12, 31), zone)
    if len(parts) == 1:
        after = datetime.date(first.year + 1, 1, 1)
    elif len(parts) == 2:
        after = datetime.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    else:
        after = first + datetime.timedelta(days=1)
    return _midnight(first, zone), _midnight(after, zone)


def _midnight(day: datetime.date, zone: ZoneInfo) -> int:
    if day <= datetime.date(2, 1, 1):
        day = datetime.date(2, 1, 1)  # an instant before year 1 cannot be told
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def local_day(at: int, zone_name: str) -> str:
    """Give the shop's day of an instant, `YYYY-MM-DD`."""
    return datetime.datetime.fromtimestamp(at, clock.zone(zone_name)).date().isoformat()
