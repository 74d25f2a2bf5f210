"""A customer and a product to hang machines on."""

from __future__ import annotations

import pytest

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.model import ProductInput


def new_customer(desk, given="Marta", surname="Ruiz", uid=None):
    """Add a customer row; returns its id."""
    with desk.transaction("test.customer") as db:
        return db.value(
            "INSERT INTO customers (uid, given, surname1, sort_key, created_at, updated_at)"
            " VALUES (:uid, :given, :surname, :surname, 1, 1) RETURNING id",
            uid=uid or f"u-{given}-{surname}", given=given, surname=surname,
        )  # fmt: skip


@pytest.fixture
def marta(desk):
    return new_customer(desk)


@pytest.fixture
def washer(desk):
    return assets.save_product(desk, ProductInput("LV-B8", "Lavadora Brisa 8", "Norlan", goods="new", weight_g=68000))
