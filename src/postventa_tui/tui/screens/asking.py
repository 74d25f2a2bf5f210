"""The keys of the screen that open a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.tui.screens.parts import ConsoleParts

if TYPE_CHECKING:
    pass

STEP = 4
"""Cells a column grows or shrinks by a key."""


class ConsoleQuestions(ConsoleParts):
    """What the keys of the screen ask first."""

    def action_quit_console(self) -> None:
        from postventa_tui.tui.leaving import leave

        leave(self)

    def action_new_call(self) -> None:
        from postventa_tui.tui.dialogs import opening

        opening.open_dialog(self.queue, "call", [])

    def action_goto(self) -> None:
        from postventa_tui.tui.dialogs.goto import Goto

        self.app.push_screen(Goto(self.session), self._gone_to)

    def _gone_to(self, word: str | None) -> None:
        if word == "first":
            self.queue.action_first()
        elif word:
            self.conversation.open_number(word)

    def action_help(self) -> None:
        from postventa_tui.tui.dialogs.help import Help

        pane = (
            self.composer if self.composer.is_open and self.composer.has_focus_within else self.panes[self.wish.active]
        )
        self.app.push_screen(Help(self.session, pane.NAME), self._run_chosen)

    def action_palette(self) -> None:
        from postventa_tui.tui.dialogs.palette import Palette

        self.app.push_screen(Palette(self.session), self._run_chosen)

    def _run_chosen(self, action: str | None) -> None:
        if action:
            from postventa_tui.tui.screens.chosen import run_chosen

            run_chosen(self, action)
