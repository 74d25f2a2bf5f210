"""Opens the dialogs of the ticket letters and hands their answers to the verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.tui.ticketkeys import Target, TicketPane


def open_dialog(pane: TicketPane, name: str, targets: Sequence[Target]) -> None:
    """Open the dialog of an action on some tickets; each module is loaded at its first use."""
    opener = {
        "snooze": _snooze,
        "assign": _assign,
        "tags": _tags,
        "edit": _edit,
        "rma": _rma,
        "merge": _merge,
        "split": _split,
        "call": _call,
    }[name]
    opener(pane, list(targets))


def _snooze(pane: TicketPane, targets: list[Target]) -> None:
    from postventa_tui.tui.dialogs.snooze import Snooze, Snoozed

    def answered(answer: Snoozed | None) -> None:
        if answer is not None:
            pane.work.snooze(targets, answer.until, answer.when)
            pane.done()

    pane.app.push_screen(Snooze(pane.session, targets), answered)


def _assign(pane: TicketPane, targets: list[Target]) -> None:
    from postventa_tui.tui.dialogs.assign import Assign, Assigned

    def answered(answer: Assigned | None) -> None:
        if answer is not None:
            pane.work.assign(targets, answer.agent_id, answer.team_id, answer.name, answer.note)
            pane.done()

    pane.app.push_screen(Assign(pane.session, targets), answered)


def _tags(pane: TicketPane, targets: list[Target]) -> None:
    from postventa_tui.tui.dialogs.tags import Tagged, Tags

    def answered(answer: Tagged | None) -> None:
        if answer is not None and (answer.add or answer.remove):
            pane.work.tag(targets, answer.add, answer.remove)
            pane.done()

    pane.app.push_screen(Tags(pane.session, targets), answered)


def _edit(pane: TicketPane, targets: list[Target]) -> None:
    from postventa_tui.tui.dialogs.edit import Edit

    def answered(values: dict[str, str | int | None] | None) -> None:
        if values:
            pane.work.edit(targets[0], values)

    pane.app.push_screen(Edit(pane.session, targets[0]), answered)


def _rma(pane: TicketPane, targets: list[Target]) -> None:
    from postventa_tui.tui.dialogs.rma import Rma, Wanted

    def answered(wanted: Wanted | None) -> None:
        if wanted is not None:
            pane.work.rma(targets[0], wanted)

    pane.app.push_screen(Rma(pane.session, targets[0]), answered)


def _merge(pane: TicketPane, targets: list[Target]) -> None:
    from postventa_tui.tui.dialogs.merge import Merge, Merged

    def answered(answer: Merged | None) -> None:
        if answer is not None:
            pane.work.merge(answer)
            pane.done()

    pane.app.push_screen(Merge(pane.session, targets), answered)


def _split(pane: TicketPane, targets: list[Target]) -> None:
    chosen = pane.chosen_messages()
    if not chosen:
        pane.say(_("Mark the messages that go to a new ticket with space, then press the key again"), 8)
        return
    from postventa_tui.tui.dialogs.ask import Ask

    title = _("Split {n} messages into a new ticket").format(n=len(chosen))

    def answered(subject: str | None) -> None:
        if subject is not None:
            pane.work.split(targets[0], chosen, subject.strip())
            pane.done()

    pane.app.push_screen(Ask(pane.session, title, _("subject; empty: as it is")), answered)


def _call(pane: TicketPane, targets: list[Target]) -> None:
    from postventa_tui.tui.dialogs.call import Call, Called

    def answered(answer: Called | None) -> None:
        if answer is not None:
            pane.work.call(answer)

    pane.app.push_screen(Call(pane.session), answered)
