"""Guarantees on a lifeline: the days on which something begins or ceases to answer for a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.assets import cover
from postventa_tui.core.assets.facts import Fault
from postventa_tui.kit.errors import PostventaError
from postventa_tui.kit.i18n import _, language, ngettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui.panes.history.rows import LifeItem, noon, plain_day

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from postventa_tui.core.assets.cover import Cover
    from postventa_tui.core.assets.rows import AssetRow, RepairRow
    from postventa_tui.desk import Desk

LINES_EACH = 8
"""Guarantee lines one machine may take, so that their keys stay apart."""


class _Dated(NamedTuple):
    """A day that matters, what it is said to be, what stands at the right edge, and the verdict in full."""

    day: datetime.date
    text: str
    fact: str
    body: str


def covers_of(desk: Desk, machine: AssetRow, repairs: Sequence[RepairRow]) -> list[Cover]:
    """Give the verdict of a machine, then that for each fault a finished repair may answer for."""
    faults = dict.fromkeys(one.fault_code for one in repairs if one.fault_code and one.returned_on)
    try:
        again = [cover.cover_of(desk, machine.id, fault=Fault(code)) for code in faults]
        return [cover.cover_of(desk, machine.id), *again]
    except PostventaError:
        # The shop's own rules are wrong: `doctor` says where; a lifeline goes without.
        return []


def unknown(covers: Sequence[Cover]) -> str:
    """Give what is missing for a verdict, empty when nothing is."""
    if not covers or covers[0].answer.verdict != "unknown":
        return ""
    return covers[0].sentence(language())


def lines(machine: AssetRow, covers: Sequence[Cover], today: datetime.date, zone: str) -> Iterator[LifeItem]:
    """Give the guarantee lines of a machine."""
    if not covers:
        return
    name = clean(machine.product, lines=False)
    dated = [*_term(machine, covers[0], today), *_beside(machine, covers)]
    for number, one in enumerate(dated[:LINES_EACH]):
        yield LifeItem(
            key=("guarantee", machine.id * LINES_EACH + number),
            at=noon(one.day.isoformat(), zone),
            kind="guarantee",
            column=_("guarantee"),
            mark="─",
            text=one.text,
            fact=one.fact,
            body=one.body,
            machine=name,
        )


def _term(machine: AssetRow, found: Cover, today: datetime.date) -> Iterator[_Dated]:
    """Start and end of the guarantee of the law."""
    sku, answer, body = clean(machine.sku, lines=False), found.answer, found.sentence(language())
    if answer.starts_on is not None:
        text = _("{sku}: guarantee starts").format(sku=sku)
        yield _Dated(answer.starts_on, text, plain_day(answer.starts_on), body)
    standing = answer.ends_on_if_returned_today
    if standing is not None:
        text = _("in the workshop, {n} d left · {sku}").format(sku=sku, n=max((standing - today).days, 0))
        yield _Dated(standing, text, _("{day} if back today").format(day=plain_day(standing)), body)
    elif answer.ends_on is not None:
        yield _end(sku, answer.ends_on, today, body)


def _end(sku: str, until: datetime.date, today: datetime.date, body: str) -> _Dated:
    """Give the end of the term, by the days left."""
    left, day = (until - today).days, plain_day(until)
    if left < 0:
        return _Dated(until, _("{sku}: ended").format(sku=sku), day, body)
    text = ngettext("{sku}: {n} day left", "{sku}: {n} days left", left).format(sku=sku, n=left)
    return _Dated(until, text, _("until {day}").format(day=day), body)


def _beside(machine: AssetRow, covers: Sequence[Cover]) -> Iterator[_Dated]:
    """Ends of what answers beside the term: a repaired fault, paid work, a commercial guarantee."""
    sku = clean(machine.sku, lines=False)
    seen = set()
    for found in covers:
        answer = found.answer
        for until, text in (
            (answer.same_defect_until, _("same fault until {day} · {sku}")),
            (answer.work_ends_on, _("paid repair until {day} · {sku}")),
            (answer.commercial_ends_on, _("commercial until {day} · {sku}")),
        ):
            if until is not None and (until, text) not in seen:
                seen.add((until, text))
                said = text.format(sku=sku, day=plain_day(until))
                yield _Dated(until, said, "", found.sentence(language()))
