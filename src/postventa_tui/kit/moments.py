"""Instants and civil dates as text: ISO in and out, and local time for people.

`datetime` is imported inside the functions: a quick command that prints no time does not pay for it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from postventa_tui.kit import clock
from postventa_tui.kit.errors import Usage

MAX_AT = 4102444800
_INSTANT = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$", re.ASCII)


def iso(at: int | None) -> str | None:
    """Give an instant as `2026-11-19T16:42:00Z`, or None."""
    if at is None:
        return None
    days, rest = divmod(at, 86400)
    year, month, day = _civil(days)
    return f"{year:04d}-{month:02d}-{day:02d}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}Z"


def _civil(days: int) -> tuple[int, int, int]:
    """Give year, month, day of days since 1970-01-01 (H. Hinnant, "chrono-compatible date algorithms")."""
    days += 719468
    era, doe = divmod(days, 146097)
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    return yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) // 5 + 1


def parse_instant(text: str, zone_name: str | None = None) -> int:
    """Give the UTC epoch seconds of an ISO 8601 instant; without offset it is wall time of `zone_name`.

    A wall time that does not exist moves on by the length of the gap, one that occurs twice is the first.

    Raises:
        ValueError: Not an instant, or no offset and no zone.
    """
    match = _INSTANT.match(text.strip())
    if match is None:
        raise ValueError(text)
    import datetime

    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    wall = datetime.datetime(year, month, day, hour, minute, second)
    offset = match[7]
    if offset is None:
        if zone_name is None:
            raise ValueError(text)
        return wall_to_epoch(wall, zone_name)
    seconds = int((wall - datetime.datetime(1970, 1, 1)).total_seconds())
    if offset == "Z":
        return seconds
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    return seconds - sign * (hours * 3600 + minutes * 60)


def wall_to_epoch(wall: object, zone_name: str) -> int:
    """Give the instant of a naive `datetime` on the clocks of a zone (design: SLA, rule B6)."""
    import datetime

    assert isinstance(wall, datetime.datetime)
    return int(wall.replace(tzinfo=clock.zone(zone_name), fold=0).timestamp())


def is_date(text: str) -> bool:
    """Say whether `text` is a civil date `YYYY-MM-DD` that exists."""
    if not _DATE.match(text):
        return False
    import datetime

    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def local_date(at: int, zone_name: str) -> str:
    """Give the civil date `YYYY-MM-DD` of an instant in a zone."""
    return local(at, zone_name)[:10]


@lru_cache(maxsize=4096)
def local(at: int, zone_name: str) -> str:
    """Give the wall time of an instant in a zone, as `YYYY-MM-DDTHH:MM:SS`."""
    import datetime

    return datetime.datetime.fromtimestamp(at, clock.zone(zone_name)).strftime("%Y-%m-%dT%H:%M:%S")


def show(at: int, zone_name: str) -> str:
    """Give an instant as people of the shop read it: 19/11/2026 17:42."""
    text = local(at, zone_name)
    return f"{text[8:10]}/{text[5:7]}/{text[:4]} {text[11:16]}"


def start_of_day(date: str, zone_name: str) -> int:
    """Give the first instant of a civil date in a zone."""
    import datetime

    return wall_to_epoch(datetime.datetime.fromisoformat(date), zone_name)


def parse_time_option(text: str, zone_name: str) -> int:
    """Give the instant of `--at` and its like: ISO with or without offset, or a date (its first second).

    Raises:
        Usage: `bad_time` with the text.
    """
    try:
        value = start_of_day(text, zone_name) if is_date(text) else parse_instant(text, zone_name)
    except (ValueError, OverflowError) as error:
        raise Usage("bad_time", text=text) from error
    if not 0 <= value <= MAX_AT:
        raise Usage("bad_time", text=text)
    return value
