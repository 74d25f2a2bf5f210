"""Calendars and policies as TOML files, each fault with file, line and reason."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.hours import BusinessCalendar, parse_calendar
from postventa_tui.core.sla.policy import SlaPolicy, parse_policy
from postventa_tui.kit.errors import BadFile, SlaError
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

CALENDAR: Final = "postventa-calendar/1"
POLICY: Final = "postventa-policy/1"
PRIORITIES: Final = ("low", "normal", "high", "urgent")

_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_AT_LINE = re.compile(r"\(at line (\d+)")


class CalendarFile(NamedTuple):
    """A calendar as a file gives it; `names` are the names of dates, by `YYYY-MM-DD`."""

    name: str
    model: BusinessCalendar
    names: dict[str, str]


def read_any(text: str, file: str) -> CalendarFile | SlaPolicy:
    """Give the calendar or policy of a TOML text, whichever its `format` says.

    Raises:
        BadFile: `bad_file`, with `file`, `line` (None when unknown) and `reason`.
    """
    table = _toml(text, file)
    kind = table.get("format")
    if kind == CALENDAR:
        return read_calendar(text, file)
    if kind == POLICY:
        return read_policy(text, file)
    raise BadFile("bad_file", file=file, line=line_of(text, "format"), reason=f"format is not {CALENDAR} or {POLICY}")


def read_calendar(text: str, file: str) -> CalendarFile:
    """Give the calendar of a TOML text.

    Raises:
        BadFile: `bad_file`, with `file`, `line` (None when unknown) and `reason`.
    """
    table = dict(_toml(text, file))
    try:
        _expect_format(table, CALENDAR)
        name = _name(table)
        names = _names(table.pop("names", {}))
        return CalendarFile(name, parse_calendar(table), names)
    except SlaError as error:
        raise _located(error, text, file) from error


def read_policy(text: str, file: str) -> SlaPolicy:
    """Give the policy of a TOML text.

    Raises:
        BadFile: `bad_file`, with `file`, `line` (None when unknown) and `reason`.
    """
    table = dict(_toml(text, file))
    try:
        _expect_format(table, POLICY)
        policy = parse_policy(table, strict=True)
        for priority in policy.targets:
            if priority not in PRIORITIES:
                reason = "unknown priority, not one of " + " ".join(PRIORITIES)
                raise SlaError("file", place=f"targets.{priority}", reason=reason)
        return policy
    except SlaError as error:
        raise _located(error, text, file) from error


def line_of(text: str, place: str) -> int | None:
    """Give the line of a place (`weekly.mon[1]`), or of the nearest table or key around it."""
    lines = _lines(text)
    path = place.split("[")[0]
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition(".")[0]
    return None


def _toml(text: str, file: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _AT_LINE.search(str(error))
        raise BadFile("bad_file", file=file, line=int(match[1]) if match else None, reason=str(error)) from error


def _located(error: SlaError, text: str, file: str) -> BadFile:
    place = str(error.params.get("place", ""))
    reason = str(error.params.get("reason", error.code))
    return BadFile("bad_file", file=file, line=line_of(text, place), reason=f"{place}: {reason}" if place else reason)


def _lines(text: str) -> dict[str, int]:
    """Give the first line of every table and key, by its dotted path."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = _path(header[1])
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            path = _path(key[1])
            found.setdefault(f"{table}.{path}" if table else path, number)
    return found


def _path(dotted: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in dotted.split("."))


def _expect_format(table: dict[str, object], wanted: str) -> None:
    found = table.pop("format", None)
    if found != wanted:
        raise SlaError("file", place="format", reason=f"the format is not {wanted}")


def _name(table: dict[str, object]) -> str:
    name = table.pop("name", None)
    if not isinstance(name, str) or not name:
        raise SlaError("file", place="name", reason="missing or no text")
    return name


def _names(raw: object) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise SlaError("file", place="names", reason="not a table")
    for day, name in raw.items():
        place = f"names.{day}"
        if not isinstance(name, str):
            raise SlaError("file", place=place, reason="not a text")
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise SlaError("file", place=place, reason="a date that does not exist") from error
    return raw
