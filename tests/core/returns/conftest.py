"""A shop with a customer, her machines and a ticket, ready for returns."""

from __future__ import annotations

import pytest

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.model import AssetInput, LineInput, OrderInput, ProductInput
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket


@pytest.fixture
def marta(desk):
    return customers.create(
        desk,
        {"given": "Marta", "surname1": "Ruiz", "lang": "es"},
        {"email": "marta@correo.example", "phone": "600000001"},
    )


@pytest.fixture
def coffee(desk, marta):
    """A coffee machine without receipt."""
    assets.save_product(desk, ProductInput("CF-A1", "Cafetera Aroma Uno", "Tostado", goods="new", weight_g=8900))
    return assets.add(desk, AssetInput("CF-A1", marta, "24C-001234"))


@pytest.fixture
def washer(desk, marta):
    """A washing machine bought at the shop in 2026 for 429 euros."""
    assets.save_product(desk, ProductInput("LV-B8", "Lavadora Brisa 8", "Norlan", goods="new", weight_g=68000))
    line = LineInput("LV-B8", 1, 42900)
    order = assets.add_order(
        desk,
        OrderInput(
            marta, "P-77", sale_channel="shop", invoice_on="2026-03-01", delivered_on="2026-03-02", lines=(line,)
        ),
    )
    return assets.add(desk, AssetInput("LV-B8", marta, "NB-2411-00985", order_id=order.id))


@pytest.fixture
def ticket(desk, marta, washer):
    return tickets.create(desk, NewTicket(marta, "La lavadora no desagua", "email", asset_id=washer.id))
