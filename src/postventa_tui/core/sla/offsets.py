"""Stretches of constant UTC offset of a zone, by blocks of 365 days, shared by all calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from postventa_tui.kit import clock

if TYPE_CHECKING:
    from datetime import tzinfo

DAY_S: Final = 86_400
BLOCK_S: Final = 365 * DAY_S

Stretch = tuple[int, int, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_known: dict[tuple[str, int], list[Stretch]] = {}


def stretches(zone_name: str, block: int) -> list[Stretch]:
    """Give (start, end, offset) in seconds that cover block number `block` of 365 days from the epoch.

    Raises:
        KeyError: No such zone.
    """
    key = (zone_name, block)
    found = _known.get(key)
    if found is None:
        found = _known[key] = _cut(clock.zone(zone_name), block * BLOCK_S, (block + 1) * BLOCK_S)
    return found


def offset_at(zone: tzinfo, at: int) -> int:
    """Give the UTC offset of a zone at an instant, in seconds."""
    delta = (_EPOCH + timedelta(seconds=at)).astimezone(zone).utcoffset()
    return 0 if delta is None else delta.days * DAY_S + delta.seconds


def wall_instant(zone_name: str, wall: datetime) -> int:
    """Give the instant of a wall time (B6): in a gap it moves on, of two it is the first.

    Raises:
        KeyError: No such zone.
    """
    local = wall.replace(tzinfo=clock.zone(zone_name), fold=0)
    return (local.astimezone(UTC) - _EPOCH) // timedelta(seconds=1)


def _cut(zone: tzinfo, start: int, end: int) -> list[Stretch]:
    """Cut [start, end) where the offset changes: day by day, then to the second."""
    cut: list[Stretch] = []
    since, offset = start, offset_at(zone, start)
    for day in range(start, end, DAY_S):
        upto = min(day + DAY_S, end)
        following = offset_at(zone, upto)
        if following != offset:
            change = _change(zone, day, upto, offset)
            cut.append((since, change, offset))
            since, offset = change, following
    if since < end:
        cut.append((since, end, offset))
    return cut


def _change(zone: tzinfo, low: int, high: int, before: int) -> int:
    """Give the first second after `low` whose offset is no longer `before`, by bisection."""
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high
