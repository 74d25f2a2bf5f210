"""Groups of words that mean the same, in both languages, from the package and from the shop."""

from __future__ import annotations

import os.path
from functools import lru_cache
from typing import TYPE_CHECKING

from postventa_tui.db import fts_words
from postventa_tui.kit.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DATA = os.path.join(os.path.dirname(__file__), "data")


class Synonyms:
    """Says which stems mean the same as a stem."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Take groups of words already folded."""
        known = _stems_of_package()
        self._groups: list[frozenset[str]] = []
        self._by_stem: dict[str, list[int]] = {}
        for group in groups:
            stems = frozenset(stem for word in group for stem in known.get(word) or fts_words.stems(word))
            for stem in stems:
                self._by_stem.setdefault(stem, []).append(len(self._groups))
            self._groups.append(stems)

    def stems(self, own: Iterable[str]) -> list[str]:
        """Give the stems of every group that holds one of a word's `own` stems, without these; sorted."""
        own = set(own)
        found: set[str] = set()
        for stem in own:
            for number in self._by_stem.get(stem, ()):
                found |= self._groups[number]
        return sorted(found - own)


def read_groups(text: str) -> list[list[str]]:
    """Give the groups of a synonyms file: one a line, `#` begins a comment."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    groups = [list(dict.fromkeys(tokens(line))) for line in lines]
    return [group for group in groups if len(group) > 1]


@lru_cache(maxsize=8)
def load(extra: str = "") -> Synonyms:
    """Give the groups of the package with those a shop adds (`extra`, in the form of the file)."""
    with open(os.path.join(DATA, "synonyms.txt"), encoding="utf-8") as file:
        return Synonyms(read_groups(file.read() + "\n" + extra))


@lru_cache(maxsize=1)
def _stems_of_package() -> Mapping[str, tuple[str, str]]:
    """Give the stems of the package's own words, written beforehand: stemming them takes 0.1 s."""
    made = {}
    with open(os.path.join(DATA, "stems.txt"), encoding="utf-8") as file:
        for line in file:
            word, es, en = line.split()
            made[word] = (es, en)
    return made


def stems_file() -> str:
    """Give what `data/stems.txt` must hold for the present `data/synonyms.txt`."""
    with open(os.path.join(DATA, "synonyms.txt"), encoding="utf-8") as file:
        words = sorted({word for group in read_groups(file.read()) for word in group})
    return "".join(f"{word} {' '.join(fts_words.stems(word))}\n" for word in words)
