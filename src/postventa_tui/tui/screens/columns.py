"""The container that puts the frames where the arrangement says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container
from textual.geometry import NULL_OFFSET, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Region, Size
    from textual.widget import Widget


class Places(Layout):
    """A layout of given regions by widget id; a widget without a region is not placed."""

    name = "places"

    def __init__(self) -> None:
        self.regions: dict[str, Region] = {}

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Give the placements of the children that have a region."""
        found = []
        for child in children:
            region = self.regions.get(child.id or "")
            if region is not None:
                found.append(WidgetPlacement(region, NULL_OFFSET, Spacing(), child))
        return found


class Columns(Container):
    """The frames of the console; the border between two columns can be dragged."""

    class Dragged(Message):
        """A border between columns is moved by the mouse.

        Args:
            side: "left" or "right": the column that changes.
            width: Its new width in cells.
        """

        def __init__(self, side: str, width: int, *, done: bool) -> None:
            super().__init__()
            self.side = side
            self.width = width
            self.done = done

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children, id="columns")
        self.places = Places()
        self._side = ""
        """The column whose border is held by the mouse, "" for none."""

    def _border_at(self, x: int) -> str:
        """Give the column whose inner border is at `x`: either of the two lines that stand there."""
        shown = self.places.regions.get("frame-conversation")
        if shown is None or shown.width == self.size.width:
            return ""
        if x in (shown.x - 1, shown.x) and shown.x > 0:
            return "left"
        return "right" if x in (shown.right - 1, shown.right) and shown.right < self.size.width else ""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._side = self._border_at(event.screen_x)
        if self._side:
            event.stop()
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._side:
            event.stop()
            self._drag(event.screen_x, done=False)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._side:
            event.stop()
            self.release_mouse()
            self._drag(event.screen_x, done=True)
            self._side = ""

    def _drag(self, x: int, *, done: bool) -> None:
        width = x if self._side == "left" else self.size.width - x
        self.post_message(self.Dragged(self._side, width, done=done))

    @property
    def layout(self) -> Layout:
        """The layout of given regions."""
        return self.places

    def put(self, regions: dict[str, Region]) -> None:
        """Place the frames anew; those without a region are hidden and draw nothing."""
        self.places.regions = {f"frame-{name}": region for name, region in regions.items()}
        for child in self.children:
            child.display = child.id in self.places.regions
        self.refresh(layout=True)
