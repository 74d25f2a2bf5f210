"""Small checks that are put together into one check per kind of line; each gives None or what is wrong.

A check is plain compiled code: at a million lines a model class per line would cost more than the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from postventa_tui.kit.rows import NamedTuple

MAX_INT = 2**63 - 1
MAX_DEPTH = 16
_EXT = re.compile(r"[a-z0-9_-]+:[^\n]+", re.ASCII)
_INSTANT = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(?:Z|[+-](\d{2}):(\d{2}))", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
FIRST_YEAR = 1900


class Fault(NamedTuple):
    """One finding: its code and the path of the key below the value that was checked."""

    code: str
    path: str


Check = Callable[[object], "Fault | None"]
BAD = Fault("bad_value", "")


def text(value: object) -> Fault | None:
    """Accept any string."""
    return None if isinstance(value, str) else BAD


def filled(value: object) -> Fault | None:
    """Accept a string that is not blank."""
    return None if isinstance(value, str) and value.strip() else BAD


def flag(value: object) -> Fault | None:
    """Accept true and false."""
    return None if isinstance(value, bool) else BAD


def ref(value: object) -> Fault | None:
    """Accept an `ext` such as `zammad:4711`, at most 200 characters."""
    if isinstance(value, str) and len(value) <= 200 and _EXT.fullmatch(value):
        return None
    return BAD


def instant(value: object) -> Fault | None:
    """Accept an instant with offset that exists: `2026-11-20T10:05:00+01:00`."""
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None or not _is_day(match):
        return BAD
    hour, minute, second, off_h, off_m = (int(match[n] or 0) for n in range(4, 9))
    good = hour < 24 and minute < 60 and second < 60 and off_h < 24 and off_m < 60
    return None if good else BAD


def day(value: object) -> Fault | None:
    """Accept a civil date that exists."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    return None if match is not None and _is_day(match) else BAD


def _is_day(match: re.Match[str]) -> bool:
    year, month, dom = int(match[1]), int(match[2]), int(match[3])
    # The last year is left out: with an offset its end would lie outside the calendar.
    if not (FIRST_YEAR <= year < 9999 and 1 <= month <= 12):
        return False
    if dom <= 28:
        return dom > 0
    try:
        date(year, month, dom)
    except ValueError:
        return False
    return True


def integer(least: int = 0, most: int = MAX_INT) -> Check:
    """Accept a whole number from `least` to `most`; `12.0` is one, true is none."""

    def _check(value: object) -> Fault | None:
        if isinstance(value, bool):
            return BAD
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return None if isinstance(value, int) and least <= value <= most else BAD

    return _check


def one_of(*allowed: str) -> Check:
    """Accept one of the words."""
    words = frozenset(allowed)

    def _check(value: object) -> Fault | None:
        return None if isinstance(value, str) and value in words else BAD

    return _check


def matching(pattern: str) -> Check:
    """Accept a string that is as a whole of the form `pattern`."""
    compiled = re.compile(pattern, re.ASCII)

    def _check(value: object) -> Fault | None:
        return None if isinstance(value, str) and compiled.fullmatch(value) else BAD

    return _check


def maybe(inner: Check) -> Check:
    """Accept null as well."""

    def _check(value: object) -> Fault | None:
        return None if value is None else inner(value)

    return _check


def array(inner: Check) -> Check:
    """Accept a list of what `inner` accepts."""

    def _check(value: object) -> Fault | None:
        if not isinstance(value, list):
            return BAD
        for index, item in enumerate(value):
            fault = inner(item)
            if fault is not None:
                return Fault(fault.code, _under(f"[{index}]", fault.path))
        return None

    return _check


def record(required: tuple[str, ...], keys: Mapping[str, Check]) -> Check:
    """Accept an object with the `required` keys and no others than `keys`."""

    def _check(value: object) -> Fault | None:
        return check_object(value, required, keys) if isinstance(value, dict) else BAD

    return _check


def check_object(value: Mapping[str, object], required: tuple[str, ...], keys: Mapping[str, Check]) -> Fault | None:
    """Give the first fault of an object: a spelling first, then what is missing, then values."""
    for key in value:
        if key not in keys:
            return Fault("unknown_key", key)
    for key in required:
        if key not in value:
            return Fault("missing_key", key)
    for key, item in value.items():
        fault = keys[key](item)
        if fault is not None:
            return Fault(fault.code, _under(key, fault.path))
    return None


def free(value: object) -> Fault | None:
    """Accept any object that is not nested deeper than 16 levels."""
    return None if isinstance(value, dict) and _depth_ok(value, MAX_DEPTH) else BAD


def _depth_ok(value: object, left: int) -> bool:
    if isinstance(value, dict):
        return left > 0 and all(_depth_ok(item, left - 1) for item in value.values())
    if isinstance(value, list):
        return left > 0 and all(_depth_ok(item, left - 1) for item in value)
    return not isinstance(value, int) or -MAX_INT <= value <= MAX_INT


def _under(key: str, path: str) -> str:
    if not path:
        return key
    return f"{key}{path}" if path.startswith("[") else f"{key}.{path}"
