"""The only place that asks the system for the time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Gives `now` in whole UTC epoch seconds."""

    def now(self) -> int:
        """Give the present instant, UTC epoch seconds."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """Give the machine's time, UTC epoch seconds."""
        return int(time.time())


class OffsetClock:
    """The machine's clock moved by a fixed offset; the demo runs on it."""

    def __init__(self, offset_s: int) -> None:
        self.offset_s = offset_s

    def now(self) -> int:
        """Give the moved time, UTC epoch seconds."""
        return int(time.time()) + self.offset_s


class FixedClock:
    """A clock that moves only when told; tests and the seed run on it."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        """Give the instant last set, UTC epoch seconds."""
        return self.at

    def set(self, at: int) -> None:
        """Move to `at`, UTC epoch seconds."""
        self.at = at

    def advance(self, seconds: int) -> None:
        """Move on by `seconds`."""
        self.at += seconds


def monotonic() -> float:
    """Give seconds of a clock that never goes back, for waits, debounces and leases."""
    return time.monotonic()


_zones: dict[str, ZoneInfo] = {}


def zone(name: str) -> ZoneInfo:
    """Give the zone `name` from the tzdata package, never from the system's files.

    Raises:
        KeyError: No such zone (`zoneinfo.ZoneInfoNotFoundError` is one).
    """
    known = _zones.get(name)
    if known is None:
        import zoneinfo

        if not _zones:
            # Zone data of the system may be years old: every machine must count the same seconds.
            zoneinfo.reset_tzpath(to=())
        try:
            known = zoneinfo.ZoneInfo(name)
        except (ValueError, OSError) as error:
            raise KeyError(name) from error
        _zones[name] = known
    return known
