"""The curtain: after minutes without a key the customers' data are hidden until Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.screen import ModalScreen

from postventa_tui.kit.i18n import _
from postventa_tui.tui.ink import line
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from postventa_tui.tui.session import Session


class Curtain(ModalScreen[None]):
    """Covers everything; it asks for no password, the line's key is the authority."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "lift", show=False)]
    DEFAULT_CSS = """
    Curtain Lines { height: 1fr; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        # The console below must not shine through.
        self.styles.background = session.palette.ground

    def compose(self) -> ComposeResult:
        yield Lines(self.session.ink)

    def on_resize(self, event: events.Resize) -> None:
        text = _("Locked. Enter goes on.")
        height = max(self.size.height // 2 - 1, 0)
        self.query_one(Lines).put([line("")] * height + [line(text.center(self.size.width).rstrip())])

    def action_lift(self) -> None:
        self.dismiss(None)
