"""Instants as files write them: integers, ISO 8601 with offset, or wall time of a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from postventa_tui.core.sla.offsets import wall_instant
from postventa_tui.kit.errors import SlaError

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2}))?(Z|z|[+-]\d{2}:?\d{2}(?::?\d{2})?)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_instant(raw: object, zone: str | None, place: str) -> int:
    """Give the epoch second of an integer or ISO text; without offset it is wall time in `zone` (B6).

    Raises:
        SlaError: `file`, with `place` and `reason`; fractions of a second are refused.
    """
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if not isinstance(raw, str):
        raise SlaError("file", place=place, reason="not an instant: an integer or an ISO 8601 text")
    match = _ISO.fullmatch(raw)
    if match is None:
        raise SlaError("file", place=place, reason=f"{raw!r} is not an instant in whole seconds")
    try:
        return _instant(match, zone)
    except LookupError as error:
        raise SlaError("file", place=place, reason=f"{raw!r} has no offset and there is no zone") from error
    except (ValueError, OverflowError) as error:
        raise SlaError("file", place=place, reason=f"{raw!r} is not a date and time") from error


def _instant(match: re.Match[str], zone: str | None) -> int:
    day, hour, minute, second, offset = match.groups()
    wall = datetime.fromisoformat(f"{day}T{hour}:{minute}:{second or '00'}")
    if offset is None:
        if zone is None:
            raise LookupError("zone")
        return wall_instant(zone, wall)
    if offset in "Zz":
        delta = timedelta(0)
    else:
        digits = offset[1:].replace(":", "")
        delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:] or 0))
        delta = -delta if offset[0] == "-" else delta
    return (wall.replace(tzinfo=timezone(delta)) - _EPOCH) // timedelta(seconds=1)
