"""All missing fields of a canned reply, asked at once, with the last three answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.widgets import Input

from postventa_tui.kit.i18n import _, ngettext
from postventa_tui.kit.text import clean
from postventa_tui.tui.dialogs.base import Dialog
from postventa_tui.tui.ink import cut, line
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.widget import Widget

    from postventa_tui.tui.session import Session


class Missing(Dialog[dict[str, str]]):
    """Fields of a text; Esc gives nothing and the text goes in with its marks."""

    WIDTH = 60

    def __init__(self, session: Session, code: str, labels: Sequence[str], before: Mapping[str, Sequence[str]]) -> None:
        super().__init__(session)
        self._code = code
        self._labels = list(labels)
        self._before = before

    def title_words(self) -> str:
        n = len(self._labels)
        words = ngettext("{n} field is missing", "{n} fields are missing", n).format(n=n)
        return f"{words} · {self._code}"

    def body(self) -> list[Widget]:
        wide = min(max(cell_len(label) for label in self._labels), 20)
        parts: list[Widget] = []
        for number, label in enumerate(self._labels):
            last = list(self._before.get(label, ()))
            shown = cut(clean(label, lines=False), wide)
            name = Lines(self.session.ink)
            name.styles.width = wide + 4
            name.put([line(" ", shown, " " * (wide - cell_len(shown)), "  ", ("›", "primary"))])
            row = Horizontal(
                name, Input(clean(last[0], lines=False) if last else "", id=f"field-{number}"), classes="field"
            )
            parts.append(row)
            if last:
                told = _("last: {answers}").format(answers=", ".join(f"«{clean(one, lines=False)}»" for one in last))
                parts.append(self.words(" " * (wide + 1) + cut(told, self.WIDTH - wide - 6), role="muted"))
        marks = ", ".join(f"⟨{label}⟩" for label in self._labels)
        hint = _("Enter inserts · Esc inserts with {marks} marked").format(marks=marks)
        return [*parts, self.rule(), self.words(cut(hint, self.WIDTH - 4))]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        fields = list(self.query(Input))
        at = fields.index(event.input)
        # Enter goes through the fields and accepts on the last one.
        if at + 1 < len(fields):
            fields[at + 1].focus()
        else:
            self.action_accept()

    def action_cancel(self) -> None:
        self.dismiss(None)

    def action_accept(self) -> None:
        self.dismiss(
            {
                label: self.query_one(f"#field-{number}", Input).value
                for number, label in enumerate(self._labels)
                if self.query_one(f"#field-{number}", Input).value.strip()
            }
        )
