"""Verbs on what happens to one machine: stays in a workshop and readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets import store_units
from postventa_tui.core.assets.model import RepairInput, checked_repair
from postventa_tui.desk import verb
from postventa_tui.kit.errors import Refused

if TYPE_CHECKING:
    from postventa_tui.core.assets.rows import RepairRow
    from postventa_tui.desk import Desk


@verb("asset.repair_end")
def end_repair(
    desk: Desk, asset_id: int, returned_on: str, *, fault_code: str | None, kind: str, under: str
) -> RepairRow:
    """Close the open stay of a machine with what was found and done.

    Raises:
        Refused: `no_open_repair`, `return_before`.
    """
    opened = [one for one in store_units.list_repairs(desk.db, asset_id) if one.returned_on is None]
    if not opened:
        raise Refused("no_open_repair")
    stay = opened[-1]
    given = RepairInput(asset_id, stay.handed_over_on, under, returned_on, fault_code, kind, stay.ticket_id)
    checked_repair(given)
    store_units.save_repair(
        desk.db, stay.id, returned_on=returned_on, fault_code=fault_code, kind=kind, under=under, at=desk.clock.now()
    )
    return stay._replace(returned_on=returned_on, fault_code=fault_code, kind=kind, under=under)


@verb("asset.repair_drop")
def drop_stay(desk: Desk, asset_id: int) -> None:
    """Take out the open stay of a machine that was not repaired after all; nothing when there is none."""
    for one in store_units.list_repairs(desk.db, asset_id):
        if one.returned_on is None:
            store_units.delete_repair(desk.db, one.id)


def mark_stay(desk: Desk, asset_id: int, under: str) -> None:
    """Say who pays for the stay a machine is on, inside the verb that found out; nothing when it is on none."""
    for one in store_units.list_repairs(desk.db, asset_id):
        if one.returned_on is None and one.under != under:
            store_units.save_repair(
                desk.db,
                one.id,
                returned_on=None,
                fault_code=one.fault_code,
                kind=one.kind,
                under=under,
                at=desk.clock.now(),
            )


def has_open_stay(desk: Desk, asset_id: int) -> bool:
    """Say whether a machine is in the workshop."""
    return any(one.returned_on is None for one in store_units.list_repairs(desk.db, asset_id))


@verb("asset.reading")
def add_reading(desk: Desk, asset_id: int, taken_at: int, name: str, value: float | None, *, unit: str | None) -> bool:
    """Keep a reading of a connected machine; says False when it was kept already."""
    if store_units.has_reading(desk.db, asset_id, taken_at, name):
        return False
    at = desk.clock.now()
    store_units.insert_reading(desk.db, asset_id, taken_at, name, value, unit=unit, details="{}", at=at)
    return True
