"""The editor and its draft: every word is in the table of drafts within two seconds."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from textual.widgets import TextArea

from postventa_tui.kit import clock
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _
from postventa_tui.tui import rescued, words
from postventa_tui.tui.pane import Pane
from postventa_tui.tui.panes.compose import model, rows
from postventa_tui.tui.session import Typed

if TYPE_CHECKING:
    from textual import events

    from postventa_tui.tui.session import Session

_LOG = logging.getLogger("postventa.console")
PAUSE_S = 0.3
BURST_S = 2.0
MOST = 200_000


def index_of(text: str, row: int, column: int) -> int:
    """Give the place of a row and column in a text."""
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[:row]) + column


def place_of(text: str, index: int) -> tuple[int, int]:
    """Give row and column of a place in a text."""
    before = text[: max(index, 0)].split("\n")
    return len(before) - 1, len(before[-1])


class Editor(TextArea):
    """The text of a reply or note; Tab goes to the next pane."""


class DraftPane(Pane):
    """An editor on one ticket with its row in the table of drafts."""

    editor: Editor

    def draw(self) -> None:
        """Draw the lines around the editor."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.is_open = False
        self.draft = model.Draft(0, "reply")
        self.envelope = rows.Envelope()
        self.reason = ""
        self.confirmed: tuple[str, ...] = ()
        self._saved = ""
        self._saved_body: str | None = ""
        """The text of the row, None when a write of it failed."""
        self._changed_at: float | None = None
        self._loading = False
        self._sending = False
        """Whether the text is on its way: a save now would bring the draft back after it."""
        self.display = False

    def open(self, ticket_id: int, kind: str) -> None:
        """Open the editor on a ticket; the draft kept for it comes back."""
        if self.is_open and (self.draft.ticket_id, self.draft.kind) == (ticket_id, kind):
            self.focus_inside()
            return
        if self.is_open:
            self._save_now()
        self.is_open = True
        self.draft = model.Draft(ticket_id, kind)
        self.confirmed = ()
        self.reason, self._saved, self._saved_body = "", "", ""
        self.display = True
        self.set_class(kind == "note", "-note")
        self._put_text("", None)
        self._loading = True
        self.read("draft", lambda desk: model.load(desk, ticket_id, kind), self._opened)
        self.focus_inside()
        self.draw()

    def _opened(self, found: model.Opened) -> None:
        if found.draft.ticket_id != self.draft.ticket_id or found.draft.kind != self.draft.kind:
            return
        typed = self.editor.text
        self._loading = False
        self.draft = found.draft._replace(ref=self.session.ref(found.number))
        self.envelope = found.envelope
        body = self._saved_body = found.draft.body
        kept = self.session.typed.get((found.draft.ticket_id, found.draft.kind))
        if kept is not None and not kept.is_saved:
            # The last write of it failed: what was typed is newer than the row.
            body = kept.body
        if body:
            # What was typed while the draft was read stands after it: neither is lost.
            self._put_text(body + typed, None if typed else found.draft.cursor)
            if found.draft.saved_at:
                when = words.clock_time(found.draft.saved_at, self.session.zone)[:5]
                self._saved = _("draft of {time} restored").format(time=when)
        if found.draft.reason:
            self.reason = model.reason_words(found.draft.reason)
        self.draw()
        self.facts_changed()
        if typed:
            self._save_now()

    def _put_text(self, text: str, cursor: int | None) -> None:
        with self.prevent(TextArea.Changed):
            self.editor.load_text(text[:MOST])
        self.editor.move_cursor(place_of(text, len(text) if cursor is None else min(cursor, len(text))))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if not self.is_open:
            return
        if len(self.editor.text) > MOST:
            self.editor.undo()
            self.say(_("A draft has at most {n} characters").format(n=MOST))
            return
        self.confirmed = ()
        if self.reason:
            self.reason = ""
            self.draw()
        now = clock.monotonic()
        if self._changed_at is None:
            self._changed_at = now
        burst = now - self._changed_at >= BURST_S
        text = self.editor.text
        if burst:
            self._save_now()
        else:
            self.set_timer(PAUSE_S, lambda: self._save_now() if self.is_open and self.editor.text == text else None)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        if self.is_open:
            self._save_now()

    def _present(self) -> model.Draft:
        row, column = self.editor.cursor_location
        place = index_of(self.editor.text, row, column)
        return self.draft._replace(body=self.editor.text, cursor=place, then=self.envelope.then)

    def _save_now(self) -> None:
        """Write the draft when it differs from the row."""
        self._changed_at = None
        held = self._loading or self._sending or self.session.desk.read_only
        if held or self.editor.text == self._saved_body:
            return
        draft = self._present()
        self._saved_body = draft.body
        self.note_typed()
        self.run_then(lambda desk: model.save(desk, draft), lambda at: self._was_saved(draft, at), failed=self._unsaved)

    def note_typed(self) -> None:
        """Keep the text in memory, too: the file may not take it."""
        if self.is_open and not self._loading:
            key = (self.draft.ticket_id, self.draft.kind)
            self.session.typed[key] = Typed(self.draft.ref, self.draft.kind, self.editor.text)

    def _unsaved(self, _error: PostventaError) -> bool:
        # The row does not hold what is on the screen: the next pause tries again.
        self._saved_body = None
        return False

    def _was_saved(self, draft: model.Draft, at: int) -> None:
        key = (draft.ticket_id, draft.kind)
        kept = self.session.typed.get(key)
        if kept is not None and kept.body == draft.body:
            self.session.typed[key] = kept._replace(is_saved=True)
        self._saved = _("draft saved {time}").format(time=words.clock_time(at, self.session.zone))
        self.draw()

    def rescue(self) -> None:
        """Write the draft at once on this thread, or to a file of the state folder: the console is about to end."""
        if not self.is_open or self.editor.text == self._saved_body or self._loading:
            return
        self.note_typed()
        try:
            model.save(self.session.desk, self._present())
        except PostventaError as error:
            _LOG.error("drafts kept in %s: %s", rescued.write(self.session), error.code)
