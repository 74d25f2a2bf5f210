"""Leaving the console: the draft is saved, and mail in its seconds of undo is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import undo
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.tui import colleagues
from postventa_tui.tui.panes.conversation import model

if TYPE_CHECKING:
    from postventa_tui.tui.screens.parts import ConsoleParts


def leave(screen: ConsoleParts) -> None:
    """Leave, asking first when a reply could still be taken back."""
    screen.composer.put_away()
    waiting = model.own_waiting(screen.session.desk)
    if not waiting:
        _go(screen)
        return
    from postventa_tui.tui.dialogs.pick import Pick

    words = ngettext("{n} reply leaves in some seconds", "{n} replies leave in some seconds", waiting).format(n=waiting)
    choices = [
        ("leave", _("Leave: the mail goes by itself"), ""),
        ("keep", _("Take the last one back as a draft, then leave"), ""),
        ("stay", _("Stay"), ""),
    ]
    screen.app.push_screen(Pick(screen.session, words, choices), lambda chosen: _chosen(screen, chosen))


def _chosen(screen: ConsoleParts, chosen: str | None) -> None:
    if chosen == "leave":
        _go(screen)
    elif chosen == "keep":
        screen.conversation.run_then(undo.undo, lambda _done: _go(screen))


def _go(screen: ConsoleParts) -> None:
    colleagues.leave(screen.session.desk)
    screen.app.exit(0)
