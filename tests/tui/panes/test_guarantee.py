"""The head of a ticket says what answers for its fault."""

from __future__ import annotations

import datetime

import pytest
from rich.cells import cell_len
from tests.tui.conftest import press, screen_text

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.facts import Facts, parse_facts
from postventa_tui.core.assets.model import AssetInput, ProductInput, RepairInput
from postventa_tui.core.assets.rules import shipped_rules
from postventa_tui.core.assets.verdict import verdict
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import fields
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.tui.panes.conversation.guarantee import HEAD_CELLS, in_order, words_of

TODAY = datetime.date(2026, 11, 19)
SOLD = {"as_of": "2026-11-19", "buyer": "consumer", "goods": "new"}
FAN = {"code": "fan", "manifested_on": "2026-11-10"}


def stay(since, until, under="statutory"):
    return {"handed_over": since, "returned": until, "fault_code": "fan", "kind": "repair", "under": under}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"delivered_on": "2024-03-14"}, "guarantee until 14/03/2027 (115 d)"),
        ({"delivered_on": "2023-03-14"}, "guarantee ended 14/03/2026"),
        (
            {"delivered_on": "2023-10-18", "repairs": [stay("2026-09-21", "2026-09-25")], "fault": FAN},
            "same fault: covered until 25/09/2027 (310 d)",
        ),
        (
            {"delivered_on": "2020-01-10", "repairs": [stay("2026-09-21", "2026-09-25", "paid")], "fault": FAN},
            "repair covered until 25/12/2026 (36 d)",
        ),
        (
            {"delivered_on": "2023-01-10", "commercial": [{"by": "maker", "months": 60}]},
            "commercial guarantee until 10/01/2028 (417 d)",
        ),
        (
            {"delivered_on": "2024-03-14", "repairs": [stay("2026-11-09", None)]},
            "in the workshop: guarantee stands still (125 d left)",
        ),
        (
            {"delivered_on": "2023-11-15", "fault": FAN},
            "fault shown in time; guarantee ended 15/11/2026",
        ),
        ({}, "guarantee: delivery date missing"),
        ({"delivered_on": "2024-03-14", "goods": None}, "guarantee: kind of goods missing"),
        ({"delivered_on": "2024-03-14", "buyer": "business"}, "no consumer guarantee: bought by a business"),
        ({"delivered_on": "2026-12-01"}, "guarantee starts 01/12/2026"),
        ({"delivered_on": "1990-03-14"}, "no legal guarantee for this contract"),
    ],
)
def test_every_verdict_is_said_with_its_day(facts, said):
    found = parse_facts({**SOLD, **facts})
    assert isinstance(found, Facts)
    assert words_of(verdict(found, shipped_rules()), TODAY) == said
    assert cell_len(said) < HEAD_CELLS


def test_the_serial_gives_way_to_the_guarantee():
    assert in_order("Bosch X", "serial 1", "ended") == ("Bosch X · serial 1", "ended")
    long = "same fault: covered until 25/09/2027 (310 d)"
    assert in_order("Arousa Cíes 320", "serial FRC320-2308-01965", long) == (
        "Arousa Cíes 320",
        f"{long} · serial FRC320-2308-01965",
    )
    assert in_order("Arousa Combi Cíes 320 No Frost", "serial 1", long) == (
        long,
        "Arousa Combi Cíes 320 No Frost · serial 1",
    )


@pytest.fixture
def fridge(desk):
    person = customers.create(desk, {"given": "Pilar"}, {"email": "pilar@correo.example"})
    assets.save_product(desk, ProductInput("FRC320", "Frigorífico Cíes 320", goods="new"))
    return person, assets.add(desk, AssetInput("FRC320", person, "2308-01965", delivered_on="2023-10-18"))


async def test_the_fault_that_came_back_is_covered_by_its_year(desk, fridge, open_console):
    person, machine = fridge
    assets.add_repair(desk, RepairInput(machine.id, "2026-09-21", "statutory", "2026-09-25", "fan"))
    ticket = tickets.create(desk, NewTicket(person, "Does not cool again", "email", asset_id=machine.id))
    fields.set_fields(desk, ticket.id, {"cause": "fan"})
    async with open_console() as (app, pilot):
        await press(app, pilot, "enter")
        shown = "\n".join(screen_text(app))
        assert "same fault: covered until 25/09/2027 (310 d)" in shown


async def test_a_machine_without_a_date_says_that_it_is_missing(desk, open_console):
    person = customers.create(desk, {"given": "Rosa"}, {"email": "rosa@correo.example"})
    assets.save_product(desk, ProductInput("CF-A1", "Cafetera Aroma", goods="new"))
    machine = assets.add(desk, AssetInput("CF-A1", person, "24C-001"))
    tickets.create(desk, NewTicket(person, "Leaks", "email", asset_id=machine.id))
    async with open_console() as (app, pilot):
        await press(app, pilot, "enter")
        assert "guarantee: delivery date missing" in "\n".join(screen_text(app))
