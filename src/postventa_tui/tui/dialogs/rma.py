"""A return or repair: the verdict with its reason first, then what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from postventa_tui.core.assets import cover
from postventa_tui.core.assets import service as assets
from postventa_tui.core.tickets import reading, timing
from postventa_tui.kit import moments
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _, language
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import cut, fit, line, wrap
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.tui.session import Session
    from postventa_tui.tui.ticketkeys import Target

ASKED = ("repair", "replace", "refund")
PICKUPS = ("home", "shop", "sent")
LABEL = 14


class Wanted(NamedTuple):
    """A return to open."""

    asset_id: int | None
    product_id: int | None
    asked: str
    reason: str
    pickup: str
    due_on: str | None


class Rma(Dialog[Wanted]):
    """What is done, why, how it comes, when. F8 and F9 change the two choices."""

    WIDTH = 70
    AUTO_FOCUS = "#reason"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "asked", show=False, priority=True),
        Binding("f9", "pickup", show=False, priority=True),
    ]

    def __init__(self, session: Session, target: Target) -> None:
        super().__init__(session)
        desk = session.desk
        self._target = target
        self._ticket = reading.by_id(desk, target.id)
        self._machine = assets.get(desk, self._ticket.asset_id) if self._ticket.asset_id else None
        self._asked = 0
        self._pickup = 1
        self._verdict = ""
        if self._machine is not None:
            try:
                self._verdict = cover.cover_of(desk, self._machine.id).sentence(language())
            except PostventaError:
                self._verdict = _("not enough is known for an answer")

    def title_words(self) -> str:
        return _("New return (RMA) of {ref}").format(ref=self.session.ref(self._target.number))

    def body(self) -> list[Widget]:
        machine = self._machine
        name = f"{machine.product} · {machine.serial or ''}".rstrip(" ·") if machine else _("no machine on this ticket")
        self.choices = Lines(
            self.session.ink, pressed=lambda row, _x: self.action_pickup() if row else self.action_asked()
        )
        self.told = Lines(self.session.ink)
        kept = self.kept()
        verdict = wrap(clean(self._verdict, lines=False), self.WIDTH - LABEL - 5)[:3] or [""]
        lines = [fit(_("Machine"), LABEL) + cut(clean(name, lines=False), self.WIDTH - LABEL - 4)]
        lines += [fit(_("Guarantee") if number == 0 else "", LABEL) + text for number, text in enumerate(verdict)]
        return [
            self.words(*lines),
            self.rule(),
            self.choices,
            self._field(_("Why"), Input(kept.get("reason", ""), id="reason")),
            self._field(_("Day"), Input(kept.get("day", ""), id="day", placeholder=_("optional"))),
            self.told,
            self.rule(),
            self.words(_("^S creates it · F8 what · F9 how · Tab field · Esc cancels")),
        ]

    def _field(self, label: str, field: Input) -> Horizontal:
        word = Lines(self.session.ink)
        word.styles.width = LABEL + 2
        word.put([line(" ", fit(label, LABEL), ("›", "primary"))])
        return Horizontal(word, field, classes="field")

    def on_mount(self) -> None:
        self._draw()

    def _draw(self) -> None:
        asked = (_("repair"), _("replace"), _("give the money back"))
        pickup = (_("at home"), _("shop"), _("the customer sends it"))

        def dots(words: tuple[str, ...], at: int) -> str:
            return "  ".join(f"({'●' if number == at else ' '}) {word}" for number, word in enumerate(words))

        self.choices.put(
            [
                line(" ", fit(_("What"), LABEL), dots(asked, self._asked)),
                line(" ", fit(_("Pickup"), LABEL), dots(pickup, self._pickup)),
            ]
        )

    def action_asked(self) -> None:
        self._asked = (self._asked + 1) % len(ASKED)
        self._draw()

    def action_pickup(self) -> None:
        self._pickup = (self._pickup + 1) % len(PICKUPS)
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def action_accept(self) -> None:
        typed = self.typed()
        due_on = None
        if typed["day"].strip():
            try:
                at = timing.instant(self.session.desk, typed["day"])
            except PostventaError:
                self.told.put([line(" ", (_("not a time"), "sla-breach"))])
                return
            due_on = moments.local_date(at, self.session.zone)
        if self._machine is None and self._ticket.product_id is None:
            self.told.put([line(" ", (_("Put a machine or a product on the ticket first (e)"), "sla-breach"))])
            return
        self.dismiss(
            Wanted(
                self._machine.id if self._machine else None,
                self._ticket.product_id,
                ASKED[self._asked],
                typed["reason"].strip(),
                PICKUPS[self._pickup],
                due_on,
            )
        )
