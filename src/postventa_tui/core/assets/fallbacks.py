"""Guarantees that answer when the legal one does not: a paid repair, and what maker or seller promised.

Source: RD 58/1988 art. 6 (three months on the repair of a household appliance); TRLGDCU art. 127.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets.dates import add_months

if TYPE_CHECKING:
    from datetime import date

    from postventa_tui.core.assets.facts import Facts, Repair
    from postventa_tui.core.assets.rules import Rules


def same_fault(facts: Facts, under: str) -> list[Repair]:
    """Give the repairs of this kind whose fault has the same code; a fault without a code matches none."""
    code = facts.fault.code
    return [one for one in facts.repairs if one.under == under and code and one.fault_code == code]


def repair_work(facts: Facts, rules: Rules, manifested_on: date) -> date | None:
    """Give the last day of the paid repair guarantee that reaches the fault, the latest one; None without."""
    work = rules.repair_work
    if work is None:
        return None
    paid = same_fault(facts, "paid")
    if not work.same_fault_only:
        paid = [one for one in facts.repairs if one.under == "paid"]
    ends = [
        add_months(one.returned, work.months)
        for one in paid
        if one.returned is not None and one.returned <= manifested_on
    ]
    return max((end for end in ends if manifested_on <= end), default=None)


def commercial(facts: Facts, delivered_on: date | None, manifested_on: date, excluded_cause: str | None) -> date | None:
    """Give the last day of the commercial guarantee that reaches the fault, the latest one; None without.

    `excluded_cause` is a cause the law does not answer for, proved; then only a guarantee that names it does.
    """
    ends = []
    for one in facts.commercial:
        start = one.starts_on or delivered_on
        if start is None or one.months is None or manifested_on < start:
            continue
        if excluded_cause is not None and excluded_cause not in one.covers:
            continue
        end = add_months(start, one.months)
        if manifested_on <= end:
            ends.append(end)
    return max(ends, default=None)
