"""What the keys of the screen do: panes, columns, the way back, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.i18n import _
from postventa_tui.tui import extras
from postventa_tui.tui.screens.arrange import SIDE
from postventa_tui.tui.screens.asking import ConsoleQuestions
from postventa_tui.tui.widgets.statusbar import StatusBar

if TYPE_CHECKING:
    from postventa_tui.tui.screens.arrange import Wish
    from postventa_tui.tui.screens.columns import Columns

STEP = 4
"""Cells a column grows or shrinks by a key."""


class ConsoleActions(ConsoleQuestions):
    """Actions of the console's screen."""

    def go(self, name: str) -> None:
        """Show a pane and give it the focus; the pane before is remembered for the way back."""
        if name not in self.panes:
            return
        if name != self.wish.active:
            self.before = [*self.before[-8:], self.wish.active]
        self._show(name)
        self.focus_active()

    def focus_active(self) -> None:
        """Give the focus to the pane in force at once: a key typed next must not be for another one."""
        name = self.wish.active
        pane = self.composer if name == "conversation" and self.composer.is_open else self.panes[name]
        pane.focus_inside()

    def _show(self, name: str) -> None:
        wish = self.wish._replace(active=name)
        if name == "queue" or name in SIDE:
            wish = wish._replace(left_pane=name)
        if name in ("canned", "articles"):
            wish = wish._replace(below=name)
        self.wish = wish
        self.arrange_again()
        self.refresh_bars()

    def pane_focused(self, name: str) -> None:
        """Take that a pane got the focus by a click or by Tab."""
        if name != self.wish.active and name in self.panes:
            self.before = [*self.before[-8:], self.wish.active]
            self._show(name)
        else:
            self.refresh_bars()

    def step_back(self) -> None:
        """Give the focus back to the pane before; a side pane gives its column back to the queue."""
        if self.wish.active in SIDE and self.wish.left_pane == self.wish.active:
            self.wish = self.wish._replace(left_pane="queue")
        name = self.before.pop() if self.before else "queue"
        while self.before and name == self.wish.active:
            name = self.before.pop()
        self._show(name if name != self.wish.active else "queue")
        self.focus_active()

    def action_pane(self, name: str) -> None:
        if name == self.wish.active and name != "queue":
            self.step_back()
        else:
            self.go(name)

    def _shown_in_order(self) -> list[str]:
        order = ("queue", "conversation", "history", "canned", "articles")
        if self.arrangement.mode == "one":
            return [name for name in order if name in self.panes]
        return [name for name in order if name in self.arrangement.places]

    def _pane_by(self, by: int) -> None:
        names = self._shown_in_order()
        at = names.index(self.wish.active) if self.wish.active in names else 0
        self.go(names[(at + by) % len(names)])

    def action_pane_next(self) -> None:
        self._pane_by(1)

    def action_pane_prev(self) -> None:
        self._pane_by(-1)

    def _resize_column(self, by: int) -> None:
        places = self.arrangement.places
        if self.wish.active in SIDE and self.arrangement.mode == "three":
            self._set_column("right", places[self.wish.active].width + by)
            return
        first = next((region for region in places.values() if region.x == 0), None)
        if first is not None and self.arrangement.mode != "one":
            self._set_column("left", first.width + by)

    def _set_column(self, side: str, width: int, *, kept: bool = True) -> None:
        """Give a column a width and keep the one it got, within what the window allows."""
        self.wish = _with_width(self.wish, side, max(width, 1))
        self.arrange_again()
        shown = self.arrangement.places["conversation"]
        got = shown.x if side == "left" else self.size.width - shown.right
        self.wish = _with_width(self.wish, side, got)
        if kept:
            extras.keep(self, "panes", side, got)

    def on_columns_dragged(self, event: Columns.Dragged) -> None:
        event.stop()
        if self.arrangement.mode in ("two", "three"):
            self._set_column(event.side, event.width, kept=event.done)

    def action_pane_narrow(self) -> None:
        self._resize_column(-STEP)

    def action_pane_widen(self) -> None:
        self._resize_column(STEP)

    def action_take_next(self) -> None:
        self.queue.take_next()

    def action_step(self, by: int) -> None:
        self.queue.step(by)

    def action_news(self) -> None:
        self.conversation.show_news()

    def action_undo(self) -> None:
        self.conversation.undo()

    def action_redraw(self) -> None:
        self.app.refresh(repaint=True, layout=True)

    def action_back(self) -> None:
        if self.arrangement.mode == "small":
            self.action_quit_console()
            return
        if self.composer.is_open and self.composer.has_focus_within:
            self.composer.put_away()
            self.conversation.focus_inside()
            self.refresh_bars()
            return
        pane = self.panes[self.wish.active]
        back = getattr(pane, "back", None)
        if back is not None and back():
            return
        if self.wish.active == "queue":
            if self.session.last_key == "escape":
                self.query_one(StatusBar).say(_("{key} leaves").format(key=self.session.keymap.show("app.quit")))
            else:
                self.action_quit_console()
        else:
            self.step_back()


def _with_width(wish: Wish, side: str, width: int) -> Wish:
    return wish._replace(left=width) if side == "left" else wish._replace(right=width)
