"""Returns in a real file: the way of a unit, money, the next verdict, undo."""

from __future__ import annotations

import json

import pytest

from postventa_tui.core.assets import cover
from postventa_tui.core.assets import service as assets
from postventa_tui.core.returns import service as returns
from postventa_tui.core.returns import store
from postventa_tui.core.returns.model import Move, NewLine, NewRma
from postventa_tui.core.returns.rows import Part
from postventa_tui.core.tickets import writing
from postventa_tui.kit.errors import NotAllowed, Refused, Usage

DAY = 86400


@pytest.fixture
def rma(desk, ticket, washer):
    return returns.open_rma(desk, NewRma(ticket.id, (NewLine("repair", washer.id),), "no desagua", "home"))


def go(desk, rma, *steps):
    for step in steps:
        rma = returns.move(desk, rma.number, step if isinstance(step, Move) else Move(step))
    return rma


def received(desk, rma):
    return go(desk, rma, "approved", Move("received", condition="buena, sin golpes"), "inspecting")


def test_return_rests_on_a_verdict_and_has_the_slip_of_its_ticket(desk, rma, ticket):
    assert json.loads(rma.verdict)["verdict"] == "covered"
    assert (rma.number, rma.state, rma.under, rma.slip) == (1, "requested", "statutory", ticket.public_ref)


def test_unit_in_the_workshop_lets_the_term_stand_and_its_return_moves_the_end(desk, rma, washer, clock):
    rma = received(desk, rma)
    clock.advance(3 * DAY)
    assert cover.verdict_for_asset(desk, washer.id).reason == "suspended_now"
    rma = go(
        desk,
        rma,
        Move("repairing", fault_code="pump", cause="defect"),
        Move("ready", parts=(Part("bomba", "reused", 1500),)),
    )
    clock.advance(4 * DAY)
    rma = go(desk, rma, "returned")
    answer = cover.verdict_for_asset(desk, washer.id)
    assert (answer.suspended_days, str(answer.ends_on)) == (7, "2029-03-09")
    line = returns.lines_of(desk, rma)[0]
    assert (line.outcome, line.parts, rma.closed_at) == ("repaired", (Part("bomba", "reused", 1500),), clock.now())


def test_proved_misuse_is_paid_and_does_not_suspend(desk, rma, washer, clock):
    rma = received(desk, rma)
    rma = go(desk, rma, Move("repairing", fault_code="door", cause="misuse", cause_proved=True), "ready")
    assert (rma.under, json.loads(rma.verdict)["reason"]) == ("paid", "excluded_cause")
    clock.advance(DAY)
    go(desk, rma, "returned")
    assert cover.verdict_for_asset(desk, washer.id).suspended_days == 0
    assert cover.facts_of(desk, washer.id).repairs[0].under == "paid"


def test_unit_given_back_as_it_was_leaves_no_repair(desk, rma, washer):
    rma = go(desk, received(desk, rma), Move("ready", fault_code="none"), Move("returned", outcome="returned_as_is"))
    assert cover.facts_of(desk, washer.id).repairs == ()
    assert returns.lines_of(desk, rma)[0].outcome == "returned_as_is"


def test_rejection_needs_a_reason(desk, rma):
    with pytest.raises(Refused, match="missing_field:reason"):
        go(desk, rma, "rejected")
    done = go(desk, rma, Move("rejected", reason="fuera de garantía"))
    assert returns.lines_of(desk, done)[0].outcome == "rejected"


def test_no_money_before_the_unit_is_here(desk, rma, make_desk):
    rma = go(desk, rma, "approved")
    with pytest.raises(Refused, match="not_received"):
        go(desk, rma, "refunded")
    done = go(desk, rma, Move("refunded", reason="se ahogó en el río", confirmed=frozenset({"refund_before_return"})))
    assert returns.lines_of(desk, done)[0].amount_cents == 42900


def test_only_a_lead_confirms_a_refund_before_return(desk, rma, make_desk):
    go(desk, rma, "approved")
    with desk.transaction("test.agent") as db:
        db.run(
            "INSERT INTO agents (login, name, role, created_at, updated_at) VALUES ('brais', 'Brais', 'agent', 1, 1)"
        )
    with pytest.raises(NotAllowed):
        returns.move(make_desk("brais"), rma.number, Move("refunded", confirmed=frozenset({"refund_before_return"})))


