"""Why a clock is red, on one key; and which tickets a new policy version would touch, before it is applied."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.tui.app import ConsoleApp
from postventa_tui.tui.dialogs.clocks import Ledger, show_policies
from postventa_tui.tui.dialogs.confirm import Confirm
from postventa_tui.tui.dialogs.pick import Pick
from postventa_tui.tui.first import first_screen


@pytest.fixture
def ticket(desk):
    sla.install_starter(desk)
    person = customers.create(desk, {"given": "Rosa"}, {"email": "rosa@example.es"})
    return tickets.create(desk, NewTicket(person, "No enfría"))


async def until(pilot, ready):
    for _turn in range(200):
        if ready():
            return
        await pilot.pause(0.02)
    raise AssertionError("the screen never came")


async def test_one_key_shows_the_ledger_of_the_ticket(desk, ticket, clock):
    clock.advance(600)
    app = ConsoleApp(desk, first_screen)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.queue.targets())
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, Ledger))
        text = "\n".join(app.screen._lines)
        assert "PV-1001  first response" in text
        assert "counted" in text
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, Ledger))


async def test_a_policy_shows_whom_it_would_touch_before_it_is_applied(desk, ticket):
    policy = sla.policies(desk)[0].policy
    sla.save_policy(desk, policy._replace(targets={"normal": {"first_response": 60}}))
    app = ConsoleApp(desk, first_screen)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.screen.queue.targets())
        before = desk.reader().value("SELECT due_at FROM tickets")
        show_policies(app.screen.queue)
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "PV-1001" in app.screen._question
        assert desk.reader().value("SELECT due_at FROM tickets") == before
        await pilot.press("enter")
        await until(pilot, lambda: desk.reader().value("SELECT due_at FROM tickets") != before)
