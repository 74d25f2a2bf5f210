"""What every dialog shares: a frame over the console that covers no more than it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from postventa_tui.kit import clock
from postventa_tui.kit.i18n import _
from postventa_tui.tui.ink import line
from postventa_tui.tui.widgets.footer import Footer, Item
from postventa_tui.tui.widgets.frame import Frame
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from postventa_tui.tui.session import Session

T = TypeVar("T")
KEPT_S = 600
_KEPT: dict[str, tuple[float, dict[str, str]]] = {}
"""What was typed into a dialog that was left by Esc, for ten minutes."""


class Dialog(ModalScreen[T]):
    """A modal question. `Enter` accepts, `Tab` moves, `Esc` cancels and keeps what was typed."""

    TITLE_KEY: ClassVar[str] = ""
    WIDTH: ClassVar[int] = 64
    AUTO_FOCUS = "Input, TextArea, VList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False, priority=True),
        Binding("ctrl+s", "accept", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 0%; }
    Dialog > Frame { width: 64; height: auto; max-height: 90%; background: $background; }
    Dialog #dialog-footer { dock: bottom; }
    Dialog Lines { width: 1fr; }
    Dialog Input { width: 1fr; }
    Dialog .field { height: 1; layout: horizontal; }
    Dialog .label { width: auto; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def title_words(self) -> str:
        """Give the words of the frame."""
        return _(self.TITLE_KEY)

    def body(self) -> list[Widget]:
        """Give the parts of the dialog from top to bottom."""
        return []

    def footer_items(self) -> tuple[Item, ...]:
        """Give the keys of the last line."""
        return (
            Item("Enter", _("accept"), "accept"),
            Item("Tab", _("field"), "app.focus_next"),
            Item("Esc", _("cancel"), "cancel"),
        )

    def compose(self) -> ComposeResult:
        frame = Frame(*self.body(), id="dialog", ascii_only=self.session.desk.settings.ascii)
        frame.active = True
        frame.left = self.title_words()
        frame.styles.width = min(self.WIDTH, max(self.app.size.width - 4, 20))
        yield frame
        footer = Footer(self.session.ink, id="dialog-footer")
        footer.items = self.footer_items()
        yield footer

    def on_footer_pressed(self, event: Footer.Pressed) -> None:
        event.stop()
        self.run_worker(self.run_action(event.action), exit_on_error=False)

    def rule(self) -> Lines:
        """Give a rule across the dialog."""
        lines = Lines(self.session.ink)
        lines.put([line((self.session.marks["rule"] * (self.WIDTH - 2), "rule"))])
        return lines

    def words(self, *texts: str, role: str = "", id: str | None = None) -> Lines:
        """Give lines of words."""
        lines = Lines(self.session.ink, id=id)
        lines.put([line(" ", (text, role)) for text in texts])
        return lines

    def kept(self) -> dict[str, str]:
        """Give what was typed here before Esc, when that was less than ten minutes ago."""
        at, typed = _KEPT.get(type(self).__name__, (0.0, {}))
        return typed if typed and clock.monotonic() - at < KEPT_S else {}

    def keep(self, typed: dict[str, str]) -> None:
        """Keep what was typed for ten minutes."""
        _KEPT[type(self).__name__] = (clock.monotonic(), typed)

    def typed(self) -> dict[str, str]:
        """Give what stands in the fields, by name."""
        from textual.widgets import Input

        return {field.id: field.value for field in self.query(Input) if field.id}

    def action_cancel(self) -> None:
        self.keep(self.typed())
        self.dismiss(None)

    def action_accept(self) -> None:
        self.dismiss(None)


class Field(Vertical):
    """A label and a line to type, beside each other."""

    DEFAULT_CSS = """
    Field { layout: horizontal; height: 1; }
    """
