"""The history pane: one scroll over everything that ever happened with the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from postventa_tui.kit.i18n import _
from postventa_tui.tui import keys
from postventa_tui.tui.messages import TicketOpened
from postventa_tui.tui.panes.history import rows
from postventa_tui.tui.panes.history.view import LifelineView
from postventa_tui.tui.widgets.vlist import VList, as_pair

if TYPE_CHECKING:
    from textual.binding import BindingType


class HistoryPane(LifelineView):
    """The lifeline of the customer of the ticket at hand."""

    NAME = "history"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.PLACES["history"])]
    WATCHES = frozenset(
        [
            "interactions",
            "orders",
            "order_lines",
            "assets",
            "customers",
            "contact_points",
            "consents",
            "rmas",
            "rma_lines",
            "repairs",
            "warranties",
            "plans",
            "surveys",
        ]
    )
    FOOTER = (
        ("list.open", "open"),
        ("list.chips", "filters"),
        ("list.filter", "search"),
        ("item.copy", "copy"),
        ("reply.open", "reply"),
        ("list.first", "today"),
        ("app.back", "back"),
    )

    def on_vlist_moved(self, event: VList.Moved) -> None:
        event.stop()
        self._title()

    def on_vlist_chosen(self, event: VList.Chosen) -> None:
        event.stop()
        self.action_choose()

    def back(self) -> bool:
        """Take the words of a search away; says whether there were some."""
        if not self.words:
            return False
        self.words = ""
        self._lay_out()
        return True

    def action_choose(self) -> None:
        key = self.list.key
        item = self.items.get(as_pair(key))
        if item is None:
            return
        if item.kind == "year":
            self.years.add(item.key[1])
            self._lay_out()
            return
        ticket_id = self.loaded.tickets.get(item.key) if self.loaded else None
        if item.key not in self.opened and self.whole(item).body:
            self.opened.add(item.key)
            self._lay_out()
        elif ticket_id is not None and ticket_id != self.ticket_id:
            self.post_message(TicketOpened(ticket_id))
        else:
            self.opened.discard(item.key)
            self._lay_out()

    def action_chips(self) -> None:
        if self.loaded is None:
            return
        from postventa_tui.tui.dialogs.chips import ChipsDialog

        loaded = self.loaded
        self.app.push_screen(
            ChipsDialog(self.session, rows.kind_words(home=loaded.shares_home), loaded.channels, loaded.machines),
            self._choose_chip,
        )

    def _choose_chip(self, chosen: str | None) -> None:
        if chosen is not None:
            group, _sep, value = chosen.partition(" ")
            self.chips = self.chips._replace(**{group: value})
            self._draw_top()
            self._lay_out(first=True)

    def action_filter(self) -> None:
        from postventa_tui.tui.dialogs.ask import Ask

        self.app.push_screen(Ask(self.session, _("Search in this history"), _("words"), self.words), self._search)

    def _search(self, text: str | None) -> None:
        if text is not None:
            self.words = text.strip()
            self._lay_out()

    def action_reply(self) -> None:
        if self.ticket_id is None:
            self.say(_("No ticket here"))
        elif self.session.open_composer is not None:
            self.session.open_composer(self.ticket_id, "reply", False)

    def action_copy(self) -> None:
        item = self.items.get(as_pair(self.list.key))
        if item is not None:
            item = self.whole(item)
            self.app.copy_to_clipboard(item.body or item.text)
            self.toast(_("copied (if the terminal allows it)"))

    def action_first(self) -> None:
        now = self.session.now()
        keys_ = list(self.items)
        self.list.move_to(next((n for n, key in enumerate(keys_) if self.items[key].at <= now), 0))

    def action_mark(self) -> None:
        self.say(_("Marks are in the queue"))

    def action_view(self) -> None:
        self.action_chips()
