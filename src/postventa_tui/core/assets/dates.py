"""Arithmetic of legal terms on civil dates.

Source: Código Civil art. 5: months and years run from date to date; in days the first day does not count.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def add_months(start: date, months: int) -> date:
    """Give the day `months` after `start`; no such day in that month gives its last day.

    Terms past the year 9999 stop there: a date is an answer, an overflow is not.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def add_years(start: date, years: int) -> date:
    """Give the same day `years` later; 29 February gives 28 February where there is none."""
    return add_months(start, 12 * years)


def add_days(start: date, days: int) -> date:
    """Give the day `days` after `start`, not counting `start` itself."""
    if days > (date.max - start).days:
        return date.max
    return start + timedelta(days=days)


def read_date(text: str) -> date | None:
    """Give the date written exactly as `YYYY-MM-DD`, or None for anything else, impossible days too."""
    if not _SHAPE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
