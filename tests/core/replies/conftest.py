"""A shop with a customer and her ticket."""

from __future__ import annotations

import pytest

from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket


@pytest.fixture
def shop(desk):
    sla.install_starter(desk)
    agents.add_team(desk, "Tienda")
    agents.add(desk, "lucia", "Lucía Pardo", "agent", "Tienda")
    agents.add(desk, "joan", "Joan Puig", "agent")
    return desk


@pytest.fixture
def marta(shop) -> int:
    return customers.create(
        shop,
        {"given": "Marta", "surname1": "Ruiz", "lang": "es", "formality": "usted"},
        {"email": "marta@correo.example", "phone": "612 34 56 78"},
    )


@pytest.fixture
def ticket(shop, marta):
    return tickets.create(shop, NewTicket(marta, "No centrifuga"), "Hace ruido.")
