"""The guarantee of a ticket's machine in the few words a head has room for. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from postventa_tui.core.assets.verdict import Verdict

HEAD_CELLS = 67
"""Cells the line of the machine has in the pane of 120 columns."""


def words_of(answer: Verdict, today: date) -> str:
    """Give a verdict as the head says it: what answers, its day, the days left. Never empty."""
    if answer.verdict == "unknown":
        return _missing(answer.needs)
    if answer.verdict == "not_covered":
        return _not_covered(answer)
    found = _other_basis(answer, today)
    if found:
        return found
    if answer.reason == "suspended_now":
        return _standing(answer, today)
    if answer.ends_on is None:
        return _("covered by guarantee")
    if answer.ends_on < today:
        return _("fault shown in time; guarantee ended {day}").format(day=_day(answer.ends_on))
    return _dated(_("guarantee until {day} ({days} d)"), answer.ends_on, today)


def _other_basis(answer: Verdict, today: date) -> str:
    """Give what stands in for the term of the law, empty when that itself answers."""
    if answer.basis == "same_defect" and answer.same_defect_until is not None:
        return _dated(_("same fault: covered until {day} ({days} d)"), answer.same_defect_until, today)
    if answer.basis == "repair_work" and answer.work_ends_on is not None:
        return _dated(_("repair covered until {day} ({days} d)"), answer.work_ends_on, today)
    if answer.basis == "commercial" and answer.commercial_ends_on is not None:
        return _dated(_("commercial guarantee until {day} ({days} d)"), answer.commercial_ends_on, today)
    return ""


def _standing(answer: Verdict, today: date) -> str:
    """Give a term that stands still, with what would be left of it were the machine back today."""
    until = answer.ends_on_if_returned_today
    if until is None:
        return _("in the workshop: guarantee stands still")
    return _("in the workshop: guarantee stands still ({days} d left)").format(days=max((until - today).days, 0))


def _not_covered(answer: Verdict) -> str:
    """Give why nothing answers."""
    if answer.reason == "not_consumer":
        return _("no consumer guarantee: bought by a business")
    if answer.reason == "not_delivered" and answer.starts_on is not None:
        return _("guarantee starts {day}").format(day=_day(answer.starts_on))
    if answer.reason == "no_rule":
        return _("no legal guarantee for this contract")
    if answer.reason == "claim_prescribed" and answer.claim_by is not None:
        return _("not covered: time to claim ended {day}").format(day=_day(answer.claim_by))
    if answer.reason == "excluded_cause":
        return _("not covered: the cause is proved to lie outside")
    if answer.ends_on is None:
        return _("not covered by guarantee")
    return _("guarantee ended {day}").format(day=_day(answer.ends_on))


def _missing(needs: tuple[str, ...]) -> str:
    """Give the first fact without which nothing can be said."""
    words_ = {
        "delivered_on": _("guarantee: delivery date missing"),
        "goods": _("guarantee: kind of goods missing"),
        "supply_until": _("guarantee: end of digital supply missing"),
    }
    return next((words_[need] for need in needs if need in words_), _("guarantee: not known"))


def _dated(text: str, until: date, today: date) -> str:
    return text.format(day=_day(until), days=max((until - today).days, 0))


def _day(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def in_order(name: str, serial: str, guarantee: str) -> tuple[str, str]:
    """Give the machine and its guarantee as the two parts of a line that may be cut at its end.

    The guarantee stands last while all fits, else before the serial or the name: it is never what is cut.
    """
    whole = " · ".join(part for part in (name, serial) if part)
    if cell_len(f"{whole} · {guarantee}") <= HEAD_CELLS:
        return whole, guarantee
    if cell_len(f"{name} · {guarantee}…") <= HEAD_CELLS:
        return name, f"{guarantee} · {serial}"
    return guarantee, whole
