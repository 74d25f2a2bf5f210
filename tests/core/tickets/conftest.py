"""A shop with people in it."""

from __future__ import annotations

import pytest

from postventa_tui.core.agents import service as agents
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.desk import Desk


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Ana (admin), Lucía (agent of team tienda), Joan (lead), Iria (reads only); a calendar and a policy."""
    sla.install_starter(desk)
    agents.add_team(desk, "Tienda")
    agents.add(desk, "lucia", "Lucía Pardo", "agent", "Tienda")
    agents.add(desk, "joan", "Joan Puig", "lead")
    agents.add(desk, "iria", "Iria Rey", "read_only")
    return desk


@pytest.fixture
def marta(shop: Desk) -> int:
    """A customer with an e-mail and a telephone."""
    return customers.create(
        shop,
        {"given": "Marta", "surname1": "Ruiz", "surname2": "Ochoa", "lang": "es", "formality": "usted"},
        {"email": "marta@correo.example", "phone": "612 34 56 78"},
    )


@pytest.fixture
def ticket(shop: Desk, marta: int):
    """A new ticket by mail with one message of the customer."""
    return tickets.create(shop, NewTicket(marta, "La lavadora no centrifuga"), "Hace ruido y no centrifuga.")
