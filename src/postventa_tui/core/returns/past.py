"""Returns and services of one person: what was asked and how it ended, and which service comes next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.dates import read_date
from postventa_tui.core.customers import service as customers
from postventa_tui.core.returns import cases, store, store_due
from postventa_tui.core.returns.due import next_day
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postventa_tui.core.assets.rows import AssetRow
    from postventa_tui.core.returns.rows import Line, Rma
    from postventa_tui.desk import Desk


class Case(NamedTuple):
    """A return with its lines, the machine as people call it, and the number of its ticket."""

    rma: Rma
    lines: list[Line]
    machine: str
    number: int


class Service(NamedTuple):
    """The next service of a machine; `title` is that of its plan, empty for the product's own interval."""

    asset_id: int
    on: date
    title: str


def returns_of(desk: Desk, customer_id: int) -> list[Case]:
    """Give the returns on a person's tickets, those of merged rows too."""
    found = []
    for one in customers.family(desk, customer_id):
        for rma in store.list_of_customer(desk.db, one):
            lines = store.list_lines(desk.db, rma.id)
            asset_id = next((line.asset_id for line in lines if line.asset_id is not None), None)
            machine = "" if asset_id is None else assets.get(desk, asset_id).product
            found.append(Case(rma, lines, machine, cases.ticket_by_id(desk, rma.ticket_id).number))
    return found


def next_services(desk: Desk, machines: Sequence[AssetRow]) -> list[Service]:
    """Give the next service of each machine that has an interval, however far off; counters have no day."""
    if not machines:
        return []
    today = date.fromisoformat(assets.today(desk))
    plans = store_due.list_plans(desk.db)
    found: dict[tuple[int, date], Service] = {}
    for machine in machines:
        last = _last_service(desk, machine)
        if last is None:
            continue
        for months, title in _intervals(desk, machine, plans):
            service = Service(machine.id, next_day(last, months, today), title)
            found.setdefault((machine.id, service.on), service)
    return sorted(found.values(), key=lambda one: (one.on, one.asset_id))


def _last_service(desk: Desk, machine: AssetRow) -> date | None:
    """The day a machine last came back from a workshop, else that of its delivery."""
    back = max((one.returned_on or "" for one in assets.repairs_of(desk, machine.id)), default="")
    return read_date(back) or read_date(machine.delivered_on or "")


def _intervals(desk: Desk, machine: AssetRow, plans: dict[int, list[store_due.Plan]]) -> Iterator[tuple[int, str]]:
    """The months between services of a machine, each with its title."""
    for plan in plans.get(machine.product_id, []):
        if plan.every_months:
            yield plan.every_months, plan.title
    months = assets.get_product(desk, machine.sku).maintenance_months
    if months:
        yield months, ""
