"""Saved views and queries in the queue."""

from __future__ import annotations

import pytest

from postventa_tui.core.tickets import reading, views
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket, Outgoing, QueueRequest
from postventa_tui.kit.errors import NotAllowed, NotFound, Refused, Usage


def listed(desk, **options) -> list[int]:
    return [row.number for row in reading.queue(desk, QueueRequest(**options)).rows]


@pytest.fixture
def two(shop, marta):
    urgent = tickets.create(shop, NewTicket(marta, "Nevera caliente", priority="urgent"), "No enfría.")
    solved = tickets.create(shop, NewTicket(marta, "Factura"), "Quiero la factura.")
    tickets.reply(shop, solved.id, Outgoing("Se la envío.", then="solved"))
    return urgent, solved


def test_query_shows_open_work_unless_it_names_a_status(shop, two) -> None:
    urgent, solved = two
    assert listed(shop, view="open", query="cliente:marta") == [urgent.number]
    assert listed(shop, view="open", query="estado:resuelto") == [solved.number]
    assert sorted(listed(shop, view="open", query="estado:todos")) == [urgent.number, solved.number]
    assert listed(shop, view="open", query="resuelto:hoy") == [solved.number]
    assert sorted(listed(shop, view="all", query="marta")) == [urgent.number, solved.number]
    assert listed(shop, view="all", query="factura") == [solved.number]


def test_saved_view_lists_and_counts_live(shop, two, marta) -> None:
    urgent, _solved = two
    views.save(shop, "Urgentes", "prioridad:urgente")
    assert listed(shop, view="urgentes") == [urgent.number]
    shown = {view.name: view.tickets for view in views.list_shown(shop)}
    assert shown["Urgentes"] == 1
    other = tickets.create(shop, NewTicket(marta, "Otra", priority="urgent"), "x")
    assert {view.name: view.tickets for view in views.list_shown(shop)}["Urgentes"] == 2
    assert sorted(listed(shop, view="Urgentes", query="sort:priority")) == [urgent.number, other.number]
    assert listed(shop, view="Urgentes", query="nevera") == [urgent.number]


def test_view_of_solved_work_shows_it(shop, two) -> None:
    views.save(shop, "hechos", "estado:resuelto")
    assert listed(shop, view="hechos") == [two[1].number]


def test_saving_again_changes_the_query(shop) -> None:
    views.save(shop, "a", "canal:correo")
    views.save(shop, "A", "canal:chat")
    assert [(view.name, view.query) for view in views.list_saved(shop)] == [("a", "canal:chat")]
    views.delete(shop, "a")
    assert views.list_saved(shop) == []


def test_view_that_no_longer_parses_shows_its_error(shop) -> None:
    view = views.save(shop, "vieja", "canal:correo")
    with shop.transaction("test"):
        shop.db.run("UPDATE views SET query = 'canal:fax' WHERE id = :id", id=view.id)
    broken = next(one for one in views.list_shown(shop) if one.name == "vieja")
    assert broken.tickets is None
    assert "fax" in broken.error


def test_views_are_ones_own_and_shared_ones_a_leads(shop, make_desk) -> None:
    views.save(shop, "mía", "es:mío")
    views.save(shop, "de todos", "es:abierto", is_shared=True)
    lucia = make_desk("lucia")
    assert [view.name for view in views.list_saved(lucia)] == ["de todos"]
    with pytest.raises(NotAllowed):
        views.save(lucia, "x", "es:abierto", is_shared=True)
    with pytest.raises(NotAllowed):
        views.delete(lucia, "de todos")


def test_bad_names_and_queries_are_refused(shop) -> None:
    with pytest.raises(Refused):
        views.save(shop, "mine", "es:abierto")
    with pytest.raises(Refused):
        views.save(shop, "  ", "es:abierto")
    with pytest.raises(Usage):
        views.save(shop, "x", "estado:xx")
    with pytest.raises(NotFound):
        views.delete(shop, "nada")
