"""The counter in the console: three digits, a fault, the slip; a slip gives the machine back."""

from __future__ import annotations

import pytest

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.model import AssetInput, ProductInput
from postventa_tui.core.customers import service as customers
from postventa_tui.core.returns import service as returns
from postventa_tui.core.returns.model import Move
from postventa_tui.tui.app import ConsoleApp
from postventa_tui.tui.dialogs.counter import AtCounter, show_counter
from postventa_tui.tui.dialogs.text import Reading
from postventa_tui.tui.first import first_screen


async def until(pilot, ready):
    for _turn in range(200):
        if ready():
            return
        await pilot.pause(0.02)
    raise AssertionError("the screen never came")


@pytest.fixture
def machine(desk):
    person = customers.create(desk, {"given": "Rosa", "surname1": "Vila"}, {"phone": "600000123"})
    assets.save_product(desk, ProductInput("CF-A1", "Cafetera Aroma", goods="new"))
    return assets.add(desk, AssetInput("CF-A1", person, "24C-001"))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_machine_goes_in_by_three_digits_and_comes_back_by_its_slip(desk, machine, size):
    app = ConsoleApp(desk, first_screen)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: getattr(app.screen, "queue", None) is not None)
        console = app.screen
        show_counter(console.queue)
        await until(pilot, lambda: isinstance(app.screen, AtCounter) and app.screen.query("#who"))
        await pilot.press(*"123")
        await until(pilot, lambda: len(app.screen.hits) == 2)
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, AtCounter)
        await pilot.press("down")
        app.screen.query_one("#fault").value = "Gotea"
        app.screen.query_one("#condition").value = "rayada"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Reading) and app.screen._lines)
        text = "\n".join(app.screen._lines)
        assert "24C-001" in text
        assert "Gotea" in text
        rma = returns.get(desk, 1)
        assert rma.state == "received"
        for step in (Move("inspecting"), Move("ready", fault_code="pump")):
            returns.move(desk, 1, step)
        await pilot.press("escape")
        show_counter(console.queue)
        await until(pilot, lambda: isinstance(app.screen, AtCounter) and app.screen.query("#who"))
        app.screen.query_one("#who").value = rma.slip
        await until(pilot, lambda: app.screen.hits and app.screen.hits[0].kind == "return")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: returns.get(desk, 1).state == "returned")
