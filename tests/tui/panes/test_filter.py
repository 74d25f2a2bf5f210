"""The filter line of the queue: what it offers, what it says of a wrong word, what it leaves standing."""

from __future__ import annotations

from tests.tui.conftest import press, screen_text, settle, type_text, until

from postventa_tui.tui.panes.queue.filterline import FilterInput


def line_of(app) -> FilterInput:
    return app.screen.query_one("#words", FilterInput)


async def typed(app, pilot, text) -> FilterInput:
    """Open the line, type into it, and wait until it was looked at."""
    await press(app, pilot, "/")
    await type_text(app, pilot, text)
    queue = app.screen.queue
    await until(app, pilot, lambda: queue.answer is not None and queue.answer.text == line_of(app).value)
    await settle(app, pilot)
    return line_of(app)


async def test_tab_takes_a_name_and_then_a_value_with_its_count(shop, open_console):
    async with open_console() as (app, pilot):
        words = await typed(app, pilot, "pri")
        assert [one.text for one in words.offers][:1] == ["priority:"]
        await press(app, pilot, "tab")
        assert words.value == "priority:"
        await until(app, pilot, lambda: words.offers)
        assert ("high", 2) in [(one.text, one.tickets) for one in words.offers]
        shown = next(row for row in screen_text(app) if "high" in row and "2" in row)
        assert shown.index("high") < shown.index("2")
        await type_text(app, pilot, "h")
        await until(app, pilot, lambda: [one.text for one in words.offers] == ["high"])
        await press(app, pilot, "down", "enter")
        assert words.value == "priority:high"
        await until(app, pilot, lambda: app.screen.queue.state.total == 2)
        assert words.has_focus
        await press(app, pilot, "enter")
        assert app.screen.queue.rows.has_focus


async def test_enter_without_a_chosen_row_leaves_the_line(shop, open_console):
    async with open_console() as (app, pilot):
        words = await typed(app, pilot, "a")
        assert words.offers
        await press(app, pilot, "enter")
        assert not app.screen.queue.has_class("-filtering")
        assert app.screen.queue.state.query == "a"


async def test_arrows_choose_and_escape_closes_the_list_first(shop, open_console):
    async with open_console() as (app, pilot):
        words = await typed(app, pilot, "status:")
        assert 1 < len(words.offers) <= 8
        await press(app, pilot, "down", "down", "up", "up")
        assert words.chosen == len(words.offers) - 1
        await press(app, pilot, "escape")
        assert not words.offers
        assert words.has_focus
        await press(app, pilot, "escape")
        assert not app.screen.queue.has_class("-filtering")


async def test_wrong_word_keeps_the_list_and_has_its_caret(shop, open_console):
    async with open_console() as (app, pilot):
        await typed(app, pilot, "fridge ")
        queue = app.screen.queue
        await until(app, pilot, lambda: queue.state.total == 1)
        # At once: half a name is a word, and finds nothing.
        line_of(app).value = "fridge status:opne"
        await until(app, pilot, lambda: queue.answer.problem is not None)
        await settle(app, pilot)
        assert queue.state.total == 1
        assert queue.state.query == "fridge "
        rows = screen_text(app)
        at = next(number for number, row in enumerate(rows) if "status:opne" in row)
        assert rows[at].index("opne") == rows[at + 1].index("^^^^")
        assert "“opne” is not a value of status." in rows[at + 2]
        await press(app, pilot, "enter")
        assert line_of(app).has_focus
        queue.reload()
        await settle(app, pilot)
        await press(app, pilot, "escape")
        assert queue.state.query == "fridge "
        assert not any("^^^^" in row for row in screen_text(app))


async def test_value_that_is_still_missing_is_no_error(shop, open_console):
    async with open_console() as (app, pilot):
        await typed(app, pilot, "created:")
        queue = app.screen.queue
        assert queue.answer.problem is None
        assert queue.state.total == 5


async def test_words_of_a_view_stand_in_the_line(shop, open_console):
    async with open_console() as (app, pilot):
        app.screen.queue.show_view("all", "priority:high")
        await settle(app, pilot)
        await press(app, pilot, "/")
        assert line_of(app).value == "priority:high"
        await press(app, pilot, "escape", "escape")
        assert app.screen.queue.state.query == ""


async def test_tab_before_the_list_has_come_waits_for_it(shop, open_console):
    async with open_console() as (app, pilot):
        await press(app, pilot, "/")
        await pilot.press(*"prio", "tab")
        words = line_of(app)
        await until(app, pilot, lambda: words.value == "priority:")
        assert words.has_focus


async def test_tab_without_a_list_goes_to_the_next_pane(shop, open_console):
    async with open_console() as (app, pilot):
        await typed(app, pilot, "fridge")
        await press(app, pilot, "tab")
        assert not line_of(app).has_focus