def test_refund_against_the_wish_for_repair_needs_its_reason(desk, rma):
    rma = go(desk, received(desk, rma), Move("ready", fault_code="pump"))
    with pytest.raises(Refused, match="consumer_chooses"):
        go(desk, rma, "refunded")
    with pytest.raises(Refused, match="over_refund"):
        go(desk, rma, Move("refunded", reason="sin piezas", amount_cents=42901))
    go(desk, rma, Move("refunded", reason="sin piezas", amount_cents=42900))


def test_second_refund_stops_at_what_is_left(desk, ticket, washer, rma):
    go(
        desk,
        received(desk, rma),
        Move("ready", fault_code="x"),
        Move("refunded", reason="rebaja", outcome="price_cut", amount_cents=40000),
    )
    other = returns.open_rma(desk, NewRma(ticket.id, (NewLine("refund", washer.id),)))
    other = go(desk, received(desk, other), Move("ready", fault_code="x"))
    with pytest.raises(Refused, match="over_refund"):
        go(desk, other, Move("refunded", amount_cents=3000))
    assert returns.lines_of(desk, go(desk, other, "refunded"))[0].amount_cents == 2900


def test_final_state_is_frozen(desk, rma):
    rma = go(desk, received(desk, rma), Move("ready", fault_code="x"), "returned")
    with pytest.raises(Refused, match="rma_final"):
        go(desk, rma, Move("ready", labour_cents=1))
    assert returns.lines_of(desk, rma)[0].labour_cents is None


def test_waiting_for_a_part_puts_the_ticket_on_hold_and_tells_the_customer(desk, rma, ticket):
    rma = received(desk, rma)
    go(desk, rma, Move("waiting_part", fault_code="pump", supplier="Lérez", supplier_on="2026-11-25"))
    assert writing.by_id(desk, ticket.id).status_type == "on_hold"
    bodies = [row[0] for row in desk.db.all("SELECT body FROM interactions WHERE author_kind = 'auto' ORDER BY id")]
    assert (
        bodies[-1]
        == "Para reparar Lavadora Brisa 8 (NB-2411-00985) (RMA-0001) hemos pedido una pieza; la esperamos el 25/11/2026."
    )
    go(desk, rma, "repairing")
    assert writing.by_id(desk, ticket.id).status_type == "open"


def test_ready_tells_the_customer_and_starts_the_storage_clock(desk, rma, ticket, clock):
    rma = go(desk, received(desk, rma), Move("ready", fault_code="x"))
    assert (rma.ready_at, rma.told_at) == (clock.now(), clock.now())
    assert writing.by_id(desk, ticket.id).status_type == "pending"


def test_customer_without_a_way_in_writing_is_to_be_called(desk, washer):
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.tickets import service as tickets
    from postventa_tui.core.tickets.rows import NewTicket

    lone = customers.create(desk, {"given": "Pepe"}, {})
    ticket = tickets.create(desk, NewTicket(lone, "Lavadora", "counter", asset_id=washer.id))
    go(desk, returns.open_rma(desk, NewRma(ticket.id, (NewLine("repair", washer.id),))), "approved")
    notes = [row[0] for row in desk.db.all("SELECT body FROM interactions WHERE kind = 'note'")]
    assert notes == ["Avisar por teléfono: Hemos aceptado su solicitud RMA-0001 para Lavadora Brisa 8 (NB-2411-00985)."]


def test_refused_step_changes_nothing(desk, rma):
    before = desk.db.all("SELECT id, state, version FROM rmas"), desk.db.value("SELECT max(seq) FROM journal")
    with pytest.raises(Refused):
        go(desk, rma, Move("received", condition="x", fault_code="pump"))
    with pytest.raises(Usage):
        go(desk, rma, Move("approved", due_on="mañana"))
    assert (desk.db.all("SELECT id, state, version FROM rmas"), desk.db.value("SELECT max(seq) FROM journal")) == before
    assert store.list_lines(desk.db, rma.id)[0].fault_code is None


