"""A pane that starts in a search line: letters are text there, arrows choose, Enter takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Input

from postventa_tui.tui.ink import line
from postventa_tui.tui.messages import Back
from postventa_tui.tui.pane import Pane
from postventa_tui.tui.widgets.lines import Lines
from postventa_tui.tui.widgets.vlist import Look, VList

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from postventa_tui.tui.session import Session


class SearchPane(Pane):
    """Search line, list, preview; the words of the last line say what Enter does."""

    HINT: ClassVar[str] = ""
    """Placeholder of the search line, English key."""
    MOST_ROWS: ClassVar[int] = 8
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "down", show=False, priority=True),
        Binding("up", "up", show=False, priority=True),
        Binding("pagedown", "page", show=False, priority=True),
        Binding("pageup", "page_up", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    SearchPane { layout: vertical; }
    SearchPane .search-line { height: 1; }
    SearchPane .prompt { width: 2; }
    SearchPane VList { height: auto; max-height: 8; }
    SearchPane .preview { height: 1fr; overflow-y: scroll; scrollbar-size: 0 0; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.ticket_id: int | None = None

    def compose(self) -> ComposeResult:
        from textual.containers import Horizontal, VerticalScroll

        from postventa_tui.kit.i18n import _

        with Horizontal(classes="search-line"):
            prompt = Lines(self.session.ink)
            prompt.add_class("prompt")
            prompt.put([line(" ", ("›", "primary"))])
            yield prompt
            self.input = Input(placeholder=_(self.HINT))
            yield self.input
        self.rule_top = Lines(self.session.ink)
        yield self.rule_top
        self.list = VList(self._paint, self.session.ink)
        self.list.can_focus = False
        yield self.list
        self.rule_low = Lines(self.session.ink)
        yield self.rule_low
        self.preview = Lines(self.session.ink)
        with VerticalScroll(classes="preview", can_focus=False) as self.scroll:
            yield self.preview
        self.last = Lines(self.session.ink)
        yield self.last

    def on_resize(self, event: events.Resize) -> None:
        self.draw()

    def focus_inside(self) -> None:
        self.screen.set_focus(self.input)

    def draw(self) -> None:
        """Draw the rules anew at this width."""
        width = self.size.width
        if not width:
            return
        mark = self.session.marks["rule"]
        self.rule_top.put([line((mark * width, "rule"))])
        words = self.rule_words()
        if words:
            from rich.cells import cell_len

            rest = max(width - cell_len(words) - 3, 0)
            self.rule_low.put([line((f"{mark} {words} {mark * rest}", "rule"))])
        else:
            self.rule_low.put([line((mark * width, "rule"))])

    def rule_words(self) -> str:
        """Give the words inside the rule above the preview."""
        return ""

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        raise AssertionError(key)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.search(event.value)

    def search(self, words: str) -> None:
        """Read the hits of some words aside."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.take()

    def on_vlist_chosen(self, event: VList.Chosen) -> None:
        event.stop()
        self.take()

    def on_vlist_moved(self, event: VList.Moved) -> None:
        event.stop()
        self.show_chosen()

    def on_vlist_seen(self, event: VList.Seen) -> None:
        event.stop()

    def take(self) -> None:
        """Take the row under the cursor."""

    def show_chosen(self) -> None:
        """Show the preview of the row under the cursor."""

    def back(self) -> bool:
        """Empty the search line; says whether there were words."""
        return False

    def leave(self) -> None:
        """Give the focus back to the pane before."""
        self.post_message(Back())

    def action_down(self) -> None:
        self.list.move(1)

    def action_up(self) -> None:
        self.list.move(-1)

    def action_page(self) -> None:
        self.scroll.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.scroll.scroll_page_up(animate=False)

    def action_choose(self) -> None:
        self.take()
