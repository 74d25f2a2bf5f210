"""The lifeline: everything that ever happened with a person, each line with its words and its filter."""

from __future__ import annotations

import time
from typing import NamedTuple

import pytest
from tests.tui.conftest import press, screen_text

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.model import AssetInput, OrderInput, ProductInput, RepairInput
from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.core.metrics import service as metrics
from postventa_tui.core.reports import asking
from postventa_tui.core.returns import service as returns
from postventa_tui.core.returns.model import Move, NewLine, NewRma
from postventa_tui.core.tickets import fields, merging
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket
from postventa_tui.tui.messages import TicketOpened
from postventa_tui.tui.panes.history import model, rows

DAY = 86_400
ZONE = "Europe/Madrid"


class Life(NamedTuple):
    person: int
    machine: int
    ticket: int
    rma: int


@pytest.fixture
def life(desk, clock):
    """A washing machine that was bought, repaired and came back, with a survey and consents."""
    person = customers.create(desk, {"given": "Lucía", "surname1": "Mora"}, {"email": "lucia@correo.example"})
    assets.save_product(desk, ProductInput("WAN", "Bosch WAN28281ES", goods="new", maintenance_months=12))
    order = assets.add_order(
        desk, OrderInput(person, "P-77", contract_on="2024-03-14", delivered_on="2024-03-14", total_cents=49_900)
    )
    machine = assets.add(desk, AssetInput("WAN", person, "4711", delivered_on="2024-03-14", order_id=order.id))
    assets.add_repair(desk, RepairInput(machine.id, "2026-02-02", "statutory", "2026-02-09", "drum"))
    ticket = tickets.create(desk, NewTicket(person, "Noisy", "email", asset_id=machine.id))
    tickets.receive(desk, Incoming(person, "email", "It is noisy.\nVery.", ticket_id=ticket.id))
    rma = returns.open_rma(desk, NewRma(ticket.id, (NewLine("repair", machine.id),), "noise"))
    returns.move(desk, rma.number, Move("approved", tell=False))
    groups.set_consent(desk, person, "survey", "email", "granted", at=clock.now() - 90 * DAY)
    groups.set_consent(desk, person, "survey", "whatsapp", "granted", at=clock.now() - 90 * DAY)
    groups.set_consent(desk, person, "survey", "email", "withdrawn", at=clock.now() - 2 * DAY)
    return Life(person, machine.id, ticket.id, rma.number)


def read(desk, person):
    loaded = model.load(desk, "PV-", person)
    return loaded, [model.whole(loaded, item) for item in loaded.items]


def texts(items, kind):
    return [item.text for item in items if item.kind == kind]


def test_everything_has_its_line(desk, life):
    _loaded, items = read(desk, life.person)
    assert texts(items, "contact") == ["It is noisy."]
    assert texts(items, "rma") == ["RMA-0001 Bosch WAN28281ES: repair → approved"]
    assert texts(items, "repair") == ["Repaired: Bosch WAN28281ES · back 09/02/2026"]
    assert texts(items, "order")[0].startswith("Purchase · Bosch WAN28281ES · ")
    assert "499" in texts(items, "order")[0]
    assert texts(items, "machine") == ["Registered: Bosch WAN28281ES · serial 4711"]
    assert texts(items, "service") == ["Service due: Bosch WAN28281ES"]
    assert texts(items, "consent") == ["Withdrew: surveys by email", "Agreed: surveys by email, WhatsApp"]
    assert texts(items, "guarantee") == [
        "WAN: 122 days left",
        "same fault until 09/02/2027 · WAN",
        "WAN: guarantee starts",
    ]


def test_the_newest_stands_first_and_the_future_above_today(desk, life, clock):
    _loaded, items = read(desk, life.person)
    assert [item.at for item in items] == sorted((item.at for item in items), reverse=True)
    assert [item.kind for item in items if item.at > clock.now()] == ["guarantee", "service", "guarantee"]
    assert [item.kind for item in items][-3:] == ["guarantee", "machine", "order"]


def test_a_return_tells_its_steps_when_it_is_opened(desk, life):
    loaded, items = read(desk, life.person)
    (rma,) = [item for item in items if item.kind == "rma"]
    assert [line.split("  ")[1] for line in rma.body.split("\n")] == ["RMA-0001: requested", "RMA-0001: approved"]
    assert loaded.tickets[rma.key] == life.ticket
    assert texts(items, "event") == []


@pytest.mark.parametrize(
    ("chip", "kinds"),
    [
        ("contacts", {"contact"}),
        ("orders", {"order"}),
        ("machines", {"machine", "guarantee", "service", "repair"}),
        ("rma", {"rma", "repair"}),
    ],
)
def test_each_chip_lets_its_group_through(desk, life, clock, chip, kinds):
    loaded, _items = read(desk, life.person)
    found = model.chosen(loaded.items, rows.Chips(kind=chip), ZONE, clock.now())
    assert {item.kind for item in found} == kinds


