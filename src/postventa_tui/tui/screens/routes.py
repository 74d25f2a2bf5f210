"""What the screen does with the messages of its panes: it passes the ticket on and moves the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.tui import messages as told
from postventa_tui.tui.bridge import DeskChanged
from postventa_tui.tui.pane import Pane
from postventa_tui.tui.screens.parts import ConsoleParts
from postventa_tui.tui.widgets.footer import Footer
from postventa_tui.tui.widgets.statusbar import StatusBar

if TYPE_CHECKING:
    from textual import events


class ConsoleRoutes(ConsoleParts):
    """Message handlers of the console's screen."""

    def pass_ticket_on(self) -> None:
        """Let the side panes show the customer, product and subject of the ticket at hand."""
        at_hand = self.conversation.at_hand
        for name in ("history", "canned", "articles"):
            pane = self.panes.get(name)
            show = getattr(pane, "show_ticket", None)
            if show is not None:
                show(at_hand)

    def on_ticket_shown(self, event: told.TicketShown) -> None:
        if not self.composer.is_open:
            self.conversation.show(event.ticket_id)

    def on_ticket_opened(self, event: told.TicketOpened) -> None:
        self.composer.put_away()
        self.conversation.show(event.ticket_id, opened=True)
        self.conversation.visit = (event.ticket_id, event.back_to)
        self.queue.rows.move_to_key(event.ticket_id)
        self.go("conversation")

    def on_visit_ended(self, event: told.VisitEnded) -> None:
        self.conversation.show(event.ticket_id, opened=True)
        self.queue.rows.move_to_key(event.ticket_id)
        self.step_back()

    def on_ticket_loaded(self, event: told.TicketLoaded) -> None:
        self.composer.ticket_read(event.ticket_id)
        self.pass_ticket_on()
        self.refresh_bars()

    def on_step(self, event: told.Step) -> None:
        self.queue.step(event.by)

    def on_compose_wanted(self, event: told.ComposeWanted) -> None:
        self.open_composer(event.ticket_id, event.kind, event.canned)

    def open_composer(self, ticket_id: int, kind: str, canned: bool) -> None:
        """Open the composer on a ticket and give it the focus, or the canned search beside it."""
        self.conversation.show(ticket_id, opened=True)
        self.composer.open(ticket_id, kind)
        # The way back from the search leads into the text that is being written.
        self.go("conversation")
        if canned:
            self.go("canned")

    def on_insert_text(self, event: told.InsertText) -> None:
        at_hand = self.conversation.at_hand
        if at_hand is None:
            return
        if not self.composer.is_open:
            self.open_composer(at_hand.id, "reply", False)
        self.wish = self.wish._replace(left_pane="queue")
        self.go("conversation")
        self.composer.insert(at_hand.id, event.text, event.canned_id)

    def on_compose_closed(self, event: told.ComposeClosed) -> None:
        if self.wish.active == "conversation":
            self.conversation.focus_inside()
        self.refresh_bars()

    def on_pane_wanted(self, event: told.PaneWanted) -> None:
        self.go(event.name)

    def on_back(self, event: told.Back) -> None:
        self.step_back()

    def on_facts_changed(self, event: told.FactsChanged) -> None:
        self.refresh_bars()

    def on_note(self, event: told.Note) -> None:
        self.query_one(StatusBar).say(event.text, event.seconds)

    def on_footer_pressed(self, event: Footer.Pressed) -> None:
        self.run_worker(self.press(event.action), exit_on_error=False)

    async def press(self, action: str) -> None:
        """Run an action as if its key was pressed where the focus is."""
        name = action.partition("(")[0]
        nodes = self.focused.ancestors_with_self if self.focused is not None else [self]
        for node in nodes:
            if hasattr(node, f"action_{name}"):
                await self.app.run_action(action, node)
                return

    def on_desk_changed(self, event: DeskChanged) -> None:
        event.stop()
        for pane in self.panes.values():
            if pane.WATCHES & event.tables and pane.is_mounted:
                pane.desk_changed(event)
        if "outbox" in event.tables:
            self.read_mail()

    def read_mail(self) -> None:
        """Count the mail that waits, and that which failed."""
        self.conversation.read_outbox(lambda out, failed: self.query_one(StatusBar).put(outgoing=out, failed=failed))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if event.widget is not self.focused:
            # The focus has moved on since: this is old news.
            return
        for node in event.widget.ancestors_with_self:
            if isinstance(node, Pane):
                name = "conversation" if node.NAME == "compose" else node.NAME
                self.pane_focused(name)
                return
