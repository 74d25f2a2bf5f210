"""Vehicle identification numbers: shape and check digit. Pure.

Source: ISO 3779 (17 signs, no I, O, Q); 49 CFR 565.15 for the check digit in place 9, which North America and
China require. Elsewhere the place is free, so a European number is not refused for it.
"""

from __future__ import annotations

from typing import Literal

LENGTH = 17
_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK_PLACE = 8
_REQUIRED_BY = "12345L"

VinState = Literal["sound", "unchecked", "bad_shape", "bad_check_digit"]


def normal(text: str) -> str:
    """Give a VIN as it is compared: upper case, without blanks and dashes."""
    return "".join(text.split()).replace("-", "").upper()


def check_digit(vin: str) -> str:
    """Give the sign that belongs in place 9 of a VIN of the right shape."""
    rest = sum(weight * _VALUES[sign] for weight, sign in zip(_WEIGHTS, vin, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def state(text: str) -> VinState:
    """Give whether a VIN is sound.

    `unchecked` has the right shape and no check digit, where none is required.
    """
    vin = normal(text)
    if len(vin) != LENGTH or any(sign not in _VALUES for sign in vin):
        return "bad_shape"
    if vin[_CHECK_PLACE] == check_digit(vin):
        return "sound"
    return "bad_check_digit" if vin[0] in _REQUIRED_BY else "unchecked"
