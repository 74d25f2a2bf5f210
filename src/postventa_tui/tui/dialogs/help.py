"""The keys of a pane, with those in force; typing searches, Enter runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.i18n import _
from postventa_tui.tui import keys
from postventa_tui.tui.dialogs.pick import Pick

if TYPE_CHECKING:
    from postventa_tui.tui.session import Session

NAMES = {
    "queue": "Queue",
    "conversation": "Conversation",
    "history": "History",
    "canned": "Replies",
    "articles": "Articles",
    "compose": "Answer",
}


class Help(Pick):
    """Every key that acts in a pane."""

    WIDTH = 66
    MOST = 14

    def __init__(self, session: Session, pane: str) -> None:
        ids = (*keys.PLACES.get(pane, ()), *keys.SCREEN)
        choices = []
        for name in ids:
            key = keys.DEFAULTS[name]
            shown = " ".join(keys.show_key(one) for one in session.keymap.keys(name))
            choices.append((f"action {key.action}|{name}", f"{shown:<12} {_(key.text)}", _(key.group)))
        super().__init__(session, _("Keys · {pane}").format(pane=_(NAMES.get(pane, pane))), choices)

    def hint(self) -> str:
        return _("Type to search for a key · Enter runs it · Esc")

    def action_accept(self) -> None:
        key = self.list.key
        self.dismiss(str(key).partition("|")[0] if key is not None else None)
