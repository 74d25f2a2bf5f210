"""Widths in terminal cells, without importing rich: East Asian wide and emoji are two, marks none."""

from __future__ import annotations

import unicodedata


def width(shown: str) -> int:
    """Give how many cells a cleaned one-line text takes."""
    if shown.isascii():
        return len(shown)
    return sum(_char_width(char) for char in shown)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def cut(shown: str, cells: int) -> str:
    """Give the text in at most `cells` cells, with an ellipsis when it was longer."""
    if width(shown) <= cells:
        return shown
    kept, used = "", 0
    for char in shown:
        used += _char_width(char)
        if used > cells - 1:
            break
        kept += char
    return kept + "…"


def pad(shown: str, cells: int) -> str:
    """Give the text filled with blanks to `cells` cells (never cut)."""
    return shown + " " * (cells - width(shown))
