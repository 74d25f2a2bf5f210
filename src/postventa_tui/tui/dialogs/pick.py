"""A list to choose one from, with or without a search line above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Input

from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import fold
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import beside, line
from postventa_tui.tui.widgets.vlist import Look, VList

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from rich.text import Text
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.tui.session import Session


class Pick(Dialog[str]):
    """Choose one line; typing narrows the list."""

    WIDTH = 62
    MOST = 12
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "down", show=False, priority=True),
        Binding("up", "up", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Pick VList { height: 12; }
    """

    def __init__(self, session: Session, title: str, choices: Sequence[tuple[str, str, str]], *, at: str = "") -> None:
        super().__init__(session)
        self._title = title
        self.choices = list(choices)
        self._at = at

    def title_words(self) -> str:
        return self._title

    def body(self) -> list[Widget]:
        self.list = VList(self._paint, self.session.ink, id="choices")
        self.list.styles.height = min(max(len(self.choices), 1), self.MOST)
        return [
            Input(id="search", placeholder=_("type to search")),
            self.rule(),
            self.list,
            self.rule(),
            self.words(self.hint()),
        ]

    def hint(self) -> str:
        """Give the words of the last line."""
        return _("Enter chooses · Esc cancels")

    def on_mount(self) -> None:
        self.list.set_rows([key for key, _words, _right in self.choices], cursor=self._at or None)

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        words, right = next(((two, three) for one, two, three in self.choices if one == key), ("", ""))
        bar = self.session.marks["cursor"] if look.cursor else " "
        return [line(" ", bar, " ", beside(words, right, width - 4))]

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        wanted = fold(event.value)
        self.list.set_rows([key for key, words, right in self.choices if wanted in fold(f"{words} {right}")])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def on_vlist_chosen(self, event: VList.Chosen) -> None:
        event.stop()
        self.action_accept()

    def action_down(self) -> None:
        self.list.move(1)

    def action_up(self) -> None:
        self.list.move(-1)

    def action_accept(self) -> None:
        key = self.list.key
        self.dismiss(str(key) if key is not None else None)
