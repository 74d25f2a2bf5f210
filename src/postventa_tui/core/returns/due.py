"""What is due for which machine: end of guarantee, service, consumables, support, spare parts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from postventa_tui.core.assets import cover
from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.dates import add_days, add_months, read_date
from postventa_tui.core.returns import store_due
from postventa_tui.core.returns.notice_rule import GUARANTEE_DAYS, WINDOW_DAYS
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.core.assets.rows import AssetRow, ProductRow
    from postventa_tui.desk import Desk

CONSUMABLE_MONTHS = 12
"""How long a consumable lasts when its product has no service interval."""


class DueNotice(NamedTuple):
    """A reason to write to the owner of a machine; `detail` is the part or plan it is about."""

    asset_id: int
    customer_id: int
    kind: str
    due_on: date
    detail: str = ""


def due(desk: Desk, kinds: tuple[str, ...]) -> list[DueNotice]:
    """Give what is due within the window of each kind, by date; only machines with a known owner."""
    today = date.fromisoformat(assets.today(desk))
    plans = store_due.list_plans(desk.db)
    serviced = store_due.last_services(desk.db)
    found: list[DueNotice] = []
    for machine in assets.every(desk):
        if machine.customer_id is None:
            continue
        product = assets.get_product(desk, machine.sku)
        for one in _of_machine(desk, machine, product, today, plans, serviced):
            if one.kind in kinds:
                found.append(one)
    return sorted(found, key=lambda one: (one.due_on, one.asset_id, one.kind))


def _of_machine(
    desk: Desk,
    machine: AssetRow,
    product: ProductRow,
    today: date,
    plans: dict[int, list[store_due.Plan]],
    serviced: dict[int, str],
) -> Iterator[DueNotice]:
    """Everything due for one machine."""
    assert machine.customer_id is not None
    start = read_date(machine.delivered_on or "")
    ends_on = cover.verdict_for_asset(desk, machine.id).ends_on
    if ends_on is not None and today <= ends_on <= add_days(today, GUARANTEE_DAYS):
        yield DueNotice(machine.id, machine.customer_id, "guarantee", ends_on)
    last = read_date(serviced.get(machine.id, "")) or start
    soon = add_days(today, WINDOW_DAYS)
    for plan in plans.get(product.id, []):
        if plan.every_months and last is not None and (on := next_day(last, plan.every_months, today)) <= soon:
            yield DueNotice(machine.id, machine.customer_id, "maintenance", on, plan.title)
        if plan.every_counter and _counter_due(machine, plan.every_counter):
            yield DueNotice(machine.id, machine.customer_id, "maintenance", today, plan.title)
    if product.maintenance_months and last is not None:
        on = next_day(last, product.maintenance_months, today)
        if on <= soon:
            yield DueNotice(machine.id, machine.customer_id, "maintenance", on)
    if product.consumables and last is not None:
        on = next_day(last, product.maintenance_months or CONSUMABLE_MONTHS, today)
        if on <= soon:
            yield DueNotice(machine.id, machine.customer_id, "consumable", on, product.consumables[0])
    for kind, on_text in (("support", product.end_of_support), ("parts", _parts_end(desk, product))):
        ends = read_date(on_text or "")
        if ends is not None and today <= ends <= add_days(today, GUARANTEE_DAYS):
            yield DueNotice(machine.id, machine.customer_id, kind, ends)


def next_day(last: date, months: int, today: date) -> date:
    """Give the first due day after `last` that is not long gone: a service nobody came for is offered with the next one."""
    gone = add_days(today, -WINDOW_DAYS)
    passed = (gone.year - last.year) * 12 + gone.month - last.month
    turns = max(1, passed // months)
    on = add_months(last, turns * months)
    while on < gone:
        turns += 1
        on = add_months(last, turns * months)
    return on


def _counter_due(machine: AssetRow, every: int) -> bool:
    """Whether the counter (kilometres, cups) has passed another interval."""
    reading = machine.counter_value or 0
    return reading >= every and reading % every < every // 10


def _parts_end(desk: Desk, product: ProductRow) -> str | None:
    """The day on which spare parts may end."""
    ends = cover.parts_until(product, None, cover.rules_of(desk))
    return None if ends is None else ends.isoformat()
