"""The first time: there is no file yet. Three answers, chosen by a digit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.widgets import Input

from postventa_tui.kit.i18n import _
from postventa_tui.tui import theming
from postventa_tui.tui.ink import Ink, line
from postventa_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from rich.text import Text
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from postventa_tui.settings import Settings


class WelcomeApp(App[str]):
    """Gives "demo", "new" or the path of a file; None when the person leaves."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "answer('demo')"),
        Binding("2", "answer('new')"),
        Binding("3", "other"),
        Binding("T", "theme"),
        Binding("L", "language"),
        Binding("q,escape,ctrl+q", "quit"),
    ]
    CSS = """
    Screen { background: $background; }
    Lines { height: 1fr; }
    Input { display: none; height: 3; margin: 0 10; }
    """

    def __init__(self, path: str, settings: Settings) -> None:
        super().__init__()
        self._path = path
        self._themes = theming.load_themes().by_name
        for loaded in self._themes.values():
            self.register_theme(loaded.theme)
        self.theme = settings.theme if settings.theme in self._themes else theming.DEFAULT_THEME

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(theming.FALLBACK_VARIABLES)

    def compose(self) -> ComposeResult:
        yield Lines(self._ink)
        yield Input(placeholder=_("path of a database"))

    def _ink(self) -> Ink:
        return Ink(self.get_css_variables(), no_colour=self.no_color)

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        self.query_one(Lines).put(welcome_lines(self._path, self.size.width, self.size.height))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.exit(event.value.strip())

    def action_answer(self, answer: str) -> None:
        self.exit(answer)

    def action_other(self) -> None:
        field = self.query_one(Input)
        field.display = True
        field.focus()

    def action_theme(self) -> None:
        names = list(self._themes)
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        self.query_one(Lines).refresh()

    def action_language(self) -> None:
        from postventa_tui.kit import i18n

        i18n.set_language("en" if i18n.language() == "es" else "es")
        self._draw()


def welcome_lines(path: str, width: int, height: int) -> list[Text]:
    """Give the lines of the first screen."""
    said = [
        "postventa",
        "",
        _("There is no database at  {path}").format(path=path),
        "",
        _("1  See the demonstration (sample data, nothing of yours is kept)"),
        _("2  Make a new shop (asks for its name, your login and the mail)"),
        _("3  Open another database…"),
        "",
        _("postventa --db PATH   works, too"),
    ]
    top = max((height - len(said)) // 2 - 2, 0)
    lines = [line("")] * top
    lines += [line((text.center(width).rstrip(), "strong" if text == "postventa" else "")) for text in said]
    lines += [line("")] * max(height - len(lines) - 1, 0)
    return [*lines, line((" " + _("1-3 choose  q quit  T theme  L language"), "muted"))]
