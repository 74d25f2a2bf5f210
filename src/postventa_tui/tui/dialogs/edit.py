"""Subject, customer, machine and product of a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widgets import Input

from postventa_tui.core.assets import service as assets
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import reading
from postventa_tui.kit import messages
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import cut, fit, line
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.widget import Widget

    from postventa_tui.tui.session import Session
    from postventa_tui.tui.ticketkeys import Target

LABEL = 12


class Edit(Dialog[dict[str, str | int | None]]):
    """Fields as text; a customer by name or reference, a machine by serial, a product by its code."""

    WIDTH = 70
    AUTO_FOCUS = "#subject"

    def __init__(self, session: Session, target: Target) -> None:
        super().__init__(session)
        desk = session.desk
        self._target = target
        self._ticket = reading.by_id(desk, target.id)
        self._person = customers.survivor(desk, self._ticket.customer_id)
        machine = assets.get(desk, self._ticket.asset_id) if self._ticket.asset_id else None
        self._before = {
            "subject": self._ticket.subject,
            "customer": self._person.ref,
            "machine": (machine.serial or "") if machine else "",
            "product": machine.sku if machine else "",
            "cause": self._ticket.cause or "",
        }

    def title_words(self) -> str:
        return _("Edit {ref}").format(ref=self.session.ref(self._target.number))

    def body(self) -> list[Widget]:
        labels = {
            "subject": _("Subject"),
            "customer": _("Customer"),
            "machine": _("Machine"),
            "product": _("Product"),
            "cause": _("Cause"),
        }
        parts: list[Widget] = []
        for name, label in labels.items():
            word = Lines(self.session.ink)
            word.styles.width = LABEL + 2
            word.put([line(" ", fit(label, LABEL - 1), ("›", "primary"))])
            parts.append(Horizontal(word, Input(clean(self._before[name], lines=False), id=name), classes="field"))
        self.told = Lines(self.session.ink)
        self.told.put([line(" ", (cut(clean(self._person.name, lines=False), self.WIDTH - 4), "muted"))])
        return [*parts, self.told, self.rule(), self.words(_("^S saves · Tab field · Esc cancels · u undo"))]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        typed = self.typed()
        changed = {name: value.strip() for name, value in typed.items() if value.strip() != self._before[name]}
        desk = self.session.desk
        values: dict[str, str | int | None] = {}
        try:
            for name, value in changed.items():
                if name in ("subject", "cause"):
                    values[name] = value
                elif name == "customer":
                    values["customer_id"] = customers.one(desk, value).id
                elif name == "machine":
                    values["asset_id"] = assets.named(desk, value).id if value else None
                else:
                    values["product_id"] = assets.get_product(desk, value).id if value else None
        except PostventaError as error:
            self.told.put([line(" ", (cut(messages.describe(error), self.WIDTH - 4), "sla-breach"))])
            return
        self.dismiss(values)
