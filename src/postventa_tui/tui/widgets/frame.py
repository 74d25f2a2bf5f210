"""A numbered frame around a pane: heavy when it has the focus, title left, count right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive

from postventa_tui.tui.ink import cut

if TYPE_CHECKING:
    from textual.widget import Widget


def title_line(left: str, right: str, width: int, rule: str) -> str:
    """Give the words of a top border: `left` and `right` with the rule between, in `width` cells.

    The left words are cut before the right ones.
    """
    if not right:
        return cut(left, width)
    room = width - cell_len(right) - 3
    if room < 4:
        return cut(right, width)
    left = cut(left, room)
    return f"{left} {rule * (width - cell_len(left) - cell_len(right) - 2)} {right}"


class Frame(Vertical):
    """The frame of one pane."""

    DEFAULT_CSS = """
    Frame {
        border: solid $muted;
        border-title-color: $muted; border-title-background: $background; border-title-style: none;
        background: $background; padding: 0;
    }
    Frame.-ascii { border: ascii $muted; }
    Frame.-active.-ascii { border: ascii $primary; border-title-color: $foreground; border-title-style: bold; }
    Frame.-active { border: heavy $primary; border-title-color: $foreground; border-title-style: bold; }
    """

    left: reactive[str] = reactive("")
    """Words at the left of the top border."""
    right: reactive[str] = reactive("")
    """Words at its right."""
    active: reactive[bool] = reactive(False)
    """Whether the frame's pane has the focus."""

    def __init__(self, *children: Widget, id: str, ascii_only: bool = False) -> None:
        super().__init__(*children, id=id)
        self._ascii = ascii_only
        self.set_class(ascii_only, "-ascii")

    def watch_left(self) -> None:
        self._retitle()

    def watch_right(self) -> None:
        self._retitle()

    def watch_active(self, active: bool) -> None:
        self.set_class(active, "-active")
        self._retitle()

    def on_resize(self) -> None:
        self._retitle()

    def _retitle(self) -> None:
        width = self.outer_size.width - 6
        if width < 1:
            return
        rule = "-" if self._ascii else "━" if self.active else "─"
        self.border_title = Content(title_line(self.left, self.right, width, rule))
