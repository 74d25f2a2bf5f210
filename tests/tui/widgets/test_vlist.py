"""The one list: where rows are, and that news never move the cursor."""

from __future__ import annotations

import pytest
from textual.app import App

from postventa_tui.tui.ink import Ink, line
from postventa_tui.tui.theming import FALLBACK_VARIABLES
from postventa_tui.tui.widgets.clockcolumn import ClockColumn
from postventa_tui.tui.widgets.vlist import Rows, VList

PALETTE = Ink(FALLBACK_VARIABLES)


def test_rows_of_one_height_are_found_by_line():
    rows = Rows(range(100_000), 2)
    assert (rows.lines, rows.start(7), rows.at_line(15), rows.height(3)) == (200_000, 14, 7, 2)
    assert rows.at_line(200_000) is None


def test_rows_of_different_heights_are_found_by_line():
    rows = Rows("abc", [1, 3, 2])
    assert [rows.at_line(n) for n in range(7)] == [0, 1, 1, 1, 2, 2, None]
    assert rows.index("c") == 2
    assert rows.index("z") is None


class ListApp(App[None]):
    """A list of numbers and its clocks."""

    CSS = "Screen { layout: horizontal; }"

    def __init__(self, count: int) -> None:
        super().__init__()
        self.painted: list[object] = []
        self.times: dict[object, str] = {}
        self.rows = VList(self._paint, lambda: PALETTE)
        self.clocks = ClockColumn(self.rows, lambda key: (self.times.get(key, "-"), ""), lambda: PALETTE, lambda: "▌")
        self._count = count

    def get_theme_variable_defaults(self):
        return dict(FALLBACK_VARIABLES)

    def compose(self):
        yield self.clocks
        yield self.rows

    def on_mount(self):
        self.rows.set_rows(range(self._count))
        self.rows.focus()

    def _paint(self, key, width, look):
        self.painted.append(key)
        return [line(f"row {key}")]


async def test_only_rows_in_sight_are_painted():
    app = ListApp(100_000)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert 0 < len(set(app.painted)) <= 21


async def test_a_move_paints_two_rows():
    app = ListApp(1000)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.painted.clear()
        app.rows.move(1)
        await pilot.pause()
        assert set(app.painted) <= {0, 1}


async def test_the_row_under_the_cursor_stays_on_its_line_when_others_come_above():
    app = ListApp(100)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.rows.move_to(30)
        await pilot.pause()
        line_before = app.rows.rows.start(app.rows.cursor) - app.rows.scroll_offset.y
        app.rows.set_rows([*range(1000, 1020), *range(100)])
        await pilot.pause()
        assert app.rows.key == 30
        assert app.rows.rows.start(app.rows.cursor) - app.rows.scroll_offset.y == line_before


async def test_the_ends_stop_the_cursor_and_stay_in_sight():
    app = ListApp(100)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.rows.move_to(99)
        await pilot.pause()
        first, end = app.rows.in_sight()
        assert (app.rows.key, end) == (99, 100)
        app.rows.move(5)
        assert app.rows.key == 99
        app.rows.page(-1)
        assert first <= 99


async def test_a_tick_repaints_only_clocks_whose_text_differs():
    app = ListApp(100)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.clocks.tick()
        assert app.clocks.repainted == 0
        app.times = {3: "9:58", 50: "1:00"}
        app.clocks.tick()
        await pilot.pause()
        assert app.clocks.repainted == 1


@pytest.mark.parametrize("keys", [[], [1]])
async def test_an_empty_list_takes_every_call(keys):
    app = ListApp(0)
    async with app.run_test(size=(60, 20)) as pilot:
        app.rows.set_rows(keys)
        for call in (app.rows.choose, app.rows.mark, app.rows.show_cursor):
            call()
        app.rows.move(1)
        app.rows.page(1)
        app.rows.set_rows([])
        await pilot.pause()
        assert app.rows.key is None
