"""Commands that have no key, run from the palette."""

from __future__ import annotations

import csv
import os
import stat

import pytest

from postventa_tui import settings
from postventa_tui.core.tickets import outbox
from postventa_tui.kit import i18n
from postventa_tui.tui.dialogs.palette import commands

from .conftest import press, screen_text, settle, type_text, until


async def choose(app, pilot, words) -> None:
    await press(app, pilot, "ctrl+p")
    await type_text(app, pilot, ">" + words)
    await press(app, pilot, "enter")


async def test_another_language_applies_at_once_and_is_kept(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "j", "enter", "r")
        await type_text(app, pilot, "half")
        await choose(app, pilot, "Español")
        await settle(app, pilot)
        assert i18n.language() == "es"
        text = "\n".join(screen_text(app))
        assert "1 Cola · míos y sin asignar" in text
        assert "2 Conversación" in text
        assert app.screen.conversation.ticket_id == shop[1]
        assert settings.load().lang == "es"
        await press(app, pilot, "r")
        assert app.screen.composer.editor.text == "half"


async def test_a_theme_is_seen_before_it_is_chosen_and_kept_when_it_is(shop, open_console):
    async with open_console() as (app, pilot):
        before = app.theme
        await press(app, pilot, "ctrl+p")
        await type_text(app, pilot, ">Theme: ")
        first = app.theme
        await press(app, pilot, "down")
        assert len({before, first, app.theme}) >= 2
        await press(app, pilot, "escape")
        assert app.theme == before
        assert not os.path.exists(settings.config_path())
        await press(app, pilot, "ctrl+p")
        await type_text(app, pilot, ">Theme: ")
        await press(app, pilot, "down", "enter")
        assert settings.load().theme == app.theme != before


async def test_a_view_goes_to_a_file_that_no_spreadsheet_runs(shop, open_console, desk, tmp_path):
    from postventa_tui.core.tickets import fields

    fields.set_fields(desk, shop[0], {"subject": "=cmd()"})
    target = tmp_path / "view.csv"
    async with open_console() as (app, pilot):
        await choose(app, pilot, "Export")
        app.screen.query_one("Input").value = str(target)
        await press(app, pilot, "enter")
        assert any(str(target) in one.text for one in app.session.notices)
        await choose(app, pilot, "Export")
        app.screen.query_one("Input").value = str(target)
        await press(app, pilot, "enter")
        assert "nothing was overwritten" in app.session.notices[-1].text
    with open(target, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(shop)
    assert rows[0]["number"] == "PV-1001"
    assert rows[0]["subject"] == "'=cmd()"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_toasts_are_kept_in_a_list_and_two_are_shown(shop, open_console):
    async with open_console() as (app, pilot):
        for word in ("one", "two [/b]", "three"):
            app.notify(word)
        await settle(app, pilot)
        assert len(app._notifications) == 2
        await choose(app, pilot, "Notices")
        text = "\n".join(screen_text(app))
        assert text.index("three") < text.index("two [/b]") < text.index("one")


async def test_failed_mail_leaves_again_at_one_command(shop, open_console, desk, clock, make_desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        await type_text(app, pilot, "Vamos.")
        await press(app, pilot, "ctrl+s")
        (row,) = outbox.in_state(desk, "queued")
        clock.advance(60)
        sender = make_desk(None)
        outbox.take(sender, row.id, "test")
        outbox.failed(sender, row.id, "550 no")
        await choose(app, pilot, "send what failed")
        assert outbox.get(desk, row.id).state == "queued"


async def test_a_canned_reply_is_found_among_the_results(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "ctrl+p")
        await type_text(app, pilot, "horario")
        await until(app, pilot, lambda: any("Horario" in line for line in screen_text(app)))
        await press(app, pilot, "enter", "enter")
        assert app.screen.composer.editor.text == "Abrimos de 9 a 14."


@pytest.mark.parametrize("restricted", [False, True])
async def test_suspend_and_export_are_off_in_restricted_mode(shop, open_console, restricted):
    async with open_console(restricted=restricted) as (app, pilot):
        keys = {one.key for one in commands(app.session)}
        assert {"do export", "do suspend"} <= keys or restricted
        assert not ({"do export", "do suspend"} & keys) or not restricted
        from postventa_tui.tui import extras

        extras.suspend(app.screen)
        extras.export(app.screen)
        extras.keep(app.screen, "panes", "left", 40)
        await settle(app, pilot)
        assert os.path.exists(settings.config_path()) != restricted
        said = screen_text(app)[-2]
        assert ("Off in restricted mode" in said) == restricted


async def test_textuals_own_commands_are_not_offered(shop, open_console):
    async with open_console() as (app, _pilot):
        words = " ".join(one.text for one in commands(app.session)).casefold()
        assert "screenshot" not in words
        assert "maximize" not in words


async def test_widths_changed_by_keys_and_by_the_mouse_are_kept(shop, open_console):
    async with open_console((120, 36)) as (app, pilot):
        before = app.screen.arrangement.places["queue"].width
        await press(app, pilot, ">")
        assert app.screen.arrangement.places["queue"].width == before + 4
        assert settings.load().panes == {"left": before + 4}
        await pilot.mouse_down("#columns", offset=(before + 4, 5))
        await pilot.hover("#columns", offset=(44, 5))
        await pilot.mouse_up("#columns", offset=(44, 5))
        await settle(app, pilot)
        assert app.screen.arrangement.places["queue"].width == 44
        assert settings.load().panes == {"left": 44}
        for _time in range(40):
            await pilot.press("<")
        await settle(app, pilot)
        assert app.screen.arrangement.places["queue"].width == 30
        assert settings.load().panes == {"left": 30}


async def test_kept_widths_are_those_of_the_next_start(shop, open_console):
    async with open_console((120, 36), panes={"left": 44}) as (app, _pilot):
        assert app.screen.arrangement.places["queue"].width == 44


async def test_a_person_opened_by_no_ticket_is_noted_in_the_journal(shop, open_console, desk):
    sql = "SELECT command FROM units WHERE verb = 'customer.open'"
    async with open_console() as (app, pilot):
        await press(app, pilot, "j", "enter")
        await settle(app, pilot)
        assert desk.db.all(sql) == []
        await press(app, pilot, "ctrl+p")
        await type_text(app, pilot, "@Fern")
        await settle(app, pilot)
        await press(app, pilot, "enter")
        await settle(app, pilot)
        assert desk.db.all(sql) == [("postventa customer show C-2",)]
        assert app.screen.wish.active == "queue"


async def test_a_late_copy_stands_in_the_status_bar(shop, open_console, desk, clock, tmp_path):
    from postventa_tui.core.custody import service as custody
    from postventa_tui.tui.widgets.statusbar import StatusBar

    async with open_console() as (app, pilot):
        app.watch_over()
        await settle(app, pilot)
        assert app.screen.query_one(StatusBar).status.warning == ""
        custody.backup(desk, str(tmp_path / "copies"))
        clock.advance(72 * 3600)
        app.watch_over()
        await settle(app, pilot)
        assert "no backup for 72 h" in "\n".join(screen_text(app))
