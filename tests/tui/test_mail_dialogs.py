"""Held mail, machine mail and unknown senders in the console."""

from __future__ import annotations

from tests.core.channels.test_intake import mail, take

from postventa_tui.core.channels import service as channels
from postventa_tui.core.channels import store
from postventa_tui.tui.app import ConsoleApp
from postventa_tui.tui.dialogs.mail import accept_sender, show_mail
from postventa_tui.tui.dialogs.pick import Pick
from postventa_tui.tui.dialogs.text import Reading
from postventa_tui.tui.first import first_screen


async def until(pilot, ready):
    for _turn in range(200):
        if ready():
            return
        await pilot.pause(0.02)
    raise AssertionError("the screen never came")


async def test_a_held_mail_is_read_and_made_a_ticket(desk):
    held = take(desk, b"Subject: sin remitente\n\nhola \x1b[2J\n")
    app = ConsoleApp(desk, first_screen)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: getattr(app.screen, "queue", None) is not None)
        show_mail(app.screen.queue, "quarantine")
        await until(pilot, lambda: isinstance(app.screen, Pick) and app.screen.query("#search"))
        await pilot.press("enter")
        await until(
            pilot,
            lambda: isinstance(app.screen, Pick) and app.screen.query("#search") and app.screen.choices[0][0] == "read",
        )
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Reading) and app.screen._lines)
        assert "\x1b" not in "\n".join(app.screen._lines)
        await pilot.press("escape")
        await until(pilot, lambda: getattr(app.screen, "queue", None) is not None)
        show_mail(app.screen.queue, "quarantine")
        await until(pilot, lambda: isinstance(app.screen, Pick) and app.screen.query("#search"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Pick) and app.screen.choices[0][0] == "read")
        await pilot.press("down", "enter")
        await until(pilot, lambda: channels.view(desk, held.message_id).ticket == "PV-1001")


async def test_an_unknown_sender_is_accepted_by_one_key(desk):
    take(desk, mail(1))
    other = take(desk, mail(2, sender="x@y.es", ref="m1@correo.es"))
    interaction_id = store.find_message(desk.db, other.message_id).interaction_id
    app = ConsoleApp(desk, first_screen)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: getattr(app.screen, "queue", None) is not None)
        accept_sender(app.screen.queue, interaction_id)
        await until(pilot, lambda: store.find_message(desk.db, other.message_id).sender_verified == 1)
