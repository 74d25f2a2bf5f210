"""Recall lists, the fault radar and due notices in a real file."""

from __future__ import annotations

import json

import pytest

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets import stays
from postventa_tui.core.assets.model import AssetInput, ProductInput, RepairInput
from postventa_tui.core.customers import groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.returns import notices, radar, recalls
from postventa_tui.core.returns.notice_rule import Situation, decide
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets import tagging, undo
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.kit.errors import NotAllowed, NotFound, Refused, Usage

DAY = 86400


def vacuum(desk, number, lot="V3-2410", owner=None):
    return assets.add(desk, AssetInput("AS-V3", owner, f"V3-2410-{number:05d}", lot))


@pytest.fixture
def lot(desk):
    product = assets.save_product(desk, ProductInput("AS-V3", "Aspirador Vento 3", "Vento", goods="new"))
    for code, sold in (("V3-2405", 24), ("V3-2410", 31), ("V3-2502", 28)):
        assets.save_lot(desk, product.id, code, units_sold=sold)
    return product


@pytest.fixture
def listed(desk, lot, marta):
    lone = customers.create(desk, {"given": "Pepe"}, {})
    vacuum(desk, 310, owner=marta)
    vacuum(desk, 400, owner=lone)
    vacuum(desk, 985)
    new = recalls.NewRecall(
        "AS-V3", "V3-2410", "Baterías", "battery-swollen", notice_es="No lo cargue.", notice_en="Do not charge it."
    )
    return recalls.make(desk, new)


def fails(desk, asset, day, code="battery-swollen"):
    assets.add_repair(desk, RepairInput(asset.id, day, "statutory", None, code))


def test_radar_flags_the_lot_at_the_fifth_case_and_forgets_after_180_days(desk, lot, clock):
    units = [vacuum(desk, 300 + n) for n in range(5)]
    other = assets.add(desk, AssetInput("AS-V3", None, "V3-2405-1", "V3-2405"))
    fails(desk, other, "2026-09-01")
    for n, unit in enumerate(units[:4]):
        fails(desk, unit, f"2026-09-{10 + n}")
    assert not radar.scan(desk)[0].flagged
    fails(desk, units[4], "2026-10-08")
    top = radar.scan(desk)[0]
    assert (top.flagged, top.lot, top.cases, top.sold, top.other_cases, top.other_sold) == (
        True,
        "V3-2410",
        5,
        31,
        1,
        52,
    )
    assert (top.serial_from, top.serial_to) == ("V3-2410-00300", "V3-2410-00304")
    clock.advance(200 * DAY)
    assert radar.scan(desk) == []


def test_same_machine_twice_is_one_case(desk, lot):
    unit = vacuum(desk, 1)
    fails(desk, unit, "2026-09-01")
    stays.end_repair(desk, unit.id, "2026-09-05", fault_code="battery-swollen", kind="repair", under="statutory")
    fails(desk, unit, "2026-10-01")
    assert radar.scan(desk)[0].cases == 1


def test_recall_goes_from_draft_to_closed_with_every_try(desk, listed, marta):
    number = listed.id
    assert recalls.progress(desk, number).counts["to_tell"] == 3
    assert recalls.progress(desk, number).unknown == 28
    with pytest.raises(Refused, match="recall_state"):
        recalls.run(desk, number)
    recalls.approve(desk, number)
    state = recalls.run(desk, number)
    assert (state.recall.state, state.counts["told"], state.counts["unreachable"], state.without_owner) == (
        "running",
        1,
        2,
        1,
    )
    told = next(one for one in state.units if one.state == "told")
    assert desk.db.one("SELECT purpose, state FROM outbox") == ("recall", "queued")
    assert desk.db.value("SELECT body FROM interactions WHERE ticket_id IS NULL") == "No lo cargue."
    recalls.set_unit(desk, told.id, "answered", channel="phone", note="viene el lunes", appointment_on="2026-11-23")
    fixed = recalls.set_unit(desk, told.id, "fixed", channel="counter")
    assert (fixed.tries, [one["state"] for one in json.loads(fixed.log)]) == (3, ["told", "answered", "fixed"])
    with pytest.raises(Refused, match="units_open"):
        recalls.close(desk, number)
    assert recalls.close(desk, number, with_open_units=True).recall.state == "closed"
    with pytest.raises(Refused, match="not_undoable"):
        undo.undo(desk)


