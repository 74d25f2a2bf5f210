"""Merge two tickets, with what will be before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Input

from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import people, reading
from postventa_tui.kit import messages
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui.clocks import leading
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import cut, line
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.core.tickets.rows import Ticket
    from postventa_tui.desk import Desk
    from postventa_tui.tui.session import Session
    from postventa_tui.tui.ticketkeys import Target


class Merged(NamedTuple):
    """Which ticket goes into which, and whether other customers are meant."""

    ticket_id: int
    into_id: int
    confirm: bool


class Facts(NamedTuple):
    """What the preview says of the two tickets."""

    ticket: Ticket
    into: Ticket
    person: str
    other: str
    same_person: bool
    said: int
    said_there: int
    clock: str
    tags: str
    followers: str


class Merge(Dialog[Merged]):
    """The number of the survivor, then the preview; Tab turns the direction."""

    WIDTH = 70
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn", show=False, priority=True),
        Binding("enter", "enter", show=False, priority=True),
    ]

    def __init__(self, session: Session, targets: Sequence[Target]) -> None:
        super().__init__(session)
        self._targets = list(targets)
        self._facts: Facts | None = None
        self._pair = (targets[0].id, targets[1].id if len(targets) > 1 else 0)

    def title_words(self) -> str:
        return _("Merge tickets")

    def body(self) -> list[Widget]:
        self.preview = Lines(self.session.ink, id="merge-preview")
        self.last = Lines(self.session.ink)
        first = self.session.ref(self._targets[0].number)
        prefix = self.session.desk.shop.number_prefix
        typed = self.session.ref(self._targets[1].number) if len(self._targets) > 1 else ""
        return [
            self.words(_("{ref} goes into the ticket with this number:").format(ref=first)),
            Input(typed, placeholder=f"{prefix}…", id="into"),
            self.rule(),
            self.preview,
            self.rule(),
            self.last,
        ]

    def on_mount(self) -> None:
        self.preview.put([line(" ", (_("Type the number of the ticket that stays."), "muted"))])
        self._hint()
        if self._pair[1]:
            self._read(*self._pair)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        try:
            into = reading.get(self.session.desk, event.value.strip())
        except PostventaError as error:
            self._facts = None
            told = messages.describe(error) if event.value.strip() else ""
            self.preview.put([line(" ", (cut(told, self.WIDTH - 4), "muted"))])
            self._hint()
            return
        self._read(self._targets[0].id, into.id)

    def _read(self, ticket_id: int, into_id: int) -> None:
        self._pair = (ticket_id, into_id)
        self._facts = facts(self.session.desk, self.session, ticket_id, into_id)
        self.preview.put(preview_lines(self._facts, self.session, self.WIDTH - 2))
        self._hint()

    def _hint(self) -> None:
        if self._facts is not None and not self._facts.same_person:
            text = _("^S merges (other customers) · Tab turns the direction · Esc cancels")
        else:
            text = _("Enter merges · Tab turns the direction · Esc cancels · u undo")
        self.last.put([line(" ", cut(text, self.WIDTH - 4))])

    def action_turn(self) -> None:
        if self._facts is not None:
            self._read(self._pair[1], self._pair[0])

    def action_enter(self) -> None:
        if self._facts is not None and self._facts.same_person:
            self.dismiss(Merged(*self._pair, False))

    def action_accept(self) -> None:
        if self._facts is not None:
            self.dismiss(Merged(*self._pair, not self._facts.same_person))


def facts(desk: Desk, session: Session, ticket_id: int, into_id: int) -> Facts:
    """Read what the preview says."""
    ticket, into = reading.by_id(desk, ticket_id), reading.by_id(desk, into_id)
    person, other = (customers.survivor(desk, one.customer_id) for one in (ticket, into))
    timers = sla.timers(desk, [ticket_id, into_id])
    first = leading([one for found in timers.values() for one in found])
    clock = session.clocks.cell(first, session.now())[0].strip() if first is not None else "–"
    tags = dict.fromkeys([*reading.tags(desk, into_id), *reading.tags(desk, ticket_id)])
    followers = dict.fromkeys(login for one in (into_id, ticket_id) for _id, login in people.followers(desk, one))
    return Facts(
        ticket, into, clean(person.name, lines=False), clean(other.name, lines=False), person.id == other.id,
        len(reading.thread(desk, ticket_id).contacts), len(reading.thread(desk, into_id).contacts), clock,
        ", ".join(tags) or "–", ", ".join(followers) or "–",
    )  # fmt: skip


def preview_lines(found: Facts, session: Session, width: int) -> list[Text]:
    """Give what closes, what stays, who gets mail, which clock counts."""
    ref, into = session.ref(found.ticket.number), session.ref(found.into.number)

    def row(number: str, who: str, subject: str, end: str) -> Text:
        return line(
            " ",
            (number, "bold"),
            "  ",
            cut(f"{who} · {clean(subject, lines=False)}", width - len(number) - len(end) - 6),
            "  ",
            (end, "muted"),
        )

    lines = [
        row(ref, found.person, found.ticket.subject, _("(closes)")),
        line("    ", _("into")),
        row(into, found.other, found.into.subject, _("(stays)")),
    ]
    if not found.same_person:
        warning = _("Careful! Other customers: {one} ≠ {two}").format(one=found.person, two=found.other)
        lines.append(line(" ", (cut(warning, width - 2), "sla-breach bold")))
        only = _("Mail of {ref} will go to {name} only.").format(ref=into, name=found.other)
        lines.append(line("   ", (cut(only, width - 4), "sla-breach")))
    lines.append(line(" ", _("After merging, {ref} will have:").format(ref=into)))
    lines.append(
        line(
            "   ",
            cut(
                _("{n} messages of {into} + {m} of {ref}, by date").format(
                    n=found.said_there, into=into, m=found.said, ref=ref
                ),
                width - 4,
            ),
        )
    )
    lines.append(line("   ", cut(_("SLA: the nearest due ({clock})").format(clock=found.clock), width - 4)))
    lines.append(
        line(
            "   ",
            cut(
                _("tags: {tags} · followers: {followers}").format(tags=found.tags, followers=found.followers), width - 4
            ),
        )
    )
    return lines
