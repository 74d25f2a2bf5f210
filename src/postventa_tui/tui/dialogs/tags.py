"""Tags of tickets: words apart by blanks put on, words with a minus taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from postventa_tui.core.tickets import reading, tagging
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean, fold
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import cut, line
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from postventa_tui.tui.session import Session
    from postventa_tui.tui.ticketkeys import Target


class Tagged(NamedTuple):
    """Tags to put on and to take off."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


class Tags(Dialog[Tagged]):
    """The tags a ticket has and those the shop uses most."""

    def __init__(self, session: Session, targets: Sequence[Target]) -> None:
        super().__init__(session)
        self._targets = list(targets)
        self._known = [name for name, _count in tagging.all_tags(session.desk)]
        self._has = reading.tags(session.desk, self._targets[0].id) if len(self._targets) == 1 else []

    def title_words(self) -> str:
        if len(self._targets) == 1:
            return _("Tags of {ref}").format(ref=self.session.ref(self._targets[0].number))
        return _("Tags of {n} tickets").format(n=len(self._targets))

    def body(self) -> list[Widget]:
        self.near = Lines(self.session.ink, id="near")
        has = " ".join(f"#{tag}" for tag in self._has) or _("none yet")
        return [
            self.words(cut(_("Now: {tags}").format(tags=clean(has, lines=False)), self.WIDTH - 4)),
            Input(self.kept().get("tags", ""), placeholder=_("tag -tag"), id="tags"),
            self.near,
            self.rule(),
            self.words(_("Enter puts on, a minus takes off · Esc cancels · u undo")),
        ]

    def on_mount(self) -> None:
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def _show(self, text: str) -> None:
        last = fold(text.split(" ")[-1].lstrip("-#"))
        near = [name for name in self._known if fold(name).startswith(last)][:8]
        self.near.put([line(" ", (cut(" ".join(near), self.WIDTH - 4), "muted"))])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        words = self.query_one(Input).value.replace("#", "").split()
        add = tuple(word for word in words if not word.startswith("-"))
        remove = tuple(word[1:] for word in words if word.startswith("-") and len(word) > 1)
        self.dismiss(Tagged(add, remove))
