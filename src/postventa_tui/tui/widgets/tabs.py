"""The tab line of narrow windows: five panes, the one in sight in brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from postventa_tui.tui.ink import line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text


def tab_line(names: Sequence[tuple[str, str]], active: str, width: int) -> Text:
    """Give the tab line.

    Args:
        names: Pane and its title, in order.
    """
    text = line()
    for number, (pane, title) in enumerate(names, 1):
        label = f"{number} {title}"
        if pane == active:
            text.append("[", "primary").append(label, "strong").append("]", "primary")
        else:
            text.append(f" {label} ", "muted")
        if number < len(names):
            text.append(" ")
    text.append(" " * max(width - text.cell_len, 0))
    return text


def tab_at(names: Sequence[tuple[str, str]], column: int) -> str | None:
    """Give the pane whose tab stands on a column."""
    at = 0
    for number, (pane, title) in enumerate(names, 1):
        end = at + cell_len(f"{number} {title}") + 2
        if at <= column < end:
            return pane
        at = end + 1
    return None