def test_line_that_does_not_exist_is_refused(desk, rma):
    with pytest.raises(Usage):
        go(desk, rma, Move("approved", line=2))


def test_serial_is_free_again_for_nobody(desk, washer):
    assert assets.named(desk, "nb241100985").id == washer.id


def test_terms_of_open_returns_come_by_day(desk, rma, clock):
    from postventa_tui.core.returns import terms
    from postventa_tui.core.tickets import people

    rma = received(desk, rma)
    go(
        desk,
        rma,
        Move(
            "waiting_part", fault_code="x", supplier="Lérez", supplier_on="2026-11-24", due_on="2026-11-26", remind=True
        ),
    )
    assert [(one.kind, one.left) for one in terms.open_terms(desk)] == [("part", 5), ("promised", 7)]
    assert [one.text for one in people.reminders(desk, clock.now() + 10 * DAY)] == ["RMA-0001: Lérez"]
    clock.advance(8 * DAY)
    assert [one.left for one in terms.open_terms(desk)] == [-3, -1]
    go(desk, rma, "ready")
    assert [(one.kind, one.on.isoformat()) for one in terms.open_terms(desk)] == [("collect", "2027-11-19")]


def test_receipt_that_turns_up_in_the_workshop_changes_who_pays(desk, marta, coffee):
    from postventa_tui.core.returns import counter
    from postventa_tui.core.returns.model import Deposit

    left = counter.deposit(desk, Deposit(marta, "Gotea", "rayada", coffee.id))
    assert (left.rma.under, json.loads(left.rma.verdict)["verdict"]) == (None, "unknown")
    rma = go(desk, left.rma, "inspecting", Move("repairing", fault_code="pump"))
    assets.change(desk, coffee.id, delivered_on="2025-01-10")
    assert go(desk, rma, "ready").under == "statutory"
    assert cover.verdict_for_asset(desk, coffee.id).reason == "suspended_now"


def test_agents_word_on_who_pays_stays(desk, rma):
    rma = go(desk, received(desk, rma), Move("repairing", fault_code="pump", under="commercial"), "ready")
    assert rma.under == "commercial"


def test_customer_is_told_by_the_shops_canned_reply_when_it_can_be_filled(desk, rma, ticket):
    from postventa_tui.core.replies import canned

    canned.save(desk, "rma-approved", "es", "Aceptada", "Aceptada {{rma.ref}} · {{rma.product}}", channels=["email"])
    canned.save(desk, "rma-received", "es", "Recibida", "Hola {{customer.given}}, recibida", channels=["email"])
    go(desk, rma, "approved", Move("received", condition="x"))
    told = [row[0] for row in desk.db.all("SELECT body FROM interactions WHERE author_kind = 'auto' ORDER BY id")]
    assert told[0] == "Aceptada RMA-0001 · Lavadora Brisa 8 (NB-2411-00985)"
    assert told[1].startswith("Hemos recibido Lavadora Brisa 8")


def test_value_of_a_canned_reply_is_not_read_for_tokens():
    from postventa_tui.core.returns.telling import filled

    assert filled("{{rma.product}} {{ rma.ref }}", {"product": "{{rma.ref}}", "ref": "RMA-1"}) == "{{rma.ref}} RMA-1"
    assert filled("{{?cuándo}}", {"ref": "RMA-1"}) is None


def test_whatsapp_is_used_only_within_a_day_of_her_last_message(desk, marta, clock):
    from postventa_tui.core.returns import cases
    from postventa_tui.core.tickets import service as tickets
    from postventa_tui.core.tickets.rows import Incoming

    assert [way.channel for way in cases.ways(desk, marta, "whatsapp")] == ["email"]
    tickets.receive(desk, Incoming(marta, "whatsapp", "¿Está lista?"))
    assert [way.channel for way in cases.ways(desk, marta, "whatsapp")] == ["whatsapp", "email"]
    clock.advance(DAY + 1)
    assert [way.channel for way in cases.ways(desk, marta, "whatsapp")] == ["email"]
