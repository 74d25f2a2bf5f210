"""Readings of connected machines: kept, counters moved on, and a ticket opened when a machine reports a fault.

One JSON object a line: `serial`, `at` (ISO instant), `name`, `value`, `unit`, `error`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets import stays
from postventa_tui.core.returns import store
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import PostventaError, Usage
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.core.assets.rows import AssetRow
    from postventa_tui.desk import Desk

COUNTERS = ("cups", "km", "hours", "cycles", "pages")
MAX_LINE = 10_000


class Report(NamedTuple):
    """What an import of readings did; `errors` names line and code."""

    read: int
    written: int
    skipped: int
    tickets: tuple[int, ...]
    errors: tuple[tuple[int, str], ...]


class _Reading(NamedTuple):
    """One line, checked."""

    machine: AssetRow
    at: int
    name: str
    value: float | None
    unit: str | None
    error: str


@verb("readings.import")
def take_in(desk: Desk, lines: Iterable[str]) -> Report:
    """Keep readings; a second import of the same lines writes nothing.

    An `error` opens a ticket for the owner when the shop's setting `readings_open_tickets` says so, unless the machine
    has an open one.
    """
    read, written, skipped = 0, 0, 0
    opened: list[int] = []
    errors: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        read += 1
        try:
            found = _read(desk, line)
        except PostventaError as error:
            errors.append((number, error.code))
            continue
        kept = stays.add_reading(desk, found.machine.id, found.at, found.name, found.value, unit=found.unit)
        written, skipped = written + kept, skipped + (not kept)
        if kept:
            _count(desk, found)
            opened += _ticket(desk, found)
    return Report(read, written, skipped, tuple(opened), tuple(errors))


def _read(desk: Desk, line: str) -> _Reading:
    """One line as a reading of a known machine."""
    try:
        raw = json.loads(line[:MAX_LINE])
    except (ValueError, RecursionError) as error:
        raise Usage("bad_json") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("serial"), str) or not isinstance(raw.get("at"), str):
        raise Usage("missing_key")
    value = raw.get("value")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Usage("bad_value", field="value", value=value, reason="")
    machine = assets.named(desk, raw["serial"])
    at = moments.parse_instant(raw["at"], desk.shop.zone)
    unit, fault = raw.get("unit"), raw.get("error")
    return _Reading(
        machine,
        at,
        str(raw.get("name") or ("error" if fault else "reading"))[:80],
        None if value is None else float(value),
        None if unit is None else str(unit)[:20],
        typed(str(fault or ""))[:120],
    )


def _count(desk: Desk, found: _Reading) -> None:
    """Move the counter of the machine on; it never runs back."""
    if found.name in COUNTERS and found.value is not None and found.value > (found.machine.counter_value or 0):
        assets.change(desk, found.machine.id, counter_value=int(found.value))


def _ticket(desk: Desk, found: _Reading) -> list[int]:
    """The number of the ticket a reported fault opens."""
    machine = found.machine
    if not found.error or machine.customer_id is None or not desk.shop.get("readings_open_tickets", False):
        return []
    if store.has_open_ticket(desk.db, machine.id):
        return []
    new = NewTicket(
        machine.customer_id,
        f"{machine.product}: {found.error}",
        "web",
        asset_id=machine.id,
        product_id=machine.product_id,
        cause=found.error,
    )
    return [tickets.create(desk, new).number]
