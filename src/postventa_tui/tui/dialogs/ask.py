"""One line of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from postventa_tui.kit.i18n import _
from postventa_tui.tui.dialogs.base import Dialog

if TYPE_CHECKING:
    from textual.widget import Widget

    from postventa_tui.tui.session import Session


class Ask(Dialog[str]):
    """A question answered by one line; Esc gives nothing."""

    WIDTH = 56

    def __init__(self, session: Session, title: str, placeholder: str = "", value: str = "") -> None:
        super().__init__(session)
        self._title = title
        self._placeholder = placeholder
        self._value = value

    def title_words(self) -> str:
        return self._title

    def body(self) -> list[Widget]:
        return [
            Input(self._value, placeholder=self._placeholder, id="answer"),
            self.rule(),
            self.words(_("Enter accepts · Esc cancels")),
        ]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        self.dismiss(self.query_one(Input).value)


class Goto(Ask):
    """The number of a ticket; the same key again goes to the first row."""

    def __init__(self, session: Session) -> None:
        prefix = session.desk.shop.number_prefix
        super().__init__(session, _("Go to"), _("number after {prefix}; g: first row").format(prefix=prefix))

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value == "g":
            self.dismiss("first")
