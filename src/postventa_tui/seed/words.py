"""The sentence tables of the sample, and how a person writes. Pure."""

from __future__ import annotations

import functools
import random
import re
import tomllib
import unicodedata
from collections import Counter
from importlib import resources
from typing import Any

_PAIR = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
PLAIN = frozenset(["dani", "adrian", "hugo", "martin", "raul", "iker", "nicolas", "bea"])
"""People who write without capitals, accents and opening marks."""
GALICIAN = frozenset(["xoan", "lois", "uxia", "antia", "eladio", "tono", "concha"])
PORTUGUESE = frozenset(("joao", "lidia"))


@functools.cache
def table(name: str) -> dict[str, Any]:
    """Give one TOML file of the sample's content, by its path under `seed/data`."""
    text = resources.files("postventa_tui.seed").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def address(sentence: str, formality: str) -> str:
    """Give the sentence for tú or usted: `{dime|dígame}` becomes one of both."""
    return _PAIR.sub(lambda found: found[1] if formality == "tu" else found[2], sentence)


def in_style(text: str, who: str) -> str:
    """Give a customer's text as that person writes it."""
    if who in PLAIN:
        flat = "".join(
            char
            for char in unicodedata.normalize("NFD", text.lower())
            if not unicodedata.combining(char) or char == "\u0303"
        )
        text = unicodedata.normalize("NFC", flat).replace("¿", "").replace("¡", "")
        return text[:-1] if text.endswith(".") else text
    if who == "lidia":
        return text.replace("brigado", "brigada")
    return text


class Picker:
    """Picks sentences so that the ones used least come first and no message is made twice."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self._uses: Counter[str] = Counter()
        self._made: set[str] = set()

    def below(self, n: int) -> int:
        """Give a whole number from 0 to n − 1."""
        return int(self.random.random() * n)

    def between(self, least: int, most: int) -> int:
        """Give a whole number from `least` to `most`."""
        return least + self.below(most - least + 1)

    def chance(self, share: float) -> bool:
        """Give true in that share of the cases."""
        return self.random.random() < share

    def pick(self, sentences: list[str]) -> str:
        """Give a sentence that was used least; ties by lot."""
        least = min(self._uses[one] for one in sentences)
        fresh = [one for one in sentences if self._uses[one] == least]
        chosen = fresh[self.below(len(fresh))]
        self._uses[chosen] += 1
        return chosen

    def compose(self, *parts: list[str], joint: str = " ") -> str:
        """Give a text of one sentence of each list that was never given before."""
        for _attempt in range(60):
            text = joint.join(part for part in (self.pick(list(one)) for one in parts) if part)
            if self.claim(text):
                return text
        raise LookupError(f"the sentences are used up: {parts[0][0]!r}")

    def claim(self, text: str) -> bool:
        """Tell whether a text is new, and remember it."""
        if text in self._made:
            return False
        self._made.add(text)
        return True
