"""The file cannot be written: what happened, what is safe, what to do."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import wrap
from postventa_tui.tui.widgets.footer import Item

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
        Binding("y", "copy", show=False),
    ]

    def __init__(self, session: Session, code: str, sentence: str, draft: str = "") -> None:
        super().__init__(session)
        self._draft = draft
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
        told = self._sentence
        if self._code == "disk_full":
            told = _("No room left in {folder} ({free} MB free).").format(
                folder=os.path.dirname(os.path.abspath(self.session.desk.path)), free=_free_mb(self.session.desk.path)
            )
        if self._code == "database_busy":
            last = _("It is tried again by itself · {key} tries now · Esc reads on").format(key=retry)
        else:
            last = _("{key} tries again · y copies the draft · Esc reads on").format(key=retry)
        return [
            self.words(*wrap(told, self.WIDTH - 4)),
            self.words(
                *wrap(_("What you wrote is NOT lost: it is in the draft or still on the screen."), self.WIDTH - 4)
            ),
            self.rule(),
            self.words(*wrap(last, self.WIDTH - 4)),
        ]

    def on_mount(self) -> None:
        if self._code == "database_busy":
            self.set_timer(AGAIN_S, self.action_accept)

    def action_cancel(self) -> None:
        self.dismiss(False)

    def action_accept(self) -> None:
        self.dismiss(True)

    def action_copy(self) -> None:
        if self._draft and self.session.desk.settings.clipboard:
            self.app.copy_to_clipboard(self._draft)
            self.app.notify(_("Copied, if the terminal allows it"), markup=False)


def _free_mb(path: str) -> int:
    try:
        return shutil.disk_usage(os.path.dirname(os.path.abspath(path))).free // 1_000_000
    except OSError:
        return 0


class Gone(Dialog[bool]):
    """The file is not where it was: try again once it is back, or leave. There is nothing to read on for."""

    WIDTH = 76
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "accept", show=False),
        Binding("enter", "accept", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(self, session: Session, path: str, drafts: str) -> None:
        """Make the message.

        Args:
            path: Where the file was.
            drafts: File with the drafts of this run, "" for none.
        """
        super().__init__(session)
        self._path = clean(path, lines=False)
        self._drafts = clean(drafts, lines=False)

    def title_words(self) -> str:
        return _("The database is gone")

    def body(self) -> list[Widget]:
        width = min(self.WIDTH, self.app.size.width - 4) - 4
        told = [*wrap(_("The file was removed, moved or replaced while it was open:"), width), *wrap(self._path, width)]
        told += ["", *wrap(_("Nothing more can be written."), width)]
        if self._drafts:
            told += ["", *wrap(_("The drafts of this run are in:"), width), *wrap(self._drafts, width)]
        retry = self.session.keymap.show("app.retry")
        last = _("{key} looks again for the file · q leaves").format(key=retry)
        return [self.words(*told), self.rule(), self.words(*wrap(last, width))]

    def footer_items(self) -> tuple[Item, ...]:
        retry = self.session.keymap.show("app.retry")
        return (Item(retry, _("look again"), "accept"), Item("q", _("quit"), "leave"))

    def action_cancel(self) -> None:
        """Stay: Esc would show a console that can do nothing."""

    def action_accept(self) -> None:
        self.dismiss(True)

    def action_leave(self) -> None:
        self.dismiss(False)
