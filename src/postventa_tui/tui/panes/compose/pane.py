"""The composer pane: an editor whose every word is in the table of drafts within two seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import TextArea

from postventa_tui.kit import clock
from postventa_tui.kit.i18n import _
from postventa_tui.tui import keys, words
from postventa_tui.tui.ink import line
from postventa_tui.tui.messages import ComposeClosed, PaneWanted
from postventa_tui.tui.pane import Pane
from postventa_tui.tui.panes.compose import model, rows
from postventa_tui.tui.widgets.footer import Item
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from postventa_tui.kit.errors import PostventaError
    from postventa_tui.tui.bridge import DeskChanged
    from postventa_tui.tui.session import Session

PAUSE_S = 0.3
BURST_S = 2.0
MOST = 200_000


class Editor(TextArea):
    """The text; Tab goes to the next pane, a slash at the start of a line asks for a code."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+a", "cursor_line_start", show=False)]

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return super().check_consume_key(key, character)


class ComposePane(Pane):
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

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.is_open = False
        self.draft = model.Draft(0, "reply")
        self.envelope = rows.Envelope()
        self.reason = ""
        self.confirmed: tuple[str, ...] = ()
        self._saved = ""
        self._saved_body = ""
        self._changed_at: float | None = None
        self._loading = False
        self.display = False

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
        self._draw()

    def _opened(self, found: model.Opened) -> None:
        if found.draft.ticket_id != self.draft.ticket_id or found.draft.kind != self.draft.kind:
            return
        typed = self.editor.text
        self._loading = False
        self.draft = found.draft._replace(ref=self.session.ref(found.number))
        self.envelope = found.envelope
        body = found.draft.body
        if body and not typed:
            self._put_text(body, found.draft.cursor)
            if found.draft.saved_at:
                when = words.clock_time(found.draft.saved_at, self.session.zone)[:5]
                self._saved = _("draft of {time} restored").format(time=when)
        if found.draft.reason:
            self.reason = model.reason_words(found.draft.reason)
        self._saved_body = self.editor.text
        self._draw()
        self.facts_changed()

    def _put_text(self, text: str, cursor: int | None) -> None:
        with self.prevent(TextArea.Changed):
            self.editor.load_text(text[:MOST])
        place = (
            self.editor.document.get_location_from_index(min(cursor, len(text)))
            if cursor is not None
            else self.editor.document.end
        )
        self.editor.move_cursor(place)

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
            self._draw()
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
        place = self.editor.document.get_index_from_location((row, column))
        return self.draft._replace(body=self.editor.text, cursor=place, then=self.envelope.then)

    def _save_now(self) -> None:
        """Write the draft when it differs from the row."""
        self._changed_at = None
        if self._loading or self.editor.text == self._saved_body or self.session.desk.read_only:
            return
        draft = self._present()
        self._saved_body = draft.body
        self.run_then(lambda desk: model.save(desk, draft), self._was_saved)

    def _was_saved(self, at: int) -> None:
        self._saved = _("draft saved {time}").format(time=words.clock_time(at, self.session.zone))
        self._draw()

    def rescue(self) -> None:
        """Write the draft at once on this thread: the console is about to end."""
        if self.is_open and self.editor.text != self._saved_body and not self._loading:
            model.save(self.session.desk, self._present())

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
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
        self._saved_body = "\0"
        self._save_now()
        self._draw()
        self.facts_changed()

    def action_send(self) -> None:
        if not self.is_open:
            return
        hole = self.editor.text.find("⟨")
        if hole >= 0 and not self.is_note:
            self.editor.move_cursor(self.editor.document.get_location_from_index(hole))
            self._refuse(_("A field is still missing: fill it in or take it out"))
            return
        if not self.editor.text.strip():
            self._refuse(_("There is nothing to send"))
            return
        draft, confirmed = self._present(), self.confirmed
        self.run_then(lambda desk: model.send(desk, draft, confirmed), self._sent, failed=self._not_sent)

    def _refuse(self, reason: str) -> None:
        self.reason = reason
        self._draw()
        self.say(reason)

    def _not_sent(self, error: PostventaError) -> bool:
        """Say why a reply does not go; what can be confirmed goes with the same key once more."""
        told = model.objection(error)
        if told is None:
            return False
        self.confirmed = tuple(dict.fromkeys((*self.confirmed, *told.codes)))
        key = self.session.keymap.show("reply.send")
        again = _("{key} again sends it").format(key=key) if told.codes else ""
        self._refuse(" · ".join(part for part in (told.sentence, again) if part))
        return True

    def _sent(self, sent: model.Sent) -> None:
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