def test_list_is_frozen_and_later_units_join_as_additions(desk, listed):
    recalls.approve(desk, listed.id)
    vacuum(desk, 500)
    assert len(recalls.progress(desk, listed.id).units) == 3
    recalls.run(desk, listed.id)
    assert [one.added_later for one in recalls.progress(desk, listed.id).units] == [False, False, True, False]


def test_only_a_lead_approves(desk, listed, make_desk):
    with desk.transaction("test.agent") as db:
        db.run(
            "INSERT INTO agents (login, name, role, created_at, updated_at) VALUES ('brais', 'Brais', 'agent', 1, 1)"
        )
    with pytest.raises(NotAllowed):
        recalls.approve(make_desk("brais"), listed.id)


def test_point_not_to_be_used_is_obeyed_even_for_safety(desk, listed, marta):
    for point in customers.points_of(desk, marta):
        customers.change_point(desk, point.id, do_not_use="lo pidió")
    recalls.approve(desk, listed.id)
    assert recalls.run(desk, listed.id).counts["told"] == 0


def test_serial_range_limits_the_list(desk, lot):
    for number in (100, 310, 985, 2000):
        vacuum(desk, number)
    new = recalls.NewRecall("AS-V3", None, serial_from="V3-2410-00310", serial_to="v3 2410 00985", notice_es="x")
    assert [one.serial for one in recalls.progress(desk, recalls.make(desk, new).id).units] == [
        "V3-2410-00310",
        "V3-2410-00985",
    ]
    with pytest.raises(Usage):
        recalls.make(desk, new._replace(serial_to="V3-2410-00001"))
    with pytest.raises(NotFound):
        recalls.make(desk, new._replace(lot="nope"))


def test_machine_on_an_open_list_is_known_when_its_owner_calls(desk, listed):
    machine = assets.named(desk, "V3-2410-00310")
    assert recalls.of_asset(desk, machine.id) == []
    recalls.approve(desk, listed.id)
    assert [recall.id for recall, _unit in recalls.of_asset(desk, machine.id)] == [listed.id]


@pytest.fixture
def due(desk, marta):
    """A washing machine whose guarantee ends in a month and a boiler that is due for service."""
    assets.save_product(desk, ProductInput("LV", "Lavadora", goods="new"))
    assets.save_product(desk, ProductInput("TM", "Termo", goods="new", maintenance_months=12))
    assets.add(desk, AssetInput("LV", marta, "L-10001", delivered_on="2023-12-20"))
    assets.add(desk, AssetInput("TM", marta, "T-10001", delivered_on="2025-12-01"))


def test_notice_needs_consent_by_that_channel(desk, due, marta):
    made = notices.prepare(desk)
    assert {(one.kind, one.state, one.reason) for one in made} == {
        ("guarantee", "left_out", "no_consent"), ("maintenance", "left_out", "no_consent")
    }  # fmt: skip
    with pytest.raises(Refused, match="nothing_to_send"):
        notices.send(desk, made[0].batch)


def test_notices_are_previewed_and_then_sent_once(desk, due, marta, clock):
    groups.set_consent(desk, marta, "maintenance", "email", "granted", proof="firmado en tienda")
    made = notices.prepare(desk)
    assert [one.state for one in made] == ["draft", "draft"]
    assert desk.db.value("SELECT count(*) FROM outbox") == 0
    assert "acaba el 20/12/2026" in next(one.body for one in made if one.kind == "guarantee")
    sent = notices.send(desk, made[0].batch)
    assert {one.state for one in sent} == {"queued"}
    assert {one.reason for one in notices.prepare(desk)} == {"told_already"}


