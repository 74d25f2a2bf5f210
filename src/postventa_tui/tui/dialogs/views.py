"""The views of the queue: the built-in ones, then the shop's saved ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import reading
from postventa_tui.kit.i18n import _
from postventa_tui.tui import words
from postventa_tui.tui.dialogs.pick import Pick

if TYPE_CHECKING:
    from postventa_tui.tui.session import Session


class Views(Pick):
    """Choose what the queue shows."""

    def __init__(self, session: Session, at: str) -> None:
        counts = reading.counts(session.desk)
        choices = [(key, words.view(key).capitalize(), str(counts.get(key, ""))) for key in reading.BUILT_IN]
        super().__init__(session, _("Views of the queue"), choices, at=at)
