"""The queue pane: views, filter, cursor, marks, and what an agent does from the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from postventa_tui.core.tickets import people
from postventa_tui.kit.i18n import _
from postventa_tui.tui import keys
from postventa_tui.tui.messages import Step, TicketOpened, TicketShown
from postventa_tui.tui.panes.queue import model, rows
from postventa_tui.tui.panes.queue.filtering import QueueFilter
from postventa_tui.tui.ticketkeys import Target
from postventa_tui.tui.widgets.vlist import VList, as_id

if TYPE_CHECKING:
    from textual.binding import BindingType

    from postventa_tui.core.tickets.rows import Ticket

PAGE = 200


class QueuePane(QueueFilter):
    """Tickets in order of remaining time."""

    NAME = "queue"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.PLACES["queue"])]
    WATCHES = frozenset({"tickets", "sla_timers", "interactions", "ticket_tags", "customers", "agents"})
    FOOTER = (
        ("ticket.next", "next"),
        ("list.open", "open"),
        ("reply.open", "reply"),
        ("note.open", "note"),
        ("reply.canned", "canned"),
        ("ticket.solve", "solve"),
        ("ticket.pending", "pending"),
        ("ticket.snooze", "snooze"),
        ("ticket.assign", "assign"),
        ("app.undo", "undo"),
        ("list.filter", "filter"),
    )

    def targets(self) -> list[Target]:
        marked = [key for key in self.state.ids if key in self.rows.marks]
        chosen = marked or [as_id(self.rows.key)]
        found = [self.state.by_id.get(key) for key in chosen]
        return [model.to_target(row) for row in found if row is not None]

    def done(self) -> None:
        self.rows.clear_marks()
        self._title()

    def step(self, by: int) -> None:
        """Open the next or the previous ticket of the list, wherever the focus is."""
        before = self.rows.cursor
        self.rows.move(by)
        if self.rows.cursor == before:
            self.say(_("That is the end of the list"))
        elif isinstance(self.rows.key, int):
            self.post_message(TicketOpened(self.rows.key))

    def take_next(self) -> None:
        """Take the most urgent unassigned ticket and open it."""
        if self.session.desk.read_only:
            self.say(_("Read only"))
            return
        self.run_then(people.take_next, self._taken)

    def _taken(self, ticket: Ticket) -> None:
        self.rows.move_to_key(ticket.id)
        self.post_message(TicketOpened(ticket.id))

    def on_vlist_moved(self, event: VList.Moved) -> None:
        event.stop()
        if self.state.drop_ghosts(event.key):
            self.rows.set_rows(self.state.ids, rows.height(self.size.width))
        self._title()
        if isinstance(event.key, int):
            self.post_message(TicketShown(event.key))
        self.facts_changed()

    def on_vlist_chosen(self, event: VList.Chosen) -> None:
        event.stop()
        if isinstance(event.key, int):
            self.post_message(TicketOpened(event.key))

    def back(self) -> bool:
        if super().back():
            return True
        if self.rows.marks:
            self.done()
            return True
        return False

    def action_view(self) -> None:
        from postventa_tui.tui.dialogs.views import Views

        self.app.push_screen(Views(self.session, self.state.view), lambda view: self.show_view(view) if view else None)

    def action_chips(self) -> None:
        self.action_view()

    def action_first(self) -> None:
        self.rows.move_to(0)
        self.state.seen_news()
        self._title()

    def action_last(self) -> None:
        if self.state.more:
            request = self._request(PAGE)
            self.read("rows", lambda desk: model.load_all(desk, request), self._take_last)
        self.rows.move_to(len(self.state.ids) - 1)

    def _take_last(self, loaded: model.Loaded) -> None:
        self._take(loaded, cursor=loaded.rows[-1].id if loaded.rows else None, fresh=True)

    def action_choose(self) -> None:
        self.rows.choose()

    def action_mark(self) -> None:
        self.rows.mark()
        self._title()

    def on_step(self, event: Step) -> None:
        event.stop()
        self.step(event.by)
