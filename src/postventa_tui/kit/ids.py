"""Public ids and random signs; the seed makes them repeatable."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_repeatable: random.Random | None = None


def repeat(source: random.Random | None) -> None:
    """Take ids from `source` from now on: the sample is the same at each building. None: from the system."""
    global _repeatable
    _repeatable = source


def is_repeatable() -> bool:
    """Tell whether ids are repeatable now: what is written then must not depend on the machine either."""
    return _repeatable is not None


def uid() -> str:
    """Give a new UUID (version 4) as text."""
    bits = _repeatable.getrandbits(128) if _repeatable else int.from_bytes(os.urandom(16), "big")
    fixed = bits & ~(0xF << 76) & ~(0x3 << 62) | (4 << 76) | (2 << 62)
    digits = f"{fixed:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def choose(alphabet: str) -> str:
    """Give one sign of `alphabet` by chance."""
    if _repeatable:
        return _repeatable.choice(alphabet)
    import secrets  # it loads the whole of hashlib, and each start of the console needs an id

    return secrets.choice(alphabet)
