"""What the program never does by itself, and its toasts: two on the screen, all of them in a list to read later."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.app import App, SuspendNotSupported

from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean
from postventa_tui.tui import restricted
from postventa_tui.tui.session import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.notifications import SeverityLevel

    from postventa_tui.tui.session import Session

MOST_SHOWN = 2


class BaseApp(App[int], inherit_bindings=False):
    """A program that keeps to what its seat allows and remembers what its toasts said."""

    session: Session

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast and keep its words; never read as markup, whoever asks."""
        self.session.notices.append(Notice(self.session.now(), clean(message, lines=False)))
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def _refresh_notifications(self) -> None:
        # The older ones give way: more than two would cover the work.
        for old in list(self._notifications)[:-MOST_SHOWN]:
            self._unnotify(old, refresh=False)
        super()._refresh_notifications()

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        if self.session.desk.settings.restricted and restricted.refuses(action):
            self.notify(_("Off in restricted mode"), markup=False)
            return False
        return await super().run_action(action, default_namespace, namespaces)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Step aside for another program; never in restricted mode."""
        if self.session.desk.settings.restricted:
            raise SuspendNotSupported("restricted")
        with super().suspend():
            yield

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Do nothing: the program opens no address, of its own or of a customer's text."""
