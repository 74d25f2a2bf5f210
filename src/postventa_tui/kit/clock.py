"""The only place that asks the system for the time."""

from __future__ import annotations

import os
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
        known = _zones[name] = _load(name)
    return known


def _load(name: str) -> ZoneInfo:
    """Read a zone from the tzdata package: zone data of the system may be years old, and every machine must count
    the same seconds. Read as a file: by `importlib.resources` it took a fifth of a whole cold call.
    """
    import zoneinfo

    import tzdata

    parts = name.split("/")
    if not all(part and part[0] != "." and "\\" not in part and "\0" not in part for part in parts):
        raise KeyError(name)
    try:
        with open(os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo", *parts), "rb") as source:
            return zoneinfo.ZoneInfo.from_file(source, key=name)
    except (ValueError, OSError) as error:
        raise KeyError(name) from error
