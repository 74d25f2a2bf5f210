"""The console's screen: arrangement of panes and the ticket they are about."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from postventa_tui.kit.i18n import _
from postventa_tui.tui import colleagues, keys, words
from postventa_tui.tui.ink import line
from postventa_tui.tui.messages import TicketOpened
from postventa_tui.tui.pane import Pane
from postventa_tui.tui.panes.compose.pane import ComposePane
from postventa_tui.tui.panes.conversation.pane import ConversationPane
from postventa_tui.tui.panes.queue.pane import QueuePane
from postventa_tui.tui.screens.actions import ConsoleActions
from postventa_tui.tui.screens.arrange import Arrangement, Wish, arrange
from postventa_tui.tui.screens.columns import Columns
from postventa_tui.tui.screens.faults import ConsoleFaults
from postventa_tui.tui.screens.routes import ConsoleRoutes
from postventa_tui.tui.widgets.footer import Footer
from postventa_tui.tui.widgets.frame import Frame
from postventa_tui.tui.widgets.lines import Lines
from postventa_tui.tui.widgets.statusbar import StatusBar
from postventa_tui.tui.widgets.tabs import tab_at, tab_line
from postventa_tui.tui.widgets.vlist import VList

if TYPE_CHECKING:
    from rich.text import Text
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from postventa_tui.tui.session import Session


class ConsoleScreen(ConsoleActions, ConsoleFaults, ConsoleRoutes):
    """Five panes, one ticket at hand."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.SCREEN)]
    AUTO_FOCUS = "#rows"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.wish = Wish(
            left=session.desk.settings.panes.get("left", 0), right=session.desk.settings.panes.get("right", 0)
        )
        self.arrangement = Arrangement("two", {}, False)
        self.panes: dict[str, Pane] = {}
        self.before: list[str] = []
        """Panes the agent came from, for `escape`."""
        self.silent = False
        """Whether no presence is told to colleagues."""
        self.is_rebuilding = False

    def compose(self) -> ComposeResult:
        self.queue = QueuePane(self.session)
        self.conversation = ConversationPane(self.session)
        self.composer = ComposePane(self.session)
        self.panes = {"queue": self.queue, "conversation": self.conversation, "compose": self.composer}
        plain = self.session.desk.settings.ascii
        yield Lines(self.session.ink, id="tabs", pressed=self._tab_pressed)
        yield Lines(self.session.ink, id="small")
        yield Columns(
            Frame(self.queue, id="frame-queue", ascii_only=plain),
            Frame(self.conversation, self.composer, id="frame-conversation", ascii_only=plain),
        )
        yield StatusBar(self.session.ink, live=lambda: self.session.marks["live"])
        yield Footer(self.session.ink)

    def on_mount(self) -> None:
        self.session.open_composer = self.open_composer
        self._begin()
        self.watch(self.app, "now", self.tick, init=False)
        self.watch(self.app, "theme", self.repaint_all, init=False)
        self.set_interval(10, self.beat)

    def _begin(self) -> None:
        self.arrange_again()
        self.refresh_bars()
        self.query_one(StatusBar).put(
            file=os.path.basename(self.session.desk.path),
            agent=self.session.login,
            link="read_only" if self.session.desk.read_only else "live",
        )
        self.call_after_refresh(self.mount_side_panes)

    async def rebuild(self) -> None:
        """Make every pane anew, in another language; the ticket at hand stays."""
        ticket_id, was_active = self.conversation.ticket_id, self.wish.active
        self.is_rebuilding = True
        self.wish = self.wish._replace(active="queue", left_pane="queue")
        await self.recompose()
        self.is_rebuilding = False
        self._begin()
        self.focus_active()
        if ticket_id is not None and was_active != "queue":
            self.post_message(TicketOpened(ticket_id))

    async def mount_side_panes(self) -> None:
        """Make the panes that the first paint does not show."""
        from postventa_tui.tui.screens.side import side_panes

        plain = self.session.desk.settings.ascii
        for pane in side_panes(self.session):
            self.panes[pane.NAME] = pane
            frame = Frame(pane, id=f"frame-{pane.NAME}", ascii_only=plain)
            frame.display = False
            await self.query_one(Columns).mount(frame)
        self.arrange_again()
        self.pass_ticket_on()
        self.read_mail()
        self.beat()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.arrangement.mode == "small":
            return action in ("back", "quit_console")
        return True

    def on_resize(self, event: events.Resize) -> None:
        self.arrange_again()

    def arrange_again(self) -> None:
        """Put every pane where it belongs for this size and this wish."""
        width, height = self.size
        if not width:
            return
        was_small = self.arrangement.mode == "small"
        self.arrangement = arrange(width, height, self.wish)
        if was_small and self.arrangement.mode != "small":
            # A hidden field loses the focus: it gets it back with the window.
            self.call_after_refresh(self.focus_active)
        self.set_class(self.arrangement.mode == "small", "-small")
        self.set_class(self.arrangement.mode == "one", "-one")
        self.query_one(Columns).put(self.arrangement.places)
        self.conversation.folded = self.arrangement.folded
        for frame in self.query(Frame):
            frame.active = frame.id == f"frame-{self.wish.active}"
        tabs = tab_line(self.pane_titles(), self.wish.active, width)
        self.query_one("#tabs", Lines).put([tabs])
        if self.arrangement.mode == "small":
            self.query_one("#small", Lines).put(small_message(width, height))

    def pane_titles(self) -> list[tuple[str, str]]:
        """Give the panes and their titles in the order of their numbers."""
        return [
            ("queue", _("Queue")),
            ("conversation", _("Conversation")),
            ("history", _("History")),
            ("canned", _("Replies")),
            ("articles", _("Articles")),
        ]

    def _tab_pressed(self, _line: int, column: int) -> None:
        if (name := tab_at(self.pane_titles(), column)) is not None:
            self.go(name)

    def refresh_bars(self) -> None:
        """Draw status bar and footer from the present facts."""
        writing = self.focused is not None and self.composer in self.focused.ancestors
        pane = self.panes.get("compose" if writing else self.wish.active)
        if pane is not None:
            from postventa_tui.tui.screens.bars import with_help

            self.query_one(Footer).items = with_help(pane.footer_items(), self.session.keymap)
        now = self.session.now()
        self.query_one(StatusBar).put(clock=words.bar_clock(now, self.session.zone), draft=self.composer.draft_ref)

    def tick(self, now: int) -> None:
        """Pass the present second on to the panes in sight."""
        if self.is_rebuilding:
            return
        for pane in self.panes.values():
            if pane.is_mounted and pane.region.area:
                pane.tick(now)
        self.query_one(StatusBar).put(clock=words.bar_clock(now, self.session.zone), **self.link())
        self.look_at_file(now)
        if now % 5 == 0:
            self.conversation.read_presence(self.queue.presence)
            self.conversation.presence_changed()

    def repaint_all(self) -> None:
        """Paint every line anew: another theme."""
        for widget in self.query(VList):
            widget.forget()
        self.refresh(repaint=True)

    def beat(self) -> None:
        """Tell colleagues which ticket is open here, and whether it is being answered."""
        if not self.silent:
            colleagues.beat(self.session, self.conversation.ticket_id, writing=self.composer.is_open)

    def rescue(self) -> None:
        """Save what is typed and go from the list of those present; called by a signal."""
        self.composer.rescue()
        colleagues.leave(self.session.desk)


def small_message(width: int, height: int) -> list[Text]:
    """Give the lines of the message for a window that is too small."""
    centred = [
        _("The window is small: {width}x{height}.").format(width=width, height=height),
        _("postventa needs {width}x{height}.").format(width=60, height=18),
        "",
        _("Your draft is saved."),
        _("postventa queue   list as text"),
    ]
    top = max((height - len(centred) - 1) // 2, 0)
    lines = [line("")] * top
    lines += [line(text.center(width).rstrip()) for text in centred]
    lines += [line("")] * max(height - len(lines) - 1, 0)
    return [*lines, line(" q " + _("quit"))]
