"""The console program: theme, keys, the one second hand, the screens. Nothing else."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.reactive import reactive

from postventa_tui.kit import clock, messages
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _
from postventa_tui.tui import keys, theming
from postventa_tui.tui.base import BaseApp
from postventa_tui.tui.bridge import Bridge, DeskChanged
from postventa_tui.tui.mailing import Mailing
from postventa_tui.tui.reader import Reader
from postventa_tui.tui.session import Session
from postventa_tui.tui.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.timer import Timer

    from postventa_tui.desk import Desk

IDLE_S = 600
"""Without a key for so long the second hand goes by minutes: a dead line can be found out, and costs nothing."""


TIDY_AFTER_S = 2
WATCH_AFTER_S = 3
"""The first look comes after the first paint."""
_LOG = logging.getLogger("postventa.console")


class ConsoleApp(BaseApp, inherit_bindings=False):
    """The console of one agent at one shop's file."""

    CSS_PATH = "console.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    NOTIFICATION_TIMEOUT = 4

    now: reactive[int] = reactive(0)
    """The present second, UTC epoch; panes follow it."""

    def __init__(self, desk: Desk, first: Callable[[Session], Screen[None]]) -> None:
        """Make the program.

        Args:
            first: Makes the first screen; the program knows no pane.
        """
        wanted, self.key_faults = keys.check(desk.settings.keys)
        self.session = Session(desk, keys.Keymap(wanted))
        self.themes = theming.load_themes()
        self._wanted_keys = wanted
        self._first = first
        super().__init__()
        self.session.writer = Writer(self.call_later, clock.monotonic)
        self.session.reader = Reader(self.call_later)
        self.bridge = Bridge(desk, self._tell_screens, self._later)
        self.mailing = Mailing(desk, lambda error: self.call_later(self._say_fault, error))
        self._hand: Timer | None = None
        self._is_idle = False
        self.set_reactive(ConsoleApp.now, desk.clock.now())
        for loaded in self.themes.by_name.values():
            self.register_theme(loaded.theme)
        self.set_keymap(wanted)
        if not desk.settings.motion:
            self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(theming.FALLBACK_VARIABLES)

    def get_default_screen(self) -> Screen[None]:
        self.use_theme(self.session.desk.settings.theme)
        return self._first(self.session)

    def on_mount(self) -> None:
        self.bridge.start()
        self.mailing.start()
        self._aim()
        self._take_signals()
        self.set_timer(TIDY_AFTER_S, self._tidy)
        self.set_timer(WATCH_AFTER_S, self.watch_over)
        for fault in self.themes.faults:
            self.notify(f"{fault.path}:{fault.line}: {fault.word}", markup=False, severity="warning")
        for wrong in self.key_faults:
            self.notify(wrong.sentence(), markup=False, severity="warning")

    def on_unmount(self) -> None:
        self.mailing.close()
        self.bridge.close()
        if self.session.reader is not None:
            self.session.reader.close()
        if self.session.writer is not None:
            self.session.writer.close()

    def use_theme(self, name: str) -> None:
        """Take a theme by name; an unknown one gives the default."""
        chosen = name if name in self.available_themes else theming.DEFAULT_THEME
        if chosen not in self.available_themes:
            chosen = "textual-dark"
        self.theme = chosen

    def _watch_theme(self, theme_name: str) -> None:
        # The palette first: the base class repaints every widget, and they ask the palette.
        loaded = self.themes.by_name.get(theme_name)
        marks = theming.marks_for(loaded, ascii_only=self.session.desk.settings.ascii)
        self.session.repaint(self.get_css_variables(), marks, no_colour=self.no_color)
        super()._watch_theme(theme_name)

    def note_key(self, key: str) -> None:
        """Remember that somebody is there, and the key."""
        self.session.last_key_at = clock.monotonic()
        self.session.last_key = key
        if self._is_idle and self._hand is not None:
            # Somebody is back: the second hand goes by seconds again at once.
            self._hand.stop()
            self._strike()

    async def on_event(self, event: events.Event) -> None:
        if event.__class__.__name__ in ("Key", "MouseDown", "Paste"):
            self.note_key(str(getattr(event, "key", "")))
        await super().on_event(event)

    def _tell_screens(self, change: DeskChanged) -> None:
        me = self.session.desk.agent
        if me is not None and ("agents", me.id) in change.rows and not self._is_still_active(me.login):
            self._rescue()
            self.exit(return_code=4, message=_("Your access was ended; what you typed is kept."))
            return
        for screen in self.screen_stack:
            screen.post_message(DeskChanged(change.rows))

    def _is_still_active(self, login: str) -> bool:
        from postventa_tui.core.agents import service as agents

        return any(one.login == login and one.active for one in agents.agents(self.session.desk))

    def _handle_exception(self, error: Exception) -> None:
        # The trace holds customers' words: it goes to the log, the terminal gets one line from the command.
        _LOG.error("crash", exc_info=error)
        with suppress(PostventaError):
            self._rescue()
        super()._handle_exception(error)

    @property
    def has_crashed(self) -> bool:
        """Whether a bug ended the program."""
        return self._exception is not None

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _rescue(self) -> None:
        for screen in self.screen_stack:
            rescue = getattr(screen, "rescue", None)
            if rescue is not None:
                rescue()

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        self.call_later(lambda: self.set_timer(seconds, call))

    def _say_fault(self, error: PostventaError) -> None:
        self.notify(messages.describe(error), markup=False, severity="warning")

    def _tidy(self) -> None:
        """Write down what came due while nobody looked, now and every hour."""
        from postventa_tui.core.tickets import housekeeping

        desk, writer = self.session.desk, self.session.writer
        if writer is not None:
            writer.put(
                lambda: housekeeping.tidy(desk), failed=lambda error: _LOG.warning("tidy %s", type(error).__name__)
            )
        self.set_timer(housekeeping.EVERY_S, self._tidy)

    def watch_over(self) -> None:
        """Look for copies that stopped coming and a disk that fills up, aside, now and every ten minutes."""
        from postventa_tui.core.custody import watch
        from postventa_tui.tui import words
        from postventa_tui.tui.widgets.statusbar import StatusBar

        def _tell(warning: str) -> None:
            for bar in self.screen_stack[0].query(StatusBar):
                bar.put(warning=warning)

        desk, reader = self.session.desk, self.session.reader
        if reader is not None:
            reader.put(
                "watch",
                lambda: words.watched(watch.look(desk)),
                _tell,
                lambda error: _LOG.warning("watch %s", type(error).__name__),
            )
        self.set_timer(watch.EVERY_S, self.watch_over)

    def _aim(self) -> None:
        """Set the second hand to the next whole second, or minute when nobody is there."""
        self._is_idle = clock.monotonic() - self.session.last_key_at > IDLE_S
        wait = 60.0 if self._is_idle else 1.0 - (clock.monotonic() % 1.0) + 0.005
        self._hand = self.set_timer(wait, self._strike)

    def _strike(self) -> None:
        self.now = self.session.now()
        self._lock_if_alone()
        self._aim()

    def _lock_if_alone(self) -> None:
        """Hide customers' data after the minutes of `lock_after_min`; 0 is never."""
        after_s = self.session.desk.settings.lock_after_min * 60
        if not after_s or clock.monotonic() - self.session.last_key_at < after_s:
            return
        from postventa_tui.tui.dialogs.lock import Curtain

        if not isinstance(self.screen, Curtain):
            self.push_screen(Curtain(self.session))

    def _take_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._leave_at_once, number)
            except (ValueError, RuntimeError):
                # Not the main thread (tests), or a system without signals.
                return

    def _leave_at_once(self, number: int) -> None:
        """Save what is typed, take the presence away and end; a dead terminal is not drawn to."""
        self._rescue()
        if number == signal.SIGTERM and self._driver is not None:
            self._driver.stop_application_mode()
            self._driver.close()
        os._exit(128 + number)
