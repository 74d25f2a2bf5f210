"""Figures of a period, and the verbs of surveys."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from postventa_tui.core.customers import groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.metrics import business, figures, store, surveys
from postventa_tui.core.metrics.history import histories
from postventa_tui.core.metrics.rows import Asked, Figure, Period, SurveyRow
from postventa_tui.core.metrics.surveys import SendFacts
from postventa_tui.core.sla import service as sla
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.clock import zone
from postventa_tui.kit.errors import NotFound, Usage
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from postventa_tui.core.metrics.rows import Between
    from postventa_tui.desk import Desk

DAY_S = 86_400
YEARS = Fraction(2)


def _between(desk: Desk) -> tuple[Between, str]:
    """Give the shop's hours and the name they go by; a shop without a calendar is always open."""
    known = sla.calendars(desk)
    if not known:
        return (lambda a, b: b - a), "24x7"
    return sla.calendar(desk, known[0].name).between, known[0].name


def operational(desk: Desk, period: Period) -> dict[str, Figure]:
    """Give every figure of tickets, and the volume by channel as `volume_<channel>`."""
    between, hours = _between(desk)
    db = desk.reader()
    happened = store.events(db, period.end)
    found = figures.operational(happened, period, between)
    for name, figure in found.items():
        if "business" in name:
            found[name] = figure._replace(note=hours)
    return {**found, **volume(desk, period)}


def volume(desk: Desk, period: Period) -> dict[str, Figure]:
    """Give inbound public contacts by channel, those without a ticket too."""
    db = desk.reader()
    counted = Counter(figures.volume(histories(store.events(db, period.end), period.end), period))
    counted.update(store.contact_channel(*row) for row in store.loose_contacts(db, period.start, period.end))
    return {f"volume_{channel}": Figure(n, n, {}) for channel, n in sorted(counted.items())}


def clocks(desk: Desk, period: Period) -> dict[str, Figure]:
    """Give the share met of each timer."""
    return business.sla_met(store.timer_states(desk.reader(), period.start, period.end, desk.clock.now()))


def money(desk: Desk, period: Period) -> dict[str, Figure]:
    """Give handling time and cost per contact."""
    calls, minutes, contacts = store.work(desk.reader(), period.start, period.end)
    spent = business.handling_minutes(calls, [], minutes)
    rate, fixed = desk.shop.number("rate_cents_per_min"), desk.shop.number("fixed_costs_cents")
    return {
        "handling_minutes": Figure(float(spent), len(calls) + len(minutes), {}),
        "cost_per_contact_cents": business.cost_per_contact(spent, rate, fixed, contacts),
    }


def loyalty(desk: Desk, period: Period) -> dict[str, Figure]:
    """Give retention against the period before, and the value of a customer for life."""
    name = desk.shop.zone
    length = period.end - period.start
    edges = [moments.local_date(at, name) for at in (period.start - length, period.start, period.end)]
    db = desk.reader()
    kept = business.retention(store.buyers(db, edges[0], edges[1]), store.buyers(db, edges[1], edges[2]))
    two_years, one_year = (moments.local_date(period.end - n * 365 * DAY_S, name) for n in (2, 1))
    last, first = store.buyers(db, one_year, edges[2]), store.buyers(db, two_years, one_year)
    yearly = Fraction(len(last & first), len(first)) if first else Fraction(0)
    value = business.lifetime_value(
        store.order_totals(db, two_years, edges[2]), len(last | first), YEARS, yearly, _margin(desk)
    )
    return {"retention": kept, "cltv_cents": value}


def _margin(desk: Desk) -> Fraction:
    value = desk.shop.get("margin_factor", 1)
    return Fraction(str(value)) if isinstance(value, int | float) else Fraction(1)


def after_sales(desk: Desk, period: Period) -> dict[str, Figure]:
    """Give the repair share and the repeat faults."""
    db = desk.reader()
    rows = store.repairs(db)
    days = {day for row in rows for day in row[2:] if day}
    start = {day: moments.start_of_day(day, desk.shop.zone) for day in days}
    back = [row for row in store.returned(rows, start) if period.has(row.returned_at)]
    faults = [(asset, code, start[handed]) for asset, code, handed, _back in rows]
    return {
        "repair_share": business.repair_share(store.outcomes(db, period.start, period.end)),
        "repeat_fault": business.repeat_fault(back, faults),
    }


def survey_figures(desk: Desk, period: Period) -> dict[str, Figure]:
    """Give NPS, CSAT with its interval and CES of the answers of the period."""
    found = store.answers(desk.reader(), period.start, period.end)
    nps, csat, ces = surveys.nps(found["nps"]), surveys.csat(found["csat"]), surveys.ces(found["ces"])
    return {
        "nps": Figure(nps.value, nps.n, {}),
        "csat": Figure(csat.value, csat.n, {}),
        "csat_low": Figure(csat.low, csat.n, {}),
        "csat_high": Figure(csat.high, csat.n, {}),
        "ces": Figure(ces.mean, ces.n, {}),
        "ces_share": Figure(ces.share, ces.n, {}),
    }


