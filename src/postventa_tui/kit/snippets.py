"""Words of the index looked for in a text: do they stand there, and the piece of the text that shows them.

A text is folded once and searched for each word, which is ten times faster than cutting it into words.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.kit.words import index_fold, index_tokens, quick_fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

WORDS = 12
LONGEST_TEXT = 100_000
LONGEST_SNIPPET = 240
PLACES_OF_A_WORD = 3
REACH = 90
"""Letters that about twelve words take: hits that far apart are shown together."""
_WORD = re.compile(r"[^\W_]+")


class Snippet(NamedTuple):
    """A piece of text; `marks` are pairs of code points in it, half open. `hits` counts different words."""

    text: str
    marks: tuple[tuple[int, int], ...]
    hits: int


class Page:
    """A text folded as the index folds it, place for place."""

    __slots__ = ("folded", "is_exact", "text")

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST_TEXT]
        self.folded, self.is_exact = quick_fold(self.text)

    def has(self, term: str) -> bool:
        """Say whether a word, or several one after another, stands in the text."""
        if next(self.places(term), -1) >= 0:
            return True
        if self.is_exact:
            return False
        # Letters beyond Latin-1 were left out at first: few texts have any.
        self.folded, self.is_exact = index_fold(self.text), True
        return self.has(term)

    def places(self, term: str) -> Iterator[int]:
        """Give where a word, or the first of several, stands."""
        first, *rest = term.split()
        at = self.folded.find(first)
        while at >= 0:
            end = at + len(first)
            if self._is_word(at, end) and (not rest or self._goes_on(end, rest)):
                yield at
            at = self.folded.find(first, end)

    def _is_word(self, start: int, end: int) -> bool:
        return not (start and self.folded[start - 1].isalnum()) and not self.folded[end : end + 1].isalnum()

    def _goes_on(self, end: int, rest: list[str]) -> bool:
        for word in rest:
            while end < len(self.folded) and not self.folded[end].isalnum():
                end += 1
            if not (self.folded.startswith(word, end) and self._is_word(end, end + len(word))):
                return False
            end += len(word)
        return True

    def best_place(self, wanted: Collection[str]) -> tuple[int, int]:
        """Give where the piece with the most different wanted words begins, and how many these are."""
        found: list[tuple[int, str]] = []
        if not self.is_exact and not any(self.has(word) for word in wanted):
            return 0, 0
        for word in wanted:
            for number, at in enumerate(self.places(word)):
                found.append((at, word))
                if number + 1 == PLACES_OF_A_WORD:
                    break
        return _best_window(sorted(found))

    def snippet(self, wanted: Collection[str], words: int = WORDS) -> Snippet:
        """Give the piece with the most different wanted words; the first words without a hit."""
        start, hits = self.best_place(wanted)
        return _shown(self.text, start, frozenset(wanted), words, hits)


def snippet(text: str, wanted: Collection[str], words: int = WORDS) -> Snippet:
    """Give the `words` words of a text with the most different wanted words."""
    return Page(text).snippet(wanted, words)


def _best_window(found: list[tuple[int, str]]) -> tuple[int, int]:
    """Give the place of the first hit of the window with most different words, and how many these are."""
    best, most = 0, 0
    for number, (at, _word) in enumerate(found):
        inside = {word for place, word in found[number : number + 40] if place < at + REACH}
        if len(inside) > most:
            best, most = at, len(inside)
    return best, most


def _shown(text: str, at: int, wanted: frozenset[str], words: int, hits: int) -> Snippet:
    """Give the piece around a place: two words before it, `words` in all, cleaned, with its marks."""
    before = [match.start() for match in _WORD.finditer(text, max(0, at - LONGEST_SNIPPET), at)]
    pieces = [match.end() for match in islice(_WORD.finditer(text, at), words)]
    lead_words = max(2, words - len(pieces))
    start = before[-min(lead_words, len(before))] if before else at
    if at <= LONGEST_SNIPPET and len(before) <= lead_words:
        start = 0
    pieces = [match.end() for match in islice(_WORD.finditer(text, start), words)]
    end = pieces[words - 1] if len(pieces) >= words else len(text)
    end = min(end, start + LONGEST_SNIPPET)
    shown = " ".join(clean(text[start:end], lines=False).split())
    lead = "… " if start else ""
    tail = " …" if text[end:].strip() else ""
    marks = tuple(
        (match.start() + len(lead), match.end() + len(lead))
        for match in _WORD.finditer(shown)
        if "".join(index_tokens(match[0])) in wanted
    )
    return Snippet(lead + shown + tail, marks, hits)
