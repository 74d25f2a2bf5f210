"""The counter: a coffee machine without receipt goes in, is repaired and comes back; undo after every step."""

from __future__ import annotations

import pytest

from postventa_tui.core.assets import cover
from postventa_tui.core.assets.facts import Fault
from postventa_tui.core.returns import counter
from postventa_tui.core.returns import service as returns
from postventa_tui.core.returns.model import Deposit, Move, NewLine, NewRma
from postventa_tui.core.returns.rows import Part
from postventa_tui.core.returns.slip import as_text
from postventa_tui.core.tickets import undo, writing
from postventa_tui.db import journal
from postventa_tui.kit.errors import Conflict, Refused, Usage

DAY = 86400
LEFT = ("version", "updated_at")


@pytest.fixture
def left(desk, marta, coffee):
    return counter.deposit(
        desk,
        Deposit(
            marta, "Gotea y no sube la presión", "rayada", coffee.id, accessories="depósito", promised_on="2026-11-26"
        ),
    )


def rows(desk):
    """Every row of the journalled tables without what moves on by itself."""
    found = {}
    for table in journal.JOURNALLED:
        if table in journal.DERIVED_TABLES:
            continue
        names = [row[1] for row in desk.db.all(f"PRAGMA table_info({table})")]
        kept = [n for n in names if n not in LEFT and n not in journal.DERIVED.get(table, ())]
        found[table] = desk.db.all(f"SELECT {', '.join(kept)} FROM {table} ORDER BY id")
    return found


def test_deposit_is_one_unit_with_ticket_machine_return_and_visit(desk, marta, coffee):
    units = desk.db.value("SELECT count(*) FROM units")
    made = counter.deposit(desk, Deposit(marta, "Gotea", "rayada", coffee.id))
    assert desk.db.value("SELECT count(*) FROM units") == units + 1
    ticket = writing.by_id(desk, made.ticket_id)
    assert (ticket.channel, ticket.asset_id, ticket.status_type) == ("counter", coffee.id, "open")
    assert (made.rma.state, made.rma.slip) == ("received", ticket.public_ref)
    assert desk.db.value("SELECT count(*) FROM interactions WHERE visit_kind = 'deposit'") == 1


def test_machine_is_found_by_phone_name_serial_and_slip(desk, left, coffee, marta):
    for word in ("600 000 001", "Ruiz", "24c 001234", left.slip, left.slip.lower()):
        kinds = {(hit.kind, hit.asset_id or hit.number) for hit in counter.find(desk, word)}
        assert ("asset", coffee.id) in kinds or ("return", left.rma.number) in kinds, word


def test_unknown_machine_is_written_down_at_the_counter(desk, marta, coffee):
    made = counter.deposit(desk, Deposit(marta, "No enciende", "nueva", None, "CF-A1", "24C-9999"))
    assert cover.verdict_for_asset(desk, made.asset_id).needs == ("delivered_on",)


def test_deposit_without_words_or_twice_is_refused(desk, marta, coffee, left):
    with pytest.raises(Usage):
        counter.deposit(desk, Deposit(marta, " ", "rayada", coffee.id))
    with pytest.raises(Usage):
        counter.deposit(desk, Deposit(marta, "x", "rayada"))
    with pytest.raises(Refused, match="in_workshop"):
        counter.deposit(desk, Deposit(marta, "x", "rayada", coffee.id))


def test_slip_says_what_was_left_and_that_the_date_is_missing(desk, left):
    text = " ".join(as_text(counter.slip_of(desk, left.rma)).split())
    for said in (
        left.slip,
        "Marta Ruiz · 600000001",
        "Cafetera Aroma Uno",
        "24C-001234",
        "rayada",
        "depósito",
        "Gotea y no sube",
        "26/11/2026",
    ):
        assert said in text
    assert "No se sabe: falta la fecha de entrega" in text


def test_estimate_stands_on_the_slip_in_place_of_the_guarantee(desk, marta, coffee):
    made = counter.deposit(desk, Deposit(marta, "Gotea", "rayada", coffee.id, estimate="declined"))
    text = as_text(counter.slip_of(desk, made.rma))
    assert "renuncia al presupuesto" in text
    assert "Garantía:" not in text


def test_printed_deposit_cannot_be_taken_back(desk, left):
    counter.printed(desk, left.rma.number)
    unit = desk.db.value("SELECT unit FROM units WHERE verb = 'counter.deposit'")
    with pytest.raises(Conflict, match="changed_since"):
        undo.undo(desk, unit)


