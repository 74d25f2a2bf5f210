"""Figures of the trade: cost, SLA met, loyalty, repeat faults, staffing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from postventa_tui.core.metrics import rounding
from postventa_tui.core.metrics.rows import Figure, Returned

REPEAT_S = 90 * 86_400
"""The same fault within this time after the return is a repeat."""
YEARS_CAP = 10
SMALLEST_BASE = 20
"""Below so many customers a value for life says nothing."""
BUSY_SHARE = Fraction(8, 10)
"""Part of a shift a person can be in contact."""
STAFF_WEEKS = 8


def handling_minutes(
    call_seconds: Iterable[int], visit_minutes: Iterable[int], work_minutes: Iterable[int]
) -> Fraction:
    """Give the noted minutes: calls, visits, timed work."""
    return Fraction(sum(call_seconds), 60) + sum(visit_minutes) + sum(work_minutes)


def cost_per_contact(minutes: Fraction, rate_cents: int, fixed_cents: int, contacts: int) -> Figure:
    """Give the cents a contact cost; `rate_cents` is for one minute."""
    if not contacts:
        return Figure(None, 0, {})
    return Figure(rounding.half_up((minutes * rate_cents + fixed_cents) / contacts), contacts, {})


def sla_met(states: Iterable[tuple[str, str]]) -> dict[str, Figure]:
    """Give the share met for each timer from (timer, state) pairs; what is not decided stays out."""
    figures: dict[str, Figure] = {}
    listed = list(states)
    for timer in ("first_response", "next_response", "resolution"):
        seen = Counter(state for kind, state in listed if kind == timer)
        n = seen["met"] + seen["missed"]
        out = {state: count for state, count in sorted(seen.items()) if state not in ("met", "missed")}
        figures[f"sla_{timer}"] = Figure(rounding.rate(seen["met"], n), n, out)
    return figures


def retention(before: set[int], now: set[int]) -> Figure:
    """Give the share of the buyers of the period before who bought again in this one."""
    return Figure(rounding.rate(len(before & now), len(before)), len(before), {})


def repeat_fault(returned: Sequence[Returned], faults: Iterable[tuple[int, str, int]]) -> Figure:
    """Give the share of returned assets that came in again with the same fault within 90 days.

    Args:
        faults: (asset, fault code, instant of handing over) of every repair.
    """
    seen: dict[tuple[int, str], list[int]] = {}
    for asset_id, code, at in faults:
        seen.setdefault((asset_id, code), []).append(at)
    assets = {row.asset_id for row in returned}
    again = {
        row.asset_id
        for row in returned
        if any(0 <= at - row.returned_at <= REPEAT_S for at in seen.get((row.asset_id, row.fault_code), ()))
    }
    return Figure(rounding.rate(len(again), len(assets)), len(assets), {})


def lifetime_value(
    order_cents: Sequence[int], customers: int, years: Fraction, retention_yearly: Fraction, margin: Fraction
) -> Figure:
    """Give the cents a customer is worth: average order x orders a year x expected years x margin.

    Args:
        customers: People with at least one order in the last 24 months.
        years: Length of the time the orders come from.
    """
    if customers < SMALLEST_BASE or not order_cents:
        return Figure(None, customers, {"too_few": customers} if customers else {})
    average = Fraction(sum(order_cents), len(order_cents))
    yearly = Fraction(len(order_cents), customers) / years
    expected = Fraction(YEARS_CAP)
    if retention_yearly < 1:
        expected = min(expected, 1 / (1 - retention_yearly))
    return Figure(rounding.half_up(average * yearly * expected * margin), customers, {})


def repair_share(outcomes: Iterable[str]) -> Figure:
    """Give repaired / (repaired + replaced + refunded); other outcomes are excluded by name."""
    seen = Counter(outcomes)
    n = seen["repaired"] + seen["replaced"] + seen["refunded"]
    out = {name: count for name, count in sorted(seen.items()) if name not in ("repaired", "replaced", "refunded")}
    return Figure(rounding.rate(seen["repaired"], n), n, out)


def staffing(
    contacts: Mapping[tuple[int, int], Sequence[int]], mean_minutes: Fraction
) -> dict[tuple[int, int], tuple[float, int]]:
    """Give expected contacts and needed people for each hour of the week.

    Args:
        contacts: Counts of the last 8 weeks by (weekday, hour), holidays left out.
    """
    plan: dict[tuple[int, int], tuple[float, int]] = {}
    for hour, counts in sorted(contacts.items()):
        if not counts:
            continue
        expected = Fraction(sum(counts), len(counts))
        people = expected * mean_minutes / 60 / BUSY_SHARE
        plan[hour] = (rounding.places(expected, 2), -((-people.numerator) // people.denominator))
    return plan
