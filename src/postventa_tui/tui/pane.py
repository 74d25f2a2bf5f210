"""What every pane has: its session, its keys' words, verbs on the writer thread, reads aside."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar

from textual.widget import Widget

from postventa_tui.kit import messages
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _
from postventa_tui.tui.messages import FactsChanged, LineBroken, Note
from postventa_tui.tui.widgets.footer import Item
from postventa_tui.tui.widgets.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.desk import Desk
    from postventa_tui.tui.bridge import DeskChanged
    from postventa_tui.tui.session import Session

P = ParamSpec("P")
T = TypeVar("T")
_LOG = logging.getLogger("postventa.console")
FILE_FAULTS = frozenset(
    ["database_busy", "disk_full", "database_moved", "database_missing", "database_unreadable", "read_only", "io_error"]
)


class Pane(Widget):
    """A part of the console with its own actions and writes. It knows neither screen nor other panes."""

    NAME: ClassVar[str] = ""
    """Name of the pane in the layout, in `keys.PLACES` and in bindings."""
    WATCHES: ClassVar[frozenset[str]] = frozenset()
    """Tables whose changes make the pane read again."""
    FOOTER: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Ids of the actions in the footer, in order, with their words (English keys)."""

    DEFAULT_CSS = """
    Pane { width: 1fr; height: 1fr; background: $background; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(id=f"pane-{self.NAME}")
        self.session = session

    def focus_inside(self) -> None:
        """Give the focus to the part of the pane that takes keys, at once: the next key is for it."""
        self.screen.set_focus(self)

    @property
    def is_alive(self) -> bool:
        """Whether the pane can still draw: an answer may come back after the console has begun to close."""
        return self.is_running and self.is_attached and bool(self.children)

    def retitle(self, left: str, right: str = "") -> None:
        """Change the words of the frame around the pane."""
        for node in self.ancestors:
            if isinstance(node, Frame):
                node.left, node.right = left, right
                return

    def why_not(self, action: str) -> str | None:
        """Give the reason why an action is off, None when it may run. Loaded values only, no SQL."""
        return None

    def off(self, action: str) -> bool:
        """Say whether an action is off, and tell the agent why."""
        reason = self.why_not(action)
        if reason is not None:
            self.post_message(Note(reason))
        return reason is not None

    def footer_items(self) -> tuple[Item, ...]:
        """Give the actions of the footer with the keys in force."""
        from postventa_tui.tui.keys import DEFAULTS, show_pair

        keymap = self.session.keymap
        return tuple(
            Item(
                show_pair(keymap, name), _(word), DEFAULTS[name].action, self.why_not(DEFAULTS[name].action) is not None
            )
            for name, word in self.FOOTER
            if keymap.show(name)
        )

    def desk_changed(self, change: DeskChanged) -> None:
        """Take committed changes of a table the pane watches."""

    def tick(self, now: int) -> None:
        """Take the present second."""

    def facts_changed(self) -> None:
        """Let footer and status bar be drawn from the pane's present facts."""
        self.post_message(FactsChanged())

    def say(self, sentence: str, seconds: float = 4) -> None:
        """Show a sentence in the status bar."""
        self.post_message(Note(sentence, seconds))

    def toast(self, text: str, *, seconds: float = 4, fault: bool = False) -> None:
        """Show a toast; the text is never read as markup."""
        self.app.notify(text, timeout=seconds, markup=False, severity="error" if fault else "information")

    def run_verb(
        self,
        verb: Callable[Concatenate[Desk, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Run a verb of a service on the writer thread and forget its result."""
        self.run_then(lambda desk: verb(desk, *args, **kwargs), None)

    def run_then(
        self,
        job: Callable[[Desk], T],
        then: Callable[[T], None] | None,
        *,
        failed: Callable[[PostventaError], bool] | None = None,
    ) -> None:
        """Run a job on the writer thread, in the order of the keys.

        Args:
            then: Takes the result on the drawing thread.
            failed: Takes an error; gives True when it has told the agent itself.
        """
        desk = self.session.desk
        writer = self.session.writer
        if writer is None:
            return

        def told(error: BaseException) -> None:
            if not self.is_alive:
                _LOG.error("after the end", exc_info=error)
                return
            if isinstance(error, PostventaError) and failed is not None and failed(error):
                return
            self.tell_error(error, again=lambda: self.run_then(job, then, failed=failed))

        def done(result: Any) -> None:
            if then is not None and self.is_alive:
                then(result)

        writer.put(lambda: job(desk), then=done, failed=told)

    def read(self, name: str, run: Callable[[Desk], T], then: Callable[[T], None], *, quiet: bool = False) -> None:
        """Read aside; of several reads of one name only the newest is told."""
        desk = self.session.desk
        reader = self.session.reader
        if reader is not None:
            reader.put(
                f"{self.NAME}.{name}",
                lambda: run(desk),
                lambda result: then(result) if self.is_alive else None,
                lambda error: None if quiet or not self.is_alive else self.tell_error(error),
            )

    def tell_error(self, error: BaseException, again: Callable[[], None] | None = None) -> None:
        """Tell the agent what went wrong: a fault of the file as such, a refusal as a toast."""
        if not isinstance(error, PostventaError):
            _LOG.error("unexpected", exc_info=error)
            self.toast(_("Unexpected error; see the log: {error}").format(error=type(error).__name__), fault=True)
            return
        sentence = messages.describe(error)
        if error.code in FILE_FAULTS:
            self.post_message(LineBroken(error.code, sentence, again))
        else:
            self.toast(sentence, fault=True)
