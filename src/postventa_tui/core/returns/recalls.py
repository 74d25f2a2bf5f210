"""Recall lists: draft, approved by a lead, running, closed; every try is kept.

A safety recall needs no marketing consent; points not to be used are obeyed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.dates import read_date
from postventa_tui.core.assets.serials import unit_key
from postventa_tui.core.customers import service as customers
from postventa_tui.core.returns import cases, store_lists
from postventa_tui.core.returns.rows import Notice
from postventa_tui.core.tickets.notices import send_notice
from postventa_tui.core.tickets.rows import Outgoing
from postventa_tui.desk import verb
from postventa_tui.kit.errors import NotFound, Refused, Usage
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.core.assets.rows import AssetRow
    from postventa_tui.core.returns.rows import Recall, Unit
    from postventa_tui.desk import Desk

UNDO_S = 60
"""How long a notice can be taken back before it leaves."""
STATES = ("to_tell", "told", "answered", "fixed", "unreachable", "refused")


class NewRecall(NamedTuple):
    """A list to make: product and lot, or a range of serials of the product."""

    sku: str
    lot: str | None = None
    title: str = ""
    fault_code: str | None = None
    serial_from: str | None = None
    serial_to: str | None = None
    notice_es: str | None = None
    notice_en: str | None = None


class Progress(NamedTuple):
    """Where a list stands; `unknown` are units sold of the lot that are no machine of the file."""

    recall: Recall
    units: list[Unit]
    counts: dict[str, int]
    without_owner: int
    unknown: int


def get(desk: Desk, recall_id: int) -> Recall:
    """Give a recall list.

    Raises:
        NotFound: `recall_unknown`.
    """
    found = store_lists.find_recall(desk.db, recall_id)
    if found is None:
        raise NotFound("recall_unknown", number=recall_id)
    return found


def listed(desk: Desk) -> list[Recall]:
    """Give all recall lists, newest first."""
    return store_lists.list_recalls(desk.db)


def of_asset(desk: Desk, asset_id: int) -> list[tuple[Recall, Unit]]:
    """Give the open recall lists a machine is on: said first when its owner calls."""
    return store_lists.list_open_of_asset(desk.db, asset_id)


def progress(desk: Desk, recall_id: int) -> Progress:
    """Give a list with its units and how many stand in each state."""
    recall = get(desk, recall_id)
    units = store_lists.list_units(desk.db, recall_id)
    counts = {state: sum(1 for one in units if one.state == state) for state in STATES}
    owners = [None if one.asset_id is None else assets.get(desk, one.asset_id).customer_id for one in units]
    sold = 0 if recall.lot_id is None else assets.sold_of_lot(desk, recall.product_id, recall.lot_id)
    return Progress(recall, units, counts, owners.count(None), max(0, sold - len(units)))


@verb("recall.make")
def make(desk: Desk, new: NewRecall) -> Recall:
    """Make a list in draft with the machines it is about.

    Raises:
        NotFound: `product_unknown`, `lot_unknown`. Usage: `bad_value` for a range that ends before it begins.
    """
    product = assets.get_product(desk, new.sku)
    lot = None
    if new.lot:
        lot = assets.find_lot(desk, product.id, new.lot)
        if lot is None:
            raise NotFound("lot_unknown", lot=new.lot, product=product.name)
    first, last = unit_key(new.serial_from or ""), unit_key(new.serial_to or "")
    if first and last and last < first:
        raise Usage("bad_value", field="serial_to", value=new.serial_to, reason=new.serial_from)
    title = new.title or " ".join(part for part in (product.name, new.lot, new.fault_code) if part)
    recall_id = store_lists.insert_recall(
        desk.db,
        product.id,
        None if lot is None else lot.id,
        title,
        {
            "fault_code": new.fault_code,
            "serial_from": new.serial_from,
            "serial_to": new.serial_to,
            "notice_es": new.notice_es,
            "notice_en": new.notice_en,
        },
        desk.clock.now(),
    )
    _take_up(desk, get(desk, recall_id), added_later=False)
    return get(desk, recall_id)


def _take_up(desk: Desk, recall: Recall, *, added_later: bool) -> int:
    """Put the machines that belong on the list and are not there yet; gives how many."""
    known = {one.asset_id for one in store_lists.list_units(desk.db, recall.id)}
    new = [one for one in assets.of_product(desk, recall.product_id, recall.lot_id) if one.id not in known]
    fitting = [one for one in new if _in_range(recall, one)]
    for machine in fitting:
        store_lists.insert_unit(
            desk.db, recall.id, machine.id, machine.serial, added_later=added_later, at=desk.clock.now()
        )
    return len(fitting)


def _in_range(recall: Recall, machine: AssetRow) -> bool:
    """Whether a machine's serial lies in the range of the list; without a range all of the lot belong."""
    first, last = unit_key(recall.serial_from or ""), unit_key(recall.serial_to or "")
    key = machine.unit_key
    if key is None:
        return not first and not last
    return (not first or key >= first) and (not last or key <= last)


@verb("recall.approve", role="lead")
def approve(desk: Desk, recall_id: int) -> Recall:
    """Freeze a list: from now on machines only join as additions.

    Raises:
        Refused: `recall_state`, `missing_field:notice` without its text, `no_units`.
    """
    recall = _in_state(desk, recall_id, "draft")
    if not (recall.notice_es or "").strip():
        raise Refused("missing_field:notice", field="notice")
    _take_up(desk, recall, added_later=False)
    if not store_lists.list_units(desk.db, recall_id):
        raise Refused("no_units")
    by = desk.agent.id if desk.agent else None
    at = desk.clock.now()
    store_lists.save_recall(desk.db, recall_id, {"state": "approved", "approved_at": at, "approved_by": by}, at)
    return get(desk, recall_id)


