"""The console at work: the main flow, what others do meanwhile, what strangers write."""

from __future__ import annotations

import string

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.replies import drafts
from postventa_tui.core.tickets import outbox, reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Outgoing

from .conftest import press, screen_text, settle, type_text, until


def status_of(desk, ticket_id) -> str:
    return reading.by_id(desk, ticket_id).status_type


async def test_it_starts_with_the_queue_and_the_first_ticket(shop, open_console):
    async with open_console((120, 36)) as (app, _pilot):
        lines = screen_text(app)
        assert lines[0].startswith("┏━ 1 Queue · mine and unassigned ━")
        assert "1 of 5 ━┓┌─ 2 Conversation ─" in lines[0]
        assert lines[1].startswith("┃ / filter   f: open · mine · unassigned")
        assert any("PV-1001 Begoña Ruiz" in line for line in lines)
        assert lines[-1].startswith(" n next  Enter open  r reply  i note  c canned")
        assert " ana · ● live" in lines[-2]


@pytest.mark.parametrize("lang", ["en", "es"])
async def test_no_line_is_wider_than_the_window(shop, open_console, lang):
    from rich.cells import cell_len

    async with open_console((120, 36), lang=lang) as (app, pilot):
        for width, height in ((60, 18), (80, 24), (99, 30), (100, 30), (160, 45), (200, 50)):
            await pilot.resize_terminal(width, height)
            for key in ("1", "3", "1"):
                await press(app, pilot, key)
                assert {cell_len(line) for line in screen_text(app)} == {width}


async def test_the_main_flow_key_by_key(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "n")
        first = shop[0]
        assert app.screen.conversation.ticket_id == first
        assert status_of(desk, first) == "open"
        await press(app, pilot, "c")
        await type_text(app, pilot, "gar")
        await press(app, pilot, "enter")
        assert type(app.screen).__name__ == "Missing"
        await type_text(app, pilot, "martes 24")
        await press(app, pilot, "enter")
        composer = app.screen.composer
        assert composer.editor.text == "Hola, Begoña:\nPodemos ir el martes 24."
        assert app.focused is composer.editor
        await press(app, pilot, "ctrl+s")
        assert not composer.is_open
        assert status_of(desk, first) == "pending"
        assert any("Sent to Begoña · PV-1001 stays Pending · u undo (15 s)" in line for line in screen_text(app))
        await press(app, pilot, "u")
        assert status_of(desk, first) == "open"
        assert outbox.in_state(desk, "queued") == []
        assert composer.is_open
        assert composer.editor.text == "Hola, Begoña:\nPodemos ir el martes 24."
        await press(app, pilot, "escape", "n")
        assert app.screen.conversation.ticket_id == shop[1]


