"""Words come onto tickets and move them as the table says."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import calls, fields, people, reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket, Outgoing, QueueRequest
from postventa_tui.db import shop as shop_settings
from postventa_tui.kit.errors import Conflict, NotAllowed, NotFound, Refused, Usage

DAY = 86_400


def now_of(desk, ticket):
    return reading.by_id(desk, ticket.id)


def test_numbers_begin_at_1001_and_go_up(shop, marta, ticket) -> None:
    other = tickets.create(shop, NewTicket(marta, "Otra cosa"))
    assert (ticket.number, other.number) == (1001, 1002)


def test_a_new_ticket_waits_and_has_a_due(shop, ticket) -> None:
    assert (ticket.status, ticket.waiting_since) == ("new", shop.clock.now())
    assert ticket.due_at is not None and ticket.due_sort == ticket.due_at


def test_a_reply_waits_in_the_outbox_and_sets_pending(shop, ticket, clock) -> None:
    clock.advance(60)
    sent = tickets.reply(shop, ticket.id, Outgoing("Le llamamos mañana."))
    after = now_of(shop, ticket)
    assert sent.send_after == clock.now() + 15
    assert (after.status, after.waiting_since, after.first_reply_at) == ("pending", None, clock.now())
    assert reading.waiting_mail(shop, ticket.id) == {sent.interaction_id: sent.send_after}


def test_a_customer_message_opens_and_wakes(shop, ticket, clock) -> None:
    tickets.reply(shop, ticket.id, Outgoing("¿Qué modelo es?"))
    fields.snooze(shop, ticket.id, clock.now() + DAY)
    clock.advance(600)
    got = tickets.receive(shop, Incoming(ticket.customer_id, "email", "Una Brisa 8", ticket_id=ticket.id))
    after = now_of(shop, ticket)
    assert not got.created
    assert (after.status, after.snoozed_until, after.waiting_since) == ("open", None, clock.now())


def test_a_message_within_the_days_reopens(shop, ticket, clock) -> None:
    fields.set_status(shop, ticket.id, "solved")
    clock.advance(7 * DAY)
    tickets.receive(shop, Incoming(ticket.customer_id, "email", "Sigue igual", ticket_id=ticket.id))
    after = now_of(shop, ticket)
    assert (after.status, after.reopen_count, after.solved_at) == ("open", 1, None)


def test_a_message_a_second_later_makes_a_follow_up(shop, ticket, clock) -> None:
    fields.set_status(shop, ticket.id, "solved")
    clock.advance(7 * DAY + 1)
    got = tickets.receive(shop, Incoming(ticket.customer_id, "email", "Sigue igual", ticket_id=ticket.id))
    new = reading.by_id(shop, got.ticket_id)
    assert now_of(shop, ticket).status == "closed"
    assert (got.created, got.follows, new.subject) == (True, 1001, "Re: La lavadora no centrifuga")
    assert reading.links(shop, new.id) == [("follows", 1001, "to")]
    assert new.assignee_id == shop.agent.id


def test_an_out_of_office_moves_nothing(shop, ticket) -> None:
    tickets.reply(shop, ticket.id, Outgoing("¿Qué modelo es?"))
    tickets.receive(shop, Incoming(ticket.customer_id, "email", "Estoy fuera", ticket_id=ticket.id, automatic=True))
    assert now_of(shop, ticket).status == "pending"


def test_spam_stays_spam_and_asks_for_nothing(shop, ticket) -> None:
    fields.mark_spam(shop, ticket.id)
    tickets.receive(shop, Incoming(ticket.customer_id, "email", "Compre ya", ticket_id=ticket.id))
    after = now_of(shop, ticket)
    assert (after.status, after.is_open) == ("spam", 0)
    assert fields.not_spam(shop, ticket.id).status == "open"


def test_a_call_in_progress_is_the_first_reply(shop, marta) -> None:
    by_phone = tickets.create(shop, NewTicket(marta, "Pregunta por la garantía", "phone"), "Llama por la garantía.")
    assert (by_phone.status, by_phone.first_reply_at) == ("open", shop.clock.now())
    assert by_phone.waiting_since is None


def test_a_voicemail_is_a_customer_message(shop, ticket) -> None:
    tickets.reply(shop, ticket.id, Outgoing("¿Qué modelo es?"))
    calls.call(shop, ticket.id, "in", "voicemail", text="Llámenme")
    assert now_of(shop, ticket).status == "open"


def test_an_unanswered_call_answers_nothing(shop, ticket) -> None:
    calls.call(shop, ticket.id, "out", "no_answer")
    after = now_of(shop, ticket)
    assert (after.status, after.first_reply_at) == ("new", None)


def test_a_missed_call_of_a_known_number_makes_a_ticket(shop, marta) -> None:
    got = calls.missed_call(shop, "+34 612 345 678")
    made = reading.by_id(shop, got.ticket_id)
    assert (made.customer_id, made.status, made.first_reply_at) == (marta, "new", None)
    assert made.due_at is not None


def test_a_missed_call_of_a_stranger_follows_the_setting(shop) -> None:
    got = calls.missed_call(shop, "699112233")
    assert customers.one(shop, "699112233").id == reading.by_id(shop, got.ticket_id).customer_id
    with shop.transaction("settings.set") as db:
        shop_settings.save(db, "missed_calls", "off", shop.clock.now())
    assert calls.missed_call(shop, "699112244") is None


def test_solving_gives_the_ticket_to_who_solves_it(shop, ticket) -> None:
    assert fields.set_status(shop, ticket.id, "solved").assignee_id == shop.agent.id


def test_a_refusal_changes_nothing(shop, ticket) -> None:
    before = now_of(shop, ticket)
    with pytest.raises(Refused, match="solve_first"):
        fields.set_status(shop, ticket.id, "closed")
    assert now_of(shop, ticket) == before


def test_only_a_lead_closes_by_hand(shop, ticket, make_desk) -> None:
    fields.set_status(shop, ticket.id, "solved")
    with pytest.raises(NotAllowed):
        fields.set_status(make_desk("lucia"), ticket.id, "closed")
    assert fields.set_status(make_desk("joan"), ticket.id, "closed").closed_at is not None


def test_who_may_only_read_writes_nothing(shop, ticket, make_desk) -> None:
    with pytest.raises(NotAllowed):
        tickets.note(make_desk("iria"), ticket.id, "hola")


def test_a_note_naming_a_colleague_makes_her_follow(shop, ticket, make_desk) -> None:
    note = tickets.note(shop, ticket.id, "@lucia ¿puedes mirar esto? Correo: a@joan.example")
    lucia = make_desk("lucia")
    assert [login for _id, login in people.followers(shop, ticket.id)] == ["lucia"]
    assert [row.number for row in reading.queue(lucia, QueueRequest("mentions")).rows] == [1001]
    reading.mark_read(lucia, ticket.id, note)
    assert reading.queue(lucia, QueueRequest("mentions")).rows == []


def test_an_older_version_is_refused_and_both_values_shown(shop, ticket) -> None:
    fields.set_priority(shop, ticket.id, "high")
    with pytest.raises(Conflict, match="stale") as caught:
        fields.set_priority(shop, ticket.id, "low", version=ticket.version)
    assert caught.value.params["now"] == "priority=high"


def test_unknown_tickets_are_answered_with_the_nearest(shop, ticket) -> None:
    with pytest.raises(NotFound) as caught:
        reading.get(shop, "PV-1099")
    assert caught.value.params["near"] == "PV-1001"


def test_the_queue_goes_by_due_and_pages_by_key(shop, marta, clock) -> None:
    made = []
    for n in range(7):
        clock.advance(60)
        made.append(tickets.create(shop, NewTicket(marta, f"Caso {n}"), "hola").number)
    first = reading.queue(shop, QueueRequest(limit=3))
    second = reading.queue(shop, QueueRequest(limit=3, after=first.after))
    third = reading.queue(shop, QueueRequest(limit=3, after=second.after))
    assert [row.number for page in (first, second, third) for row in page.rows] == made
    assert (first.total, third.after) == (7, None)
    assert (first.rows[0].unread, first.rows[0].last.direction) == (True, "in")


def test_snoozed_tickets_show_in_their_view_only(shop, ticket, clock) -> None:
    fields.snooze(shop, ticket.id, clock.now() + 60)
    counts = reading.counts(shop)
    assert {name for name, count in counts.items() if count} == {"snoozed", "all"}
    clock.advance(61)
    assert reading.counts(shop)["start"] == 1


@pytest.mark.parametrize("view", reading.BUILT_IN)
def test_every_view_answers(shop, ticket, view: str) -> None:
    page = reading.queue(shop, QueueRequest(view))
    assert page.total == len(page.rows)


def test_take_next_takes_the_most_urgent_free_one(shop, ticket, make_desk) -> None:
    lucia = make_desk("lucia")
    taken = people.take_next(lucia)
    assert (taken.number, taken.status, taken.assignee_id) == (1001, "open", lucia.agent.id)
    with pytest.raises(NotFound, match="nothing_to_take"):
        people.take_next(shop)


def test_take_next_leaves_the_tickets_of_other_teams(shop, ticket, make_desk) -> None:
    people.assign_words(shop, ticket.id, "Tienda")
    with pytest.raises(NotFound, match="nothing_to_take"):
        people.take_next(make_desk("joan"))
    assert people.take_next(make_desk("lucia")).team_id == 1


def test_assigning_knows_teams_and_absence(shop, ticket, make_desk) -> None:
    people.assign_words(shop, ticket.id, "tienda")
    with pytest.raises(Refused, match="not_in_team"):
        people.assign_words(shop, ticket.id, "joan")
    assert people.assign_words(shop, ticket.id, "joan", clear_team=True).team_id is None
    people.deactivate(shop, "lucia")
    with pytest.raises(Refused, match="agent_inactive"):
        people.assign_words(shop, ticket.id, "lucia")


def test_who_leaves_leaves_her_tickets_to_her_team(shop, ticket) -> None:
    people.assign_words(shop, ticket.id, "lucia")
    assert people.deactivate(shop, "lucia") == 1
    after = now_of(shop, ticket)
    assert (after.assignee_id, after.team_id) == (None, 1)


def test_escalating_raises_and_tells(shop, ticket) -> None:
    people.assign_words(shop, ticket.id, "lucia")
    after = people.escalate(shop, ticket.id, "joan", "Pide hablar con un responsable")
    assert (after.priority, after.escalation) == ("high", 1)
    assert people.followers(shop, ticket.id) == [(2, "lucia")]
    assert reading.thread(shop, ticket.id).contacts[-1].row.kind == "note"


def test_a_promise_with_a_date_reminds(shop, ticket, clock) -> None:
    people.hand_over(shop, ticket.id, "Espera pieza", promise="Llamar", promise_on="2026-11-20")
    clock.advance(DAY)
    assert [one.text for one in people.reminders(shop)] == ["Llamar"]
    with pytest.raises(Refused, match="in_the_past"):
        people.hand_over(shop, ticket.id, "x", promise_on="2026-11-01")


def test_age_closes_what_was_solved_long_ago(shop, ticket, clock) -> None:
    fields.set_status(shop, ticket.id, "solved")
    clock.advance(7 * DAY)
    assert fields.age_tick(shop) == 0
    clock.advance(1)
    assert (fields.has_stale(shop), fields.age_tick(shop)) == (True, 1)


def test_unknown_words_are_usage_errors(shop, marta, ticket) -> None:
    with pytest.raises(Usage):
        tickets.create(shop, NewTicket(marta, "  "))
    with pytest.raises(Usage):
        fields.set_status(shop, ticket.id, "perdido")
    with pytest.raises(Usage):
        fields.set_fields(shop, ticket.id, {"color": "rojo"})


def test_chat_lines_of_one_turn_are_one_contact(shop, marta, clock) -> None:
    first = tickets.receive(shop, Incoming(marta, "chat", "Hola"))
    clock.advance(120)
    tickets.receive(shop, Incoming(marta, "chat", "¿Hay alguien?", ticket_id=first.ticket_id))
    clock.advance(121)
    tickets.receive(shop, Incoming(marta, "chat", "Adiós", ticket_id=first.ticket_id))
    bodies = [line.row.body for line in reading.thread(shop, first.ticket_id).contacts]
    assert bodies == ["Hola\n¿Hay alguien?", "Adiós"]


def test_a_status_of_the_shop_keeps_its_type(shop, ticket) -> None:
    fields.add_status(shop, "waiting_part", "on_hold", label_es="esperando pieza")
    after = fields.set_status(shop, ticket.id, "waiting_part")
    assert (after.status, after.status_type) == ("waiting_part", "on_hold")


def test_people_merged_are_read_as_one(shop, marta, ticket) -> None:
    double = customers.create(shop, {"given": "M.", "surname1": "Ruiz"})
    tickets.create(shop, NewTicket(double, "Otro"))
    customers.merge(shop, double, marta)
    assert [row.number for row in reading.of_customer(shop, marta)] == [1002, 1001]
