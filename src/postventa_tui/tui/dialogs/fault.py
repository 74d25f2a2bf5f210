"""The file cannot be written: what happened, what is safe, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from postventa_tui.kit.i18n import _
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import wrap

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.tui.session import Session

AGAIN_S = 15


class Fault(Dialog[bool]):
    """A fault of the database; it is tried again by itself, or at once by R."""

    WIDTH = 66
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "accept", show=False),
        Binding("enter", "accept", show=False),
    ]

    def __init__(self, session: Session, code: str, sentence: str) -> None:
        super().__init__(session)
        self._code = code
        self._sentence = sentence

    def title_words(self) -> str:
        if self._code == "database_busy":
            return _("The database is busy")
        if self._code == "disk_full":
            return _("The disk is full")
        return _("The database cannot be written")

    def body(self) -> list[Widget]:
        retry = self.session.keymap.show("app.retry")
        return [
            self.words(*wrap(self._sentence, self.WIDTH - 4)),
            self.words(
                *wrap(_("What you wrote is NOT lost: it is in the draft or still on the screen."), self.WIDTH - 4)
            ),
            self.rule(),
            self.words(_("It is tried again by itself · {key} tries now · Esc reads on").format(key=retry)),
        ]

    def on_mount(self) -> None:
        if self._code == "database_busy":
            self.set_timer(AGAIN_S, self.action_accept)

    def action_cancel(self) -> None:
        self.dismiss(False)

    def action_accept(self) -> None:
        self.dismiss(True)
