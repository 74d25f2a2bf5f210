"""The themes of `themes/*.toml` as Textual themes; every colour is parsed before it is registered."""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING

from textual.color import Color, ColorParseError
from textual.theme import Theme

from postventa_tui.kit import paths
from postventa_tui.kit.i18n import language
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_THEME = "postventa-noche"
TEXTUALS_OWN = frozenset(
    ["primary", "secondary", "accent", "warning", "error", "success", "foreground", "background", "surface", "panel"]
)
DEFAULTS_FROM = {
    "sla-ok": "success",
    "sla-warn": "warning",
    "sla-breach": "error",
    "internal-note": "accent",
    "paused": "secondary",
    "muted": "secondary",
    "customer": "primary",
    "agent": "secondary",
    "cursor-bg": "primary",
    "cursor-fg": "background",
}
MARKS = {
    "warn": "▲", "breach": "!", "paused": "‖", "live": "●", "customer": "◂", "agent": "▸",
    "cursor": "▌", "rule": "─", "met": "✓", "missed": "✗", "low": "▽", "high": "▲", "urgent": "◆",
    "normal": "·",
}  # fmt: skip
ASCII_MARKS = {
    "warn": "^", "breach": "!", "paused": "|", "live": "*", "customer": "<", "agent": ">",
    "cursor": ">", "rule": "-", "met": "v", "missed": "x", "low": "-", "high": "^", "urgent": "#",
    "normal": ".",
}  # fmt: skip
FALLBACK_VARIABLES = {
    "sla-ok": "#7fd08a",
    "sla-warn": "#f5b454",
    "sla-breach": "#ff8080",
    "paused": "#a3adc2",
    "internal-note": "#e8cf7a",
    "customer": "#8fd3ff",
    "agent": "#c3b5ff",
    "muted": "#a3adc2",
    "cursor-bg": "#7aa8ff",
    "cursor-fg": "#10131a",
}


class Fault(NamedTuple):
    """What is wrong in a file of the user, in words for one toast."""

    path: str
    line: int
    """Line of the file, 0 when it is not known."""
    word: str


class LoadedTheme(NamedTuple):
    """A theme ready to register, with its title and its own marks."""

    theme: Theme
    title: str
    marks: dict[str, str]


class Themes(NamedTuple):
    """All themes by name, and the files that were refused."""

    by_name: dict[str, LoadedTheme]
    faults: list[Fault]


def load_themes(folders: list[str] | None = None) -> Themes:
    """Give the shipped themes and those of the user's folder, where the same name wins."""
    if folders is None:
        folders = [paths.data("themes"), os.path.join(paths.config_dir(), "themes")]
    found = Themes({}, [])
    for folder in folders:
        if not os.path.isdir(folder):
            continue
        for name in sorted(os.listdir(folder)):
            if name.endswith(".toml"):
                _take(os.path.join(folder, name), found)
    return found


def _take(path: str, found: Themes) -> None:
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        found.faults.append(Fault(path, 0, os.path.basename(path)))
        return
    try:
        loaded = read_theme(text)
    except BadTheme as error:
        found.faults.append(Fault(path, line_of(text, error.word), error.word))
        return
    found.by_name[loaded.theme.name] = loaded


class BadTheme(ValueError):
    """A theme file that cannot be used; `word` is the key or colour at fault."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def read_theme(text: str) -> LoadedTheme:
    """Give the theme written in `text`.

    Raises:
        BadTheme: Not TOML, an unknown key, a missing one, or a colour that cannot be painted.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadTheme(str(error)) from error
    _only(raw, {"name", "title", "dark", "ansi", "colors", "postventa", "marks"})
    name = raw.get("name")
    if not isinstance(name, str) or not name:
        raise BadTheme("name")
    colours = _colours(raw, "colors", TEXTUALS_OWN)
    if "primary" not in colours:
        raise BadTheme("primary")
    own = _colours(raw, "postventa", frozenset(DEFAULTS_FROM))
    for key, source in DEFAULTS_FROM.items():
        own.setdefault(key, colours.get(source) or colours["primary"])
    marks = _marks(raw)
    theme = Theme(
        name=name,
        primary=colours.pop("primary"),
        dark=bool(raw.get("dark", True)),
        variables=own,
        **colours,  # type: ignore[arg-type]  # keys are checked against Textual's own names above
    )
    title = raw.get("title", {})
    titles = title if isinstance(title, dict) else {}
    return LoadedTheme(theme, str(titles.get(language(), name)), marks)


def _only(table: Mapping[str, object], known: frozenset[str] | set[str]) -> None:
    for key in table:
        if key not in known:
            raise BadTheme(key)


def _colours(raw: Mapping[str, object], section: str, known: frozenset[str]) -> dict[str, str]:
    table = raw.get(section, {})
    if not isinstance(table, dict):
        raise BadTheme(section)
    _only(table, known)
    for value in table.values():
        try:
            Color.parse(value)
        except (ColorParseError, AttributeError, TypeError) as error:
            raise BadTheme(str(value)) from error
    return dict(table)


def _marks(raw: Mapping[str, object]) -> dict[str, str]:
    table = raw.get("marks", {})
    if not isinstance(table, dict):
        raise BadTheme("marks")
    _only(table, frozenset(MARKS))
    from rich.cells import cell_len

    for value in table.values():
        # A mark of two cells, or a control, would push every column of its row.
        if not isinstance(value, str) or cell_len(value) != 1 or not value.isprintable():
            raise BadTheme(str(value))
    return dict(table)


def line_of(text: str, word: str) -> int:
    """Give the number of the first line that holds `word`, 0 when none does."""
    for number, content in enumerate(text.splitlines(), 1):
        if word in content:
            return number
    return 0


def marks_for(theme: LoadedTheme | None, *, ascii_only: bool) -> dict[str, str]:
    """Give the marks in force: those of the theme over the defaults, or plain ASCII."""
    if ascii_only:
        return dict(ASCII_MARKS)
    return {**MARKS, **(theme.marks if theme else {})}
