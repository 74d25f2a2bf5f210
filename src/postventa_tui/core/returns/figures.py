"""Figures that rest on returns: repair share, parts reused, units recycled, kilograms kept in use, cost. Pure.

No case gives None, never 0 %.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postventa_tui.core.returns.store import OutcomeRow


class Sustainability(NamedTuple):
    """Repair share and its base, parts by state, what was recycled where, kilograms kept in use, cost in cents."""

    repair_share: float | None
    n: int
    parts_new: int
    parts_reused: int
    reused_share: float | None
    recycled: dict[str, int]
    kept_kg: float | None
    cost_cents: int


def sustainability(rows: Iterable[OutcomeRow]) -> Sustainability:
    """Give the figures of the lines of a period."""
    found = list(rows)
    repaired = [one for one in found if one.outcome == "repaired"]
    base = [one for one in found if one.outcome in ("repaired", "replaced", "refunded")]
    parts = [part for one in found for part in json.loads(one.parts)]
    reused = sum(1 for part in parts if part.get("state") == "reused")
    recycled: dict[str, int] = {}
    for one in found:
        if one.outcome == "recycled":
            recycled[one.destination or ""] = recycled.get(one.destination or "", 0) + 1
    weights = [one.weight_g for one in repaired if one.weight_g]
    return Sustainability(
        _share(len(repaired), len(base)),
        len(base),
        len(parts) - reused,
        reused,
        _share(reused, len(parts)),
        recycled,
        round(sum(weights) / 1000, 1) if weights else None,
        sum(cost(one) for one in found),
    )


def cost(row: OutcomeRow) -> int:
    """Give what a line cost: parts, labour and money given back, in cents."""
    parts = sum(int(part.get("cents", 0)) for part in json.loads(row.parts))
    return parts + (row.labour_cents or 0) + (row.amount_cents or 0)


def _share(part: int, whole: int) -> float | None:
    """A rate to four places, half up; None without a case."""
    if not whole:
        return None
    return int(Fraction(part, whole) * 10_000 + Fraction(1, 2)) / 10_000
