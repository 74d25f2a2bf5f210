"""What every pane of one console shares: the desk, the writer, the palette, the keys."""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from postventa_tui.core.sla import service as sla
from postventa_tui.kit import clock
from postventa_tui.kit.i18n import language
from postventa_tui.tui import theming, words
from postventa_tui.tui.clocks import Clocks
from postventa_tui.tui.ink import Ink
from postventa_tui.tui.keys import Keymap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postventa_tui.core.tickets.rows import Status
    from postventa_tui.desk import Desk
    from postventa_tui.tui.reader import Reader
    from postventa_tui.tui.writer import Writer


MOST_NOTICES = 200


class Notice(NamedTuple):
    """A toast of this run."""

    at: int
    """Instant, UTC epoch seconds."""
    text: str


class Typed(NamedTuple):
    """A draft of this run."""

    ref: str
    kind: str
    body: str
    is_saved: bool = False


class Session:
    """One seat at the screen. Widgets get it from whoever makes them and never look for the app."""

    def __init__(self, desk: Desk, keymap: Keymap | None = None) -> None:
        self.desk = desk
        self.keymap = keymap or Keymap()
        self.writer: Writer | None = None
        """Set by the app, which knows how to call back on its own thread."""
        self.reader: Reader | None = None
        """Set by the app, too."""
        self.marks: dict[str, str] = theming.marks_for(None, ascii_only=desk.settings.ascii)
        self.palette = Ink(theming.FALLBACK_VARIABLES)
        self.clocks = Clocks(lambda name: sla.calendar(desk, name), ascii_only=desk.settings.ascii)
        self.statuses: dict[str, Status] = {}
        """Statuses of the shop by key; read before the first paint."""
        self.open_composer: Callable[[int, str, bool], None] | None = None
        """Opens the composer at once; set by the screen. A message would let the next key pass it by."""
        self.writing_elsewhere = ""
        """Who else writes on the ticket at hand, in words; "" for nobody."""
        self.stale: dict[tuple[int, str], bool] = {}
        """Changes that met another one: the same key once more goes through."""
        self.notices: deque[Notice] = deque(maxlen=MOST_NOTICES)
        """What the toasts of this run said, the newest last."""
        self.typed: dict[tuple[int, str], Typed] = {}
        """Drafts of this run by ticket and kind, should the file go away under them."""
        self._file = _identity(desk.path)
        self.last_key_at = clock.monotonic()
        self.last_key = ""
        """The key pressed last: `escape` goes back as `q` does, but never leaves the console."""

    def file_is_there(self) -> bool:
        """Say whether the shop's file is still the one that was opened."""
        return _identity(self.desk.path) == self._file

    @property
    def zone(self) -> str:
        """The business time zone."""
        return self.desk.shop.zone

    def ink(self) -> Ink:
        """Give the palette in force."""
        return self.palette

    def now(self) -> int:
        """Give the present instant, UTC epoch seconds."""
        return self.desk.clock.now()

    def repaint(self, variables: Mapping[str, str], marks: Mapping[str, str], *, no_colour: bool) -> None:
        """Take the palette and marks of another theme."""
        self.palette = Ink(variables, no_colour=no_colour, bar=marks["cursor"])
        self.marks = dict(marks)

    def ref(self, number: int) -> str:
        """Give the reference of a ticket: `PV-1042`."""
        return f"{self.desk.shop.number_prefix}{number}"

    def status_label(self, key: str) -> str:
        """Give the shop's word for a status."""
        found = self.statuses.get(key)
        if found is None or found.key == found.type:
            return words.status(key)
        return found.label_en if language() == "en" else found.label_es

    @property
    def login(self) -> str:
        """Login of the agent at the screen."""
        return self.desk.agent.login if self.desk.agent else ""

    @property
    def agent_id(self) -> int:
        """Id of the agent at the screen, 0 when nobody is."""
        return self.desk.agent.id if self.desk.agent else 0


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
