"""When the shop of the sample is open, and how times move to its hours. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from postventa_tui.kit.clock import zone

ZONE = "Europe/Madrid"
WEEKDAY = ((9 * 60 + 30, 13 * 60 + 30), (16 * 60 + 30, 20 * 60))
SATURDAY = ((10 * 60, 13 * 60 + 30),)
HOLIDAYS = {
    "2025-05-17": "Letras Galegas",
    "2025-07-25": "Santiago",
    "2025-08-15": "Asunción",
    "2025-08-16": "San Roque",
    "2025-11-01": "Todos los Santos",
    "2025-12-06": "Constitución",
    "2025-12-08": "Inmaculada Concepción",
    "2025-12-25": "Navidad",
    "2026-01-01": "Año Nuevo",
    "2026-01-06": "Reyes",
    "2026-03-28": "Reconquista",
    "2026-04-02": "Jueves Santo",
    "2026-04-03": "Viernes Santo",
    "2026-05-01": "Fiesta del Trabajo",
    "2026-06-24": "San Juan",
    "2026-07-25": "Santiago",
    "2026-08-15": "Asunción",
    "2026-08-16": "San Roque",
    "2026-10-12": "Fiesta Nacional",
    "2026-12-08": "Inmaculada Concepción",
    "2026-12-25": "Navidad",
}
"""Days on which the shop is closed, with the name shown in the calendar."""


def instant(words: str) -> int:
    """Give epoch seconds of a local time written `2026-11-19 17:42` or as ISO with offset."""
    value = datetime.fromisoformat(words)
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone(ZONE))
    return int(value.timestamp())


def local(at: int) -> datetime:
    """Give the wall time in Vigo."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone(ZONE))


def day_of(at: int) -> date:
    """Give the civil day in Vigo."""
    return local(at).date()


def spans(day: date) -> tuple[tuple[int, int], ...]:
    """Give the opening spans of a day in minutes after midnight."""
    if day.isoformat() in HOLIDAYS or day.weekday() == 6:
        return ()
    return SATURDAY if day.weekday() == 5 else WEEKDAY


def at_minute(day: date, minute: int) -> int:
    """Give the instant of a minute of a civil day."""
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone(ZONE))
    return int(wall.timestamp())


def is_open(at: int) -> bool:
    """Tell whether somebody stands behind the counter."""
    day = day_of(at)
    return any(at_minute(day, start) <= at < at_minute(day, end) for start, end in spans(day))


def next_opening(at: int) -> int:
    """Give `at` when the shop is open, else the instant at which it opens next."""
    if is_open(at):
        return at
    day = day_of(at)
    for _ in range(30):
        for start, _end in spans(day):
            opens = at_minute(day, start)
            if opens >= at:
                return opens
        day += timedelta(days=1)
    return at