def test_third_message_in_a_month_is_held_back(desk, due, marta):
    groups.set_consent(desk, marta, "maintenance", "email", "granted", proof="firmado")
    assets.save_product(desk, ProductInput("CF", "Cafetera", goods="new", maintenance_months=6))
    assets.add(desk, AssetInput("CF", marta, "C-10001", delivered_on="2026-05-25"))
    assert sorted(one.state for one in notices.prepare(desk)) == ["draft", "draft", "held"]


def test_open_complaint_holds_everything_back_also_after_the_list_was_made(desk, due, marta):
    groups.set_consent(desk, marta, "maintenance", "email", "granted", proof="firmado")
    made = notices.prepare(desk)
    ticket = tickets.create(desk, NewTicket(marta, "Estoy muy enfadada", "email"))
    tagging.tag(desk, ticket.id, add=("queja",))
    assert {(one.state, one.reason) for one in notices.send(desk, made[0].batch)} == {("held", "open_complaint")}


def test_withdrawn_consent_counts_at_once(desk, due, marta):
    groups.set_consent(desk, marta, "maintenance", "email", "granted", proof="firmado")
    made = notices.prepare(desk)
    groups.set_consent(desk, marta, "maintenance", "email", "withdrawn", proof="por teléfono")
    assert {one.reason for one in notices.send(desk, made[0].batch)} == {"no_consent"}


def test_rule_names_the_first_reason():
    assert decide(Situation(True, True, False, 0, False)) == ("draft", None)
    assert decide(Situation(False, False, False, 5, True)) == ("left_out", "no_way")
    assert decide(Situation(True, True, False, 2, False)) == ("held", "cap")


def test_message_that_came_back_makes_the_owner_unreachable(desk, listed):
    recalls.approve(desk, listed.id)
    recalls.run(desk, listed.id)
    with desk.transaction("test.bounce") as db:
        db.run("UPDATE interactions SET state = 'bounced' WHERE ticket_id IS NULL")
    assert recalls.run(desk, listed.id).counts == {
        "to_tell": 0,
        "told": 0,
        "answered": 0,
        "fixed": 0,
        "unreachable": 3,
        "refused": 0,
    }


def test_service_nobody_came_for_is_offered_with_the_next_one(desk, marta):
    groups.set_consent(desk, marta, "maintenance", "email", "granted", proof="firmado")
    assets.save_product(desk, ProductInput("TM", "Termo", goods="new", maintenance_months=12))
    assets.add(desk, AssetInput("TM", marta, "T-10001", delivered_on="2019-12-01"))
    assert [notices.due_day(desk, one) for one in notices.prepare(desk)] == ["2026-12-01"]


def test_notice_that_left_is_shown_as_sent(desk, due, marta):
    groups.set_consent(desk, marta, "maintenance", "email", "granted", proof="firmado")
    made = notices.prepare(desk)
    notices.send(desk, made[0].batch)
    with desk.transaction("test.sent") as db:
        db.run("UPDATE interactions SET state = 'sent' WHERE ticket_id IS NULL")
    assert {one.state for one in notices.batch(desk, made[0].batch)} == {"sent"}


def test_report_for_the_maker_counts_failed_machines_and_escapes_its_table(desk, lot):
    from postventa_tui.core.returns import product_report

    fails(desk, vacuum(desk, 1), "2026-11-02")
    fails(desk, vacuum(desk, 2), "2026-11-03")
    fails(desk, vacuum(desk, 3), "2026-11-03", "odd|code")
    found = product_report.report(desk, lot, "2026-11")
    assert [(one.lot, one.fault_code, one.cases) for one in found.faults] == [
        ("V3-2410", "battery-swollen", 2),
        ("V3-2410", "odd|code", 1),
    ]
    assert "odd\\|code" in product_report.as_markdown(found, "en")
    assert product_report.report(desk, lot, "2026-12").faults == []
