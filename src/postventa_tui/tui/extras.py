"""Commands of the palette that have no key: language, export, failed mail, notices, suspend."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from postventa_tui import settings
from postventa_tui.core.tickets import outbox
from postventa_tui.kit import i18n, messages, moments
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.kit.text import fold
from postventa_tui.tui.messages import Note

if TYPE_CHECKING:
    from collections.abc import Callable

    from postventa_tui.desk import Desk
    from postventa_tui.tui.screens.parts import ConsoleParts

_LOG = logging.getLogger("postventa.console")


def keep(screen: ConsoleParts, table: str, key: str, value: str | int) -> None:
    """Keep a choice in the person's own settings; a console without such a file keeps it for this run only."""
    writer = screen.session.writer
    if writer is None or screen.session.desk.settings.restricted:
        return

    def failed(error: BaseException) -> None:
        if isinstance(error, PostventaError):
            screen.post_message(Note(messages.describe(error), 8))
        else:
            _LOG.error("settings", exc_info=error)

    writer.put(lambda: settings.save(table, key, value), failed=failed)


def speak(screen: ConsoleParts, code: str) -> None:
    """Go on in another language: the screen is made anew, drafts and the ticket at hand stay."""
    screen.composer.put_away()
    i18n.set_language(code)
    keep(screen, "", "lang", code)
    screen.call_later(screen.rebuild)


def show_canned(screen: ConsoleParts, slug: str) -> None:
    """Show one canned reply in its pane, ready for Enter."""
    screen.go("canned")
    pane = screen.panes.get("canned")
    if pane is not None:
        pane.input.value = slug  # type: ignore[attr-defined]  # a pane with a search line


def show_notices(screen: ConsoleParts) -> None:
    """Show what the toasts of this run said, the newest first."""
    from postventa_tui.tui.dialogs.text import Reading

    zone = screen.session.zone
    told = [f"{moments.show(one.at, zone)}  {one.text}" for one in reversed(screen.session.notices)]
    if told:
        screen.app.push_screen(Reading(screen.session, _("Notices"), "\n".join(told)))
    else:
        screen.post_message(Note(_("No notices yet")))


def retry_failed(screen: ConsoleParts) -> None:
    """Send all mail again that failed; mail in doubt is decided one by one in the outbox."""

    def again(desk: Desk) -> int:
        failed = outbox.in_state(desk, "failed")
        for row in failed:
            outbox.send_again(desk, row.id)
        return len(failed)

    def told(done: int) -> None:
        said = ngettext("{n} message will leave again", "{n} messages will leave again", done).format(n=done)
        screen.conversation.say(said if done else _("No mail has failed"))

    screen.conversation.run_then(again, told)


def export(screen: ConsoleParts) -> None:
    """Ask for a file and write the view as it is listed, all of its tickets."""
    if screen.session.desk.settings.restricted:
        screen.post_message(Note(_("Off in restricted mode")))
        return
    from postventa_tui.tui.dialogs.ask import Ask

    at = moments.show(screen.session.now(), screen.session.zone)
    stamp = "".join(char for char in at if char.isdigit())
    proposed = os.path.join("~", f"{fold(_('Queue'))}-{stamp}.csv")
    screen.app.push_screen(
        Ask(screen.session, _("Export this view to a CSV file"), value=proposed),
        lambda path: _export_to(screen, path.strip()) if path and path.strip() else None,
    )


def _export_to(screen: ConsoleParts, path: str) -> None:
    from postventa_tui.tui import viewfile

    state = screen.queue.state
    view, query, where = state.view, state.query, os.path.expanduser(path)

    def told(done: int) -> None:
        said = ngettext("{n} ticket is in {path}", "{n} tickets are in {path}", done)
        screen.queue.toast(said.format(n=done, path=where))

    screen.queue.run_then(lambda desk: viewfile.write(desk, view, query, where), told)


def suspend(screen: ConsoleParts) -> None:
    """Give the terminal back to the shell until `fg`; never in restricted mode."""
    app = screen.app
    driver = app._driver
    if screen.session.desk.settings.restricted:
        screen.post_message(Note(_("Off in restricted mode")))
        return
    screen.composer.rescue()
    try:
        if driver is None or not driver.can_suspend:
            raise SuspendNotSupported("no terminal")
        app.action_suspend_process()
    except SuspendNotSupported:
        screen.post_message(Note(_("This terminal cannot be given back")))


DOES: dict[str, Callable[[ConsoleParts], None]] = {
    "mail-failed": retry_failed,
    "notices": show_notices,
    "export": export,
    "suspend": suspend,
}
"""Commands without a key, by their word in the palette."""


def open_customer(screen: ConsoleParts, word: str) -> None:
    """Show every ticket of `ID NAME`; she was reached by no ticket of hers, so the journal tells who looked."""
    from postventa_tui.core.custody.privacy import access

    number, _sep, name = word.partition(" ")
    desk, writer = screen.session.desk, screen.session.writer
    if writer is not None:
        writer.put(lambda: access.opened(desk, int(number)), failed=lambda _error: None)
    screen.queue.show_view("all", f'cliente:"{name}"')
    screen.go("queue")
