"""The counter: who stands there, what she brings, the slip; a slip number gives a machine back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from postventa_tui.core.returns import counter
from postventa_tui.core.returns.model import Deposit
from postventa_tui.core.returns.slip import as_text
from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.dialogs.text import Reading
from postventa_tui.tui.ink import cut, fit, line
from postventa_tui.tui.widgets.lines import Lines
from postventa_tui.tui.widgets.vlist import Look, VList

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.core.returns.counter import Hit
    from postventa_tui.desk import Desk
    from postventa_tui.tui.pane import Pane
    from postventa_tui.tui.session import Session

LABEL = 14
FEWEST = 3
"""Letters or digits before anything is looked for."""


class AtCounter(Dialog[Deposit | int]):
    """Gives a deposit to make, or the number of a return to give back."""

    WIDTH = 72
    AUTO_FOCUS = "#who"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "down", show=False, priority=True),
        Binding("up", "up", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    AtCounter VList { height: 5; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.hits: list[Hit] = []
        self._asked = ""

    def title_words(self) -> str:
        return _("Counter")

    def body(self) -> list[Widget]:
        kept = self.kept()
        self.list = VList(self._paint, self.session.ink, id="hits")
        self.list.can_focus = False
        self.told = Lines(self.session.ink)
        self.told.styles.height = 1
        fields = (
            (_("Product (SKU)"), "sku"),
            (_("Serial"), "serial"),
            (_("What is wrong"), "fault"),
            (_("State"), "condition"),
            (_("Accessories"), "accessories"),
            (_("Promised for"), "promised"),
        )
        return [
            self._field(_("Phone, serial"), Input(kept.get("who", ""), id="who")),
            self.list,
            self.rule(),
            *(self._field(label, Input(kept.get(name, ""), id=name)) for label, name in fields),
            self.told,
            self.rule(),
            self.words(_("^S makes the slip · Tab field · product only if it is not listed")),
        ]

    def _field(self, label: str, field: Input) -> Horizontal:
        word = Lines(self.session.ink)
        word.styles.width = LABEL + 2
        word.put([line(" ", fit(label, LABEL), ("›", "primary"))])
        return Horizontal(word, field, classes="field")

    def on_mount(self) -> None:
        self._find(self.kept().get("who", ""))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "who":
            self._find(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def _find(self, text: str) -> None:
        self._asked = text = text.strip()
        session = self.session
        if len(text) < FEWEST or session.reader is None:
            self._found(text, [])
            return
        session.reader.put(
            "counter",
            lambda: counter.find(session.desk, text),
            lambda found: self._found(text, found),
            lambda _error: None,
        )

    def _found(self, text: str, found: list[Hit]) -> None:
        if text != self._asked or not self.is_mounted:
            return
        self.hits = found
        self.list.set_rows(range(len(found)), cursor=0 if found else None)

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        hit = self.hits[int(str(key))]
        bar = self.session.marks["cursor"] if look.cursor else " "
        kind = {"return": _("slip"), "asset": _("machine"), "customer": _("customer")}[hit.kind]
        return [line(" ", bar, " ", (fit(kind, 9), "muted"), " ", cut(clean(hit.text, lines=False), width - 14))]

    def action_down(self) -> None:
        self.list.move(1)

    def action_up(self) -> None:
        self.list.move(-1)

    def action_accept(self) -> None:
        key = self.list.key
        hit = self.hits[int(str(key))] if key is not None and self.hits else None
        typed = {name: value.strip() for name, value in self.typed().items()}
        problem = _problem(hit, typed)
        if problem or hit is None:
            self.told.put([line(" ", (problem, "sla-breach"))])
            return
        if hit.kind == "return" and hit.number is not None:
            self.dismiss(hit.number)
            return
        assert hit.customer_id is not None
        self.dismiss(
            Deposit(
                hit.customer_id,
                typed["fault"],
                typed["condition"],
                hit.asset_id,
                typed["sku"] or None,
                typed["serial"] or None,
                typed["accessories"],
                promised_on=typed["promised"] or None,
            )
        )


def _problem(hit: Hit | None, typed: dict[str, str]) -> str:
    """What is still missing, in words; empty when nothing is."""
    if hit is None:
        return _("Who is it? A phone, a name, a serial or a slip")
    if hit.kind == "return":
        return ""
    if hit.customer_id is None:
        return _("This machine has no owner")
    if hit.asset_id is None and not typed["sku"]:
        return _("Which product is it?")
    if not typed["fault"] or not typed["condition"]:
        return _("What is wrong, and the state of the unit")
    return ""


def show_counter(pane: Pane) -> None:
    """Take a machine in and show its slip, or give one back."""

    def chosen(answer: Deposit | int | None) -> None:
        if isinstance(answer, int):
            pane.run_then(lambda desk: _given_back(desk, answer), pane.toast)
        elif answer is not None:
            pane.run_then(lambda desk: _taken_in(desk, answer), paper)

    def paper(made: tuple[str, str]) -> None:
        title, text = made
        pane.app.push_screen(Reading(pane.session, title, clean(text, lines=True)))

    pane.app.push_screen(AtCounter(pane.session), chosen)


def _given_back(desk: Desk, number: int) -> str:
    """Give the machine back to who brought the slip."""
    done = counter.pickup(desk, f"RMA-{number}", with_slip=True)
    return f"{done.ref}: {done.state}"


def _taken_in(desk: Desk, given: Deposit) -> tuple[str, str]:
    """The slip of a machine that was taken in: its title and text, with how to put it on paper."""
    made = counter.deposit(desk, given)
    text = as_text(counter.slip_of(desk, made.rma))
    how = _("On paper: postventa counter slip {slip} --pdf FILE").format(slip=made.slip)
    return f"{made.rma.ref} · {made.slip}", f"{how}\n\n{text}"
