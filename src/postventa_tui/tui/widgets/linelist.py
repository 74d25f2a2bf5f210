"""Rows drawn by line, only those in sight: the drawing half of the one list."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.tui.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from rich.text import Text

CACHE = 4000


def as_id(key: Hashable | None) -> int:
    """Give the key of a row as a number, 0 when it is none."""
    return key if isinstance(key, int) else 0


def as_pair(key: Hashable | None) -> tuple[str, int]:
    """Give the key of a row as a kind and a number."""
    if isinstance(key, tuple) and len(key) == 2:
        return str(key[0]), int(key[1])
    return "", 0


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


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """The drawing half of the list: rows by line, strips kept."""

    DEFAULT_CSS = """
    LineList { scrollbar-size: 0 0; overflow-x: hidden; overflow-y: scroll; background: $background; }
    """

    INVERSE: ClassVar[bool] = True
    """Whether the cursor row is painted in the cursor's colours; else only a bar stands before it."""

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
        """Tell the owner which rows are in sight, when they differ."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._announce()
            self._tell_follower(None)

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
                bar = Strip([Segment(ink.bar, ink.base + ink.style("primary"))], 1)
                strips[0] = Strip.join([bar, strips[0].crop(1)])
        strips += [Strip.blank(width, ink.base)] * (height - len(strips))
        if len(self._strips) >= CACHE:
            self._strips.clear()
        self._strips[(key, width, look)] = strips
        return strips
