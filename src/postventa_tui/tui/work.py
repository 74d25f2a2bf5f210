"""The verbs behind the letters, run on the writer thread with one sentence about the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import fields, people, tagging
from postventa_tui.kit.errors import Conflict, PostventaError
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.tui import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postventa_tui.desk import Desk
    from postventa_tui.tui.ticketkeys import Target, TicketPane

PRIORITIES = ("low", "normal", "high", "urgent")


class Work:
    """Verbs of one pane on one or more tickets; each ticket is a unit of its own."""

    def __init__(self, pane: TicketPane) -> None:
        self._pane = pane

    def each(
        self,
        targets: Sequence[Target],
        verb: Callable[[Desk, Target], object],
        said: str,
        *,
        stale: Callable[[Conflict], bool] | None = None,
    ) -> None:
        """Run a verb on each ticket; the toast says it once, with `u` to take it back.

        Args:
            said: Sentence with {ref} or {n}.
        """

        def job(desk: Desk) -> int:
            done = 0
            for target in targets:
                verb(desk, target)
                done += 1
            return done

        def then(done: int) -> None:
            ref = self._pane.session.ref(targets[0].number)
            text = (
                said.format(ref=ref)
                if done == 1
                else ngettext("{n} ticket", "{n} tickets", done).format(n=done) + ": " + said.format(ref="").strip()
            )
            undo = self._pane.session.keymap.show("app.undo")
            self._pane.toast(f"{text} · {undo} {_('undo')}")

        def failed(error: PostventaError) -> bool:
            return isinstance(error, Conflict) and stale is not None and stale(error)

        self._pane.run_then(job, then, failed=failed)

    def status(self, targets: Sequence[Target], to: str) -> None:
        """Give tickets another status; a ticket changed by somebody else in the meantime asks for the key again."""
        versions = self._pane.session.stale
        said = {
            "pending": _("{ref} is pending"),
            "on_hold": _("{ref} is on hold"),
            "open": _("{ref} is open"),
            "solved": _("{ref} is solved"),
        }[to]

        def verb(desk: Desk, target: Target) -> object:
            seen = versions.pop((target.id, to), None)
            return fields.set_status(desk, target.id, to, None if seen else target.version)

        def stale(error: Conflict) -> bool:
            for target in targets:
                versions[(target.id, to)] = True
            self._pane.say(
                _("It was changed by somebody else. The same key again makes it {status}").format(
                    status=words.status(to)
                ),
                8,
            )
            return True

        self.each(targets, verb, said, stale=stale)

    def take(self, targets: Sequence[Target]) -> None:
        """Give tickets to the agent at the screen."""
        self.each(targets, lambda desk, target: people.take(desk, target.id), _("{ref} is yours"))

    def assign(
        self, targets: Sequence[Target], agent_id: int | None, team_id: int | None, name: str, note: str
    ) -> None:
        """Give tickets to an agent, a team or nobody, with a note for who gets them."""

        def verb(desk: Desk, target: Target) -> object:
            from postventa_tui.core.tickets import service as tickets

            with desk.transaction("ticket.assign"):
                if team_id is not None:
                    people.assign_team(desk, target.id, team_id)
                else:
                    people.assign(desk, target.id, agent_id, clear_team=True)
                if note.strip():
                    tickets.note(desk, target.id, note)
            return None

        said = _("{ref} goes to {name}").replace("{name}", name) if name else _("{ref} is unassigned")
        self.each(targets, verb, said)

    def priority(self, targets: Sequence[Target], by: int) -> None:
        """Move priorities one step."""

        def verb(desk: Desk, target: Target) -> object:
            at = PRIORITIES.index(target.priority) + by
            return fields.set_priority(desk, target.id, PRIORITIES[max(0, min(at, len(PRIORITIES) - 1))])

        self.each(targets, verb, _("{ref}: more urgent") if by > 0 else _("{ref}: less urgent"))

    def follow(self, targets: Sequence[Target]) -> None:
        """Follow tickets, or follow them no longer when all are followed already."""
        me = self._pane.session.agent_id

        def verb(desk: Desk, target: Target) -> object:
            following = any(agent_id == me for agent_id, _login in people.followers(desk, target.id))
            people.follow(desk, target.id, on=not following)
            return None

        self.each(targets, verb, _("{ref}: follow changed"))

    def spam(self, targets: Sequence[Target]) -> None:
        """Say that tickets are no work."""
        self.each(targets, lambda desk, target: fields.mark_spam(desk, target.id), _("{ref} is spam"))

    def snooze(self, targets: Sequence[Target], until: int, when: str) -> None:
        """Hide tickets until an instant."""
        said = _("{ref} snoozed until {when}").replace("{when}", when)
        self.each(targets, lambda desk, target: fields.snooze(desk, target.id, until), said)

    def tag(self, targets: Sequence[Target], add: Sequence[str], remove: Sequence[str]) -> None:
        """Put tags on tickets and take others off."""
        self.each(targets, lambda desk, target: tagging.tag(desk, target.id, add, remove), _("{ref}: tags changed"))
