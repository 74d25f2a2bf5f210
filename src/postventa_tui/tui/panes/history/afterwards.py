"""What came after a sale on a lifeline: returns, surveys, consents, rows found to be the same person."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from postventa_tui.core.customers import past as people
from postventa_tui.core.metrics import service as metrics
from postventa_tui.core.returns import past as returns
from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _, language, pgettext
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean, format_money
from postventa_tui.tui import words
from postventa_tui.tui.panes.history.rows import LifeItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postventa_tui.core.customers.rows import Consent, Contact
    from postventa_tui.core.metrics.rows import SurveyRow
    from postventa_tui.core.returns.past import Case
    from postventa_tui.core.returns.rows import Line
    from postventa_tui.desk import Desk

TOP = {"nps": 10, "csat": 5, "ces": 7}


def returned(found: Sequence[Case], steps: dict[str, list[Contact]], prefix: str, zone: str) -> Iterator[LifeItem]:
    """Give a line for each return: what was asked and how it ended; its steps when it is opened."""
    for case in found:
        rma, first = case.rma, case.lines[0] if case.lines else None
        end = words.rma(rma.state)
        if first is not None and first.outcome:
            end = _outcome(first)
        asked = _asked(first.asked) if first is not None else ""
        way = f"{asked} → {end}" if asked else end
        machine = clean(case.machine, lines=False)
        yield LifeItem(
            key=("rma", rma.id),
            at=rma.created_at,
            kind="rma",
            column="RMA",
            mark="↺",
            text=f"{rma.ref} {machine}: {way}" if machine else f"{rma.ref}: {way}",
            fact=f"{prefix}{case.number}",
            detail=" · ".join(part for part in (way, clean(rma.reason or "", lines=False)) if part),
            body=_story(steps.get(rma.ref, []), zone),
            machine=machine,
        )


def _story(steps: Sequence[Contact], zone: str) -> str:
    """Give the steps of a return, oldest first, a line each."""
    ordered = sorted(steps, key=lambda one: (one.row.at, one.row.id))
    return "\n".join(
        f"{moments.show(one.row.at, zone)}  {clean(words.rma_step(one.row.body), lines=False)}" for one in ordered
    )


def _asked(key: str) -> str:
    return {
        "repair": pgettext("asked", "repair"),
        "replace": pgettext("asked", "replacement"),
        "refund": pgettext("asked", "money back"),
        "price_cut": pgettext("asked", "price cut"),
    }.get(key, key)


def _outcome(line: Line) -> str:
    """Give how a line of a return ended, with the money when there was some."""
    word = {
        "repaired": pgettext("outcome", "repaired"),
        "replaced": pgettext("outcome", "replaced"),
        "refunded": pgettext("outcome", "refunded"),
        "price_cut": pgettext("outcome", "price cut"),
        "returned_as_is": pgettext("outcome", "given back as it was"),
        "rejected": pgettext("outcome", "rejected"),
        "recycled": pgettext("outcome", "recycled"),
    }.get(line.outcome or "", line.outcome or "")
    if not line.amount_cents:
        return word
    return f"{word} {format_money(line.amount_cents, line.currency or 'EUR', language())}"


def surveyed(found: Sequence[SurveyRow]) -> Iterator[LifeItem]:
    """Give a line for each survey: the score and the words, or that no answer came."""
    for row in found:
        name = row.kind.upper()
        comment = clean(row.comment or "", lines=True).strip()
        if row.score is None:
            text = _("{survey} asked, no answer").format(survey=name)
        elif row.kind == "nps":
            text = f"{name} {row.score}"
        else:
            text = _("{survey} {score} of {top}").format(survey=name, score=row.score, top=TOP[row.kind])
        yield LifeItem(
            key=("survey", row.id),
            at=row.answered_at or row.sent_at,
            kind="survey",
            column=pgettext("column", "survey"),
            mark="★" if row.score is not None else "·",
            text=text + (f" · «{clean(comment, lines=False)}»" if comment else ""),
            body=comment,
        )


def agreed(found: Sequence[Consent]) -> Iterator[LifeItem]:
    """Give a line for each change of consent; channels changed at one moment share it."""
    # Rows come newest first; what a form changed at once differs in its channel only.
    for (at, purpose, state), rows in itertools.groupby(
        sorted(found, key=lambda row: (row.at, row.purpose, row.state, row.id)),
        key=lambda row: (row.at, row.purpose, row.state),
    ):
        group = list(rows)
        channels = ", ".join(words.channel(row.channel) for row in group)
        yield LifeItem(
            key=("consent", group[0].id),
            at=at,
            kind="consent",
            column=pgettext("column", "assent"),
            mark="·",
            text=_consent(state).format(purpose=_purpose(purpose), channels=channels),
        )


def _consent(state: str) -> str:
    return {
        "granted": _("Agreed: {purpose} by {channels}"),
        "withdrawn": _("Withdrew: {purpose} by {channels}"),
        "never_asked": _("Not asked yet: {purpose} by {channels}"),
    }[state]


def _purpose(key: str) -> str:
    return {
        "service": pgettext("purpose", "service"),
        "survey": pgettext("purpose", "surveys"),
        "recall": pgettext("purpose", "recalls"),
        "maintenance": pgettext("purpose", "maintenance"),
        "marketing": pgettext("purpose", "offers"),
    }.get(key, key)


class After(NamedTuple):
    """The lines, the tickets they open, and the names of the returns that have a line."""

    items: list[LifeItem]
    tickets: dict[tuple[str, int], int]
    refs: frozenset[str]


def of(desk: Desk, customer_id: int, home: dict[int, str], steps: dict[str, list[Contact]], prefix: str) -> After:
    """Give what came after the sales to a person, and the returns of the others of her home.

    Args:
        home: Names of the others by customer.
    """
    zone = desk.shop.zone
    answers = metrics.surveys_of(desk, customer_id)
    cases = returns.returns_of(desk, customer_id)
    items = [
        *returned(cases, steps, prefix, zone),
        *surveyed(answers),
        *agreed(people.consent_changes(desk, customer_id)),
        *(_joined(one) for one in people.joined(desk, customer_id)),
    ]
    for other, name in home.items():
        known = {one.rma.id for one in cases}
        theirs = [one for one in returns.returns_of(desk, other) if one.rma.id not in known]
        items += [
            item._replace(who=name, text=f"{name}: {item.text}") for item in returned(theirs, steps, prefix, zone)
        ]
        cases += theirs
    tickets = {("rma", one.rma.id): one.rma.ticket_id for one in cases}
    tickets |= {("survey", one.id): one.ticket_id for one in answers if one.ticket_id}
    return After(items, tickets, frozenset(one.rma.ref for one in cases))


def _joined(one: people.Joined) -> LifeItem:
    name = clean(one.name, lines=False)
    ref = f"C-{one.id}"
    text = _("{who} found to be the same person").format(who=ref if name == ref else f"{name} ({ref})")
    return LifeItem(("people", one.id), one.at, "merge", pgettext("column", "merge"), "·", text)
