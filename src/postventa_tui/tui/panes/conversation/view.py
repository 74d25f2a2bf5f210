"""What the conversation shows: head, messages, news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from postventa_tui.core.tickets import reading
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.tui import words
from postventa_tui.tui.ink import line
from postventa_tui.tui.messages import TicketLoaded
from postventa_tui.tui.panes.conversation import model, rows
from postventa_tui.tui.panes.conversation.thread import Thread
from postventa_tui.tui.ticketkeys import AskingPane
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from postventa_tui.tui.bridge import DeskChanged
    from postventa_tui.tui.session import Session
    from postventa_tui.tui.widgets.vlist import VList


class TicketView(AskingPane):
    """A ticket as it is read and drawn."""

    DEFAULT_CSS = """
    TicketView { layout: vertical; }
    TicketView #nothing { display: none; height: 1fr; }
    TicketView.-nothing #nothing { display: block; }
    TicketView.-nothing #thread, TicketView.-nothing #head, TicketView.-nothing #rule { display: none; }
    """

    folded: reactive[bool] = reactive(False)
    """Whether the head has three lines."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.loaded: model.Loaded | None = None
        self.ticket_id: int | None = None
        self.news = 0
        self.news_line = ""
        self._opened = False
        self._news_from = 0

    @property
    def at_hand(self) -> model.AtHand | None:
        """The ticket at hand as the other panes need it."""
        return self.loaded.at_hand if self.loaded else None

    def show_news(self) -> None:
        """Go to the first message that came while the ticket was open."""

    def compose(self) -> ComposeResult:
        self.head = Lines(self.session.ink, id="head")
        self.rule = Lines(self.session.ink, id="rule", pressed=lambda _line, _x: self.show_news())
        self.thread = Thread(self.session)
        yield self.head
        yield self.rule
        yield self.thread
        yield Lines(self.session.ink, id="nothing")

    def on_mount(self) -> None:
        self.retitle("2 " + _("Conversation"))
        if self.ticket_id is None:
            self._nothing()

    def on_resize(self, event: events.Resize) -> None:
        self._draw_head()
        if self.loaded is None:
            self._nothing()

    def watch_folded(self) -> None:
        if self.is_mounted:
            self._draw_head()

    @property
    def keyed(self) -> VList:
        return self.thread

    def focus_inside(self) -> None:
        self.screen.set_focus(self.thread)

    def _nothing(self) -> None:
        self.add_class("-nothing")
        text = _("No ticket. {key} takes the most urgent one.").format(key=self.session.keymap.show("ticket.next"))
        width, height = self.size.width or 60, self.size.height or 20
        self.query_one("#nothing", Lines).put([line("")] * (height // 2 - 1) + [line((text.center(width), "muted"))])
        self.retitle("2 " + _("Conversation"))

    def show(self, ticket_id: int | None, *, opened: bool = False) -> None:
        """Show another ticket; `opened` by the agent's own key marks it as seen."""
        self._opened = opened or (self._opened and ticket_id == self.ticket_id)
        if ticket_id == self.ticket_id and self.loaded is not None:
            if opened:
                self._mark_read()
            return
        self.ticket_id = ticket_id
        self.news, self.news_line, self._news_from = 0, "", 0
        if ticket_id is None:
            self.loaded = None
            self._nothing()
            return
        self.reload(fresh=True)

    def reload(self, *, fresh: bool = False) -> None:
        """Read the ticket again; place and cursor stay unless it is a fresh one."""
        ticket_id, session = self.ticket_id, self.session
        if ticket_id is not None:
            self.read(
                "ticket", lambda desk: model.load(desk, session, ticket_id), lambda loaded: self._take(loaded, fresh)
            )

    def _take(self, loaded: model.Loaded, fresh: bool) -> None:
        if loaded.ticket.id != self.ticket_id:
            return
        before = self.loaded
        self.loaded = loaded
        self.remove_class("-nothing")
        self.retitle("2 " + _("Conversation"), loaded.head.ref)
        if fresh:
            self._news_from = loaded.at_hand.newest_id
            stand_on = loaded.first_unread
            if stand_on is None and loaded.messages:
                stand_on = loaded.messages[-1].id
            self.thread.unfolded.clear()
            self.thread.put(self._messages(), stand_on=stand_on)
            self._see_all()
        else:
            self._count_news(loaded)
            self.thread.put(self._messages())
        self._draw_head()
        if self._opened:
            self._mark_read()
        if fresh or before is None or before.at_hand != loaded.at_hand:
            self.post_message(TicketLoaded(loaded.ticket.id, loaded.at_hand.customer_id))
        self.facts_changed()

    def _see_all(self) -> None:
        """Show as much as fits above the first unread message: a short thread is seen whole."""
        if self.thread.rows.lines <= self.thread.size.height:
            self.thread.scroll_to(y=0, animate=False, immediate=True, force=True)

    def _count_news(self, loaded: model.Loaded) -> None:
        fresh = [one for one in loaded.messages if one.id > self._news_from and one.author != self.session.login]
        fresh = [one for one in fresh if one.side != "event"]
        self.news = len(fresh)
        if not fresh:
            self.news_line = ""
            return
        newest = fresh[-1]
        said = {
            "customer": _("{who} wrote {ago} ago"),
            "note": _("{who} left a note {ago} ago"),
        }.get(newest.side, _("{who} answered {ago} ago"))
        self.news_line = " · ".join(
            (
                said.format(who=newest.author, ago=words.ago(self.session.now() - newest.at)),
                ngettext("{n} new message", "{n} new messages", self.news).format(n=self.news),
                _("{key} shows it").format(key=self.session.keymap.show("reply.news")),
            )
        )

    def _messages(self) -> list[rows.Message]:
        """Give the messages with what changes by the second: how long one can still be taken back."""
        if self.loaded is None:
            return []
        now, waiting = self.session.now(), self.loaded.queued_until
        return [model.with_leaving(one, waiting.get(one.id, 0), now, self.session.zone) for one in self.loaded.messages]

    def _draw_head(self) -> None:
        if self.loaded is None or not self.size.width:
            return
        width, now = self.size.width, self.session.now()
        self.session.writing_elsewhere = self.loaded.head.notice
        clocks = model.head_clocks(self.loaded.timers, self.session, now)
        self.head.put(rows.head_lines(self.loaded.head, clocks, width, folded=self.folded))
        notice = self.news_line or self.loaded.head.notice
        self.rule.put([rows.rule(width, notice, self.session.marks["rule"])])

    def tick(self, now: int) -> None:
        self._draw_head()
        if self.loaded is not None and self.loaded.queued_until:
            self.thread.put(self._messages())
            if min(self.loaded.queued_until.values()) <= now:
                self.reload()

    def desk_changed(self, change: DeskChanged) -> None:
        if self.ticket_id is not None:
            self.reload()

    def presence_changed(self) -> None:
        """Read anew who else has the ticket open, for the line below the head."""
        ticket_id = self.ticket_id
        if ticket_id is not None and self.loaded is not None:
            self.read("who", lambda desk: model.who_else(desk, ticket_id), self._take_who, quiet=True)

    def _take_who(self, notice: str) -> None:
        if self.loaded is not None:
            self.loaded = self.loaded._replace(head=self.loaded.head._replace(notice=notice))
            self._draw_head()

    def _mark_read(self) -> None:
        if self.loaded is not None and not self.session.desk.read_only and self.loaded.at_hand.newest_id:
            ticket_id, newest = self.loaded.ticket.id, self.loaded.at_hand.newest_id
            self.run_verb(reading.mark_read, ticket_id, newest)
