"""Run a file of vectors or scenarios: the same `apply` and `view` as the product, no database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.hours import parse_calendar
from postventa_tui.core.sla.instants import parse_instant
from postventa_tui.core.sla.scenario import run_scenario
from postventa_tui.kit.errors import SlaError

if TYPE_CHECKING:
    from collections.abc import Mapping

VECTORS: Final = "postventa-sla-vectors/1"
SCENARIOS: Final = "postventa-sla-scenarios/1"
RESULTS: Final = "postventa-sla-results/1"

Json = dict[str, object]


def simulate(document: object) -> Json:
    """Give the results of every vector or scenario, with how many expectations failed.

    Raises:
        SlaError: `file`, with `place` and `reason`: the file is bad.
    """
    table = _table(document, "")
    format_name = table.get("format")
    if format_name == VECTORS:
        results, compared, mismatched = _vectors(table)
    elif format_name == SCENARIOS:
        results, compared, mismatched = _scenarios(table)
    else:
        raise SlaError("file", place="format", reason=f"unknown format {format_name!r}")
    return {
        "format": RESULTS,
        "results": results,
        "summary": {"compared": compared, "mismatched": mismatched},
    }


def _scenarios(table: Mapping[str, object]) -> tuple[list[Json], int, int]:
    results: list[Json] = []
    compared = mismatched = 0
    for index, raw in enumerate(_list(table.get("scenarios"), "scenarios")):
        place = f"scenarios[{index}]"
        scenario = _table(raw, place)
        identity = _identity(scenario, place)
        try:
            checks = run_scenario(scenario, f"scenario {identity}")
        except SlaError as error:
            if error.code == "file":
                raise
            raise SlaError("file", place=f"scenario {identity}", reason=error.code) from error
        results.append({"id": identity, "checks": [check.shown for check in checks]})
        compared += sum(check.compared for check in checks)
        mismatched += sum(bool(check.mismatches) for check in checks)
    return results, compared, mismatched


def _vectors(table: Mapping[str, object]) -> tuple[list[Json], int, int]:
    calendars = {
        name: WorkCalendar(parse_calendar(raw, f"calendars.{name}"))
        for name, raw in _table(table.get("calendars", {}), "calendars").items()
    }
    results: list[Json] = []
    compared = mismatched = 0
    for index, raw in enumerate(_list(table.get("vectors"), "vectors")):
        place = f"vectors[{index}]"
        vector = _table(raw, place)
        identity = _identity(vector, place)
        answer = _answer(vector, calendars, f"vector {identity}")
        results.append({"id": identity, "checks": [answer]})
        if "expect" in vector or "error" in vector:
            compared += 1
            mismatched += not _as_expected(vector, answer)
    return results, compared, mismatched


def _answer(vector: Mapping[str, object], calendars: Mapping[str, WorkCalendar], place: str) -> Json:
    name = vector.get("calendar")
    calendar = calendars.get(name) if isinstance(name, str) else None
    if calendar is None:
        raise SlaError("file", place=place, reason=f"no calendar {name!r}")
    start = parse_instant(vector.get("start"), calendar.zone, f"{place}.start")
    op = vector.get("op")
    try:
        if op == "between":
            end = parse_instant(vector.get("end"), calendar.zone, f"{place}.end")
            return {"value": calendar.between(start, end)}
        if op == "add":
            return {"value": calendar.add(start, _seconds(vector.get("seconds"), f"{place}.seconds"))}
        if op == "is_open":
            return {"value": calendar.is_open(start)}
        if op == "next_open":
            return {"value": calendar.next_open(start)}
    except SlaError as error:
        if error.code == "file":
            raise
        return {"error": error.code}
    raise SlaError("file", place=f"{place}.op", reason=f"unknown op {op!r}")


def _seconds(raw: object, place: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise SlaError("file", place=place, reason="not a whole number of seconds")
    return raw


def _as_expected(vector: Mapping[str, object], answer: Json) -> bool:
    """Compare strictly: `true` is not 1."""
    if "error" in vector and answer.get("error") != vector["error"]:
        return False
    if "expect" not in vector:
        return True
    value = answer.get("value")
    return type(value) is type(vector["expect"]) and value == vector["expect"]


def _identity(table: Mapping[str, object], place: str) -> object:
    if "id" not in table:
        raise SlaError("file", place=place, reason="no id")
    return table["id"]


def _table(raw: object, place: str) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise SlaError("file", place=place or "file", reason="not an object")
    return raw


def _list(raw: object, place: str) -> list[object]:
    if not isinstance(raw, list):
        raise SlaError("file", place=place, reason="not a list")
    return raw
