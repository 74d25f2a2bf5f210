"""The keys of a list, for every pane that has one: rows, pages, ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.tui.pane import Pane

if TYPE_CHECKING:
    from postventa_tui.tui.widgets.vlist import VList


class ListPane(Pane):
    """A pane whose letters move the cursor of one list."""

    @property
    def keyed(self) -> VList:
        """The list that the keys move."""
        raise LookupError(self.NAME)

    def action_down(self) -> None:
        self.keyed.move(1)

    def action_up(self) -> None:
        self.keyed.move(-1)

    def action_page(self) -> None:
        self.keyed.page(1)

    def action_page_up(self) -> None:
        self.keyed.page(-1)

    def action_first(self) -> None:
        self.keyed.move_to(0)

    def action_last(self) -> None:
        self.keyed.move_to(len(self.keyed.rows) - 1)

    def on_vlist_seen(self, event: VList.Seen) -> None:
        event.stop()
