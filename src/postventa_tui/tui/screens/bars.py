"""What status bar and footer show besides the pane's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.i18n import _
from postventa_tui.tui.widgets.footer import Item

if TYPE_CHECKING:
    from postventa_tui.tui.keys import Keymap


def with_help(items: tuple[Item, ...], keymap: Keymap) -> tuple[Item, ...]:
    """Give a pane's actions and, last, the help."""
    return (*items, Item(keymap.show("app.help"), _("help"), "help"))
