"""Products, orders and machines in a real file, and the verdict that rests on them."""

from __future__ import annotations

from datetime import date

import pytest

from postventa_tui.core.assets import cover, service, stays
from postventa_tui.core.assets.facts import Fault
from postventa_tui.core.assets.model import AssetInput, LineInput, OrderInput, ProductInput, RepairInput, WarrantyInput
from postventa_tui.core.assets.serials import candidates, unit_key
from postventa_tui.kit.errors import NotFound, Refused, Usage

from .conftest import new_customer


def test_serial_key_forgets_case_blanks_dashes_and_dots():
    assert unit_key(" v3-2410 00.985 ") == unit_key("V3–241000985") == "V3241000985"


def test_serial_is_found_anywhere_in_a_text(desk, marta, washer):
    machine = service.add(desk, AssetInput("LV-B8", marta, "NB-2411-00985"))
    text = "Hola, la lavadora (nº serie: nb 2411 00985) pierde agua desde el 3/11. Gracias"
    assert [one.id for one in service.find_in_text(desk, text)] == [machine.id]
    assert service.find_in_text(desk, "no hay ningún número aquí") == []


def test_text_full_of_numbers_is_read_in_bounded_time():
    assert len(candidates("1234567 " * 5000)) <= 3


def test_same_serial_twice_for_one_product_is_refused(desk, marta, washer):
    service.add(desk, AssetInput("LV-B8", marta, "4711-0932"))
    with pytest.raises(Refused, match="serial_taken"):
        service.add(desk, AssetInput("LV-B8", marta, "4711 0932"))
    service.save_product(desk, ProductInput("CF-A1", "Cafetera", goods="new"))
    other = service.add(desk, AssetInput("CF-A1", marta, "4711.0932"))
    with pytest.raises(Refused, match="asset_ambiguous"):
        service.named(desk, "47110932")
    assert service.named(desk, "cf-a1:47110932").id == other.id


def test_refused_machine_leaves_no_row(desk, marta, washer):
    with pytest.raises(Usage):
        service.add(desk, AssetInput("LV-B8", marta, "1234567", delivered_on="2026-02-30"))
    with pytest.raises(NotFound):
        service.named(desk, "1234567")


def test_verdict_of_a_machine_reads_order_repairs_and_guarantees(desk, marta, washer):
    line = LineInput("LV-B8", 1, 42900)
    order = service.add_order(
        desk,
        OrderInput(
            marta, "P-1", sale_channel="shop", invoice_on="2024-03-08", delivered_on="2024-03-10", lines=(line,)
        ),
    )
    machine = service.add(desk, AssetInput("LV-B8", marta, "4711-0932", order_id=order.id))
    service.add_repair(desk, RepairInput(machine.id, "2025-05-10", "statutory", "2025-05-24", "pump"))
    service.add_warranty(desk, WarrantyInput(machine.id, "maker", 120, covers=("motor",)))
    found = cover.cover_of(desk, machine.id, date(2027, 3, 24), Fault("board"))
    assert (found.answer.reason, found.answer.assumptions) == ("last_day", ())
    assert cover.verdict_for_asset(desk, machine.id, date(2028, 1, 1)).commercial_ends_on == date(2034, 3, 10)


def test_machine_without_receipt_needs_its_date(desk, marta, washer):
    machine = service.add(desk, AssetInput("LV-B8", marta))
    assert cover.verdict_for_asset(desk, machine.id).needs == ("delivered_on",)


def test_order_billed_to_a_company_has_no_consumer_guarantee(desk, marta, washer):
    with desk.transaction("test.company") as db:
        company = db.value("INSERT INTO organisations (name, created_at, updated_at) VALUES ('Bar', 1, 1) RETURNING id")
    order = service.add_order(desk, OrderInput(marta, organisation_id=company, delivered_on="2026-01-01"))
    machine = service.add(desk, AssetInput("LV-B8", marta, order_id=order.id))
    assert cover.verdict_for_asset(desk, machine.id).reason == "not_consumer"


def test_new_owner_keeps_history_and_loses_the_guarantee_without_the_receipt(desk, marta, washer):
    iago = new_customer(desk, "Iago", "Pena")
    machine = service.add(desk, AssetInput("LV-B8", marta, "4711-0932", delivered_on="2026-01-10"))
    service.add_repair(desk, RepairInput(machine.id, "2026-05-10", "paid", "2026-05-24", "pump"))
    service.hand_over(desk, machine.id, iago)
    assert cover.verdict_for_asset(desk, machine.id).verdict == "covered"
    service.hand_over(desk, machine.id, marta, with_receipt=False)
    assert cover.verdict_for_asset(desk, machine.id).verdict == "unknown"
    assert len(cover.facts_of(desk, machine.id).repairs) == 1


def test_repair_that_ends_before_it_began_is_refused(desk, marta, washer):
    machine = service.add(desk, AssetInput("LV-B8", marta))
    service.add_repair(desk, RepairInput(machine.id, "2026-05-10", "statutory"))
    with pytest.raises(Refused, match="return_before"):
        stays.end_repair(desk, machine.id, "2026-05-09", fault_code="x", kind="repair", under="statutory")
    stays.end_repair(desk, machine.id, "2026-05-12", fault_code="x", kind="repair", under="statutory")
    with pytest.raises(Refused, match="no_open_repair"):
        stays.end_repair(desk, machine.id, "2026-05-13", fault_code="x", kind="repair", under="statutory")


def test_spare_parts_and_storage_terms(desk):
    product = service.save_product(desk, ProductInput("X", "X", made_until="2020-06-30"))
    rules = cover.rules_of(desk)
    assert cover.parts_until(product, "2023-01-01", rules) == date(2030, 6, 30)
    assert cover.parts_until(product, "2021-12-31", rules) == date(2025, 6, 30)
    terms = cover.storage_terms("2026-11-19", "2026-11-25", rules, fee_on_price_list=True)
    assert terms == (date(2027, 11, 19), date(2026, 12, 26))
    assert cover.storage_terms("2021-11-19", None, rules, fee_on_price_list=True) == (date(2024, 11, 19), None)
    assert cover.storage_terms("2026-11-19", "2026-11-25", rules, fee_on_price_list=False).fee_from is None