def test_pickup_needs_slip_or_identity_and_a_unit_that_is_ready(desk, left):
    with pytest.raises(Refused, match="slip_or_identity"):
        counter.pickup(desk, left.slip, with_slip=False)
    with pytest.raises(Refused, match="rma_state"):
        counter.pickup(desk, left.slip, with_slip=True)


def test_coffee_machine_without_receipt_goes_to_the_workshop_and_back(desk, left, clock, coffee):
    number = left.rma.number
    returns.move(desk, number, Move("inspecting"))
    clock.advance(DAY)
    returns.move(
        desk, number, Move("waiting_part", fault_code="pump", cause="wear", supplier="Lérez", supplier_on="2026-11-24")
    )
    assert writing.by_id(desk, left.ticket_id).status_type == "on_hold"
    clock.advance(4 * DAY)
    returns.move(desk, number, Move("repairing"))
    returns.move(desk, number, Move("ready", parts=(Part("bomba", "reused", 1800),), labour_cents=3500, minutes=40))
    assert writing.by_id(desk, left.ticket_id).status_type == "pending"
    clock.advance(DAY)
    done = counter.pickup(desk, left.slip, with_slip=False, identity="DNI visto, Marta Ruiz")
    assert (done.state, done.under, done.collected_with) == ("returned", "paid", "DNI visto, Marta Ruiz")
    with pytest.raises(Refused, match="already_collected"):
        counter.pickup(desk, left.slip, with_slip=True)
    told = [row[0] for row in desk.db.all("SELECT body FROM interactions WHERE author_kind = 'auto' ORDER BY id")]
    assert [text.split(" (")[0] for text in told] == ["Para reparar Cafetera Aroma Uno", "Cafetera Aroma Uno"]
    clock.advance(60 * DAY)
    again = cover.verdict_for_asset(desk, coffee.id, None, Fault("pump"))
    assert (again.reason, again.needs, str(again.work_ends_on)) == ("repair_work", ("delivered_on",), "2027-02-25")


STEPS = [
    Move("approved"),
    Move("received", condition="buena"),
    Move("inspecting"),
    Move("waiting_part", fault_code="pump", cause="defect", supplier="Lérez", supplier_on="2026-11-24"),
    Move("repairing"),
    Move("ready", parts=(Part("bomba"),)),
    Move("returned"),
]


def test_undo_after_any_step_leaves_the_same_rows(desk, ticket, washer, clock):
    rma = returns.open_rma(desk, NewRma(ticket.id, (NewLine("repair", washer.id),)))
    for step in STEPS:
        clock.advance(DAY)
        before = rows(desk)
        returns.move(desk, rma.number, step)
        after = rows(desk)
        undo.undo(desk)
        assert rows(desk) == before, step.to
        undo.undo(desk)
        assert rows(desk) == after, step.to


def test_undone_deposit_leaves_nothing(desk, marta, coffee):
    before = rows(desk)
    counter.deposit(desk, Deposit(marta, "Gotea", "rayada", coffee.id))
    undo.undo(desk)
    assert rows(desk) == before


def test_money_that_has_moved_is_not_taken_back(desk, ticket, washer):
    rma = returns.open_rma(desk, NewRma(ticket.id, (NewLine("refund", washer.id),)))
    for step in (Move("approved"), Move("received", condition="x"), Move("inspecting"), Move("ready", fault_code="y")):
        returns.move(desk, rma.number, step)
    returns.move(desk, rma.number, Move("refunded"))
    with pytest.raises(Refused, match="not_undoable"):
        undo.undo(desk)


@pytest.mark.parametrize("seed", range(6))
def test_undo_after_random_steps_leaves_the_same_rows(desk, ticket, washer, clock, seed):
    import random

    from postventa_tui.core.returns.states import FINAL, NEXT

    chance = random.Random(seed)
    rma = returns.open_rma(desk, NewRma(ticket.id, (NewLine(chance.choice(("repair", "refund")), washer.id),)))
    while rma.state not in FINAL:
        clock.advance(chance.randrange(3 * DAY))
        to = chance.choice(NEXT[rma.state])
        step = Move(
            to, reason="porque sí", condition="buena", supplier="Lérez", supplier_on="2026-12-01", fault_code="pump",
            cause=chance.choice(("defect", "misuse")), cause_proved=chance.random() < 0.5, parts=(Part("bomba", "new", 100),),
        )  # fmt: skip
        before = rows(desk)
        rma = returns.move(desk, rma.number, step)
        if to != "refunded":
            after = rows(desk)
            undo.undo(desk)
            assert rows(desk) == before, to
            undo.undo(desk)
            assert rows(desk) == after, to
