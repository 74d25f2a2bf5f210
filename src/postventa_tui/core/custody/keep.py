"""Which copies stay: hourly, daily and monthly ones. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from postventa_tui.kit.errors import Usage
from postventa_tui.kit.rows import NamedTuple


class KeepPlan(NamedTuple):
    """For how long which copies stay: hours of hourly, days of daily, months of monthly ones."""

    hours: int = 0
    days: int = 0
    months: int = 0


def parse(text: str) -> KeepPlan:
    """Give the plan written as `48h,30d,12m`.

    Raises:
        Usage: `bad_keep`.
    """
    found = {"h": 0, "d": 0, "m": 0}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,4})([hdm])\s*", part)
        if match is None or int(match[1]) < 1:
            raise Usage("bad_keep", text=text)
        found[match[2]] = int(match[1])
    return KeepPlan(found["h"], found["d"], found["m"])


def kept(made: Iterable[int], plan: KeepPlan, now: int) -> set[int]:
    """Give the instants of the copies that stay: the newest of each hour, day and month of the plan.

    The newest of all always stays. Copies from the future (a clock that was wrong) stay too.
    """
    times = sorted(set(made), reverse=True)
    stay = set(times[:1]) | {at for at in times if at > now}
    spans = ((plan.hours, 0), (plan.days, 1), (plan.months, 2))
    for size, kind in spans:
        seen: set[int] = set()
        newest = _slot(now, kind)
        for at in times:
            slot = _slot(at, kind)
            if at <= now and newest - slot < size and slot not in seen:
                seen.add(slot)
                stay.add(at)
    return stay


def _slot(at: int, kind: int) -> int:
    if kind == 0:
        return at // 3600
    if kind == 1:
        return at // 86_400
    moment = datetime.fromtimestamp(at, UTC)
    return moment.year * 12 + moment.month
