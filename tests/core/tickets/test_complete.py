"""Completion at the cursor of a query."""

from __future__ import annotations

import pytest

from postventa_tui.core.tickets import complete
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.kit import i18n


@pytest.fixture
def busy(shop, marta):
    tickets.create(shop, NewTicket(marta, "Una", tags=("garantía",)), "texto")
    tickets.create(shop, NewTicket(marta, "Dos", channel="phone"), "texto")
    return shop


def texts(desk, typed: str, cursor: int | None = None) -> list[str]:
    return [one.text for one in complete.complete(desk, typed, len(typed) if cursor is None else cursor)]


def test_names_of_the_screens_language_come_first(busy) -> None:
    assert texts(busy, "agua as")[0] == "assignee:"
    i18n.set_language("es")
    assert texts(busy, "agua as")[0] == "asignado:"
    assert "estado:" in texts(busy, "est")


def test_values_have_counts_of_open_tickets(busy) -> None:
    found = complete.complete(busy, "canal:", 6)
    assert {one.text: one.tickets for one in found}["correo"] == 1
    assert found[0].tickets == 1
    assert (found[0].start, found[0].end) == (6, 6)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("status:op", "open"),
        ("estado:ab", "abierto"),
        ("-estado:ab", "abierto"),
        ("estado:abierto,pen", "pendiente"),
        ("prioridad:>=al", "alta"),
        ("asignado:luc", "lucia"),
        ("asignado:", "yo"),
        ("tag:gar", "garantía"),
        ("cliente:mar", '"Marta Ruiz Ochoa"'),
        ("equipo:ti", "Tienda"),
        ("creado:h", "hoy"),
        ("newer_than:7", "7d"),
    ],
)
def test_value_is_offered(busy, typed: str, wanted: str) -> None:
    assert wanted in texts(busy, typed)


def test_nothing_is_offered_where_nothing_can_stand(busy) -> None:
    assert texts(busy, "") == []
    assert texts(busy, '"est') == []
    assert texts(busy, "foo:ba") == []
    assert texts(busy, "estado:zz") == []


def test_every_cursor_of_any_text_is_answered(busy) -> None:
    for typed in ('-(estado:abierto OR tag:x,y) "a b" creado:>=2026', "::,,:", 'cliente:"', "\ud800:\x00"):
        for cursor in range(-1, len(typed) + 2):
            for one in complete.complete(busy, typed, cursor):
                assert 0 <= one.start <= one.end <= len(typed)
