"""Faults of the shop's file and of the settings, seen from the console."""

from __future__ import annotations

import os
import stat

import pytest

from postventa_tui.core.replies import drafts
from postventa_tui.core.tickets import reading
from postventa_tui.db import connection
from postventa_tui.desk import open_desk
from postventa_tui.kit import messages, paths
from postventa_tui.kit.errors import DatabaseTooNew

from .conftest import press, screen_text, settle, type_text, until


def whole(app) -> str:
    return "\n".join(screen_text(app))


async def test_a_read_only_file_is_read_and_searched_and_says_why_it_is_not_written(shop, open_console, desk):
    async with open_console() as (app, pilot):
        app.session.desk.read_only = True
        app.screen.tick(app.session.now())
        await settle(app, pilot)
        assert "◌ read only" in screen_text(app)[-2]
        for key in ("s", "r", "n", "m"):
            await press(app, pilot, key)
            assert "Read only" in screen_text(app)[-2], key
        await press(app, pilot, "ctrl+p")
        await type_text(app, pilot, "PV-1003")
        await press(app, pilot, "enter")
        assert app.screen.conversation.ticket_id == shop[2]
        assert {reading.by_id(desk, one).status_type for one in shop} == {"new"}


async def test_a_file_taken_away_leaves_the_drafts_beside_and_a_way_out(shop, open_console, shop_path, tmp_path):
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        await type_text(app, pilot, "Half a sentence")
        os.rename(shop_path, tmp_path / "away.db")
        app.screen.look_at_file(2)
        await until(app, pilot, lambda: type(app.screen).__name__ == "Gone")
        assert "✕ no database" in whole(app)
        folder = os.path.join(paths.state_dir(), "drafts")
        (name,) = os.listdir(folder)
        text = whole(app).replace("\n", "")
        assert name in text
        assert os.path.basename(shop_path) in text
        kept = os.path.join(folder, name)
        with open(kept, encoding="utf-8") as file:
            assert "PV-1001 · reply\n\nHalf a sentence" in file.read()
        assert stat.S_IMODE(os.stat(kept).st_mode) == 0o600
        await press(app, pilot, "escape", "R")
        assert type(app.screen).__name__ == "Gone"
        await press(app, pilot, "q")
        assert app._exit
        assert app.return_code == 4


async def test_a_file_that_comes_back_is_worked_with_again(shop, open_console, shop_path, tmp_path, desk):
    async with open_console() as (app, pilot):
        os.rename(shop_path, tmp_path / "away.db")
        await press(app, pilot, "s")
        await until(app, pilot, lambda: type(app.screen).__name__ == "Gone")
        os.rename(tmp_path / "away.db", shop_path)
        await press(app, pilot, "R")
        await settle(app, pilot)
        assert reading.by_id(desk, shop[0]).status_type == "solved"
        app.screen.tick(app.session.now())
        await settle(app, pilot)
        assert "● live" in screen_text(app)[-2]


async def test_a_full_disk_leaves_the_draft_on_the_screen_until_there_is_room(shop, open_console, desk):
    async with open_console() as (app, pilot):
        app.session.writer.put(lambda: _room(app.session.desk, full=True), failed=pytest.fail)
        await press(app, pilot, "r")
        app.screen.composer.editor.insert("A long word. " * 8000)
        await until(app, pilot, lambda: type(app.screen).__name__ == "Fault")
        assert "The disk is full" in whole(app)
        assert "No room left in" in whole(app)
        await press(app, pilot, "y")
        assert app.clipboard.startswith("A long word.")
        await press(app, pilot, "escape")
        assert "✕ disk full" in screen_text(app)[-2] or "No room left" in screen_text(app)[-2]
        assert app.screen.composer.editor.text.startswith("A long word.")
        await press(app, pilot, "escape")
        await press(app, pilot, "r")
        assert app.screen.composer.editor.text.startswith("A long word.")
        app.session.writer.put(lambda: _room(app.session.desk, full=False), failed=pytest.fail)
        app.screen.try_again()
        await settle(app, pilot)
        assert drafts.get(desk, shop[0]).body.startswith("A long word.")
        assert app.screen.fault is None


def _room(desk, *, full: bool) -> None:
    """SQLite's own limit of pages: it answers as a full disk does."""
    for db in (desk.db, desk._quick()):
        pages = int(db.value("PRAGMA page_count")) if full else 1_000_000
        db.value(f"PRAGMA max_page_count = {pages}")


def test_a_file_of_a_newer_program_is_refused_with_one_and_not_touched(shop, shop_path, desk, monkeypatch):
    desk.close()
    with open(shop_path, "rb") as file:
        before = file.read()
    monkeypatch.setattr(connection, "SCHEMA_STEPS", connection.SCHEMA_STEPS - 1)
    with pytest.raises(DatabaseTooNew) as refused:
        open_desk(str(shop_path), agent="ana", origin="tui")
    assert refused.value.exit_code == 1
    assert "newer postventa" in messages.describe(refused.value)
    with open(shop_path, "rb") as file:
        assert file.read() == before


async def test_a_bad_theme_and_bad_keys_are_named_and_the_console_starts(shop, open_console):
    folder = os.path.join(paths.config_dir(), "themes")
    os.makedirs(folder)
    with open(os.path.join(folder, "mine.toml"), "w", encoding="utf-8") as file:
        file.write('name = "mine"\ndark = true\n[colors]\nprimary = "no-colour"\n')
    wanted = {"ticket.sovle": "ctrl+d", "ticket.solve": "alt+1"}
    async with open_console(theme="mine", keys=wanted) as (app, pilot):
        told = " ".join(one.text for one in app.session.notices)
        assert "mine.toml:4: no-colour" in told
        assert "ticket.sovle" in told
        assert "alt+1" in told
        assert app.theme == "postventa-noche"
        await press(app, pilot, "s")
        assert app.screen.queue.state.ids == shop[1:] or shop[0] in app.screen.queue.state.ghosts


@pytest.mark.parametrize("colour", ["no", "yes"])
async def test_every_state_is_told_by_signs_without_colour(shop, open_console, monkeypatch, colour):
    if colour == "no":
        monkeypatch.setenv("NO_COLOR", "1")
    async with open_console(ascii=True) as (app, pilot):
        text = whole(app)
        await press(app, pilot, "enter")
        assert "* live" in text
        assert [line for line in screen_text(app) if set(line) & set("▲‖●◂▸▌─━│┃✓✗◆▽")] == []
        assert app.no_color == (colour == "no")


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_no_line_of_any_pane_is_wider_than_the_window(shop, open_console, lang, size):
    from rich.cells import cell_len

    async with open_console(size, lang=lang) as (app, pilot):
        for keys in (
            (),
            ("enter",),
            ("3",),
            ("f2", "r"),
            ("escape", "f4"),
            ("f5",),
            ("ctrl+p",),
            ("escape", "f2", "?"),
        ):
            await press(app, pilot, *keys)
            assert {cell_len(line) for line in screen_text(app)} == {size[0]}, keys
            assert len(screen_text(app)) == size[1]
