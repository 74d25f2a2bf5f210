"""The line above the footer: file, agent, connection and mail; draft and clock at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.reactive import reactive
from textual.widget import Widget

from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.tui.ink import Ink, cut, line

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text
    from textual.strip import Strip

SHORT_BELOW = 100


class Status(NamedTuple):
    """What the status bar says."""

    file: str = ""
    agent: str = ""
    link: str = "live"
    """State of the database: live, read_only, busy, full or gone."""
    busy_s: int = 0
    outgoing: int = 0
    failed: int = 0
    draft: str = ""
    """Number of the ticket whose draft is open."""
    clock: str = ""
    warning: str = ""
    """What wants a hand before long: no copies, a disk nearly full."""
    note: str = ""
    """A sentence that stands for some seconds in place of the left part."""


def _link(status: Status, live: str, short: bool) -> str:
    if status.link == "read_only":
        return _("◌ read only")
    if status.link == "busy":
        return _("✕ database busy {s} s").format(s=status.busy_s)
    if status.link == "full":
        return _("✕ disk full")
    if status.link == "gone":
        return _("✕ no database")
    return live if short else _("{mark} live").format(mark=live)


def _mail(status: Status, short: bool) -> str:
    if status.failed:
        return _("✕ mail: {n} failed").format(n=status.failed)
    if short:
        return _("mail {n}").format(n=status.outgoing) if status.outgoing else ""
    if not status.outgoing:
        return ""
    return ngettext("mail: {n} to send", "mail: {n} to send", status.outgoing).format(n=status.outgoing)


def status_line(status: Status, width: int, *, live: str = "●") -> Text:
    """Give the status bar in `width` cells; short words below 100 columns."""
    short = width < SHORT_BELOW
    words = [status.file, status.agent, _link(status, live, short), _mail(status, short)]
    left = status.note or " · ".join(word for word in words if word)
    draft = _("draft {number}").format(number=status.draft) if status.draft else ""
    right = "  ".join(word for word in (draft, status.clock) if word)
    warning = "" if status.note or not status.warning else f"  ! {status.warning}"
    left = cut(left, width - cell_len(right) - cell_len(warning) - 4)
    role = "strong" if status.note else "sla-breach" if status.link in ("busy", "full", "gone") else "muted"
    gap = width - cell_len(left) - cell_len(warning) - cell_len(right) - 2
    return line(" ", (left, role), (warning, "sla-warn"), " " * max(gap, 1), (right, "muted"), " ")


class StatusBar(Widget):
    """One line that changes only when its words change."""

    DEFAULT_CSS = """
    StatusBar { height: 1; width: 1fr; background: $background; }
    """

    status: reactive[Status] = reactive(Status())
    """The facts shown."""

    def __init__(self, ink: Callable[[], Ink], *, live: Callable[[], str]) -> None:
        super().__init__(id="status")
        self._ink = ink
        self._live = live

    def say(self, sentence: str, seconds: float = 4) -> None:
        """Show a sentence for some seconds."""
        self.status = self.status._replace(note=sentence)
        self.set_timer(seconds, lambda: self._unsay(sentence))

    def _unsay(self, sentence: str) -> None:
        if self.status.note == sentence:
            self.status = self.status._replace(note="")

    def put(self, **facts: object) -> None:
        """Change some facts."""
        self.status = self.status._replace(**facts)  # type: ignore[arg-type]  # names are checked by the tuple

    def render_line(self, y: int) -> Strip:
        text = status_line(self.status, self.size.width, live=self._live())
        return self._ink().strip(text, self.size.width)
