"""Why a clock is red: the ledger of a ticket on one key; and what a policy's newest version would touch."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import clocks
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.confirm import Confirm
from postventa_tui.tui.dialogs.pick import Pick
from postventa_tui.tui.dialogs.text import Reading

if TYPE_CHECKING:
    from postventa_tui.core.sla.rows import PolicyRow
    from postventa_tui.core.tickets.clocks import Touched
    from postventa_tui.tui.pane import Pane
    from postventa_tui.tui.ticketkeys import Target

MOST_SHOWN = 8


class Ledger(Reading):
    """The rows of each clock in columns; what does not fit goes on below its row."""

    WIDTH = 120

    def on_mount(self) -> None:
        width = min(self.WIDTH, self.app.size.width - 4) - 4
        for row in self._text.split("\n"):
            self._lines.extend(textwrap.wrap(row, width, subsequent_indent=" " * 6) or [""])
        self.list.set_rows(range(len(self._lines)))
        self.list.INVERSE = False  # type: ignore[misc]  # a text has no row to stand on
        self.list.focus()


def show_ledger(pane: Pane, target: Target) -> None:
    """Show why each clock of a ticket shows what it shows."""

    def show(text: str) -> None:
        title = _("Clocks of {ref}").format(ref=pane.session.ref(target.number))
        pane.app.push_screen(Ledger(pane.session, title, clean(text, lines=True)))

    pane.read("clocks", lambda desk: clocks.ledger_text(desk, target.id), show)


def show_policies(pane: Pane) -> None:
    """Choose a policy, see which tickets its newest version would touch, and apply it or not."""

    def show(rows: list[PolicyRow]) -> None:
        choices = [
            (row.policy.name, clean(row.policy.name, lines=False), f"v{row.policy.version} · {row.policy.calendar}")
            for row in rows
        ]
        if not choices:
            pane.say(_("No policies. Save one: postventa sla policy save FILE"), 8)
            return
        pane.app.push_screen(Pick(pane.session, _("Policies"), choices), chosen)

    def chosen(name: str | None) -> None:
        if name is not None:
            pane.read("policy", lambda desk: clocks.would_touch(desk, name), lambda found: _ask(pane, name, found))

    pane.read("policies", sla.policies, show)


def _ask(pane: Pane, name: str, found: list[Touched]) -> None:
    """Ask with the tickets in sight; nothing to touch is said and not asked."""
    if not found:
        pane.say(_("Every open ticket is on the newest version of «{name}»").format(name=name), 8)
        return
    shown = [f"{one.number}: {_due(pane, one.due_at)} -> {_due(pane, one.new_due_at)}" for one in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        shown.append("…")
    question = ngettext(
        "Apply the newest version of «{name}» to {n} ticket?",
        "Apply the newest version of «{name}» to {n} tickets?",
        len(found),
    ).format(name=name, n=len(found))

    def answered(yes: bool | None) -> None:
        if yes:
            pane.run_then(lambda desk: clocks.apply_newest(desk, name), said)

    def said(done: int) -> None:
        undo = pane.session.keymap.show("app.undo")
        text = ngettext("{n} ticket", "{n} tickets", done).format(n=done)
        pane.toast(f"«{name}»: {text} · {undo} {_('undo')}")

    pane.app.push_screen(Confirm(pane.session, "\n".join([question, *shown]), title=_("Policies")), answered)


def _due(pane: Pane, at: int | None) -> str:
    from postventa_tui.kit import moments

    return "–" if at is None else moments.show(at, pane.session.zone)
