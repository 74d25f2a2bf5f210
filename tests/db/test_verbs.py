"""Verbs that are mostly used inside others, called on their own: each is one unit and leaves a checked file."""

from __future__ import annotations

import pytest

from postventa_tui.core.agents import service as agents
from postventa_tui.core.custody import check, preferences
from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.metrics import service as metrics
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import fields, people, tagging
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, Outgoing


@pytest.fixture
def marta(desk) -> int:
    sla.install_starter(desk)
    return customers.create(desk, {"given": "Marta"}, {"email": "marta@correo.example"})


@pytest.fixture
def ticket(desk, marta) -> int:
    return tickets.receive(desk, Incoming(marta, "email", "no va", subject="no va")).ticket_id


def units(desk) -> int:
    return desk.db.value("SELECT count(*) FROM units")


def test_people_and_groups(desk, marta, shop_path) -> None:
    before = units(desk)
    home = groups.create_household(desk, "Casa")
    groups.move_in(desk, marta, home)
    company = groups.create_organisation(desk, "Café")
    groups.join(desk, marta, company)
    groups.leave(desk, marta, company)
    groups.add_points(desk, marta, 5, "compra")
    agents.set_availability(desk, "ana", "away")
    preferences.change(desk, "undo_seconds", "20")
    assert units(desk) == before + 8
    assert check.run(str(shop_path)).ok


def test_tickets_on_their_own(desk, ticket, clock, shop_path) -> None:
    tagging.tag(desk, ticket, ["uno"])
    tagging.rename(desk, "uno", "dos")
    tagging.delete(desk, "dos")
    tickets.auto_message(desk, ticket, Outgoing("recibido"))
    people.remind_done(desk, people.remind(desk, ticket, clock.now() + 60))
    fields.snooze(desk, ticket, clock.now() + 3600)
    fields.wake(desk, ticket)
    metrics.send_due(desk)
    assert check.run(str(shop_path)).ok


def test_contacts_on_their_own(desk, marta, ticket) -> None:
    new = NewInteraction("message", "out", desk.clock.now(), "agent", "hola", marta, ticket, "email", state="queued")
    one = contacts.add_interaction(desk, new)
    contacts.set_state(desk, one, "sent")
    contacts.set_message_ref(desk, one, "<a@b.example>")
    contacts.append(desk, one, "otra línea")
    other = tickets.receive(desk, Incoming(marta, "web", "otra cosa", subject="otra")).ticket_id
    contacts.move(desk, one, other)
    assert contacts.get(desk, one).ticket_id == other
