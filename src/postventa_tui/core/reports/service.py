"""Reports by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from postventa_tui.core.metrics import service as metrics
from postventa_tui.core.metrics.rows import Figure, Period
from postventa_tui.core.reports import store
from postventa_tui.core.reports.store import AuditLine
from postventa_tui.desk import require
from postventa_tui.kit import moments
from postventa_tui.kit.errors import NotFound, Usage

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

REPORTS: dict[str, Callable[[Desk, Period], dict[str, Figure]]] = {
    "service": metrics.operational,
    "volume": metrics.volume,
    "sla": metrics.clocks,
    "surveys": metrics.survey_figures,
    "cost": metrics.money,
    "loyalty": metrics.loyalty,
    "repairs": metrics.after_sales,
    "staffing": lambda desk, _period: metrics.staffing(desk),
    "agents": metrics.replies_by_agent,
}
LEADS = frozenset({"agents"})
"""Reports that name agents are a lead's."""

_SPAN = re.compile(r"(\d{1,4})([hdw])")
_SECONDS = {"h": 3600, "d": 86_400, "w": 7 * 86_400}


def names() -> list[str]:
    """Give the names of all reports."""
    return [*REPORTS, "audit"]


def run(desk: Desk, name: str, period: Period) -> dict[str, Figure]:
    """Give the figures of one report.

    Raises:
        NotFound: `report_unknown`.
        NotAllowed: `not_allowed` for figures by agent.
    """
    found = REPORTS.get(name)
    if found is None:
        raise NotFound("report_unknown", name=name, known=", ".join(names()))
    if name in LEADS:
        require(desk, f"report.{name}", "lead")
    return found(desk, period)


def audit(desk: Desk, since: int) -> list[AuditLine]:
    """Give what an owner wants to see: exports, erasures, merges, roles, undos by others, foreign writes.

    Raises:
        NotAllowed: `not_allowed`: lead and admin.
    """
    require(desk, "report.audit", "lead")
    db = desk.reader()
    lines = [
        *store.watched(db, since),
        *store.roles(db, since),
        *store.undone_by_others(db, since),
        *store.foreign(db, since),
    ]
    return sorted(lines, key=lambda line: (line.at, line.unit or 0))


def since(text: str, now: int, zone_name: str) -> int:
    """Give the instant `7d`, `12h`, `2w` or a date names.

    Raises:
        Usage: `bad_time`.
    """
    match = _SPAN.fullmatch(text)
    if match is not None:
        return now - int(match[1]) * _SECONDS[match[2]]
    return moments.parse_time_option(text, zone_name)


def period(desk: Desk, start: str, end: str) -> Period:
    """Give the period between two days of the shop, the last one included; the last 30 days without words.

    Raises:
        Usage: `bad_time`, `bad_period`.
    """
    name = desk.shop.zone
    now = desk.clock.now()
    last = _day(end, name) if end else moments.local_date(now, name)
    stop = moments.start_of_day(last, name)
    stop = moments.start_of_day(moments.local_date(stop + 36 * 3600, name), name)
    first = _day(start, name) if start else moments.local_date(stop - 30 * 86_400, name)
    begin = moments.start_of_day(first, name)
    if begin >= stop:
        raise Usage("bad_period", start=first, end=last)
    return Period(begin, stop)


def _day(text: str, zone_name: str) -> str:
    if not moments.is_date(text):
        raise Usage("bad_time", text=text)
    return text
