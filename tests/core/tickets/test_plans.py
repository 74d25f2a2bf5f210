"""Every list of the queue is index work: no sort, no scan of a table."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import reading, store_queue
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket


class Listening:
    """A connection that keeps the plan of every query it runs."""

    def __init__(self, db) -> None:
        self.db = db
        self.plans: list[str] = []

    def all(self, sql: str, **params):
        self.plans += [str(row[3]) for row in self.db.all("EXPLAIN QUERY PLAN " + sql, **params)]
        return self.db.all(sql, **params)

    def value(self, sql: str, **params):
        rows = self.all(sql, **params)
        return rows[0][0] if rows else None


def bad(plans: list[str]) -> list[str]:
    # Members, tags, versions, policies and calendars are a handful of rows each.
    small = ("SCAN m", "SCAN g", "SCAN w", "SCAN y", "SCAN l", "SCAN CONSTANT")
    return [
        line
        for line in plans
        if "TEMP B-TREE" in line or (line.startswith("SCAN") and not line.startswith(small) and "tickets_" not in line)
    ]


def fill(desk, customer: int) -> None:
    for n in range(60):
        desk.clock.advance(60)
        person = customers.create(desk, {"given": f"Persona {n}"})
        tickets.create(desk, NewTicket(person if n % 3 else customer, f"Caso {n}", tags=("ruido",)), "hola")
    desk.db.run("ANALYZE")


def plans_of(desk, view: str) -> list[str]:
    """Give the plans of the first page, the next, the count and the next free ticket of a view."""
    frame = reading.frame(desk)
    listening = Listening(desk.db)
    condition = store_queue.VIEWS[view]
    _rows, after = store_queue.list_page(listening, condition, frame, 20, None)
    store_queue.list_page(listening, condition, frame, 20, after or (1, 1, 1))
    store_queue.count(listening, condition, frame)
    if view not in ("closed", "all"):
        store_queue.find_next(listening, condition, frame)
    return listening.plans


@pytest.mark.parametrize("view", reading.BUILT_IN)
def test_on_an_empty_file_a_page_neither_sorts_nor_scans(shop, view: str) -> None:
    assert bad(plans_of(shop, view)) == []


def test_on_a_filled_file_no_page_sorts_or_scans(shop, marta) -> None:
    fill(shop, marta)
    for view in reading.BUILT_IN:
        assert (view, bad(plans_of(shop, view))) == (view, [])


def test_the_plan_names_the_partial_index(shop) -> None:
    listening = Listening(shop.db)
    store_queue.list_page(listening, store_queue.VIEWS["mine"], reading.frame(shop), 20, None)
    assert any("tickets_open_assignee" in line for line in listening.plans)
