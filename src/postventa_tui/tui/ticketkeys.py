"""Actions on tickets that the list and the conversation share: one letter does the same in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.tui import words
from postventa_tui.tui.listkeys import ListPane
from postventa_tui.tui.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable


class Target(NamedTuple):
    """A ticket an action works on; loaded values only."""

    id: int
    number: int
    subject: str
    status_type: str
    priority: str
    customer: str
    assignee: str
    version: int


WRITES = frozenset(
    [
        "reply",
        "note",
        "canned",
        "status",
        "snooze",
        "assign",
        "mine",
        "priority",
        "tags",
        "watch",
        "edit",
        "rma",
        "merge",
        "split",
        "spam",
    ]
)
FINAL = frozenset({"closed", "merged"})


class TicketPane(ListPane):
    """A pane with one or more tickets at hand."""

    def targets(self) -> list[Target]:
        """Give the marked tickets, else the one at hand."""
        return []

    def chosen_messages(self) -> list[int]:
        """Give the messages marked for a split."""
        return []

    def done(self) -> None:
        """Take marks away after an action on all marked tickets."""

    def why_not(self, action: str) -> str | None:
        name = action.partition("(")[0]
        if name not in WRITES:
            return None
        targets = self.targets()
        if not targets:
            return _("No ticket here")
        if self.session.desk.read_only or not self.session.desk.may("agent"):
            return _("Read only")
        return self._why_not_for(action, targets[0]) if len(targets) == 1 else None

    def _why_not_for(self, action: str, target: Target) -> str | None:
        if target.status_type in FINAL and not action.startswith("watch"):
            return _("{ref} is {status}").format(
                ref=self.session.ref(target.number), status=words.status(target.status_type)
            )
        if action == "status('solved')" and target.status_type == "solved":
            return _("It is solved already")
        if action == "status('pending')" and target.status_type == "pending":
            return _("It is pending already")
        if action == "mine" and target.assignee == self.session.login:
            return _("It is yours already")
        return None

    def with_targets(self, action: str, effect: str, run: Callable[[list[Target]], None]) -> None:
        """Run an action on the tickets at hand; on several of them it says so first.

        Args:
            effect: What happens, with {n} for the number of tickets: asked when there are several.
        """
        if self.off(action):
            return
        targets = self.targets()
        if len(targets) == 1:
            run(targets)
            return
        from postventa_tui.tui.dialogs.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                run(targets)
                self.done()

        self.app.push_screen(Confirm(self.session, effect.format(n=len(targets))), answered)

    @property
    def work(self) -> Work:
        """The verbs of this pane on the writer thread."""
        return Work(self)

    def action_reply(self) -> None:
        self._write("reply")

    def action_note(self) -> None:
        self._write("note")

    def action_canned(self) -> None:
        self._write("canned")

    def _write(self, action: str) -> None:
        if self.off(action):
            return
        kind = "note" if action == "note" else "reply"
        if self.session.open_composer is not None:
            self.session.open_composer(self.targets()[0].id, kind, action == "canned")

    def action_status(self, to: str) -> None:
        effect = {
            "pending": _("Set {n} tickets to pending?"),
            "on_hold": _("Set {n} tickets on hold?"),
            "open": _("Open {n} tickets again?"),
            "solved": _("Solve {n} tickets?"),
        }[to]
        self.with_targets(f"status('{to}')", effect, lambda tickets: self.work.status(tickets, to))

    def action_mine(self) -> None:
        self.with_targets("mine", _("Take {n} tickets?"), self.work.take)

    def action_priority(self, by: int) -> None:
        effect = _("Raise the priority of {n} tickets?") if by > 0 else _("Lower the priority of {n} tickets?")
        self.with_targets("priority", effect, lambda tickets: self.work.priority(tickets, by))

    def action_watch(self) -> None:
        self.with_targets("watch", _("Follow {n} tickets?"), self.work.follow)

    def action_spam(self) -> None:
        if self.off("spam"):
            return
        from postventa_tui.tui.dialogs.confirm import Confirm

        targets = self.targets()
        if len(targets) == 1:
            text = _("Mark {ref} as spam?").format(ref=self.session.ref(targets[0].number))
        else:
            text = _("Mark {n} tickets as spam?").format(n=len(targets))
        self.app.push_screen(Confirm(self.session, text), lambda yes: self.work.spam(targets) if yes else None)

    def action_clocks(self) -> None:
        from postventa_tui.tui.dialogs.clocks import show_ledger

        targets = self.targets()
        if targets:
            show_ledger(self, targets[0])
        else:
            self.say(_("No ticket here"))

    def action_machine(self) -> None:
        from postventa_tui.tui.dialogs.machine import show_machine

        targets = self.targets()
        if targets:
            show_machine(self, targets[0])
        else:
            self.say(_("No ticket here"))

    def action_copy(self) -> None:
        if (targets := self.targets()) and not self.off("copy"):
            self.copy(" ".join(self.session.ref(target.number) for target in targets))

    def copy(self, text: str) -> None:
        """Put a text into the clipboard of the terminal."""
        if not self.session.desk.settings.clipboard:
            self.say(_("The clipboard is off"))
            return
        self.app.copy_to_clipboard(text)
        self.toast(_("copied (if the terminal allows it)"))


class AskingPane(TicketPane):
    """Letters that ask first: each opens its dialog on the tickets at hand."""

    def action_snooze(self) -> None:
        self._dialog("snooze", _("Snooze {n} tickets?"))

    def action_assign(self) -> None:
        self._dialog("assign", _("Assign {n} tickets?"))

    def action_tags(self) -> None:
        self._dialog("tags", _("Tag {n} tickets?"))

    def action_edit(self) -> None:
        self._dialog("edit", "")

    def action_rma(self) -> None:
        self._dialog("rma", "")

    def action_merge(self) -> None:
        self._dialog("merge", "")

    def action_split(self) -> None:
        self._dialog("split", "")

    def _dialog(self, name: str, effect: str) -> None:
        """Open a dialog; several tickets go only where the dialog says for how many."""
        if self.off(name):
            return
        from postventa_tui.tui.dialogs import opening

        targets = self.targets() if effect or name == "merge" else self.targets()[:1]
        opening.open_dialog(self, name, targets)
