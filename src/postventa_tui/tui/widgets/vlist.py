"""The one list of the console: rows drawn by line, only those in sight, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset, Size
from textual.message import Message

from postventa_tui.tui.widgets.linelist import LineList, Look, Rows, as_id, as_pair

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events

CACHE = 4000


class VList(LineList):
    """Lines of rows with a cursor that stands on a row *key*, so that news never move it."""

    class Seen(Message):
        """Rows `first` to `last` (its end) are in sight: the owner may have to read them."""

        def __init__(self, source: VList, first: int, last: int) -> None:
            super().__init__()
            self.source = source
            self.first = first
            self.last = last

        @property
        def control(self) -> VList:
            """The list itself."""
            return self.source

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, source: VList, key: Hashable | None) -> None:
            super().__init__()
            self.source = source
            self.key = key

        @property
        def control(self) -> VList:
            """The list itself."""
            return self.source

    class Chosen(Moved):
        """A row was opened by Enter or a double click."""

    @property
    def key(self) -> Hashable | None:
        """The key under the cursor, None in an empty list."""
        return self.rows.keys[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def set_rows(
        self, keys: Sequence[Hashable], heights: int | Sequence[int] = 1, *, cursor: Hashable | None = None
    ) -> None:
        """Show other rows; the row under the cursor stays on its line of the screen when it is still there.

        Args:
            cursor: Key to stand on; None keeps the present one.
        """
        before = self.key
        line = self.rows.start(self.cursor) - self.scroll_offset.y if before is not None else 0
        self.rows = Rows(keys, heights)
        self._strips.clear()
        self.virtual_size = Size(max(self.size.width, 1), self.rows.lines)
        wanted = before if cursor is None else cursor
        found = self.rows.index(wanted) if wanted is not None else None
        self.cursor = found if found is not None else min(max(self.cursor, 0), len(keys) - 1)
        if self.cursor >= 0 and found is not None and cursor is None:
            self._jump(max(self.rows.start(self.cursor) - line, 0))
        self.show_cursor()
        self.refresh()
        self._announce()
        self._tell_follower(None)
        if self.key != before:
            self.post_message(self.Moved(self, self.key))

    def move(self, by: int) -> None:
        """Move the cursor by rows; the ends of the list stop it."""
        self.move_to(self.cursor + by)

    def page(self, by: int) -> None:
        """Move the cursor by a height of the window."""
        if self.rows:
            middle = self.rows.start(max(self.cursor, 0)) + by * max(self.size.height - 1, 1)
            index = self.rows.at_line(min(max(middle, 0), self.rows.lines - 1))
            self.move_to(index if index is not None else 0)

    def move_to(self, index: int) -> None:
        """Put the cursor on the row at `index`, or the nearest end."""
        index = min(max(index, 0), len(self.rows) - 1)
        if index == self.cursor or index < 0:
            return
        before, self.cursor = self.cursor, index
        self.show_cursor()
        for row in (before, index):
            self._repaint(row)
        self.post_message(self.Moved(self, self.key))

    def move_to_key(self, key: Hashable) -> bool:
        """Put the cursor on the row of `key`; says whether it is in the list."""
        index = self.rows.index(key)
        if index is None:
            return False
        self.move_to(index)
        return True

    def mark(self) -> None:
        """Mark the row under the cursor for a common action, or take its mark away; one row down."""
        if self.key is None:
            return
        self.marks ^= {self.key}
        self._repaint(self.cursor)
        self.move(1)

    def clear_marks(self) -> None:
        """Take all marks away."""
        marked, self.marks = self.marks, set()
        self.forget(marked)

    def choose(self) -> None:
        """Open the row under the cursor."""
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def show_cursor(self) -> None:
        """Scroll just enough to see the row under the cursor whole."""
        if self.cursor < 0 or not self.size.height:
            return
        top = self.rows.start(self.cursor)
        end = top + self.rows.height(self.cursor)
        offset = self.scroll_offset.y
        if top < offset:
            self._jump(top)
        elif end > offset + self.size.height:
            self._jump(min(end - self.size.height, top))
        self._place_terminal_cursor()

    def _place_terminal_cursor(self) -> None:
        """Let the real cursor stand on the chosen row: a screen reader follows it."""
        if self.has_focus and self.cursor >= 0:
            line = self.rows.start(self.cursor) - self.scroll_offset.y
            self.app.cursor_position = Offset(self.content_region.x, self.content_region.y + line)

    def on_resize(self, event: events.Resize) -> None:
        self._strips.clear()
        self.virtual_size = Size(event.size.width, self.rows.lines)
        self.show_cursor()
        self._announce()
        self._tell_follower(None)

    def on_focus(self) -> None:
        self._repaint(self.cursor)
        self._place_terminal_cursor()

    def on_blur(self) -> None:
        self._repaint(self.cursor)

    def on_click(self, event: events.Click) -> None:
        self.click_line(event.y, event.chain)

    def click_line(self, line: int, chain: int) -> None:
        """Take a click on a line of the window; the second of a pair opens the row."""
        index = self.rows.at_line(line + self.scroll_offset.y)
        if index is None:
            return
        self.focus()
        self.move_to(index)
        if chain >= 2:
            self.choose()

    def _announce(self) -> None:
        if (seen := self.in_sight()) != self._seen:
            self._seen = seen
            self.post_message(self.Seen(self, *seen))


__all__ = ["LineList", "Look", "Rows", "VList", "as_id", "as_pair"]
