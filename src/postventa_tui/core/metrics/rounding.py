"""Rounding of figures: half up from the exact value, below zero away from zero."""

from __future__ import annotations

from fractions import Fraction


def half_up(value: Fraction) -> int:
    """Give `value` as a whole number, halves away from zero (2.5 is 3, -2.5 is -3)."""
    size = abs(value)
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return whole if value >= 0 else -whole


def places(value: Fraction, digits: int) -> float:
    """Give `value` with `digits` decimal places, halves away from zero (-6.25 is -6.3)."""
    scale: int = 10**digits
    return float(half_up(value * scale) / scale)


def rate(part: int, whole: int) -> float | None:
    """Give part / whole with four places; None when there is no case."""
    return places(Fraction(part, whole), 4) if whole else None


def mean(values: list[int]) -> int | None:
    """Give the mean in whole units, or None of nothing."""
    return half_up(Fraction(sum(values), len(values))) if values else None


def median(values: list[int]) -> int | None:
    """Give the median in whole units, the mean of the middle two for an even count, or None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return half_up(Fraction(ordered[half - 1] + ordered[half], 2))
