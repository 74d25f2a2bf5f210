"""The last line: the actions of the pane that has the focus, in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.tui.ink import Ink, line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.text import Text
    from textual import events
    from textual.strip import Strip


class Item(NamedTuple):
    """One action of the footer."""

    key: str
    text: str
    action: str
    off: bool = False


class Placed(NamedTuple):
    """An action and the columns it stands on."""

    item: Item
    start: int
    end: int


def place(items: Sequence[Item], width: int) -> tuple[list[Placed], bool]:
    """Give the actions that fit in `width` cells, and whether some do not.

    Two blanks stand between two actions, one at each edge; the sign for more needs two cells.
    """
    placed: list[Placed] = []
    at = 1
    for number, item in enumerate(items):
        end = at + cell_len(f"{item.key} {item.text}")
        reserve = 1 if number == len(items) - 1 else 3
        if end + reserve > width:
            return placed, True
        placed.append(Placed(item, at, end))
        at = end + 2
    return placed, False


def footer_line(items: Sequence[Item], width: int) -> Text:
    """Give the footer in `width` cells; «…» at the right edge when actions are missing."""
    placed, more = place(items, width)
    text = line()
    for spot in placed:
        text.append(" " * (spot.start - text.cell_len))
        text.append(spot.item.key, "muted" if spot.item.off else "primary bold")
        text.append(" " + spot.item.text, "muted" if spot.item.off else None)
    if more:
        text.append(" " * (width - 2 - text.cell_len) + "…", "muted")
    return text


class Footer(Widget):
    """The footer; a click runs the action under it."""

    DEFAULT_CSS = """
    Footer { height: 1; width: 1fr; background: $background; dock: none; }
    """

    items: reactive[tuple[Item, ...]] = reactive(())
    """The actions shown, in order."""

    class Pressed(Message):
        """An action was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, ink: Callable[[], Ink], *, id: str = "footer") -> None:
        super().__init__(id=id)
        self._ink = ink

    def on_click(self, event: events.Click) -> None:
        for spot in place(self.items, self.size.width)[0]:
            if spot.start <= event.x < spot.end:
                self.post_message(self.Pressed(spot.item.action))

    def render_line(self, y: int) -> Strip:
        return self._ink().strip(footer_line(self.items, self.size.width), self.size.width)
