"""Nine columns beside a list: the clock of each row.

A widget of its own, because Textual sends a whole widget line for one changed cell: 60 bytes for this
column, 216 when the clock is part of the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from postventa_tui.tui.ink import Ink, fit, line

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from textual import events

    from postventa_tui.tui.widgets.vlist import VList

WIDTH = 9


class ClockColumn(Widget):
    """The clock column; it shares the scroll place and the cursor of its list."""

    DEFAULT_CSS = """
    ClockColumn { width: 9; height: 1fr; background: $background; }
    """

    def __init__(
        self,
        rows: VList,
        text: Callable[[Hashable], tuple[str, str]],
        ink: Callable[[], Ink],
        bar: Callable[[], str],
    ) -> None:
        """Make the column of a list.

        Args:
            text: Gives the text of 8 cells and the role of a row's clock.
            bar: Gives the mark of the cursor row.
        """
        super().__init__()
        self.can_focus = False
        self.rows = rows
        self.repainted = 0
        """Lines asked to be painted by ticks; a measure for tests."""
        self._text = text
        self._ink = ink
        self._bar = bar
        self._shown: dict[Hashable, tuple[str, str]] = {}
        rows.follower = self.follow

    def follow(self, index: int | None) -> None:
        """Repaint the row at `index`, or all rows (None) after a scroll or another set of rows."""
        if index is None:
            self._shown.clear()
            self.refresh()
        else:
            self._repaint(index)

    def tick(self) -> None:
        """Repaint the visible rows whose text differs from the one that stands there."""
        for index in range(*self.rows.in_sight()):
            key = self.rows.rows.keys[index]
            shown = self._shown.get(key)
            if shown is not None and shown != self._text(key):
                self.repainted += 1
                self._repaint(index)

    def _repaint(self, index: int) -> None:
        line_y = self.rows.rows.start(index) - self.rows.scroll_offset.y
        self.refresh(Region(0, line_y, WIDTH, self.rows.rows.height(index)))

    def on_click(self, event: events.Click) -> None:
        self.rows.click_line(event.y, event.chain)

    def on_mouse_scroll_down(self) -> None:
        self.rows.scroll_relative(y=3, animate=False)

    def on_mouse_scroll_up(self) -> None:
        self.rows.scroll_relative(y=-3, animate=False)

    def render_line(self, y: int) -> Strip:
        ink = self._ink()
        rows = self.rows.rows
        line_y = y + self.rows.scroll_offset.y
        index = rows.at_line(line_y)
        if index is None:
            return Strip.blank(WIDTH, ink.base)
        key = rows.keys[index]
        cursor = index == self.rows.cursor
        bar = self._bar() if cursor else "+" if key in self.rows.marks else " "
        if line_y != rows.start(index):
            return ink.strip(line(bar), WIDTH, cursor=cursor, focused=self.rows.has_focus)
        self._shown[key] = shown = self._text(key)
        return ink.strip(
            line(bar, (fit(shown[0], WIDTH - 1), shown[1])), WIDTH, cursor=cursor, focused=self.rows.has_focus
        )
