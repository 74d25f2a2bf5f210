"""What passed while nobody looked is written at the next opening, once."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import fields, housekeeping
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket

DAY_S = 86_400


@pytest.fixture
def ticket(desk):
    sla.install_starter(desk)
    person = customers.create(desk, {"given": "Rosa"}, {"email": "rosa@example.es"})
    return tickets.create(desk, NewTicket(person, "No enfría"))


def test_a_breach_is_stated_at_the_next_opening_and_only_once(desk, ticket, clock, make_desk):
    due = desk.db.value("SELECT due_at FROM tickets")
    clock.advance(3 * DAY_S)
    other = make_desk()
    assert housekeeping.tidy(other) == 1
    breach = desk.db.value("SELECT breach FROM sla_timers WHERE kind = 'first_response'")
    assert f'"at":{int(due) + 1}' in str(breach)
    units = desk.db.value("SELECT count(*) FROM units")
    assert housekeeping.tidy(desk) == 0
    assert desk.db.value("SELECT count(*) FROM units") == units


def test_a_long_solved_ticket_is_closed(desk, ticket, clock):
    fields.set_status(desk, ticket.id, "solved")
    clock.advance(8 * DAY_S)
    housekeeping.tidy(desk)
    assert desk.db.value("SELECT status_type FROM tickets") == "closed"


def test_nobody_in_particular_writes_nothing(ticket, clock, make_desk):
    clock.advance(30 * DAY_S)
    assert housekeeping.tidy(make_desk(None)) == 0
