"""The machine of a ticket on one key: guarantee step by step, what would change it, history."""

from __future__ import annotations

import pytest

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.model import AssetInput, ProductInput
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.tui.app import ConsoleApp
from postventa_tui.tui.dialogs.text import Reading
from postventa_tui.tui.first import first_screen


@pytest.fixture
def person(desk):
    return customers.create(desk, {"given": "Rosa"}, {"email": "rosa@example.es"})


async def until(pilot, ready):
    for _turn in range(200):
        if ready():
            return
        await pilot.pause(0.02)
    raise AssertionError("the screen never came")


async def test_one_key_explains_the_guarantee_and_shows_the_machine(desk, person):
    assets.save_product(desk, ProductInput("CF-A1", "Cafetera Aroma", goods="new"))
    machine = assets.add(desk, AssetInput("CF-A1", person, "24C-001"))
    tickets.create(desk, NewTicket(person, "Gotea", asset_id=machine.id))
    app = ConsoleApp(desk, first_screen)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.queue.targets())
        await pilot.press("D")
        await until(pilot, lambda: isinstance(app.screen, Reading) and app.screen._lines)
        text = "\n".join(app.screen._lines)
        assert "date of delivery, invoice or delivery note missing" in text or "falta la fecha" in text
        assert "24C-001" in text


async def test_ticket_without_a_machine_says_so(desk, person):
    tickets.create(desk, NewTicket(person, "Pregunta"))
    app = ConsoleApp(desk, first_screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.queue.targets())
        await pilot.press("D")
        await pilot.pause(0.3)
        assert not isinstance(app.screen, Reading)