def staffing(desk: Desk) -> dict[str, Figure]:
    """Give the people needed for each hour of the week from the last 8 weeks, holidays left out."""
    now = desk.clock.now()
    start = now - business.STAFF_WEEKS * 7 * DAY_S
    home = zone(desk.shop.zone)
    closed = _holidays(desk)
    seen: dict[tuple[int, int], Counter[str]] = {}
    for at in store.contact_times(desk.reader(), start, now):
        moment = datetime.fromtimestamp(at, UTC).astimezone(home)
        if moment.date().isoformat() not in closed:
            seen.setdefault((moment.weekday(), moment.hour), Counter())[moment.date().isoformat()] += 1
    first = datetime.fromtimestamp(start, UTC).astimezone(home).date()
    days = [first + timedelta(days=n) for n in range(1, business.STAFF_WEEKS * 7 + 1)]
    counts = {
        (weekday, hour): [
            found[day.isoformat()] for day in days if day.weekday() == weekday and day.isoformat() not in closed
        ]
        for (weekday, hour), found in seen.items()
    }
    calls, minutes, contacts = store.work(desk.reader(), start, now)
    mean = business.handling_minutes(calls, [], minutes) / contacts if contacts else Fraction(0)
    plan = business.staffing(counts, mean)
    return {
        f"people_{day}_{hour:02}": Figure(need, len(counts[day, hour]), {}) for (day, hour), (_, need) in plan.items()
    }


def _holidays(desk: Desk) -> frozenset[str]:
    known = sla.calendars(desk)
    if not known:
        return frozenset()
    overrides = sla.calendar(desk, known[0].name).model.overrides
    return frozenset(str(day) for day, hours in overrides.items() if not hours)


def replies_by_agent(desk: Desk, period: Period) -> dict[str, Figure]:
    """Give how many replies each agent sent, and on how many tickets (n)."""
    rows = store.replies_by_agent(desk.reader(), period.start, period.end)
    return {f"replies_{login}": Figure(count, tickets, {}) for login, count, tickets in rows}


@verb("survey.send")
def send_due(desk: Desk, kind: str = "csat") -> list[Asked]:
    """Write the surveys that are due. Who was asked lately or has not agreed to this channel is left out.

    Raises:
        Usage: `bad_value` for an unknown kind.
    """
    if kind not in surveys.SCALES:
        raise Usage("bad_value", field="kind", value=kind, reason=", ".join(surveys.SCALES))
    now = desk.clock.now()
    sent = []
    for ticket_id, customer_id, solved_at, first_channel in store.survey_candidates(
        desk.db, now - surveys.SEND_AFTER_S
    ):
        channel = first_channel if first_channel in surveys.WRITTEN else "email"
        consented = groups.may_send(desk, customer_id, "survey", channel)
        facts = SendFacts("solved", solved_at, store.last_surveyed(desk.db, customer_id), consented)
        if surveys.why_not_send(facts, now) is None:
            survey_id = store.insert_survey(desk.db, ticket_id, customer_id, kind, now)
            sent.append(Asked(survey_id, ticket_id, customer_id, channel))
    return sent


@verb("survey.answer")
def answer(desk: Desk, survey_id: int, score: int, comment: str = "") -> SurveyRow:
    """Write an answer; a second one within 7 days takes the place of the first.

    Raises:
        NotFound: `survey_unknown`.
        Usage: `bad_score`.
        Refused: `already_answered`.
    """
    found = store.find_survey(desk.db, survey_id)
    if found is None:
        raise NotFound("survey_unknown", survey=survey_id)
    surveys.check_score(found.kind, score)
    surveys.check_answer_again(found.answered_at, desk.clock.now())
    store.save_answer(desk.db, survey_id, score, typed(comment), desk.clock.now())
    return found._replace(score=score, comment=comment, answered_at=found.answered_at or desk.clock.now())


def follow_ups(desk: Desk) -> list[SurveyRow]:
    """Give the low answers with words that wait for a lead."""
    return [
        row
        for row in store.follow_ups(desk.reader())
        if row.score is not None and surveys.needs_follow_up(row.kind, row.score, row.comment or "")
    ]


def surveys_of(desk: Desk, customer_id: int) -> list[SurveyRow]:
    """Give the surveys a person was asked, answered or not; those of merged rows too."""
    return [row for one in customers.family(desk, customer_id) for row in store.list_of_customer(desk.db, one)]
