"""A few lines of text that repaint only where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.text import Text
    from textual import events

    from postventa_tui.tui.ink import Ink


class Lines(Widget):
    """Lines drawn as given; the widget is as high as they are, or as its styles say."""

    DEFAULT_CSS = """
    Lines { width: 1fr; height: auto; background: $background; }
    """

    def __init__(
        self,
        ink: Callable[[], Ink],
        *,
        id: str | None = None,
        pressed: Callable[[int, int], None] | None = None,
    ) -> None:
        """Make the widget.

        Args:
            pressed: Takes line and column of a click.
        """
        super().__init__(id=id)
        self.lines: tuple[Text, ...] = ()
        self.repainted = 0
        """Lines asked to be painted because they differ; a measure for tests."""
        self._ink = ink
        self._pressed = pressed

    def put(self, lines: Sequence[Text]) -> None:
        """Show other lines; those that are equal stay as they stand."""
        before, self.lines = self.lines, tuple(lines)
        if len(before) != len(self.lines):
            self.refresh(layout=True)
            return
        for number, (old, new) in enumerate(zip(before, self.lines, strict=True)):
            if old.plain != new.plain or old.spans != new.spans:
                self.repainted += 1
                self.refresh(Region(0, number, self.size.width, 1))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self.lines)

    def on_click(self, event: events.Click) -> None:
        if self._pressed is not None:
            self._pressed(event.y, event.x)

    def render_line(self, y: int) -> Strip:
        ink = self._ink()
        if y >= len(self.lines):
            return Strip.blank(self.size.width, ink.base)
        return ink.strip(self.lines[y], self.size.width)
