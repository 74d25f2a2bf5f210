"""The one list of the console: rows drawn by line, only those in sight, however many there are."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from postventa_tui.tui.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from rich.text import Text
    from textual import events

CACHE = 4000


class Look(NamedTuple):
    """How a row stands in the list at the moment it is painted."""

    cursor: bool
    focused: bool
    marked: bool


class Rows:
    """Keys of the rows in order, and where each begins; no widget, no drawing."""

    def __init__(self, keys: Sequence[Hashable] = (), heights: int | Sequence[int] = 1) -> None:
        self.keys = keys
        self._uniform = heights if isinstance(heights, int) else 0
        self._starts = [] if isinstance(heights, int) else [0, *accumulate(heights)]

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def lines(self) -> int:
        """Number of lines of all rows."""
        return len(self.keys) * self._uniform if self._uniform else self._starts[-1]

    def start(self, index: int) -> int:
        """Give the first line of a row."""
        return index * self._uniform if self._uniform else self._starts[index]

    def height(self, index: int) -> int:
        """Give the number of lines of a row."""
        return self._uniform or self._starts[index + 1] - self._starts[index]

    def at_line(self, line: int) -> int | None:
        """Give the row that holds a line, None below the last."""
        if line < 0 or line >= self.lines:
            return None
        if self._uniform:
            return line // self._uniform
        return bisect_right(self._starts, line) - 1

    def index(self, key: Hashable) -> int | None:
        """Give the place of a key, None when it is not in the list."""
        try:
            return self.keys.index(key)
        except ValueError:
            return None


class VList(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines of rows with a cursor that stands on a row *key*, so that news never move it."""

    DEFAULT_CSS = """
    VList { scrollbar-size: 0 0; overflow-x: hidden; overflow-y: scroll; background: $background; }
    """

    INVERSE: ClassVar[bool] = True
    """Whether the cursor row is painted in the cursor's colours; else only a bar stands before it."""

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

    def __init__(
        self,
        paint: Callable[[Hashable, int, Look], Sequence[Text]],
        ink: Callable[[], Ink],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.rows = Rows()
        self.cursor = -1
        self.marks: set[Hashable] = set()
        self.follower: Callable[[int | None], None] | None = None
        self._paint = paint
        self._ink = ink
        self._strips: dict[tuple[Hashable, int, Look], list[Strip]] = {}
        self._seen: tuple[int, int] = (0, 0)

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

    def forget(self, keys: Iterable[Hashable] | None = None) -> None:
        """Paint rows anew: those of `keys`, or all of them."""
        if keys is None:
            self._strips.clear()
            self.refresh()
            return
        changed = set(keys)
        self._strips = {at: strips for at, strips in self._strips.items() if at[0] not in changed}
        for index in range(*self.in_sight()):
            if self.rows.keys[index] in changed:
                self._repaint(index)

    def in_sight(self) -> tuple[int, int]:
        """Give the first row in sight and the end of those in sight."""
        top = self.scroll_offset.y
        first = self.rows.at_line(top)
        if first is None:
            return (0, 0)
        last = self.rows.at_line(min(top + max(self.size.height, 1), self.rows.lines) - 1)
        return (first, (last if last is not None else first) + 1)

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

    def _jump(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, immediate=True, force=True)

    def _repaint(self, index: int) -> None:
        if not 0 <= index < len(self.rows):
            return
        line = self.rows.start(index) - self.scroll_offset.y
        self.refresh(Region(0, line, self.size.width, self.rows.height(index)))
        self._tell_follower(index)

    def _tell_follower(self, index: int | None) -> None:
        if self.follower is not None:
            self.follower(index)

    def _announce(self) -> None:
        if (seen := self.in_sight()) != self._seen:
            self._seen = seen
            self.post_message(self.Seen(self, *seen))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._announce()
            self._tell_follower(None)

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

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink = self._ink()
        line = y + self.scroll_offset.y
        index = self.rows.at_line(line)
        if index is None:
            return Strip.blank(width, ink.base)
        key = self.rows.keys[index]
        look = Look(index == self.cursor, self.has_focus, key in self.marks)
        strips = self._strips.get((key, width, look))
        if strips is None:
            strips = self._draw(key, width, look, self.rows.height(index))
        return strips[line - self.rows.start(index)]

    def _draw(self, key: Hashable, width: int, look: Look, height: int) -> list[Strip]:
        ink = self._ink()
        texts = list(self._paint(key, width, look))[:height]
        if self.INVERSE:
            strips = [ink.strip(text, width, cursor=look.cursor, focused=look.focused) for text in texts]
        else:
            strips = [ink.strip(text, width) for text in texts]
            if look.cursor and look.focused and strips:
                bar = Strip([Segment("▌", ink.base + ink.style("primary"))], 1)
                strips[0] = Strip.join([bar, strips[0].crop(1)])
        strips += [Strip.blank(width, ink.base)] * (height - len(strips))
        if len(self._strips) >= CACHE:
            self._strips.clear()
        self._strips[(key, width, look)] = strips
        return strips
