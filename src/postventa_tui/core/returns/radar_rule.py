"""When a fault in one lot is more than chance. Pure.

Source: the exact upper tail of the Poisson distribution, as in control of rare events.
"""

from __future__ import annotations

import math

from postventa_tui.kit.rows import NamedTuple

WINDOW_DAYS = 180
MIN_CASES = 5
MIN_RATIO = 3
MAX_P = 0.01


class Signal(NamedTuple):
    """Rate of the lot, the product's own rate elsewhere, and how probable so many cases would be by chance."""

    rate: float
    base_rate: float
    p_value: float
    flagged: bool


def poisson_tail(cases: int, expected: float) -> float:
    """Give the probability of `cases` or more where `expected` are usual."""
    if cases <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    below = math.fsum(math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(cases))
    return max(0.0, 1.0 - below)


def signal(cases: int, sold: int, other_cases: int, other_sold: int) -> Signal | None:
    """Give the signal of a lot against the other lots of its product; None where nothing was sold to compare.

    A product without a case elsewhere is taken to have had one: few units without a fault prove little.
    """
    if sold <= 0 or other_sold <= 0:
        return None
    rate = cases / sold
    base = max(other_cases, 1) / other_sold
    p_value = poisson_tail(cases, base * sold)
    return Signal(rate, base, p_value, cases >= MIN_CASES and rate > MIN_RATIO * base and p_value < MAX_P)
