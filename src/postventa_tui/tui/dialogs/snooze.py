"""Hide a ticket until a time: four ready answers, or words for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import timing
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.tui import words as said
from postventa_tui.tui.clocks import leading
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import fit, line, wrap
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.tui.session import Session
    from postventa_tui.tui.ticketkeys import Target

FAR_S = 10 * 366 * 86_400
DAY_S = 86_400


class Snoozed(NamedTuple):
    """Until when, and how it is said."""

    until: int
    when: str


class Snooze(Dialog[Snoozed]):
    """When a ticket comes back to the queue. Digits choose at once while the field is empty."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, session: Session, targets: Sequence[Target]) -> None:
        super().__init__(session)
        self._targets = list(targets)
        self._at = 0
        self._choices = self._ready()

    def title_words(self) -> str:
        if len(self._targets) == 1:
            return _("Snooze {ref}").format(ref=self.session.ref(self._targets[0].number))
        return _("Snooze {n} tickets").format(n=len(self._targets))

    def _ready(self) -> list[tuple[str, int, str]]:
        desk, now = self.session.desk, self.session.now()
        tomorrow = timing.opening(desk, self._start_of_day(now + DAY_S))
        monday = timing.opening(desk, self._start_of_day(now + DAY_S * self._to_monday(now)))
        return [
            (_("in 2 hours"), now + 7200, self._when(now + 7200)),
            (_("tomorrow, first thing"), tomorrow, self._when(tomorrow)),
            (_("next Monday"), monday, self._when(monday)),
            (_("when the customer answers"), now + FAR_S - 1, ""),
        ]

    def _start_of_day(self, at: int) -> int:
        from postventa_tui.kit import moments

        return moments.start_of_day(moments.local_date(at, self.session.zone), self.session.zone)

    def _to_monday(self, now: int) -> int:
        import datetime

        from postventa_tui.kit import moments

        weekday = datetime.date.fromisoformat(moments.local_date(now, self.session.zone)).weekday()
        return 7 - weekday

    def _when(self, at: int) -> str:
        return said.soon(at, self.session.zone, self.session.now())

    def body(self) -> list[Widget]:
        self.list = Lines(self.session.ink, id="snooze-list", pressed=self._pressed)
        self.told = Lines(self.session.ink, id="snooze-when")
        self.told.styles.width = 24
        prompt = Lines(self.session.ink)
        prompt.styles.width = 6
        prompt.put([line("   ", ("›", "primary"), "  ")])
        row = Horizontal(prompt, Input(self.kept().get("when", ""), id="when"), self.told, classes="field")
        parts: list[Widget] = [self.words(_("Back in the queue:")), self.list, row, self.rule()]
        warning = self._warning()
        if warning:
            parts += [self.words(*wrap(warning, self.WIDTH - 4), role="sla-warn"), self.rule()]
        return [*parts, self.words(_("Enter snoozes · 1-4 at once · Esc cancels"))]

    def on_mount(self) -> None:
        self._draw()

    def _draw(self) -> None:
        lines: list[Text] = []
        for number, (words, _until, when) in enumerate(self._choices, 1):
            bar = self.session.marks["cursor"] if number - 1 == self._at else " "
            lines.append(line(" ", bar, f" {number}  ", fit(words, 28), (when, "muted")))
        self.list.put(lines)

    def _warning(self) -> str:
        """Give the sentence about a clock that ends before the ticket comes back."""
        if len(self._targets) != 1:
            return ""
        desk = self.session.desk
        timer = leading(sla.timers(desk, [self._targets[0].id]).get(self._targets[0].id, []))
        if timer is None or timer.due_at is None or timer.state == "paused":
            return ""
        name = {"resolution": _("the solution")}.get(timer.kind, _("the answer"))
        return _("SLA: {clock} is due {when}. Answer or set it to pending; snoozing does not stop the clock.").format(
            clock=name, when=self._when(timer.due_at)
        )

    def _pressed(self, row: int, _column: int) -> None:
        self._take(row)

    def _take(self, number: int) -> None:
        if 0 <= number < len(self._choices):
            words, until, when = self._choices[number]
            self.dismiss(Snoozed(until, when or words))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        text = event.value
        if len(text) == 1 and text in "1234":
            self._take(int(text) - 1)
            return
        self._at = len(self._choices) if text else 0
        self._draw()
        self.told.put([line((self._meant(text), "muted"))])

    def _meant(self, text: str) -> str:
        if not text.strip():
            return ""
        try:
            return self._when(timing.instant(self.session.desk, text))
        except PostventaError:
            return _("not a time")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_move(self, by: int) -> None:
        self._at = max(0, min(self._at + by, len(self._choices) - 1))
        self._draw()

    def action_accept(self) -> None:
        text = self.query_one(Input).value.strip()
        if not text:
            self._take(min(self._at, len(self._choices) - 1))
            return
        try:
            until = timing.instant(self.session.desk, text)
        except PostventaError:
            self.told.put([line((_("not a time"), "sla-breach"))])
            return
        self.dismiss(Snoozed(until, self._when(until)))
