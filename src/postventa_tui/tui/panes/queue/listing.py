"""What the queue shows: its rows, its heads, its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal

from postventa_tui.core.tickets.rows import QueueRequest
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.tui import words
from postventa_tui.tui.ink import cut, line
from postventa_tui.tui.messages import TicketShown
from postventa_tui.tui.panes.queue import model, rows
from postventa_tui.tui.panes.queue.filterline import FilterInput
from postventa_tui.tui.ticketkeys import AskingPane
from postventa_tui.tui.widgets.clockcolumn import ClockColumn
from postventa_tui.tui.widgets.lines import Lines
from postventa_tui.tui.widgets.vlist import Look, VList, as_id

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text
    from textual import events
    from textual.app import ComposeResult

    from postventa_tui.tui.bridge import DeskChanged
    from postventa_tui.tui.session import Session

PAGE = 200
FIRST = 50


class QueueList(AskingPane):
    """The rows of the queue: read, drawn and kept in place."""

    DEFAULT_CSS = """
    QueueList { layout: vertical; }
    QueueList #filter-box { height: 1; }
    QueueList Input { display: none; }
    QueueList.-filtering Input { display: block; }
    QueueList.-filtering #filter { width: 3; }
    QueueList #empty { display: none; height: 1fr; }
    QueueList.-empty #empty { display: block; }
    QueueList.-empty #list { display: none; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.state = model.QueueState()
        self.first_page = True

    def action_filter(self) -> None:
        """Search in the list."""

    def offer_pressed(self, row: int, column: int) -> None:
        """Take the completion that was clicked."""

    def compose(self) -> ComposeResult:
        self.rows = VList(self._paint, self.session.ink, id="rows")
        self.clocks = ClockColumn(self.rows, self._clock, self.session.ink, lambda: self.session.marks["cursor"])
        with Horizontal(id="filter-box"):
            yield Lines(self.session.ink, id="filter", pressed=lambda _line, _x: self.action_filter())
            yield FilterInput(id="words", placeholder=_("words of the query language"))
        yield Lines(self.session.ink, id="problem")
        yield Lines(self.session.ink, id="offers", pressed=self.offer_pressed)
        yield Lines(self.session.ink, id="header")
        with Horizontal(id="list"):
            yield self.clocks
            yield self.rows
        yield Lines(self.session.ink, id="empty")

    def on_mount(self) -> None:
        if self.first_page:
            # The first rows are read before anything is painted: 2-3 ms.
            self._take(model.load(self.session.desk, self._request(FIRST)), cursor=None)
        self.reload()

    def on_resize(self, event: events.Resize) -> None:
        self._heads()
        self.rows.set_rows(self.state.ids, rows.height(self.size.width))

    @property
    def keyed(self) -> VList:
        return self.rows

    def focus_inside(self) -> None:
        self.screen.set_focus(self.rows)

    def _request(self, limit: int) -> QueueRequest:
        return QueueRequest(view=self.state.view, query=self.state.query, limit=limit)

    def reload(self) -> None:
        """Read as many rows again as are loaded; the cursor keeps its ticket and its line."""
        limit = max(PAGE, -(-len(self.state.ids) // PAGE) * PAGE)
        request = self._request(limit)
        keep = as_id(self.rows.key) or None
        self.read("rows", lambda desk: model.load(desk, request, keep), self._take_quietly)

    def _take_quietly(self, loaded: model.Loaded) -> None:
        self._take(loaded, cursor=None)

    def _take(self, loaded: model.Loaded, *, cursor: int | None, fresh: bool = False) -> None:
        key = self.rows.key
        self.state.take(loaded, keep=key if isinstance(key, int) and not fresh else None)
        self.set_class(not self.state.ids, "-empty")
        self._heads()
        self.rows.set_rows(self.state.ids, rows.height(self.size.width or 50), cursor=cursor)
        self._title()
        if not self.state.ids:
            self.query_one("#empty", Lines).put(self._empty_lines(loaded))
            self.post_message(TicketShown(None))
        self.facts_changed()

    def _heads(self) -> None:
        width = self.size.width or 50
        if not self.has_class("-filtering"):
            hint = self.state.query or words.view_chips(self.state.view)
            key = self.session.keymap.show("list.filter")
            self.query_one("#filter", Lines).put(
                [
                    line(
                        " ",
                        (key, "primary bold"),
                        " " + _("filter") + "   ",
                        (cut(f"{self.session.keymap.show('list.chips')}: {hint}", width - 14), "muted"),
                    )
                ]
            )
        self.query_one("#header", Lines).put([rows.header(width, self._ref_width())])

    def _ref_width(self) -> int:
        longest = max((row.number for row in self.state.by_id.values()), default=1000)
        return max(7, len(self.session.ref(longest)))

    def _title(self) -> None:
        place = _("{place} of {total}").format(place=self.rows.cursor + 1, total=self.state.total)
        news = self.state.news
        if news:
            place = (
                ngettext("{n} new · {key} shows it", "{n} new · {key} shows them", news).format(
                    n=news, key=self.session.keymap.show("list.first")
                )
                + f" · {place}"
            )
        marked = len(self.rows.marks)
        if marked:
            place = ngettext("{n} marked", "{n} marked", marked).format(n=marked) + f" · {place}"
        self.retitle("1 " + _("Queue") + " · " + words.view(self.state.view), place)

    def _empty_lines(self, loaded: model.Loaded) -> list[Text]:
        keymap = self.session.keymap
        said = [
            _("Nothing is left in this view."),
            "",
            loaded.elsewhere,
            "",
            f"{keymap.show('list.view')}  {_('another view')}     {keymap.show('ticket.newcall')}  {_('new call')}",
        ]
        width, height = self.size.width or 50, self.size.height or 20
        top = max(height // 2 - 4, 0)
        return [line("")] * top + [line(cut(text, width).center(width).rstrip()) for text in said]

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        row = self.state.by_id.get(key) if isinstance(key, int) else None
        if row is None:
            return []
        drawn = model.to_line(row, self.session, self.state.presence_of(row.id), gone=row.id in self.state.ghosts)
        return rows.paint(drawn, width, self._ref_width(), self.session.marks)

    def _clock(self, key: Hashable) -> tuple[str, str]:
        timer = self.state.timers.get(key) if isinstance(key, int) else None
        return self.session.clocks.cell(timer, self.session.now())

    def tick(self, now: int) -> None:
        self.clocks.tick()

    def desk_changed(self, change: DeskChanged) -> None:
        self.reload()

    def presence(self, others: dict[int, str]) -> None:
        """Take who else has which ticket open; only rows that differ are painted."""
        changed = self.state.take_presence(others)
        self.rows.forget(changed)

    def on_vlist_seen(self, event: VList.Seen) -> None:
        event.stop()
        if event.last + FIRST >= len(self.state.ids) and self.state.more:
            self._load_more(PAGE)

    def _load_more(self, by: int) -> None:
        request = self._request(by)._replace(after=self.state.after, counted=False)
        self.read("more", lambda desk: model.load(desk, request), self._append)

    def _append(self, loaded: model.Loaded) -> None:
        self.state.append(loaded)
        self.rows.set_rows(self.state.ids, rows.height(self.size.width))
