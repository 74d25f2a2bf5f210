"""Groups of words that mean the same, in both languages, from the package and from the shop."""

from __future__ import annotations

import os.path
from functools import lru_cache
from typing import TYPE_CHECKING

from postventa_tui.db import fts_words
from postventa_tui.kit.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = os.path.join(os.path.dirname(__file__), "data")


class Synonyms:
    """Says which stems mean the same as a stem.

    Holds text, one group a line, and finds a stem by looking for it between blanks: building a table of
    all groups would take longer than a whole search.
    """

    def __init__(self, text: str) -> None:
        """Take groups of stems: one a line, each stem between blanks."""
        self._text = text

    def stems(self, own: Iterable[str]) -> list[str]:
        """Give the stems of every group that holds one of a word's `own` stems, without these; sorted."""
        own = set(own)
        found: set[str] = set()
        for stem in own:
            at = self._text.find(f" {stem} ")
            while at >= 0:
                start, end = self._text.rfind("\n", 0, at) + 1, self._text.find("\n", at)
                found.update(self._text[start:end].split())
                at = self._text.find(f" {stem} ", end)
        return sorted(found - own)


def read_groups(text: str) -> list[list[str]]:
    """Give the groups of a synonyms file: one a line, `#` begins a comment."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    groups = [list(dict.fromkeys(tokens(line))) for line in lines]
    return [group for group in groups if len(group) > 1]


def stems_of(groups: Iterable[Iterable[str]]) -> str:
    """Give groups of words as groups of stems, one a line, each stem between blanks."""
    lines = (dict.fromkeys(stem for word in group for stem in fts_words.stems(word)) for group in groups)
    return "".join(f" {' '.join(line)} \n" for line in lines)


@lru_cache(maxsize=8)
def load(extra: str = "") -> Synonyms:
    """Give the groups of the package with those a shop adds (`extra`, in the form of the file)."""
    with open(os.path.join(DATA, "stems.txt"), encoding="utf-8") as file:
        return Synonyms(file.read() + (stems_of(read_groups(extra)) if extra else ""))


def stems_file() -> str:
    """Give what `data/stems.txt` must hold for the present `data/synonyms.txt`: stemming it takes 0.1 s."""
    with open(os.path.join(DATA, "synonyms.txt"), encoding="utf-8") as file:
        return stems_of(read_groups(file.read()))
