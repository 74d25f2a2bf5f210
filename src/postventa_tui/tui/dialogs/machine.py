"""The machine of a ticket on one key: its guarantee step by step, what would change it, its whole history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.returns import history
from postventa_tui.kit.i18n import _, language
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.text import Reading

if TYPE_CHECKING:
    from postventa_tui.desk import Desk
    from postventa_tui.tui.pane import Pane
    from postventa_tui.tui.ticketkeys import Target


def show_machine(pane: Pane, target: Target) -> None:
    """Show the machine of a ticket; a ticket without one says so."""

    def read(desk: Desk) -> str | None:
        found = history.of_ticket(desk, target.id)
        return None if found is None else history.explained(found, desk.shop.number_prefix, language())

    def show(text: str | None) -> None:
        if text is None:
            pane.say(_("Put a machine or a product on the ticket first (e)"))
            return
        title = _("Machine of {ref}").format(ref=pane.session.ref(target.number))
        pane.app.push_screen(Reading(pane.session, title, clean(text, lines=True)))

    pane.read("machine", read, show)
