"""Figures from a real file, and surveys that are asked and answered."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.metrics import service as metrics
from postventa_tui.core.metrics.rows import Period
from postventa_tui.core.reports import asking
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import fields, undo
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, Outgoing
from postventa_tui.kit.errors import NotFound, Refused, Usage

DAY = 86_400


@pytest.fixture
def marta(desk) -> int:
    sla.install_starter(desk)
    number = customers.create(desk, {"given": "Marta"}, {"email": "marta@correo.example"})
    groups.set_consent(desk, number, "survey", "email", "granted")
    return number


@pytest.fixture
def period(clock) -> Period:
    return Period(clock.now() - DAY, clock.now() + 30 * DAY)


def answered(desk, clock, customer: int, *, wait: int = 600) -> int:
    got = tickets.receive(desk, Incoming(customer, "email", "no va", subject="no va"))
    clock.advance(wait)
    sent = tickets.reply(desk, got.ticket_id, Outgoing("mañana", then="solved"))
    desk.db.run("UPDATE interactions SET state = 'sent' WHERE id = :id", id=sent.interaction_id)
    return got.ticket_id


def test_an_answered_and_solved_ticket_counts(desk, clock, marta, period) -> None:
    answered(desk, clock, marta)
    found = metrics.operational(desk, period)
    assert (found["frt_mean_s"].value, found["mttr_mean_s"].value, found["fcr"].value) == (600, 600, 1.0)
    assert found["volume_email"].value == 1
    assert found["frt_business_mean_s"].note != ""


def test_a_reply_that_has_not_left_is_no_reply(desk, clock, marta, period) -> None:
    got = tickets.receive(desk, Incoming(marta, "email", "no va", subject="no va"))
    tickets.reply(desk, got.ticket_id, Outgoing("mañana"))
    assert metrics.operational(desk, period)["frt_mean_s"].excluded == {"no_reply": 1}


def test_a_reopened_ticket_is_seen_in_the_journal(desk, clock, marta, period) -> None:
    ticket = answered(desk, clock, marta)
    clock.advance(DAY)
    fields.set_status(desk, ticket, "open")
    found = metrics.operational(desk, period)
    assert found["reopen_rate"].value == 1.0
    assert found["mttr_mean_s"].excluded == {"reopened": 1}
    assert found["backlog_end"].value == 1


def test_a_solve_that_was_taken_back_never_was(desk, clock, marta, period) -> None:
    got = tickets.receive(desk, Incoming(marta, "email", "no va", subject="no va"))
    fields.set_status(desk, got.ticket_id, "solved")
    undo.undo(desk)
    found = metrics.operational(desk, period)
    assert found["reopen_rate"].value is None


def test_a_contact_without_a_ticket_is_volume(desk, marta, period) -> None:
    from postventa_tui.core.customers import contacts
    from postventa_tui.core.customers.rows import NewInteraction

    call = NewInteraction(
        "call", "in", desk.clock.now(), "customer", customer_id=marta, channel="phone", outcome="no_answer"
    )
    contacts.add_interaction(desk, call)
    assert metrics.volume(desk, period)["volume_phone_missed"].value == 1


def test_sla_met_is_counted_by_timer(desk, clock, marta, period) -> None:
    answered(desk, clock, marta)
    assert metrics.clocks(desk, period)["sla_first_response"].value == 1.0


def test_a_survey_is_asked_a_day_after_and_leaves_by_the_outbox(desk, clock, marta) -> None:
    ticket = answered(desk, clock, marta)
    assert asking.send_due(desk) == []
    clock.advance(DAY)
    (survey,) = asking.send_due(desk)
    assert asking.send_due(desk) == []
    row = desk.db.one("SELECT ticket_id, kind, agent_id, channel FROM surveys WHERE id = :id", id=survey)
    assert row == (ticket, "csat", desk.agent.id, "email")
    assert desk.db.value("SELECT purpose FROM outbox ORDER BY id DESC LIMIT 1") == "survey"


def test_without_consent_nobody_is_asked(desk, clock, marta) -> None:
    groups.set_consent(desk, marta, "survey", "email", "withdrawn")
    answered(desk, clock, marta)
    clock.advance(DAY)
    assert asking.send_due(desk) == []


def test_an_answer_is_counted_and_a_low_one_with_words_waits_for_a_lead(desk, clock, marta, period) -> None:
    answered(desk, clock, marta)
    clock.advance(DAY)
    (survey,) = asking.send_due(desk)
    metrics.answer(desk, survey, 5)
    metrics.answer(desk, survey, 2, "tarde")
    assert metrics.survey_figures(desk, period)["csat"].value == 0.0
    assert [row.id for row in metrics.follow_ups(desk)] == [survey]
    clock.advance(8 * DAY)
    with pytest.raises(Refused, match="already_answered"):
        metrics.answer(desk, survey, 5)


def test_unknown_surveys_and_kinds_are_refused(desk) -> None:
    with pytest.raises(NotFound, match="survey_unknown"):
        metrics.answer(desk, 99, 5)
    with pytest.raises(Usage, match="bad_value"):
        asking.send_due(desk, "stars")


@pytest.mark.parametrize("figures", [metrics.money, metrics.loyalty, metrics.after_sales, metrics.replies_by_agent])
def test_an_empty_shop_has_figures_without_value(desk, period, figures) -> None:
    assert all(one.value in (None, 0.0) for one in figures(desk, period).values())


def test_staff_is_planned_from_the_last_weeks(desk, clock, marta) -> None:
    tickets.receive(desk, Incoming(marta, "email", "no va", subject="no va"))
    clock.advance(60)
    assert all(isinstance(one.value, int) for one in metrics.staffing(desk).values())
