"""Ticket numbers as people write them, and the public reference on slips.

Source: domain, section 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

FIRST = 1001
"""Number of the first ticket of a file."""
_MAX = 2**63 - 1
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits without 0, O, 1, I and L: they are read over the telephone."""
REF_LENGTH = 10


def parse(text: str, prefix: str = "PV-") -> int | None:
    """Give the number that `text` names (`PV-1042`, `pv-1042`, `1042`, `#1042`), or None."""
    word = text.strip()
    bare = re.escape(prefix.rstrip("-"))
    found = re.fullmatch(rf"(?:#|{bare}[- ]?)?([1-9][0-9]*)", word, re.IGNORECASE | re.ASCII)
    if not found or len(found.group(1)) > 19:
        return None
    number = int(found.group(1))
    return number if number <= _MAX else None


def show(number: int, prefix: str = "PV-") -> str:
    """Give the number as it is written: `PV-1042`."""
    return f"{prefix}{number}"


def public_ref(choose: Callable[[str], str]) -> str:
    """Give a reference for slips and subjects, each sign picked by `choose` from the alphabet."""
    return "".join(choose(_ALPHABET) for _place in range(REF_LENGTH))


def nearest(number: int, known: Iterable[int], count: int = 3) -> list[int]:
    """Give up to `count` of the `known` numbers nearest to `number`, ascending."""
    return sorted(sorted(set(known), key=lambda n: (abs(n - number), n))[:count])
