"""Words for a time to come: `30m`, `2h`, `mañana`, `lunes`, `9:00`, `jueves 17`, `2026-12-01`.

Source: domain, section 1.8; screens, section 5. Pure: `now`, the zone and the shop's openings come in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from postventa_tui.kit import moments
from postventa_tui.kit.errors import Refused, Usage
from postventa_tui.kit.text import fold

Opening = Callable[[int], int]
"""Gives the next second at or after an instant at which the shop is open."""

_DAYS = {
    "lunes": 0, "lun": 0, "monday": 0, "mon": 0, "martes": 1, "tuesday": 1, "tue": 1, "miercoles": 2, "mie": 2,
    "wednesday": 2, "wed": 2, "jueves": 3, "jue": 3, "thursday": 3, "thu": 3, "viernes": 4, "vie": 4,
    "friday": 4, "fri": 4, "sabado": 5, "sab": 5, "saturday": 5, "sat": 5, "domingo": 6, "dom": 6,
    "sunday": 6, "sun": 6,
}  # fmt: skip
_NEAR = {"hoy": 0, "today": 0, "manana": 1, "tomorrow": 1, "pasado": 2, "pasado manana": 2}
_UNITS = {"m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800, "sem": 604_800}
_SPAN = re.compile(r"(\d{1,6})\s*(min|m|h|d|w|sem)", re.ASCII)
_TIME = re.compile(r"(?:a las |at )?(\d{1,2})(?:[:.h](\d{2})|\s*h)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", re.ASCII)
MOST_S = 10 * 366 * 86_400
"""Nothing is put off for longer than ten years: more is a slip of the keys."""


def parse(words: str, now: int, zone: str, opening: Opening) -> int:
    """Give the instant that `words` name.

    A day without a time is the next opening on or after it.

    Raises:
        Usage: `bad_time` for words that name no time.
        Refused: `in_the_past`.
    """
    text = " ".join(fold(words).split()).removeprefix("en ").removeprefix("in ")
    at = _span(text, now, opening)
    if at is None:
        at = _calendar(text, now, zone, opening)
    if at is None or at > now + MOST_S:
        raise Usage("bad_time", text=words)
    if at <= now:
        raise Refused("in_the_past", text=words)
    return at


def _span(text: str, now: int, opening: Opening) -> int | None:
    """Give the end of a span such as `2h` or `1h 30m`; whole days end at an opening."""
    parts = _SPAN.findall(text)
    if not parts or _SPAN.sub("", text).strip():
        return None
    seconds = sum(int(count) * _UNITS[unit] for count, unit in parts)
    if seconds > MOST_S:
        return None
    at = now + seconds
    return opening(at) if all(unit in ("d", "w", "sem") for _count, unit in parts) else at


def _calendar(text: str, now: int, zone: str, opening: Opening) -> int | None:
    today = date.fromisoformat(moments.local_date(now, zone))
    at_time = _clock(text)
    if at_time is not None and (":" in text or "h" in text):
        return _wall(today, at_time, zone)
    day, rest = _day(text, today)
    if day is None:
        return None
    if rest:
        hour = _clock(rest)
        return None if hour is None else _wall(day, hour, zone)
    start = _wall(day, time(), zone)
    return start if day < today else opening(max(now + 1, start))


def _day(text: str, today: date) -> tuple[date | None, str]:
    """Give the day a text begins with and the rest of the text."""
    for word in sorted([*_NEAR, *_DAYS], key=len, reverse=True):
        if text == word or text.startswith(word + " "):
            rest = text[len(word) :].strip()
            if word in _NEAR:
                return today + timedelta(days=_NEAR[word]), rest
            ahead = (_DAYS[word] - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead), rest
    head, _blank, rest = text.replace("t", " ", 1).partition(" ") if text[:1].isdigit() else ("", "", "")
    return _written(head, today), rest.strip()


def _written(text: str, today: date) -> date | None:
    slashed = _SLASHED.fullmatch(text)
    try:
        if slashed:
            day, month, year = slashed.groups()
            found = date(int(year or today.year), int(month), int(day))
            return found if year or found >= today else found.replace(year=found.year + 1)
        return date.fromisoformat(text) if moments.is_date(text) else None
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found.group(1)), int(found.group(2) or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _wall(day: date, hour: time, zone: str) -> int:
    return moments.wall_to_epoch(datetime.combine(day, hour), zone)
