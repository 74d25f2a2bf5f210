"""The piece of a text that shows why it was found, with the places of the found words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postventa_tui.kit.text import clean
from postventa_tui.kit.words import index_tokens

if TYPE_CHECKING:
    from collections.abc import Collection

WORDS = 12
LONGEST_TEXT = 100_000
LONGEST_SNIPPET = 240
_WORD = re.compile(r"[^\W_]+")


class Snippet(NamedTuple):
    """A piece of text; `marks` are pairs of code points in it, half open. `hits` counts different words."""

    text: str
    marks: tuple[tuple[int, int], ...]
    hits: int


def snippet(text: str, wanted: Collection[str], words: int = WORDS) -> Snippet:
    """Give the `words` words of `text` with the most different wanted words; the first ones without a hit."""
    shown = clean(" ".join(text[:LONGEST_TEXT].split()), lines=False)
    places = [match.span() for match in _WORD.finditer(shown)]
    if not places:
        return Snippet(shown[:LONGEST_SNIPPET].strip(), (), 0)
    found = [
        (at, word)
        for at, (start, end) in enumerate(places)
        for word in ["".join(index_tokens(shown[start:end]))]
        if word in wanted
    ]
    first, hits = _best_window(found, words)
    first = max(0, min(first - 2, len(places) - words))
    last = min(first + words, len(places)) - 1
    start, end = places[first][0], places[last][1]
    end = min(end, start + LONGEST_SNIPPET)
    before, after = "… " if first else "", " …" if last < len(places) - 1 else ""
    shift = len(before) - start
    marks = tuple(
        (places[at][0] + shift, places[at][1] + shift)
        for at, _ in found
        if first <= at <= last and places[at][1] <= end
    )
    return Snippet(before + shown[start:end] + after, marks, hits)


def _best_window(found: list[tuple[int, str]], words: int) -> tuple[int, int]:
    """Give the place of the first hit of the window with most different words, and how many these are."""
    best, most = 0, 0
    for number, (at, _word) in enumerate(found):
        inside = {word for place, word in found[number : number + words] if place < at + words}
        if len(inside) > most:
            best, most = at, len(inside)
    return best, most
