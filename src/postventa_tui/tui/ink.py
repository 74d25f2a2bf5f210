"""Text for one line of the terminal: cut by cells, coloured by role, made into strips.

A row's look is a `rich.text.Text` whose spans name *roles* ("muted", "sla-breach"); the palette of the
theme turns roles into colours here, at the last moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROLES = (
    "sla-ok", "sla-warn", "sla-breach", "paused", "internal-note", "customer", "agent", "muted",
)  # fmt: skip


def fit(text: str, width: int) -> str:
    """Give `text` in exactly `width` cells: padded, or cut at a cell border with «…»."""
    if width <= 0:
        return ""
    length = cell_len(text)
    if length == width:
        return text
    if length < width:
        return text + " " * (width - length)
    return set_cell_size(text, width - 1) + "…"


def cut(text: str, width: int) -> str:
    """Give `text` in at most `width` cells, with «…» when something is missing."""
    return text if cell_len(text) <= width else fit(text, width).rstrip()


def beside(left: str, right: str, width: int) -> str:
    """Give `left` and, at the right edge, `right`, in exactly `width` cells; the left one is cut."""
    if not right:
        return fit(left, width)
    room = width - cell_len(right) - 1
    if room < 1:
        return fit(right, width)
    return fit(left, room) + " " + right


def wrap(text: str, width: int) -> list[str]:
    """Give the lines of `text` folded at blanks so that none is wider than `width` cells.

    Leading blanks of a line are kept; a word longer than the width is chopped.
    """
    width = max(width, 1)
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.expandtabs(4).rstrip()
        if cell_len(line) <= width:
            lines.append(line)
        else:
            lines.extend(_folded(line, width))
    return lines


def _folded(line: str, width: int) -> Iterable[str]:
    indent = line[: len(line) - len(line.lstrip())]
    if cell_len(indent) >= width:
        indent = ""
    present = indent
    bare = True
    for word in line.split():
        room = width - cell_len(present) - (0 if bare else 1)
        if cell_len(word) <= room:
            present += word if bare else " " + word
            bare = False
            continue
        if not bare:
            yield present
        *whole, present = chop_cells(word, width - cell_len(indent)) or [""]
        yield from (indent + piece for piece in whole)
        present = indent + present
        bare = False
    yield present


class Ink:
    """The palette of the theme in force: roles to styles."""

    def __init__(self, variables: Mapping[str, str], *, no_colour: bool = False, bar: str = "▌") -> None:
        self.no_colour = no_colour
        self.bar = bar
        """Mark at the left of a chosen message."""
        colour = variables.get
        self.ground = _hex(colour("background")) or "#000000"
        """Colour of the ground."""
        self.base = Style(color=_hex(colour("foreground")), bgcolor=_hex(colour("background")))
        self.styles = {role: Style(color=_hex(colour(role))) for role in ROLES}
        self.styles["bold"] = Style(bold=True)
        self.styles["strong"] = Style(color=_hex(colour("foreground")), bold=True)
        self.styles["primary"] = Style(color=_hex(colour("primary")))
        self.styles["error"] = Style(color=_hex(colour("error")), bold=True)
        self.styles["rule"] = self.styles["muted"]
        if no_colour:
            self.cursor = Style(reverse=True)
        else:
            self.cursor = Style(color=_hex(colour("cursor-fg")), bgcolor=_hex(colour("cursor-bg")))

    def style(self, roles: str) -> Style:
        """Give the style of one role, or of several parted by blanks."""
        found = self.styles.get(roles)
        if found is None:
            found = Style()
            for role in roles.split():
                found += self.styles.get(role, Style())
            self.styles[roles] = found
        return found

    def strip(self, text: Text, width: int, *, cursor: bool = False, focused: bool = True) -> Strip:
        """Give one line of exactly `width` cells on the ground of the theme, or of the cursor.

        The cursor of a list without the focus keeps its colours and is only bold: there is one cursor.
        """
        base = self.base
        if cursor and focused:
            return Strip([Segment(fit(text.plain, width), base + self.cursor)], width)
        if cursor:
            base = base + Style(bold=True)
        segments = [Segment(part, base + self.style(role) if role else base) for part, role in _parts(text)]
        return Strip(segments).adjust_cell_length(width, base)


def _hex(value: str | None) -> str | None:
    if value is None or value.startswith(("auto", "$")):
        return None
    if value.startswith("ansi_"):
        return {"ansi_default": "default"}.get(value, value[5:])
    return value[:7] if value.startswith("#") else value


def _parts(text: Text) -> Iterable[tuple[str, str]]:
    """Give pieces and roles of a text made by appending (spans in order, never one over another)."""
    plain = text.plain
    at = 0
    for start, end, style in sorted(text.spans):
        if start > at:
            yield plain[at:start], ""
        yield plain[max(start, at) : end], str(style)
        at = max(end, at)
    if at < len(plain):
        yield plain[at:], ""


def line(*parts: str | tuple[str, str]) -> Text:
    """Give a line of plain pieces and (piece, role) pairs."""
    text = Text(end="")
    for part in parts:
        if isinstance(part, str):
            text.append(part)
        else:
            text.append(part[0], part[1] or None)
    return text
