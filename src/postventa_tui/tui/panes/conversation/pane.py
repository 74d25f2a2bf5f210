"""The conversation pane: one ticket, its head with live clocks, its messages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from postventa_tui.core.channels import originals
from postventa_tui.core.tickets import reading
from postventa_tui.core.tickets import undo as undoing
from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean
from postventa_tui.tui import keys
from postventa_tui.tui.messages import ComposeWanted, TicketOpened, VisitEnded
from postventa_tui.tui.panes.conversation import model
from postventa_tui.tui.panes.conversation.view import TicketView
from postventa_tui.tui.ticketkeys import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType

    from postventa_tui.tui.widgets.vlist import VList


class ConversationPane(TicketView):
    """Everything said on the ticket at hand."""

    NAME = "conversation"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.PLACES["conversation"])]
    WATCHES = frozenset(
        [
            "tickets",
            "interactions",
            "sla_timers",
            "ticket_tags",
            "customers",
            "agents",
            "teams",
            "attachments",
            "outbox",
            "assets",
        ]
    )
    FOOTER = (
        ("reply.open", "reply"),
        ("note.open", "note"),
        ("reply.canned", "canned"),
        ("ticket.pending", "pending"),
        ("ticket.solve", "solve"),
        ("ticket.snooze", "snooze"),
        ("ticket.rma", "RMA"),
        ("ticket.next", "next"),
        ("ticket.following", "another ticket"),
    )

    visit: tuple[int, int | None] = (0, None)
    """A ticket that is only looked at, and the one that was left for it."""

    def back(self) -> bool:
        """Go back to the ticket that was left for this one; says whether there was one."""
        (looked_at, before), self.visit = self.visit, (0, None)
        if before is None or looked_at != self.ticket_id:
            return False
        self.post_message(VisitEnded(before))
        return True

    def read_presence(self, then: Callable[[dict[int, str]], None]) -> None:
        """Read who has which ticket open, for the list."""
        self.read("presence", model.presence_words, then, quiet=True)

    def read_outbox(self, then: Callable[[int, int], None]) -> None:
        """Count the mail that waits to leave, and that which failed."""
        self.read("outbox", model.outbox_counts, lambda found: then(*found), quiet=True)

    def show_news(self) -> None:
        """Go to the first message that came while the ticket was open."""
        if self.loaded is None or not self.news:
            self.say(_("Nothing new"))
            return
        first = next((one.id for one in self.loaded.messages if one.id > self._news_from), None)
        self._news_from = self.loaded.at_hand.newest_id
        self.news, self.news_line = 0, ""
        self._draw_head()
        if first is not None:
            self.thread.put(self._messages(), stand_on=first)
        self._mark_read()

    def targets(self) -> list[Target]:
        return [self.loaded.target] if self.loaded else []

    def chosen_messages(self) -> list[int]:
        return [key for key in self.thread.messages if key in self.thread.marks]

    def done(self) -> None:
        self.thread.clear_marks()

    def undo(self) -> None:
        """Take back the agent's last action; a reply taken back opens again with its text."""
        if self.session.desk.read_only:
            self.say(_("Read only"))
            return
        self.run_then(undoing.undo, self._undone)

    def _undone(self, done: undoing.Undone) -> None:
        self.toast(_("Taken back: {what}").format(what=model.verb_words(done.verb)))
        for ticket_id in done.drafts:
            # The text itself stands in the table of drafts: the composer reads it there.
            self.post_message(ComposeWanted(ticket_id, "reply"))

    def open_number(self, word: str) -> None:
        """Open the ticket that a typed number names."""

        def found(ticket_id: int) -> None:
            self.post_message(TicketOpened(ticket_id))

        self.read("number", lambda desk: reading.get(desk, word).id, found)

    def on_vlist_moved(self, event: VList.Moved) -> None:
        event.stop()

    def on_vlist_chosen(self, event: VList.Chosen) -> None:
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        key = self.thread.key
        message = self.thread.messages.get(key) if isinstance(key, int) else None
        if self.thread.unfold() or message is None:
            return
        if not message.attachments:
            self.say(_("Nothing is folded here"))
        elif self.session.desk.settings.restricted:
            self.say(_("Files are not saved in restricted mode"))
        else:
            self._save_files(message.id)

    def _save_files(self, interaction_id: int) -> None:
        """Save the files of a message where the agent keeps what she loads down."""
        home = os.path.expanduser("~")
        downloads = os.path.join(home, "Downloads")
        folder = downloads if os.path.isdir(downloads) else home
        self.read(
            "files",
            lambda desk: originals.save_files(desk, interaction_id, folder),
            lambda paths: self.toast(_("Saved: {path}").format(path=clean(", ".join(paths), lines=False)), seconds=8),
        )

    def action_mark(self) -> None:
        self.thread.mark()

    def action_filter(self) -> None:
        from postventa_tui.tui.dialogs.ask import Ask

        self.app.push_screen(
            Ask(self.session, _("Search in this ticket"), _("words")), lambda text: self._find(text) if text else None
        )

    def _find(self, text: str) -> None:
        found = model.next_match(self.loaded.messages if self.loaded else (), text, self.thread.key)
        if found is None:
            self.say(_("Not in this ticket: {text}").format(text=text))
        else:
            self.thread.move_to_key(found)

    def action_chips(self) -> None:
        self.say(_("Filters are in the history"))

    def action_view(self) -> None:
        self.say(_("Views are in the queue"))

    def action_item_full(self) -> None:
        self._item("full")

    def action_item_raw(self) -> None:
        self._item("raw")

    def action_item_html(self) -> None:
        self._item("html")

    def action_item_accept(self) -> None:
        key = self.thread.key
        if not isinstance(key, int):
            self.say(_("No message here"))
            return
        from postventa_tui.tui.dialogs.mail import accept_sender

        accept_sender(self, key)

    def _item(self, what: str) -> None:
        key = self.thread.key
        if not isinstance(key, int):
            self.say(_("No message here"))
            return
        from postventa_tui.tui.dialogs.text import show_item

        show_item(self, key, what)

    def action_copy(self) -> None:
        key = self.thread.key
        message = self.thread.messages.get(key) if isinstance(key, int) else None
        if message is None:
            super().action_copy()
        else:
            self.copy(message.body)
