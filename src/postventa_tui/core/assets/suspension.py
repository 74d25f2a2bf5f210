"""Days in the workshop: how they move the end of a term, and when a term stands still.

Source: TRLGDCU art. 122 (art. 120 before 2022): suspended from handing the goods over until they are back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets.dates import add_days, add_months
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from postventa_tui.core.assets.facts import Repair


class Terms(NamedTuple):
    """Last days of term and presumption; `hardware_ends_on` leaves out digital supply and workshop days."""

    ends_on: date
    presumption_ends_on: date
    hardware_ends_on: date
    suspended_days: int = 0
    standing_since: date | None = None
    presumption_stands: bool = False

    def ends_on_if_returned_on(self, day: date) -> date | None:
        """Give the end if the unit came back on `day`; None while the term runs."""
        if self.standing_since is None:
            return None
        return add_days(self.ends_on, (day - self.standing_since).days)


class _Span(NamedTuple):
    """One stretch in the workshop; `until` is None while the unit is there."""

    since: date
    until: date | None


def suspend(terms: Terms, repairs: Sequence[Repair], start: date, as_of: date, extension_months: int) -> Terms:
    """Give `terms` moved by the days of `repairs` known on `as_of`.

    Spans that touch or overlap count once. A unit handed over before delivery or after the end moves nothing.
    `extension_months` is added once, after the first finished repair that counts.
    Source: Directive (EU) 2024/1799 art. 16 for the extension.
    """
    for span in _spans(repairs, as_of):
        if span.since < start or span.since > terms.ends_on:
            continue
        presumed = span.since <= terms.presumption_ends_on
        if span.until is None:
            return terms._replace(standing_since=span.since, presumption_stands=presumed)
        days = (span.until - span.since).days
        end = add_days(terms.ends_on, days)
        if extension_months:
            end, extension_months = add_months(end, extension_months), 0
        presumption = add_days(terms.presumption_ends_on, days) if presumed else terms.presumption_ends_on
        terms = terms._replace(ends_on=end, presumption_ends_on=presumption, suspended_days=terms.suspended_days + days)
    return terms


def _spans(repairs: Sequence[Repair], as_of: date) -> list[_Span]:
    """Stays begun by `as_of`, joined where they touch; open when one of them had not ended by then."""
    joined: list[_Span] = []
    for since, until in sorted(_begun(repairs, as_of), key=lambda one: one.since):
        last = joined[-1] if joined else None
        if last is None or (last.until is not None and since > last.until):
            joined.append(_Span(since, until))
        elif last.until is None or until is None:
            joined[-1] = _Span(last.since, None)
        else:
            joined[-1] = _Span(last.since, max(last.until, until))
    return joined


def _begun(repairs: Sequence[Repair], as_of: date) -> list[_Span]:
    """Stays begun by `as_of`; one that ends later is open on that day."""
    spans = []
    for one in repairs:
        if one.handed_over is None or one.handed_over > as_of:
            continue
        ended = one.returned is not None and one.returned <= as_of
        spans.append(_Span(one.handed_over, one.returned if ended else None))
    return spans
