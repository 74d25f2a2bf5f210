"""The quick path and the whole command line answer the same bytes."""

from __future__ import annotations

import pytest

from postventa_tui.cli import context, fast, root
from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import fields, service, tagging
from postventa_tui.core.tickets.rows import NewTicket, Outgoing

CASES = [
    ["queue"],
    ["queue", "--json"],
    ["queue", "--json", "--limit", "1"],
    ["queue", "--limit", "1", "--lang", "es"],
    ["queue", "--view", "open", "--json"],
    ["--lang", "en", "queue", "--view", "mine"],
    ["ticket", "show", "PV-1001", "--json"],
    ["ticket", "show", "#1002", "--json"],
    ["search", "lavadora", "--json"],
    ["search", "desague", "bomba", "--json", "--limit", "3"],
]


@pytest.fixture
def filled(desk, shop_path, clock, monkeypatch):
    monkeypatch.setenv("POSTVENTA_DB", str(shop_path))
    monkeypatch.setenv("POSTVENTA_AGENT", "ana")
    monkeypatch.setattr(context, "CLOCK", clock)
    sla.install_starter(desk)
    person = customers.create(desk, {"given": "Nuria", "surname1": "Bermúdez"}, {"phone": "612405517"})
    one = service.create(desk, NewTicket(person, "La lavadora no desagua", "whatsapp"), "la bomba \x1b[2J no va")
    two = service.create(desk, NewTicket(person, "Otra [bold]cosa[/]", "email"), "hola")
    clock.advance(600)
    service.reply(desk, two.id, Outgoing("Lo miramos mañana."))
    tagging.tag(desk, one.id, ["lavadora"])
    fields.set_status(desk, one.id, "pending")
    clock.advance(30)


@pytest.mark.parametrize("argv", CASES, ids=" ".join)
def test_both_paths_answer_the_same_bytes(filled, argv, capfd, monkeypatch):
    from postventa_tui.kit import clock as clocks

    monkeypatch.setattr(clocks, "monotonic", lambda: 0.0)
    capfd.readouterr()
    assert fast.main(list(argv)) == 0
    quick = capfd.readouterr()
    assert root.run(list(argv)) == 0
    assert capfd.readouterr() == quick
    assert "\x1b" not in quick.out


@pytest.mark.parametrize(
    "argv",
    [
        ["queue", "--frob"],
        ["queue", "estado:abierto"],
        ["ticket", "show", "PV-9999", "--json"],
        ["ticket", "show", "PV-1001"],
        ["queue", "--at", "2026-01-01"],
        ["queue", "--limit", "0"],
        ["search", "estado:nada", "--json"],
        ["queue", "--agent", "nobody"],
    ],
    ids=" ".join,
)
def test_what_it_does_not_know_is_left_before_any_output(filled, argv, capfd):
    capfd.readouterr()
    assert fast.main(list(argv)) is None
    assert capfd.readouterr() == ("", "")