async def test_after_the_seconds_of_undo_a_sent_reply_stays_sent(shop, open_console, desk, clock, make_desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        await type_text(app, pilot, "Vamos el martes.")
        await press(app, pilot, "ctrl+s")
        (row,) = outbox.in_state(desk, "queued")
        clock.advance(60)
        sender = make_desk(None)
        assert outbox.take(sender, row.id, "test") is not None
        outbox.sent(sender, row.id, to=("x@correo.example",))
        await press(app, pilot, "u")
        assert outbox.get(desk, row.id).state == "sent"
        assert not app.screen.composer.is_open


async def test_every_printable_sign_is_text_in_the_composer(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        text = ".\n" + string.digits + string.ascii_letters + string.punctuation + " ñáç¿¡€🙂"
        before = [status_of(desk, one) for one in shop]
        for char in text:
            app.screen.composer.editor.post_message(_key(char))
        await settle(app, pilot)
        assert app.screen.composer.editor.text == text
        assert [status_of(desk, one) for one in shop] == before


def _key(char):
    from textual import events

    return events.Key("enter" if char == "\n" else "x", None if char == "\n" else char)


async def test_a_key_typed_right_after_r_is_text(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await pilot.press("r", "s", "p", "X")
        await settle(app, pilot)
        assert app.screen.composer.editor.text == "spX"
        assert status_of(desk, shop[0]) == "new"


async def test_the_draft_is_in_the_file_and_comes_back(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        await type_text(app, pilot, "Half a sentence")
        await until(app, pilot, lambda: drafts.get(desk, shop[0]) is not None)
        assert drafts.get(desk, shop[0]).body == "Half a sentence"
        await press(app, pilot, "escape")
        assert not app.screen.composer.is_open
        await press(app, pilot, "r")
        assert app.screen.composer.editor.text == "Half a sentence"


async def test_a_draft_does_not_come_back_after_sending(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        await type_text(app, pilot, "Vamos el martes.")
        await press(app, pilot, "ctrl+s")
        await pilot.pause(0.4)
        await settle(app, pilot)
        assert drafts.get(desk, shop[0]) is None


async def test_resizing_keeps_draft_cursor_and_focus(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        await type_text(app, pilot, "one two")
        await press(app, pilot, "left", "left")
        for width in (59, 200, 80, 120):
            await pilot.resize_terminal(width, 36)
            await settle(app, pilot)
        editor = app.screen.composer.editor
        assert editor.text == "one two"
        assert editor.cursor_location == (0, 5)
        assert app.focused is editor


async def test_a_missing_field_keeps_a_reply_here(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "c")
        await type_text(app, pilot, "gar")
        await press(app, pilot, "enter", "escape")
        assert "⟨cita⟩" in app.screen.composer.editor.text
        await press(app, pilot, "ctrl+s")
        assert app.screen.composer.is_open
        assert outbox.in_state(desk, "queued") == []


async def test_a_note_never_leaves(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "i")
        await type_text(app, pilot, "Asked for a video.")
        await press(app, pilot, "ctrl+s")
        assert outbox.in_state(desk, "queued") == []
        assert reading.thread(desk, shop[0]).contacts[-1].row.kind == "note"


async def test_letters_do_the_same_in_the_list_and_on_the_ticket(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "s")
        assert status_of(desk, shop[0]) == "solved"
        await press(app, pilot, "u")
        assert status_of(desk, shop[0]) == "new"
        await press(app, pilot, "enter", "s")
        assert status_of(desk, shop[0]) == "solved"


async def test_two_writes_keep_the_order_of_their_keys(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await pilot.press("p", "u", "h")
        await settle(app, pilot)
        assert status_of(desk, shop[0]) == "on_hold"


async def test_marked_tickets_are_asked_about_first(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "space", "space", "p")
        assert type(app.screen).__name__ == "Confirm"
        assert any("Set 2 tickets to pending?" in line for line in screen_text(app))
        await press(app, pilot, "enter")
        assert [status_of(desk, one) for one in shop[:3]] == ["pending", "pending", "new"]


async def test_an_action_that_is_off_says_why(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "s", "s")
        assert "It is solved already" in screen_text(app)[-2]


async def test_snooze_by_one_digit(shop, open_console, desk, clock):
    async with open_console() as (app, pilot):
        await press(app, pilot, "z", "1")
        assert reading.by_id(desk, shop[0]).snoozed_until == clock.now() + 7200


async def test_assign_by_letters(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "a")
        await type_text(app, pilot, "an")
        await press(app, pilot, "enter")
        assert reading.by_id(desk, shop[0]).assignee_id == desk.agent.id


async def test_a_call_of_a_known_customer_goes_on_the_open_ticket(shop, open_console, desk):
    person = reading.by_id(desk, shop[1]).customer_id
    customers.add_point(desk, person, "phone", "600 123 456")
    async with open_console() as (app, pilot):
        await press(app, pilot, "N")
        await type_text(app, pilot, "600123")
        await press(app, pilot, "ctrl+s")
        last = reading.thread(desk, shop[1]).contacts[-1].row
        assert (last.kind, last.channel) == ("call", "phone")
        assert app.screen.conversation.ticket_id == shop[1]


async def test_a_call_of_somebody_new_opens_a_ticket(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "N")
        await type_text(app, pilot, "Nadie Nuevo")
        await press(app, pilot, "ctrl+s")
        ticket = reading.by_id(desk, app.screen.conversation.ticket_id)
        assert ticket.channel == "phone"
        assert ticket.id not in shop


async def test_merging_other_customers_needs_the_harder_key(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "M")
        await type_text(app, pilot, "1002")
        await press(app, pilot, "enter")
        assert type(app.screen).__name__ == "Merge"
        await press(app, pilot, "ctrl+s")
        assert status_of(desk, shop[0]) == "merged"
        await press(app, pilot, "u")
        assert status_of(desk, shop[0]) == "new"


async def test_tickets_of_others_never_move_the_cursor(shop, open_console, make_desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "j", "j")
        rows = app.screen.queue.rows
        before = (rows.key, rows.rows.start(rows.cursor) - rows.scroll_offset.y)
        other = make_desk()
        person = customers.create(other, {"display": "Prisas"})
        for number in range(20):
            tickets.create(other, NewTicket(person, f"Urgent {number}", "web", "urgent"))
        await until(app, pilot, lambda: app.screen.queue.state.total == 25)
        await settle(app, pilot)
        assert (rows.key, rows.rows.start(rows.cursor) - rows.scroll_offset.y) == before
        assert "of 25" in screen_text(app)[0]


async def test_a_reply_of_a_colleague_shows_as_a_line_and_stops_the_first_send(shop, open_console, desk, clock):
    from postventa_tui.core.agents import service as agents

    agents.add(desk, "joan", "Joan Vidal", role="agent")
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        await type_text(app, pilot, "Vamos el martes.")
        from postventa_tui.desk import open_desk

        joan = open_desk(desk.path, agent="joan", clock=clock)
        tickets.reply(joan, shop[0], Outgoing("Ya le contesto yo."))
        joan.close()
        await until(app, pilot, lambda: "joan" in app.screen.conversation.news_line)
        composer = app.screen.composer
        assert composer.editor.text == "Vamos el martes."
        assert app.focused is composer.editor
        assert any("F9 shows it" in line for line in screen_text(app))
        await press(app, pilot, "ctrl+s")
        assert composer.is_open
        await press(app, pilot, "ctrl+s")
        assert not composer.is_open


HOSTILE = (
    "[/] [IVA] [@click=app.quit]x[/] \x1b[2J\x1b]52;c;AAAA\x07 \u202eabc a" + "\u0301" * 500 + " 👨‍👩‍👧 " + "y" * 300
)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_hostile_words_are_shown_as_words_everywhere(desk, clock, open_console, size):
    from rich.cells import cell_len

    person = customers.create(desk, {"display": HOSTILE[:200]}, {"email": "x@correo.example"})
    ticket = tickets.create(desk, NewTicket(person, HOSTILE, "email"))
    tickets.receive(desk, Incoming(person, "email", (HOSTILE + "\n") * 5 + "z" * 10_000, ticket_id=ticket.id))
    async with open_console(size) as (app, pilot):
        for key in ("enter", "r", "escape", "3", "enter", "escape", "4", "escape", "5", "escape", "1", "z", "escape", "a", "escape",
                    "t", "escape", "e", "escape", "d", "escape", "M", "escape", "X", "escape", "question_mark", "escape", "m", "s"):  # fmt: skip
            await press(app, pilot, key)
            shown = "\n".join(screen_text(app))
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            assert all(cell_len(line) == size[0] for line in shown.split("\n"))
        assert app.is_running


async def test_the_palette_opens_a_ticket_by_its_number(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "ctrl+p")
        await type_text(app, pilot, "PV-1003")
        await press(app, pilot, "enter")
        assert app.screen.conversation.ticket_id == shop[2]


async def test_the_history_is_one_key_away_and_one_key_back(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "enter", "3")
        assert app.screen.wish.active == "history"
        assert any("3 History · Begoña Ruiz" in line for line in screen_text(app))
        await press(app, pilot, "3")
        assert app.screen.wish.active == "conversation"


async def test_a_read_only_console_reads_and_says_so(shop, open_console, shop_path, desk):
    async with open_console() as (app, pilot):
        app.session.desk.read_only = True
        await press(app, pilot, "s")
        assert "Read only" in screen_text(app)[-2]
        assert status_of(desk, shop[0]) == "new"


async def test_q_in_the_queue_leaves(shop, open_console):
    async with open_console() as (app, pilot):
        await pilot.press("q")
        await pilot.pause()
        assert app._exit


async def test_leaving_with_mail_that_can_be_taken_back_asks(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "r")
        await type_text(app, pilot, "Vamos el martes.")
        await press(app, pilot, "ctrl+s", "ctrl+q")
        assert type(app.screen).__name__ == "Pick"


async def test_clocks_of_the_head_run_and_only_they_are_painted(shop, open_console, clock):
    async with open_console() as (app, pilot):
        pane = app.screen.conversation
        before = pane.thread._strips
        pane.head.repainted = 0
        clock.advance(3)
        app.now = clock.now()
        await pilot.pause()
        assert pane.head.repainted <= 1
        assert pane.thread._strips is before


KEYS = [
    *string.ascii_letters,
    *string.digits,
    *"/+-<>?:",
    "f2",
    "f3",
    "f4",
    "f5",
    "f8",
    "f9",
    "tab",
    "enter",
    "space",
    "home",
    "end",
]


@pytest.mark.slow
@pytest.mark.parametrize("pane", ["queue", "conversation"])
async def test_every_key_leaves_the_console_running(shop, open_console, pane):
    async with open_console((100, 30)) as (app, pilot):
        for key in KEYS:
            if key == "q":
                continue
            app.screen.go(pane)
            await press(app, pilot, key)
            for _ in range(4):
                if len(app.screen_stack) > 1 or app.screen.composer.is_open:
                    await press(app, pilot, "escape")
            assert app.is_running, key


@pytest.mark.slow
async def test_a_held_lock_says_busy_and_the_write_succeeds_after_it(shop, open_console, desk, shop_path):
    import sqlite3

    async with open_console() as (app, pilot):
        holder = sqlite3.connect(shop_path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        await pilot.press("s")
        await until(app, pilot, lambda: app.session.writer.waiting_s > 2.1, tries=2000)
        app.screen.tick(app.session.now())
        await pilot.pause()
        assert "✕ database busy 2 s" in screen_text(app)[-2]
        await pilot.press("j")
        await pilot.pause()
        assert app.screen.queue.rows.cursor == 1
        holder.execute("ROLLBACK")
        holder.close()
        await settle(app, pilot)
        assert status_of(desk, shop[0]) == "solved"


async def test_a_bug_ends_the_console_with_the_draft_saved(shop, open_console, desk):
    with pytest.raises(ZeroDivisionError):
        async with open_console() as (app, pilot):
            await press(app, pilot, "r")
            await pilot.press("a", "b")
            app.call_later(lambda: 1 // 0)
            await pilot.pause()
    assert app.has_crashed
    assert drafts.get(desk, shop[0]).body == "ab"


async def test_without_colour_and_with_plain_marks_the_states_are_words(shop, open_console, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_console((80, 24), ascii=True) as (app, _pilot):
        text = "\n".join(screen_text(app))
        assert app.no_color
        assert not set("▲▽‖●◂▸▌") & set(text)
        assert "> " in text


async def test_bad_keys_and_a_bad_theme_do_not_stop_the_start(shop, open_console):
    async with open_console(theme="postventa-nada", keys={"ticket.fly": "f12", "ticket.solve": "r"}) as (app, _pilot):
        assert app.theme == "postventa-noche"
        assert sorted(fault.reason for fault in app.key_faults) == ["clash", "unknown"]


async def test_escape_in_the_queue_never_leaves(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "escape", "escape")
        assert app.is_running
        assert not app._exit


async def test_escape_leads_from_the_canned_search_into_the_text(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "c", "escape")
        assert app.focused is app.screen.composer.editor


async def test_the_palette_shows_the_tickets_of_a_customer(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "ctrl+p")
        await type_text(app, pilot, "@peña")
        await press(app, pilot, "enter")
        assert app.screen.queue.state.ids == [shop[2]]


async def test_a_view_without_tickets_says_what_waits_elsewhere(shop, open_console, desk):
    async with open_console() as (app, pilot):
        await press(app, pilot, "p")
        app.screen.queue.show_view("snoozed")
        await settle(app, pilot)
        text = "\n".join(screen_text(app))
        assert "Nothing is left in this view." in text
        assert "1 ticket waits for the customer" in text


async def test_a_console_left_alone_hides_customers_until_enter(shop, open_console):
    async with open_console(lock_after_min=5) as (app, pilot):
        app.session.last_key_at -= 301
        app._strike()
        await pilot.pause()
        text = "\n".join(screen_text(app))
        assert "Locked. Enter goes on." in text
        assert "PV-1001" not in text
        await press(app, pilot, "enter")
        assert any("PV-1001" in line for line in screen_text(app))
