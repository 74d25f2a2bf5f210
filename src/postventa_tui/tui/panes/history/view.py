"""What the history shows: chips, the person, the lifeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import fold
from postventa_tui.tui.ink import line
from postventa_tui.tui.listkeys import ListPane
from postventa_tui.tui.panes.history import model, rows
from postventa_tui.tui.widgets.lines import Lines
from postventa_tui.tui.widgets.vlist import Look, VList, as_pair

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text
    from textual import events
    from textual.app import ComposeResult

    from postventa_tui.tui.bridge import DeskChanged
    from postventa_tui.tui.session import Session


class LifelineView(ListPane):
    """A lifeline as it is read and drawn."""

    DEFAULT_CSS = """
    LifelineView { layout: vertical; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.customer_id: int | None = None
        self.ticket_id: int | None = None
        self.loaded: model.Loaded | None = None
        self.chips = rows.Chips()
        self.words = ""
        self.items: dict[tuple[str, int], rows.LifeItem] = {}
        self.texts: dict[tuple[str, int], rows.LifeItem] = {}
        self.opened: set[tuple[str, int]] = set()
        self.years: set[int] = set()
        self._stale = True

    def action_chips(self) -> None:
        """Choose the filters."""

    def compose(self) -> ComposeResult:
        yield Lines(self.session.ink, id="chips", pressed=lambda _line, _x: self.action_chips())
        yield Lines(self.session.ink, id="people")
        yield Lines(self.session.ink, id="history-rule")
        self.list = VList(self._paint, self.session.ink, id="life")
        yield self.list

    def on_mount(self) -> None:
        self._title()
        self._draw_top()

    def on_resize(self, event: events.Resize) -> None:
        self._draw_top()
        self._lay_out()

    def on_show(self) -> None:
        self._read_if_seen()

    @property
    def keyed(self) -> VList:
        return self.list

    def focus_inside(self) -> None:
        self._read_if_seen()
        self.screen.set_focus(self.list)

    def show_ticket(self, at_hand: object) -> None:
        """Show the customer of another ticket; read only when the pane can be seen."""
        ticket_id = getattr(at_hand, "id", None)
        customer_id = getattr(at_hand, "customer_id", None)
        if customer_id != self.customer_id:
            self.customer_id = customer_id
            self.loaded = None
            self.opened.clear()
            self.years.clear()
            self._stale = True
        self.ticket_id = ticket_id
        self._read_if_seen()

    def desk_changed(self, change: DeskChanged) -> None:
        self._stale = True
        self._read_if_seen()

    def _read_if_seen(self) -> None:
        customer_id = self.customer_id
        if not self._stale or customer_id is None or not self.region.area:
            return
        self._stale = False
        prefix = self.session.desk.shop.number_prefix
        self.read("life", lambda desk: model.load(desk, prefix, customer_id), self._take)

    def _take(self, loaded: model.Loaded) -> None:
        fresh = self.loaded is None
        self.loaded = loaded
        self.texts.clear()
        self._draw_top()
        self._lay_out(first=fresh)

    def _title(self) -> None:
        name = self.loaded.name if self.loaded else ""
        whole = len(self.loaded.items) if self.loaded else 0
        place = f"{self.list.cursor + 1} / {whole}" if self.list.cursor >= 0 else ""
        self.retitle(" · ".join(part for part in ("3 " + _("History"), name) if part), place)

    def _draw_top(self) -> None:
        width = self.size.width
        if not width:
            return
        points = self.loaded.points if self.loaded else ()
        wishes = self.loaded.wishes if self.loaded else ()
        home = self.loaded is not None and self.loaded.shares_home
        self.query_one("#chips", Lines).put(rows.chip_lines(self.chips, width, home=home))
        self.query_one("#people", Lines).put(rows.people_lines(points, wishes, width))
        self.query_one("#history-rule", Lines).put([line((self.session.marks["rule"] * width, "rule"))])

    def _lay_out(self, *, first: bool = False) -> None:
        if self.loaded is None:
            self.list.set_rows([])
            return
        now, zone = self.session.now(), self.session.zone
        items = model.chosen(self.loaded.items, self.chips, zone, now)
        if self.words:
            wanted = fold(self.words)
            found = [self.whole(one) for one in items]
            items = [one for one in found if wanted in fold(f"{one.text} {one.body} {one.fact}")]
        else:
            items = model.with_years(items, self.years, zone, now)
        self.items = {item.key: item for item in items}
        width = max(self.list.size.width, 20)
        heights = [self._height(item, width) for item in items]
        start = next((item.key for item in items if item.at <= now), None) if first else None
        self.list.set_rows(list(self.items), heights, cursor=start)
        self._title()

    def whole(self, item: rows.LifeItem) -> rows.LifeItem:
        """Give a line with its words, made once."""
        if self.loaded is None:
            return item
        found = self.texts.get(item.key)
        if found is None:
            found = self.texts[item.key] = model.whole(self.loaded, item)
        return found

    def _height(self, item: rows.LifeItem, width: int) -> int:
        is_open = item.key in self.opened
        return rows.height(self.whole(item) if is_open else item, width, is_open=is_open)

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        item = self.items.get(as_pair(key))
        if item is None:
            return []
        bar = self.session.marks["cursor"] if look.cursor else " "
        return rows.paint(
            self.whole(item),
            width,
            zone=self.session.zone,
            now=self.session.now(),
            is_open=item.key in self.opened,
            bar=bar,
        )
