"""Yes or no, for what happens to several tickets or cannot be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from postventa_tui.kit.i18n import _
from postventa_tui.tui.dialogs.base import Dialog

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.tui.session import Session


class Confirm(Dialog[bool]):
    """One question that names its object; Enter is yes, Esc is no."""

    WIDTH = 56
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", show=False)]

    def __init__(self, session: Session, question: str, *, title: str = "") -> None:
        super().__init__(session)
        self._question = question
        self._title = title

    def title_words(self) -> str:
        return self._title or _("Sure?")

    def body(self) -> list[Widget]:
        from postventa_tui.tui.ink import wrap

        return [self.words(*wrap(self._question, self.WIDTH - 4)), self.rule(), self.words(_("Enter yes · Esc no"))]

    def action_cancel(self) -> None:
        self.dismiss(False)

    def action_accept(self) -> None:
        self.dismiss(True)
