"""A believable small shop and the console on it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.replies import canned
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket
from postventa_tui.kit import i18n
from postventa_tui.settings import Settings
from postventa_tui.tui.app import ConsoleApp
from postventa_tui.tui.first import first_screen

PEOPLE = (
    ("Begoña", "Ruiz", "email", "high", "Fridge not cooling since Saturday"),
    ("Lucía", "Fernández", "email", "high", "Washing machine will not spin, noisy"),
    ("José", "Peña", "whatsapp", "normal", "When does the spare part come? 🙏"),
    ("Íñigo", "Muñoz", "phone", "normal", "Boiler loses pressure"),
    ("Ramón", "Núñez", "counter", "low", "Phone: extend guarantee"),
)
BODY = "Good evening:\nsince yesterday the machine does not spin.\nIs it under guarantee?"


@pytest.fixture
def shop(desk, clock):
    """Five open tickets by number, two canned replies; gives the ids of the tickets."""
    clock.advance(-7200)
    ids = []
    for given, surname, channel, priority, subject in PEOPLE:
        person = customers.create(
            desk, {"given": given, "surname1": surname}, {"email": f"{given.lower()}@correo.example"}
        )
        ticket = tickets.create(desk, NewTicket(person, subject, channel, priority=priority))
        tickets.receive(desk, Incoming(person, channel, BODY, ticket_id=ticket.id))
        ids.append(ticket.id)
        clock.advance(60)
    clock.set(clock.now() + 7200 - 60 * len(PEOPLE))
    canned.save(
        desk, "garantia-vigente", "es", "Garantía vigente: visita", "Hola, {{customer.given}}:\nPodemos ir el {{?cita}}.",
        shortcut=";gar",
    )  # fmt: skip
    canned.save(desk, "horario", "es", "Horario", "Abrimos de 9 a 14.", shortcut=";hor")
    return ids


@pytest.fixture
def open_console(make_desk):
    """Open the console: `async with open_console((120, 36)) as (app, pilot)`."""

    @asynccontextmanager
    async def opened(size=(120, 36), *, lang="en", login="ana", **settings):
        i18n.set_language(lang)
        desk = make_desk(login, settings=Settings(motion=False, **settings), origin="tui")
        app = ConsoleApp(desk, first_screen)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settle(app, pilot)
            yield app, pilot

    return opened


async def settle(app, pilot) -> None:
    """Wait until nothing is being read or written and everything told has been taken."""
    for _ in range(400):
        await pilot.pause()
        session = app.session
        if session.reader.idle and not session.writer.pending:
            await pilot.pause()
            if session.reader.idle and not session.writer.pending:
                return
        await asyncio.sleep(0.005)
    raise AssertionError("the console does not come to rest")


async def until(app, pilot, true, tries=400) -> None:
    """Wait until a condition holds."""
    for _ in range(tries):
        await pilot.pause()
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it does not happen")


def screen_text(app) -> list[str]:
    """Give the lines of the terminal as they stand."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


async def press(app, pilot, *names) -> None:
    """Press keys one after another, each after the one before has had its effect."""
    for name in names:
        await pilot.press(name)
        await settle(app, pilot)


async def type_text(app, pilot, text) -> None:
    """Type a text into the field that has the focus."""
    for char in text:
        await pilot.press("space" if char == " " else "enter" if char == "\n" else char)
    await settle(app, pilot)
