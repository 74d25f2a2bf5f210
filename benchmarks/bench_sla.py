"""Arithmetic of business hours and the order of 10,000 tickets: `python -m benchmarks.bench_sla`.

The floor is one question to the zone (`datetime.fromtimestamp` with a zone), measured in the same run: a walk that asks
the zone pays it for every step. Limits are the goals of the design as ratios to that floor; exit 1 past one of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import perf_counter
from typing import NamedTuple

from postventa_tui.core.sla.calendar import WorkCalendar
from postventa_tui.core.sla.events import SlaEvent
from postventa_tui.core.sla.hours import parse_calendar
from postventa_tui.core.sla.policy import SlaPolicy
from postventa_tui.core.sla.rows import SlaWorld, TicketClock
from postventa_tui.core.sla.timers import apply, last_views, order_key, queue_key
from postventa_tui.kit import clock

NOW = int(datetime(2026, 11, 19, 16, 42, tzinfo=UTC).timestamp())
TICKETS = 10_000
ROUNDS = 5
SPLIT = [["09:00", "14:00"], ["16:30", "20:00"]]
MODEL = parse_calendar(
    {
        "zone": "Europe/Madrid",
        "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), SPLIT),
        "overrides": {"2026-12-25": []},
    }
)
TARGETS = {"normal": {"first_response": 7200, "next_response": 7200, "resolution": 144_000}}


class Figure(NamedTuple):
    """One measured workload: seconds a call, its ratio to the floor, and the ratio it must keep."""

    name: str
    seconds: float
    ratio: float
    limit: float


def measure() -> list[Figure]:
    """Give every figure of one run."""
    zone = clock.zone("Europe/Madrid")
    floor = _each(lambda t: datetime.fromtimestamp(t, zone), 20_000)
    work = WorkCalendar(MODEL)
    work.between(NOW - 300 * 86_400, NOW + 300 * 86_400)
    tickets = _tickets(work)
    found = [
        ("first use of a calendar, one block", _median(lambda: WorkCalendar(MODEL).is_open(NOW)), 5_000.0),
        ("between over a year", _each(lambda t: work.between(t, t + 25_000_000), 20_000), 12.0),
        ("add 40 hours", _each(lambda t: work.add(t, 144_000), 20_000), 12.0),
        ("order of 10,000 tickets, due only", _median(lambda: _order(tickets)), 450_000.0),
        ("order of 10,000 tickets, all views", _median(lambda: _order_of_views(tickets)), 900_000.0),
    ]
    return [Figure(name, seconds, seconds / floor, limit) for name, seconds, limit in found]


def main() -> int:
    """Print the figures; exit 1 when one is past its limit."""
    figures = measure()
    for one in figures:
        mark = "" if one.ratio <= one.limit else "  OVER"
        print(f"{one.name:<40} {one.seconds * 1e6:>12.1f} us {one.ratio:>10.1f} x (limit {one.limit:.0f}){mark}")
    return int(any(one.ratio > one.limit for one in figures))


def _each(call: Callable[[int], object], times: int) -> float:
    """Give the median seconds of one call, over rounds of many calls."""

    def run() -> None:
        for shift in range(0, times * 311, 311):
            call(NOW - shift)

    return _median(run) / times


def _median(run: Callable[[], object]) -> float:
    spent = []
    for _round in range(ROUNDS):
        start = perf_counter()
        run()
        spent.append(perf_counter() - start)
    return median(spent)


def _tickets(work: WorkCalendar) -> list[TicketClock]:
    """Give tickets with three timers each, a third of them with a pause behind them."""
    world = SlaWorld((SlaPolicy("p", "c", TARGETS),), {"c": work})
    dice = Random(1)
    found = []
    for number in range(TICKETS):
        at = NOW - 100_000 - dice.randrange(20 * 86_400)
        state = apply(TicketClock(str(number), number), SlaEvent("created", at), world)
        state = apply(state, SlaEvent("agent_reply", at + 600), world)
        state = apply(state, SlaEvent("customer_message", at + 9000), world)
        if number % 3 == 0:
            state = apply(state, SlaEvent("status", at + 10_000, status="pending"), world)
            state = apply(state, SlaEvent("status", at + 20_000, status="open"), world)
        found.append(state)
    return found


def _order(tickets: list[TicketClock]) -> object:
    return sorted(order_key(state, NOW) for state in tickets)


def _order_of_views(tickets: list[TicketClock]) -> object:
    return sorted(queue_key(last_views(state, NOW), state.created_at or 0, state.number) for state in tickets)


if __name__ == "__main__":
    sys.exit(main())
