"""Rules follow what happens, once, and can be rehearsed."""

from __future__ import annotations

import pytest

from postventa_tui.core.tickets import automation, fields, people, reading, rules, tagging, undo
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket
from postventa_tui.kit.errors import BadFile, NotFound

URGENT = """
format = "postventa-rule/1"
name = "Urgentes"
when = "created"
if = "prioridad:urgente"
do = ["assign Tienda", "tag +urgente", "note 'Llamar ya'"]
"""
ACK = """
format = "postventa-rule/1"
name = "Acuse"
when = "created"
do = ["acknowledge 'Lo hemos recibido.'"]
"""
OLD = """
format = "postventa-rule/1"
name = "Viejos"
when = "time"
if = "estado:pendiente actualizado:>3d"
do = ["set status=open", "tag viejo"]
"""


def on(desk, text: str) -> None:
    rule = rules.read(text, "x.toml")
    automation.save(desk, rule)
    automation.switch(desk, rule.name, True)


def test_a_rule_does_its_verbs_once_on_what_fits(shop, marta) -> None:
    on(shop, URGENT)
    calm = tickets.create(shop, NewTicket(marta, "Calma"), "hola")
    urgent = tickets.create(shop, NewTicket(marta, "Fuga", priority="urgent"), "gotea")
    assert automation.catch_up(shop) == 1
    assert automation.catch_up(shop) == 0
    assert reading.by_id(shop, urgent.id).team_id == 1
    assert (reading.tags(shop, urgent.id), reading.tags(shop, calm.id)) == (["urgente"], [])
    origin = shop.db.value("SELECT origin FROM units WHERE verb = 'rule.run' ORDER BY unit LIMIT 1")
    assert origin == "rule"


def test_undo_takes_back_what_i_did_not_what_the_rule_did(shop, marta) -> None:
    on(shop, URGENT)
    urgent = tickets.create(shop, NewTicket(marta, "Fuga", priority="urgent"), "gotea")
    fields.set_fields(shop, urgent.id, {"cause": "junta"})
    automation.catch_up(shop)
    assert undo.undo(shop).verb == "ticket.set"
    assert reading.tags(shop, urgent.id) == ["urgente"]


def test_what_was_before_the_switch_is_left(shop, marta, ticket) -> None:
    tickets.create(shop, NewTicket(marta, "Fuga", priority="urgent"), "gotea")
    on(shop, URGENT)
    assert automation.catch_up(shop) == 0


def test_a_rule_that_is_off_does_nothing(shop, marta) -> None:
    on(shop, URGENT)
    automation.switch(shop, "urgentes", False)
    tickets.create(shop, NewTicket(marta, "Fuga", priority="urgent"), "gotea")
    assert automation.catch_up(shop) == 0


def test_acknowledgements_are_counted(shop, marta, clock) -> None:
    on(shop, ACK)
    for n in range(5):
        tickets.receive(shop, Incoming(marta, "email", f"caso {n}"))
    automation.catch_up(shop)
    sent = "SELECT count(*) FROM interactions WHERE author_kind = 'auto' AND direction = 'out'"
    assert shop.db.value(sent) == 3
    clock.advance(86_401)
    tickets.receive(shop, Incoming(marta, "email", "otro"))
    automation.catch_up(shop)
    assert shop.db.value(sent) == 4


def test_a_machine_is_never_answered(shop, marta) -> None:
    on(shop, ACK)
    tickets.receive(shop, Incoming(marta, "email", "Estoy fuera", automatic=True))
    automation.catch_up(shop)
    assert shop.db.value("SELECT count(*) FROM outbox") == 0


def test_time_moves_what_nobody_moves(shop, ticket, clock) -> None:
    on(shop, OLD)
    fields.set_status(shop, ticket.id, "pending")
    assert automation.catch_up(shop) == 0
    clock.advance(4 * 86_400)
    assert automation.catch_up(shop) == 1
    assert (reading.by_id(shop, ticket.id).status, reading.tags(shop, ticket.id)) == ("open", ["viejo"])


def test_a_refused_verb_leaves_the_ticket_as_it_was(shop, marta) -> None:
    on(shop, URGENT.replace("\"note 'Llamar ya'\"", '"set status=closed"'))
    urgent = tickets.create(shop, NewTicket(marta, "Fuga", priority="urgent"), "gotea")
    assert automation.catch_up(shop) == 0
    assert reading.tags(shop, urgent.id) == []


def test_a_rehearsal_judges_by_what_stood_there_then(shop, marta, clock) -> None:
    automation.save(shop, rules.read(URGENT, "x.toml"))
    made = tickets.create(shop, NewTicket(marta, "Fuga", priority="urgent"), "gotea")
    clock.advance(60)
    fields.set_priority(shop, made.id, "low")
    tagging.tag(shop, made.id, ["urgente"])
    people.take(shop, made.id)
    before = shop.db.value("SELECT max(unit) FROM units")
    found = automation.preview(shop, "Urgentes", 90)
    assert [(one.number, one.effects[0]) for one in found] == [(made.number, "assign Tienda")]
    assert shop.db.value("SELECT max(unit) FROM units") == before


def test_a_rehearsal_of_time_names_the_first_day(shop, ticket, clock) -> None:
    automation.save(shop, rules.read(OLD, "x.toml"))
    fields.set_status(shop, ticket.id, "pending")
    clock.advance(10 * 86_400)
    found = automation.preview(shop, "Viejos", 30)
    assert [(one.number, one.at) for one in found] == [(1001, clock.now() - 6 * 86_400)]


def test_a_rehearsal_of_nothing_known_is_refused(shop) -> None:
    with pytest.raises(NotFound, match="rule_unknown"):
        automation.preview(shop, "nada", 90)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('when = "created"', 'when = "full moon"', 4),
        ("assign Tienda", "explode", 6),
        ('if = "prioridad:urgente"', 'if = "prioridad:urgentísima"', 5),
        ('name = "Urgentes"', 'names = "Urgentes"', 3),
        ("postventa-rule/1", "postventa-rule/9", 2),
        ("tag +urgente", "set color=red", 6),
        ('do = ["assign', 'do = 3 #["assign', 6),
    ],
)
def test_a_broken_file_is_named_with_its_line(old: str, new: str, line: int) -> None:
    with pytest.raises(BadFile) as caught:
        rules.read(URGENT.replace(old, new), "x.toml")
    assert caught.value.params["line"] == line
