"""What the console does when the shop's file is busy, full, gone or only to be read."""

from __future__ import annotations

import os

from postventa_tui.kit import messages as sentences
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.i18n import _
from postventa_tui.tui import messages as told
from postventa_tui.tui import rescued
from postventa_tui.tui.screens.parts import ConsoleParts
from postventa_tui.tui.widgets.statusbar import StatusBar

LOOK_EVERY_S = 2
BUSY_AFTER_S = 2
LINKS = {"read_only": "read_only", "database_busy": "busy", "disk_full": "full"}
GONE = frozenset(["database_moved", "database_missing", "database_unreadable"])
GONE_EXIT = 4


class ConsoleFaults(ConsoleParts):
    """The fault that stands, its dialog, and the way out of it."""

    fault: told.LineBroken | None = None
    """The write that the file refused; it stands until one succeeds."""
    _drafts_file = ""

    def link(self) -> dict[str, object]:
        """Give what the status bar says of the file; busy once a write has waited for two seconds."""
        writer = self.session.writer
        waited = int(writer.waiting_s) if writer is not None else 0
        if waited >= BUSY_AFTER_S:
            return {"link": "busy", "busy_s": waited}
        if self.fault is not None:
            return {"link": LINKS.get(self.fault.code, "gone"), "busy_s": int(self.session.desk.wait_s)}
        return {"link": "read_only" if self.session.desk.read_only else "live"}

    def look_at_file(self, now: int) -> None:
        """Find out that the file was removed or moved, also when nobody writes."""
        if now % LOOK_EVERY_S == 0 and self.fault is None and not self.session.file_is_there():
            self.post_message(told.LineBroken("database_moved", sentences.describe(Refused("database_moved"))))

    def on_line_broken(self, event: told.LineBroken) -> None:
        stood, self.fault = self.fault, event
        self.query_one(StatusBar).put(**self.link())
        if stood is not None and stood.code == event.code:
            # It was said once; a dialog at every pause of typing would stand in the way of copying the text.
            event.again = event.again or stood.again
            self.query_one(StatusBar).say(event.sentence, 8)
            return
        if event.code in GONE:
            self._show_gone()
        else:
            self._show_fault(event)

    def _show_fault(self, event: told.LineBroken) -> None:
        from postventa_tui.tui.dialogs.fault import Fault

        self.app.push_screen(
            Fault(self.session, event.code, event.sentence, self.draft_text()),
            lambda again: self.try_again() if again else None,
        )

    def _show_gone(self) -> None:
        from postventa_tui.tui.dialogs.fault import Gone

        self.composer.note_typed()
        self._drafts_file = self._drafts_file or rescued.write(self.session)
        path = os.path.abspath(self.session.desk.path)
        self.app.push_screen(Gone(self.session, path, self._drafts_file), self._gone_answered)

    def _gone_answered(self, again: bool | None) -> None:
        if again is None:
            return
        if again:
            self.try_again()
            return
        said = _("Drafts of this run: {path}").format(path=self._drafts_file) if self._drafts_file else None
        self.app.exit(GONE_EXIT, return_code=GONE_EXIT, message=said)

    def draft_text(self) -> str:
        """Give the text in the editor, "" when it is closed."""
        return self.composer.editor.text if self.composer.is_open else ""

    def try_again(self) -> None:
        """Run the refused write again; another refusal brings the fault back."""
        fault = self.fault
        if fault is None:
            return
        if fault.code in GONE and not self.session.file_is_there():
            self._show_gone()
            return
        self.fault, self._drafts_file = None, ""
        if fault.again is not None:
            fault.again()
        self.query_one(StatusBar).put(**self.link())

    def action_retry(self) -> None:
        if self.fault is None:
            self.query_one(StatusBar).say(_("Nothing to try again"))
        else:
            self.try_again()
