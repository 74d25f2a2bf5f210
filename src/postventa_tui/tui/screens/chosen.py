"""What the help and the palette answer: an action to run, a ticket or customer to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.i18n import _
from postventa_tui.tui import extras
from postventa_tui.tui.messages import Note, TicketOpened

if TYPE_CHECKING:
    from postventa_tui.tui.screens.parts import ConsoleParts


def run_chosen(screen: ConsoleParts, chosen: str) -> None:
    """Run what was chosen: `action NAME`, `ticket ID`, `article SLUG`, `canned SLUG`, `theme NAME`…"""
    kind, _sep, word = chosen.partition(" ")
    if kind == "action":
        screen.run_worker(screen.press(word), exit_on_error=False)
    elif kind == "ticket":
        screen.post_message(TicketOpened(int(word)))
    elif kind == "customer":
        extras.open_customer(screen, word)
    elif kind == "article":
        screen.go("articles")
        pane = screen.panes.get("articles")
        if pane is not None:
            pane.input.value = word  # type: ignore[attr-defined]
    elif kind == "theme":
        screen.app.use_theme(word)  # type: ignore[attr-defined]
        extras.keep(screen, "", "theme", word)
    elif kind == "lang":
        extras.speak(screen, word)
    elif kind == "canned":
        extras.show_canned(screen, word)
    elif kind == "do":
        _do(screen, word)


def _do(screen: ConsoleParts, word: str) -> None:
    if word == "motion":
        still = screen.app.animation_level != "none"
        screen.app.animation_level = "none" if still else "full"
        screen.post_message(Note(_("Motion is off") if still else _("Motion is on")))
    elif word == "presence":
        screen.silent = not screen.silent
        screen.post_message(Note(_("Presence is off") if screen.silent else _("Presence is on")))
    elif word == "counter":
        from postventa_tui.tui.dialogs.counter import show_counter

        show_counter(screen.queue)
    elif word in extras.DOES:
        extras.DOES[word](screen)
    elif word.startswith("mail-"):
        from postventa_tui.tui.dialogs.mail import show_mail

        show_mail(screen.queue, word.removeprefix("mail-"))
    elif word == "policies":
        from postventa_tui.tui.dialogs.clocks import show_policies

        show_policies(screen.queue)
    elif word == "linear":
        screen.post_message(Note(_("postventa queue, ticket show, search print plain lines"), 8))
    elif word == "about":
        from postventa_tui import __version__

        screen.post_message(Note(f"postventa {__version__} · MIT", 8))
