"""Solved tickets like the one at hand, below the articles: how they were solved, and the way into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean
from postventa_tui.tui.ink import beside, cut, line, wrap
from postventa_tui.tui.messages import TicketOpened
from postventa_tui.tui.searching import SearchPane

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text

    from postventa_tui.core.tickets.similar import Similar
    from postventa_tui.desk import Desk
    from postventa_tui.tui.session import Session

HEADING = "past"
LEAST_ROWS = 8
BESIDE_THE_LIST = 16
"""Lines of the pane that its list leaves to the preview and the rules."""


def find_past(desk: Desk, ticket_id: int) -> list[Similar]:
    """Give solved tickets like one. For a reader's thread."""
    from postventa_tui.core.tickets import reading, similar

    return similar.similar(desk, reading.by_id(desk, ticket_id))


class PastTickets(SearchPane):
    """A search pane with solved tickets below its hits, under a heading no cursor stands on."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.past: dict[Hashable, Similar] = {}
        self._by = 1
        """Which way the cursor last went."""

    def read_past(self) -> None:
        """Read aside what was solved before that is like the ticket at hand."""
        self.past = {}
        if self.ticket_id is not None:
            ticket_id = self.ticket_id
            self.read("past", lambda desk: (ticket_id, find_past(desk, ticket_id)), self._take_past, quiet=True)

    def _take_past(self, found: tuple[int, list[Similar]]) -> None:
        ticket_id, rows = found
        if ticket_id == self.ticket_id:
            self.past = {(HEADING, one.id): one for one in rows}
            self.show_rows()

    def hits(self) -> list[int]:
        """Give the hits of the search, best first."""
        return []

    def show_rows(self, *, first: bool = False) -> None:
        """Show the hits and, while no words are typed, the solved tickets below them."""
        keys: list[Hashable] = [*self.hits()]
        if self.past and not self.input.value.strip():
            keys += [HEADING, *self.past]
        room = max(LEAST_ROWS, self.size.height - BESIDE_THE_LIST)
        self.list.styles.max_height = room
        self.list.styles.height = max(min(len(keys), room), 1)
        top = next((key for key in keys if key != HEADING), None)
        self.list.set_rows(keys, cursor=top if first or self.list.key in (None, HEADING) else None)

    def skip_heading(self) -> bool:
        """Step over the heading; says whether the cursor stood on it."""
        if self.list.key != HEADING:
            return False
        at = self.list.cursor
        self.list.move(self._by)
        if self.list.cursor == at or not 0 <= at + self._by < len(self.list.rows):
            self.list.move(-self._by)
        return True

    def action_down(self) -> None:
        self._by = 1
        super().action_down()

    def action_up(self) -> None:
        self._by = -1
        super().action_up()

    @property
    def past_chosen(self) -> Similar | None:
        """The solved ticket under the cursor."""
        return self.past.get(self.list.key) if self.list.key is not None else None

    def paint_past(self, key: Hashable, width: int, bar: str) -> list[Text]:
        """Give the line of a solved ticket, or the heading above them."""
        if key == HEADING:
            return [line(" ", (_("Similar tickets"), "primary bold"))]
        one = self.past.get(key)
        if one is None:
            return []
        ref = self.session.ref(one.number)
        return [line(bar, beside(clean(one.title, lines=False), ref, width - 2))]

    def draw_past(self, one: Similar, width: int) -> None:
        """Show how a ticket was solved."""
        facts = [self.session.ref(one.number)]
        if one.solved_at is not None:
            facts.append(_("solved {day}").format(day=moments.show(one.solved_at, self.session.zone)[:10]))
        if one.cause:
            facts.append(clean(one.cause, lines=False))
        solution = clean(one.solution, lines=True).strip() or _("Nothing was written to the customer.")
        lines = [line("  ", (text, "muted")) for text in wrap(" · ".join(facts), width - 4)]
        lines += [line(""), *(line("  ", text) for text in wrap(solution, width - 4))]
        self.preview.put(lines)
        self.last.put([line(" ", (cut(_("Enter opens the ticket · Esc there comes back"), width - 2), "muted"))])

    def open_past(self) -> bool:
        """Open the solved ticket under the cursor, with a way back; says whether there is one."""
        chosen = self.past_chosen
        if chosen is None:
            return False
        self.post_message(TicketOpened(chosen.id, back_to=self.ticket_id))
        return True
