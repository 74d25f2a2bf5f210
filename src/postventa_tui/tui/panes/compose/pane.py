"""The composer pane: an editor whose every word is in the table of drafts within two seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import TextArea

from postventa_tui.kit.i18n import _
from postventa_tui.tui import keys, words
from postventa_tui.tui.ink import line
from postventa_tui.tui.messages import ComposeClosed, PaneWanted
from postventa_tui.tui.panes.compose import model, rows
from postventa_tui.tui.panes.compose.drafting import DraftPane, Editor, place_of
from postventa_tui.tui.widgets.footer import Item
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from postventa_tui.kit.errors import PostventaError
    from postventa_tui.tui.bridge import DeskChanged


WRITING = "writing"
"""What stands among the confirmed codes once the agent knows that a colleague writes, too."""


class ComposePane(DraftPane):
    """A reply or a note on the ticket at hand."""

    NAME = "compose"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.PLACES["compose"])]
    FOOTER = (
        ("reply.send", "send"),
        ("reply.status", "on send"),
        ("pane.canned.f", "replies"),
        ("pane.articles.f", "articles"),
        ("pane.history.f", "history"),
        ("reply.editor", "editor"),
    )
    DEFAULT_CSS = """
    ComposePane { layout: vertical; height: 45%; min-height: 7; max-height: 16; }
    ComposePane Editor { height: 1fr; }
    ComposePane.-note Editor { color: $internal-note; }
    ComposePane.-low { height: 9; }
    """

    def compose(self) -> ComposeResult:
        yield Lines(self.session.ink, id="compose-rule")
        yield Lines(self.session.ink, id="compose-to", pressed=lambda _line, _x: self.action_then_status())
        self.editor = Editor(soft_wrap=True, tab_behavior="focus", show_line_numbers=False, id="editor")
        self.editor.highlight_cursor_line = False
        self.editor.cursor_blink = self.session.desk.settings.motion
        yield self.editor
        yield Lines(self.session.ink, id="compose-saved")

    @property
    def draft_ref(self) -> str:
        """Number of the ticket whose draft is open, "" without one."""
        return self.draft.ref if self.is_open else ""

    @property
    def is_note(self) -> bool:
        """Whether a note is being written."""
        return self.draft.kind == "note"

    def focus_inside(self) -> None:
        self.screen.set_focus(self.editor)

    def footer_items(self) -> tuple[Item, ...]:
        keymap = self.session.keymap
        items = list(super().footer_items())
        after = _("on send: {status}").format(status=words.status(self.envelope.then))
        items = [item._replace(text=after) if item.action == "then_status" else item for item in items]
        if self.is_note:
            items = [
                item._replace(text=_("save")) if item.action == "send" else item
                for item in items
                if item.action != "then_status"
            ]
        return (*items, Item(keymap.show("app.back"), _("keep the draft"), "back"))

    def ticket_read(self, ticket_id: int) -> None:
        """Take that the conversation has read its ticket: what it shows has been seen."""

    def insert(self, ticket_id: int, text: str, canned_id: int = 0) -> None:
        """Put a text at the cursor as one undo step, opening a reply when none is open."""
        self.editor.insert(text)
        self.focus_inside()
        if canned_id:
            self.draft = self.draft._replace(canned_ids=(*self.draft.canned_ids, canned_id))

    def put_away(self) -> None:
        """Close the editor and keep the draft."""
        if not self.is_open:
            return
        self._save_now()
        kept = bool(self.editor.text.strip())
        self._close()
        if kept:
            self.say(_("The draft is kept"))

    def _close(self, *, sent: bool = False) -> None:
        self.is_open = False
        self._changed_at = None
        self.display = False
        self.remove_class("-note")
        with self.prevent(TextArea.Changed):
            self.editor.load_text("")
        self.post_message(ComposeClosed(sent=sent))

    def on_resize(self, event: events.Resize) -> None:
        self.draw()

    def draw(self) -> None:
        width = self.size.width
        if not width:
            return
        self.query_one("#compose-rule", Lines).put([line((self.session.marks["rule"] * width, "rule"))])
        key = self.session.keymap.show("reply.status")
        self.query_one("#compose-to", Lines).put([rows.first_line(self.envelope, width, key, note=self.is_note)])
        self.query_one("#compose-saved", Lines).put([rows.last_line(self._saved, self.reason, width)])

    def desk_changed(self, change: DeskChanged) -> None:
        """A draft is one's own: changes of others show in the conversation."""

    def action_then_status(self) -> None:
        if self.is_note or not self.is_open:
            return
        at = rows.AFTER.index(self.envelope.then) if self.envelope.then in rows.AFTER else -1
        self.envelope = self.envelope._replace(then=rows.AFTER[(at + 1) % len(rows.AFTER)])
        self._saved_body = ""
        self._save_now()
        self.draw()
        self.facts_changed()

    def action_send(self) -> None:
        if not self.is_open:
            return
        hole = self.editor.text.find("⟨")
        if hole >= 0 and not self.is_note:
            self.editor.move_cursor(place_of(self.editor.text, hole))
            self._refuse(_("A field is still missing: fill it in or take it out"))
            return
        if not self.editor.text.strip():
            self._refuse(_("There is nothing to send"))
            return
        if self._sending:
            return
        if self.session.writing_elsewhere and WRITING not in self.confirmed and not self.is_note:
            self.confirmed = (*self.confirmed, WRITING)
            key = self.session.keymap.show("reply.send")
            self._refuse(f"{self.session.writing_elsewhere} · " + _("{key} again sends it").format(key=key))
            return
        self._sending = True
        draft, confirmed = self._present(), self.confirmed
        self.run_then(lambda desk: model.send(desk, draft, confirmed), self._sent, failed=self._not_sent)

    def _refuse(self, reason: str) -> None:
        self.reason = reason
        self.draw()
        self.say(reason)

    def _not_sent(self, error: PostventaError) -> bool:
        """Say why a reply does not go; what can be confirmed goes with the same key once more."""
        self._sending = False
        told = model.objection(error)
        if told is None:
            return False
        self.confirmed = tuple(dict.fromkeys((*self.confirmed, *told.codes)))
        key = self.session.keymap.show("reply.send")
        again = _("{key} again sends it").format(key=key) if told.codes else ""
        self._refuse(" · ".join(part for part in (told.sentence, again) if part))
        return True

    def _sent(self, sent: model.Sent) -> None:
        self._sending = False
        self.session.typed.pop((self.draft.ticket_id, self.draft.kind), None)
        undo = self.session.keymap.show("app.undo")
        if self.is_note:
            text = _("Note saved on {ref} · {key} undo").format(ref=self.draft.ref, key=undo)
        else:
            text = _("Sent to {name} · {ref} stays {status} · {key} undo ({s} s)").format(
                name=self.envelope.name,
                ref=self.draft.ref,
                status=words.status(sent.status).capitalize(),
                key=undo,
                s=sent.undo_s,
            )
        self.toast(text, seconds=float(max(sent.undo_s, 4)))
        self._close(sent=True)

    def action_editor(self) -> None:
        if self.session.desk.settings.restricted:
            self.say(_("Off in restricted mode"))
            return
        from postventa_tui.tui.panes.compose.outside import edit_outside

        text = edit_outside(self.app, self.editor.text)
        if text is None:
            self.say(_("No editor could be started; set $EDITOR"))
        elif text != self.editor.text:
            self.editor.replace(text, (0, 0), self.editor.document.end)

    def on_key(self, event: events.Key) -> None:
        if event.character == "/" and self.editor.has_focus and not self.is_note:
            row, column = self.editor.cursor_location
            if column == 0 and not self.editor.document.get_line(row):
                event.prevent_default()
                event.stop()
                self.editor.insert("/")
                self.post_message(PaneWanted("canned"))
