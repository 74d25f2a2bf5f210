"""Serial numbers: one key for every way of writing one, and finding them in any text."""

from __future__ import annotations

import re

MIN_KEY = 5
MAX_WORDS = 3
"""How many neighbouring words may belong to one serial: labels print it in groups."""
_DROPPED = re.compile(r"[\s.\-\u2010-\u2015\u2212]+")
_WORD = re.compile(r"[^\W_](?:[\w.\-/\u2010-\u2015]*[^\W_])?")


def unit_key(serial: str) -> str:
    """Give the key of a serial: upper case without spaces, dashes and dots; empty for a blank one."""
    return _DROPPED.sub("", serial).upper()


def candidates(text: str) -> list[str]:
    """Give the keys a text may hold, longest first; each has a digit, since words are no serials."""
    words = _WORD.findall(text)
    keys: dict[str, None] = {}
    for start in range(len(words)):
        for length in range(1, MAX_WORDS + 1):
            key = unit_key("".join(words[start : start + length]))
            if len(key) >= MIN_KEY and any(char.isdigit() for char in key):
                keys[key] = None
    return sorted(keys, key=lambda key: (-len(key), key))