def test_a_survey_shows_its_score_and_words(desk, life, clock):
    groups.set_consent(desk, life.person, "survey", "email", "granted")
    fields.set_status(desk, life.ticket, "solved")
    clock.advance(2 * DAY)
    (asked,) = asking.send_due(desk, "nps")
    assert texts(read(desk, life.person)[1], "survey") == ["NPS asked, no answer"]
    metrics.answer(desk, asked, 9, "Muy amables")
    loaded, items = read(desk, life.person)
    (survey,) = [item for item in items if item.kind == "survey"]
    assert (survey.text, survey.mark) == ("NPS 9 · «Muy amables»", "★")
    assert loaded.tickets[survey.key] == life.ticket


def test_merges_of_tickets_and_of_people_are_told(desk, life):
    other = tickets.create(desk, NewTicket(life.person, "Noisy again", "email"))
    merging.merge(desk, other.id, life.ticket)
    double = customers.create(desk, {"given": "Luci", "surname1": "Mora"}, {"email": "luci@correo.example"})
    customers.merge(desk, double, life.person)
    customers.change(desk, double, {"city": "Vigo"})
    _loaded, items = read(desk, life.person)
    assert set(texts(items, "merge")) == {
        "PV-1002 was merged into PV-1001",
        f"Luci Mora (C-{double}) found to be the same person",
    }


def test_a_machine_without_dates_says_what_is_missing(desk):
    person = customers.create(desk, {"given": "Rosa"}, {"email": "rosa@correo.example"})
    assets.save_product(desk, ProductInput("CF-A1", "Cafetera Aroma", goods="new"))
    assets.add(desk, AssetInput("CF-A1", person, "24C-001"))
    (item,) = read(desk, person)[1]
    assert item.kind == "machine"
    assert "missing" in item.detail


def test_the_others_of_a_home_have_their_lines_with_names(desk, life, clock):
    son = customers.create(desk, {"given": "Hugo", "surname1": "Mora"}, {"email": "hugo@correo.example"})
    groups.create_household(desk, "Casa Mora", [life.person, son])
    theirs = tickets.create(desk, NewTicket(son, "Where is it?", "email"))
    tickets.receive(desk, Incoming(son, "email", "Where is the machine?", ticket_id=theirs.id))
    loaded, items = read(desk, life.person)
    assert "Hugo Mora: Where is the machine?" in texts(items, "contact")
    assert loaded.shares_home
    said = {
        chip: [
            model.whole(loaded, item).text for item in model.chosen(loaded.items, rows.Chips(chip), ZONE, clock.now())
        ]
        for chip in ("household", "contacts")
    }
    assert said == {"household": ["Hugo Mora: Where is the machine?"], "contacts": ["It is noisy."]}


def test_old_years_are_folded_with_their_counts(desk, life, clock):
    old = clock.now() - 1000 * DAY
    for number in range(3):
        contacts.add_interaction(
            desk, NewInteraction("message", "in", old + number, "customer", "Hola", life.person, channel="email")
        )
    loaded, _items = read(desk, life.person)
    shown = model.with_years(list(loaded.items), set(), ZONE, clock.now())
    assert shown[-1].text == "2024 ───────   3 more contacts · 1 order · 2 more things  (Enter opens)"
    assert len(model.with_years(list(loaded.items), {2024}, ZONE, clock.now())) == len(loaded.items)


def test_words_are_made_only_for_what_is_seen(desk, clock):
    person = customers.create(desk, {"given": "Rosa"}, {"email": "rosa@correo.example"})
    with desk.transaction("interaction.add"):
        for number in range(5000):
            contacts.add_interaction(
                desk,
                NewInteraction("message", "in", clock.now() - number * 7000, "customer", "ruido " * 60, person, channel="email"),
            )  # fmt: skip
    loaded = model.load(desk, "PV-", person)
    assert len(loaded.items) == 5000
    assert not any(item.text or item.body for item in loaded.items)
    before = time.process_time()
    shown = model.with_years(model.chosen(loaded.items, rows.Chips(), ZONE, clock.now()), set(), ZONE, clock.now())
    for item in shown[:40]:
        rows.paint(model.whole(loaded, item), 48, zone=ZONE, now=clock.now(), is_open=False, bar=" ")
    assert time.process_time() - before < 0.15


async def test_the_pane_opens_a_return_in_place_then_its_ticket(desk, life, open_console):
    other = tickets.create(desk, NewTicket(life.person, "Another thing", "email"))
    async with open_console((200, 50)) as (app, pilot):
        app.screen.queue.post_message(TicketOpened(other.id))
        await press(app, pilot)
        await press(app, pilot, "3")
        pane = app.screen.query_one("HistoryPane")
        shown = "\n".join(screen_text(app))
        assert "RMA-0001" in shown
        assert "same fault until 09/02/2027" in shown
        key = next(key for key, item in pane.items.items() if item.kind == "rma")
        pane.list.move_to_key(key)
        await press(app, pilot, "enter")
        assert any("RMA-0001: requested" in line for line in screen_text(app))
        await press(app, pilot, "enter")
        assert app.screen.conversation.ticket_id == life.ticket


async def test_the_rma_chip_leaves_the_returns(desk, life, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "enter", "3")
        pane = app.screen.query_one("HistoryPane")
        pane._choose_chip("kind rma")
        await press(app, pilot)
        assert {item.kind for item in pane.items.values()} == {"rma", "repair"}
        assert any("(●) RMA" in line for line in screen_text(app))
