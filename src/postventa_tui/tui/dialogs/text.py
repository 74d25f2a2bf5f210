"""A long text over the console: a whole mail, its original, its HTML as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from postventa_tui.core.channels import originals
from postventa_tui.core.customers import contacts
from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import line, wrap
from postventa_tui.tui.widgets.vlist import Look, VList

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.desk import Desk
    from postventa_tui.tui.pane import Pane
    from postventa_tui.tui.session import Session

MOST_CHARS = 2_000_000


class Reading(Dialog[None]):
    """Lines to read; arrows and pages scroll."""

    WIDTH = 100
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "ends(0)", show=False),
        Binding("end", "ends(1)", show=False),
        Binding("q,enter", "cancel", show=False),
    ]
    DEFAULT_CSS = """
    Reading VList { height: 60%; }
    Reading > Frame { height: 90%; }
    Reading VList { height: 1fr; }
    """

    def __init__(self, session: Session, title: str, text: str) -> None:
        super().__init__(session)
        self._title = title
        self._text = text
        self._lines: list[str] = []

    def title_words(self) -> str:
        return self._title

    def body(self) -> list[Widget]:
        self.list = VList(self._paint, self.session.ink, id="text")
        return [self.list, self.words(_("Esc back"))]

    def on_mount(self) -> None:
        self._lines = wrap(self._text, min(self.WIDTH, self.app.size.width - 4) - 4)
        self.list.set_rows(range(len(self._lines)))
        self.list.INVERSE = False  # type: ignore[misc]  # a text has no row to stand on
        self.list.focus()

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        return [line(" ", self._lines[key])] if isinstance(key, int) else []

    def action_scroll(self, by: int) -> None:
        self.list.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.list.scroll_relative(y=by * max(self.list.size.height - 1, 1), animate=False)

    def action_ends(self, end: int) -> None:
        self.list.scroll_to(y=end * len(self._lines), animate=False)


def show_item(pane: Pane, interaction_id: int, what: str) -> None:
    """Show the whole text of a message, its original with headers, or its HTML as text."""
    titles = {"full": _("Whole text"), "raw": _("Original"), "html": _("HTML as text")}

    def read(desk: Desk) -> str | None:
        if what == "full":
            return contacts.get(desk, interaction_id).body
        raw = originals.raw_of(desk, interaction_id)
        if raw is None:
            return None
        if what == "raw":
            return raw[:MOST_CHARS].decode("utf-8", errors="replace")
        return originals.html_text(raw)

    def show(text: str | None) -> None:
        if text is None:
            pane.say(_("There is no original: it was no mail") if what == "raw" else _("This message has no HTML"))
        else:
            pane.app.push_screen(Reading(pane.session, titles[what], clean(text[:MOST_CHARS], lines=True)))

    pane.read("item", read, show)