@verb("recall.run")
def run(desk: Desk, recall_id: int) -> Progress:
    """Tell the owners not told yet, through the outbox; machines sold since join first, messages that came back count.

    Who cannot be reached in writing is `unreachable` until somebody calls.

    Raises:
        Refused: `recall_state` for a draft or a closed list.
    """
    recall = get(desk, recall_id)
    if recall.state not in ("approved", "running"):
        raise Refused("recall_state", state=recall.state, needed="approved")
    _take_up(desk, recall, added_later=True)
    at = desk.clock.now()
    store_lists.save_recall(desk.db, recall_id, {"state": "running"}, at)
    batch = store_lists.next_batch(desk.db)
    lost = store_lists.list_lost(desk.db, recall_id)
    for unit in store_lists.list_units(desk.db, recall_id):
        if unit.state == "to_tell":
            _tell(desk, recall, unit, batch)
        elif unit.state == "told" and unit.asset_id in lost:
            _log(desk, unit, "unreachable", unit.channel, "the message came back")
    return progress(desk, recall_id)


def _tell(desk: Desk, recall: Recall, unit: Unit, batch: int) -> None:
    """Queue the notice to one owner, or note that there is no way to reach her."""
    machine = None if unit.asset_id is None else assets.get(desk, unit.asset_id)
    if machine is None or machine.customer_id is None:
        _log(desk, unit, "unreachable", None, "owner unknown")
        return
    person = customers.survivor(desk, machine.customer_id)
    ways = cases.ways(desk, person.id, "email")
    if not ways:
        _log(desk, unit, "unreachable", None, "no point to write to")
        return
    lang = person.lang or desk.shop.lang
    body = recall.notice_en if lang == "en" and recall.notice_en else recall.notice_es or ""
    at = desk.clock.now()
    out = Outgoing(
        body,
        channel=ways[0].channel,
        to_point_id=ways[0].point_id,
        subject=recall.title,
        purpose="recall",
        send_after=at + UNDO_S,
    )
    sent = send_notice(desk, person.id, out)
    notice = Notice(
        0, batch, person.id, unit.asset_id, recall.id, "recall", "recall", ways[0].channel, at, "queued", None, at,
        sent.interaction_id, body,
    )  # fmt: skip
    store_lists.insert_notice(desk.db, notice, at)
    _log(desk, unit, "told", ways[0].channel, f"interaction {sent.interaction_id}")


@verb("recall.unit")
def set_unit(
    desk: Desk,
    unit_id: int,
    state: str,
    *,
    channel: str | None = None,
    note: str = "",
    appointment_on: str | None = None,
) -> Unit:
    """Write how one owner answered, or that a try failed.

    Raises:
        Usage: `bad_value`. NotFound: `unit_unknown`. Refused: `recall_state` when the list is not running.
    """
    if state not in STATES:
        raise Usage("bad_value", field="state", value=state, reason=", ".join(STATES))
    if appointment_on is not None and read_date(appointment_on) is None:
        raise Usage("bad_value", field="appointment_on", value=appointment_on, reason="YYYY-MM-DD")
    unit = store_lists.find_unit(desk.db, unit_id)
    if unit is None:
        raise NotFound("unit_of_recall_unknown", unit=unit_id)
    recall = get(desk, unit.recall_id)
    if recall.state not in ("approved", "running"):
        raise Refused("recall_state", state=recall.state, needed="running")
    _log(desk, unit, state, channel, note)
    if appointment_on is not None:
        store_lists.save_unit(desk.db, unit_id, {"appointment_on": appointment_on}, desk.clock.now())
    saved = store_lists.find_unit(desk.db, unit_id)
    assert saved is not None
    return saved


def _log(desk: Desk, unit: Unit, state: str, channel: str | None, note: str) -> None:
    """Write a try and the state it led to."""
    at = desk.clock.now()
    by = desk.agent.login if desk.agent else ""
    log = [*json.loads(unit.log), {"at": at, "by": by, "state": state, "channel": channel, "note": note}]
    store_lists.save_unit(
        desk.db,
        unit.id,
        {
            "state": state,
            "channel": channel or unit.channel,
            "tries": unit.tries + 1,
            "last_try_at": at,
            "log": json.dumps(log, ensure_ascii=False),
        },
        at,
    )


@verb("recall.close", role="lead")
def close(desk: Desk, recall_id: int, *, with_open_units: bool = False) -> Progress:
    """Close a list for good; this cannot be undone.

    Raises:
        Refused: `recall_state`; `units_open` while units are neither fixed nor refused, unless confirmed.
    """
    _in_state(desk, recall_id, "running")
    now = progress(desk, recall_id)
    left = len(now.units) - now.counts["fixed"] - now.counts["refused"]
    if left and not with_open_units:
        raise Refused("units_open", left=left)
    at = desk.clock.now()
    store_lists.save_recall(desk.db, recall_id, {"state": "closed", "closed_at": at}, at)
    return progress(desk, recall_id)


def _in_state(desk: Desk, recall_id: int, needed: str) -> Recall:
    """The list, which must be in a state."""
    recall = get(desk, recall_id)
    if recall.state != needed:
        raise Refused("recall_state", state=recall.state, needed=needed)
    return recall
