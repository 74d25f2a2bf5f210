"""The verbs behind the letters, run on the writer thread with one sentence about the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import calls, fields, merging, people, reading, tagging
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.kit.errors import Conflict, PostventaError
from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.tui import words
from postventa_tui.tui.messages import TicketOpened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk
    from postventa_tui.tui.dialogs.call import Called
    from postventa_tui.tui.dialogs.merge import Merged
    from postventa_tui.tui.dialogs.rma import Wanted
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

    def edit(self, target: Target, values: Mapping[str, str | int | None]) -> None:
        """Change fields of a ticket."""
        self.each(
            [target], lambda desk, one: fields.set_fields(desk, one.id, values, one.version), _("{ref} is changed")
        )

    def merge(self, wanted: Merged) -> None:
        """Point one ticket at another."""
        session = self._pane.session

        def done(into: Ticket) -> None:
            undo = session.keymap.show("app.undo")
            self._pane.toast(_("Merged into {ref} · {key} undo").format(ref=session.ref(into.number), key=undo))
            self._pane.post_message(TicketOpened(into.id))

        self._pane.run_then(
            lambda desk: merging.merge(desk, wanted.ticket_id, wanted.into_id, confirm=wanted.confirm), done
        )

    def split(self, target: Target, interaction_ids: Sequence[int], subject: str) -> None:
        """Move messages to a new ticket."""
        session = self._pane.session

        def done(new: Ticket) -> None:
            undo = session.keymap.show("app.undo")
            self._pane.toast(_("New ticket {ref} · {key} undo").format(ref=session.ref(new.number), key=undo))

        self._pane.run_then(lambda desk: merging.split(desk, target.id, interaction_ids, subject or None), done)

    def rma(self, target: Target, wanted: Wanted) -> None:
        """Open a return on a ticket."""
        from postventa_tui.core.returns import service as returns
        from postventa_tui.core.returns.model import NewLine, NewRma

        def job(desk: Desk) -> str:
            new = NewRma(
                target.id,
                (NewLine(wanted.asked, wanted.asset_id, None if wanted.asset_id else wanted.product_id),),
                wanted.reason or None,
                wanted.pickup,
                wanted.due_on,
            )
            return returns.open_rma(desk, new).ref

        def done(ref: str) -> None:
            undo = self._pane.session.keymap.show("app.undo")
            self._pane.toast(_("{ref} is created · {key} undo").format(ref=ref, key=undo))

        self._pane.run_then(job, done)

    def call(self, called: Called) -> None:
        """Keep a call: on the open ticket, or on a new one of a known or a new customer."""
        session = self._pane.session

        def done(ticket: Ticket) -> None:
            self._pane.toast(_("The call is on {ref}").format(ref=session.ref(ticket.number)))
            self._pane.post_message(TicketOpened(ticket.id))

        self._pane.run_then(lambda desk: keep_call(desk, called), done)


def keep_call(desk: Desk, called: Called) -> Ticket:
    """Write a call in one unit; gives its ticket."""
    with desk.transaction("ticket.call"):
        if called.ticket_id is not None:
            calls.call(desk, called.ticket_id, "in", "answered", seconds=called.seconds, text=called.note)
            return reading.by_id(desk, called.ticket_id)
        customer_id = called.customer_id
        if customer_id is None:
            customer_id = _new_customer(desk, called.who)
        subject = called.subject or called.note.split("\n")[0] or _("Call")
        ticket = tickets.create(desk, NewTicket(customer_id, subject, "phone"))
        calls.call(desk, ticket.id, "in", "answered", seconds=called.seconds, text=called.note)
        return reading.by_id(desk, ticket.id)


def _new_customer(desk: Desk, who: str) -> int:
    digits = "".join(char for char in who if char.isdigit())
    if len(digits) >= 6:
        name = "".join(char for char in who if not char.isdigit() and char not in "+-()").strip()
        return customers.create(desk, {"display": name or who}, {"phone": digits})
    return customers.create(desk, {"display": who})
