"""Days that a text names: written dates and weekdays, as a person reads them on a given day.

Source: domain, section 3 (a promised date on a closed day).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from postventa_tui.kit.text import fold

_WEEKDAYS = {
    "lunes": 0, "martes": 1, "miercoles": 2, "jueves": 3, "viernes": 4, "sabado": 5, "domingo": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
_MONTHS = {
    name: number % 12 + 1
    for number, name in enumerate(
        (
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre", "january", "february", "march", "april", "may", "june", "july", "august",
            "september", "october", "november", "december",
        )
    )
}  # fmt: skip
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b", re.ASCII)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\b", re.ASCII)
_NAMED = re.compile(rf"\b(\d{{1,2}})(?: de)? ({'|'.join(_MONTHS)})(?:(?: de)? (\d{{4}}))?\b", re.ASCII)
_WEEKDAY = re.compile(rf"\b(?:el|este|proximo|on|next|this) ({'|'.join(_WEEKDAYS)})\b(?! pasado)")
_TOMORROW = re.compile(r"(?<!por la )(?<!de la )(?<!la )\b(?:manana|tomorrow)\b")


def named(text: str, today: date) -> list[date]:
    """Give the days from `today` on that a text names, each once, ascending."""
    plain = fold(text)
    found: set[date] = set()
    for year, month, day in _ISO.findall(plain):
        found.add(_date(int(year), int(month), int(day)) or date.min)
    for day, month, year in _SLASHED.findall(plain):
        found.add(_next(int(year or 0), int(month), int(day), today))
    for day, name, year in _NAMED.findall(plain):
        found.add(_next(int(year or 0), _MONTHS[name], int(day), today))
    for name in _WEEKDAY.findall(plain):
        found.add(today + timedelta(days=(_WEEKDAYS[name] - today.weekday()) % 7 or 7))
    if _TOMORROW.search(plain):
        found.add(today + timedelta(days=1))
    return sorted(one for one in found if one >= today)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(year: int, month: int, day: int, today: date) -> date:
    """Give the written date; without a year the next one to come. An impossible one is long past."""
    if year:
        return _date(year, month, day) or date.min
    this = _date(today.year, month, day)
    if this is not None and this >= today:
        return this
    return _date(today.year + 1, month, day) or date.min
