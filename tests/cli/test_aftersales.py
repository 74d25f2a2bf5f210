"""After-sales on the command line: a coffee machine without receipt from the counter to the workshop and back."""

from __future__ import annotations

import json

import pytest

from postventa_tui.core.customers import service as customers

DAY = 86400


@pytest.fixture
def begona(desk):
    return customers.create(
        desk,
        {"given": "Begoña", "surname1": "Núñez", "lang": "es"},
        {"phone": "600000007", "email": "bego@correo.example"},
    )


@pytest.fixture
def ok(run_cli):
    """Run a command that must succeed; gives its JSON."""

    def run(*args, **options):
        found = run_cli(*args, "--json", **options)
        assert found.exit_code == 0, found.stderr
        return json.loads(found.stdout)

    return run


@pytest.fixture
def coffee(ok, begona):
    ok(
        "product",
        "save",
        "CF-A1",
        "--name",
        "Cafetera Aroma Uno",
        "--brand",
        "Tostado",
        "--goods",
        "new",
        "--weight",
        "8900",
    )


def refused(found, code, exit_code=4):
    assert (found.exit_code, found.stdout) == (exit_code, "")
    assert json.loads(found.stderr)["error"]["code"] == code


def test_coffee_machine_without_receipt_from_counter_to_workshop_and_back(ok, run_cli, coffee, clock, tmp_path):
    pdf = tmp_path / "slip.pdf"
    slip = ok(
        "counter", "deposit", "--customer", "600 000 007", "--product", "CF-A1", "--serial", "24C-001234",
        "--fault", "Gotea y no sube la presión", "--condition", "rayada", "--promised", "2026-11-26", "--pdf", str(pdf),
    )  # fmt: skip
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "No se sabe: falta la fecha de entrega" in " ".join(slip["text"].split())
    verdict = ok("warranty", "verdict", "--asset", "24c 001234")
    assert (verdict["verdict"], verdict["needs"]) == ("unknown", ["delivered_on"])
    assert ok("rma", "show", slip["number"])["state"] == "received"

    ok("rma", "set", slip["rma"], "inspecting")
    clock.advance(DAY)
    wait = ("--supplier", "Recambios Lérez", "--supplier-on", "2026-11-24")
    refused(run_cli("rma", "set", slip["rma"], "waiting_part", *wait, "--json"), "missing_field:fault_code")
    ok("rma", "set", slip["rma"], "waiting_part", *wait, "--fault", "pump", "--cause", "wear")
    refused(run_cli("counter", "pickup", slip["number"], "--with-slip", "--json"), "rma_state")
    clock.advance(4 * DAY)
    ok("rma", "set", slip["rma"], "repairing", "--part", "bomba:reused:1800", "--labour", "3500", "--minutes", "40")
    ready = ok("rma", "set", slip["rma"], "ready")
    assert (ready["told_at"], ready["next"]) == ("2026-11-24T16:42:00Z", ["returned", "refunded", "replaced"])
    clock.advance(DAY)
    refused(run_cli("counter", "pickup", slip["number"], "--json"), "slip_or_identity")
    assert ok("counter", "pickup", slip["number"], "--identity", "DNI visto")["state"] == "returned"

    clock.advance(30 * DAY)
    shown = ok("asset", "show", "24C001234")
    assert shown["repairs"] == [
        {"handed_over": "2026-11-19", "returned": "2026-11-25", "fault_code": "pump", "kind": "repair", "under": "paid"}
    ]
    again = ok("warranty", "verdict", "--ticket", ok("rma", "show", slip["rma"])["ticket"], "--set", "fault.code=pump")
    assert (again["reason"], again["work_ends_on"]) == ("repair_work", "2027-02-25")
    report = ok("product", "report", "CF-A1", "--month", "2026-11")
    assert report["figures"]["repair_share"] == 1.0
    assert report["figures"]["kept_kg"] == 8.9
    assert report["faults"][0]["cost_cents"] == 5300


def test_receipt_found_later_moves_the_verdict(ok, coffee):
    ok("asset", "add", "--product", "CF-A1", "--customer", "600000007", "--serial", "24C-1")
    assert ok("warranty", "verdict", "--asset", "CF-A1:24C1")["verdict"] == "unknown"
    ok(
        "product",
        "purchase",
        "CF-A1",
        "--customer",
        "600000007",
        "--number",
        "P-9",
        "--invoice",
        "2025-12-01",
        "--price",
        "34900",
    )
    ok("asset", "set", "CF-A1:24C1", "delivered_on=2025-12-03")
    got = ok("warranty", "verdict", "--asset", "CF-A1:24C1")
    assert (got["verdict"], got["ends_on"]) == ("covered", "2028-12-03")


def test_serial_in_a_text_and_owner_change(ok, desk, coffee):
    customers.create(desk, {"given": "Iago", "surname1": "Pena"}, {"phone": "600000009"})
    ok(
        "asset",
        "add",
        "--product",
        "CF-A1",
        "--customer",
        "600000007",
        "--serial",
        "24C-001234",
        "--delivered",
        "2026-01-02",
    )
    found = ok("asset", "find", "-", input="mi cafetera, serie 24C 001234, no enciende")
    assert [one["serial"] for one in found["assets"]] == ["24C-001234"]
    ok("asset", "give", "24C001234", "--to", "600000009")
    owners = ok("asset", "show", "24C001234")["owners"]
    assert [one["name"] for one in owners] == ["Iago Pena", "B. N."]


def test_refusals_have_code_and_exit(run_cli, ok, coffee):
    ok("asset", "add", "--product", "CF-A1", "--serial", "24C-001234")
    refused(run_cli("asset", "add", "--product", "CF-A1", "--serial", "24c.001234", "--json"), "serial_taken")
    refused(run_cli("asset", "show", "nothing-1", "--json"), "asset_unknown", 3)
    refused(run_cli("rma", "show", "999", "--json"), "rma_unknown", 3)
    refused(run_cli("rma", "set", "1", "lost", "--json"), "bad_value", 2)
    refused(run_cli("counter", "slip", "1", "--columns", "60", "--json"), "bad_value", 2)
    refused(run_cli("recall", "show", "1", "--json"), "recall_unknown", 3)
    refused(run_cli("notice", "list", "1", "--json"), "batch_unknown", 3)
    refused(run_cli("product", "report", "CF-A1", "--month", "2026-13", "--json"), "bad_value", 2)


def test_dry_run_of_a_deposit_leaves_nothing(run_cli, ok, coffee, desk):
    found = run_cli(
        "counter",
        "deposit",
        "--customer",
        "600000007",
        "--product",
        "CF-A1",
        "--fault",
        "x",
        "--condition",
        "y",
        "--dry-run",
    )
    assert found.exit_code == 0, found.stderr
    assert desk.db.value("SELECT count(*) FROM rmas") == 0


def test_recall_from_draft_to_told(ok, coffee):
    ok("product", "lot", "CF-A1", "24C", "--sold", "3")
    ok("asset", "add", "--product", "CF-A1", "--customer", "600000007", "--serial", "24C-001", "--lot", "24C")
    made = ok("recall", "make", "CF-A1", "24C", "--fault", "fire", "--notice-es", "No la use.")
    ok("recall", "approve", str(made["id"]))
    ran = ok("recall", "run", str(made["id"]))
    assert (ran["state"], ran["counts"]["told"], ran["unknown"]) == ("running", 1, 2)
    fixed = ok("recall", "unit", str(ran["units"][0]["id"]), "fixed", "--channel", "counter")
    assert fixed["counts"]["fixed"] == 1
    assert ok("recall", "close", str(made["id"]))["state"] == "closed"


def test_notices_say_who_is_left_out(ok, coffee):
    ok("product", "save", "CF-A1", "--maintenance-months", "6")
    ok(
        "asset",
        "add",
        "--product",
        "CF-A1",
        "--customer",
        "600000007",
        "--serial",
        "24C-001",
        "--delivered",
        "2026-05-25",
    )
    assert ok("notice", "prepare")["counts"] == {"left_out: no_consent": 1}


def test_readings_move_counters_and_open_one_ticket(ok, run_cli, desk, coffee):
    ok("asset", "add", "--product", "CF-A1", "--customer", "600000007", "--serial", "24C-001")
    with desk.transaction("test.setting") as db:
        db.run(
            "INSERT INTO settings (key, value, created_at, updated_at) VALUES ('readings_open_tickets', 'true', 1, 1)"
        )
    lines = "\n".join(
        json.dumps(one)
        for one in (
            {"serial": "24c001", "at": "2026-11-19T10:00:00Z", "name": "cups", "value": 812, "unit": "cups"},
            {"serial": "24c001", "at": "2026-11-19T11:00:00Z", "error": "E23"},
            {"serial": "24c001", "at": "2026-11-19T12:00:00Z", "error": "E23"},
        )
    )
    first = ok("asset", "readings", "-", input=lines)
    assert (first["written"], len(first["tickets"])) == (3, 1)
    assert ok("asset", "readings", "-", input=lines)["skipped"] == 3
    assert ok("asset", "show", "24c001")["counter"] == 812
    bad = run_cli("asset", "readings", "-", "--json", input='{"serial": "zzz99", "at": "2026-11-19"}\nnot json\n')
    assert (bad.exit_code, [one["code"] for one in json.loads(bad.stdout)["errors"]]) == (
        1,
        ["asset_unknown", "bad_json"],
    )


def test_text_for_people(run_cli, ok, coffee):
    ok(
        "asset",
        "add",
        "--product",
        "CF-A1",
        "--customer",
        "600000007",
        "--serial",
        "24C-001",
        "--delivered",
        "2026-01-02",
    )
    for args in (
        ("asset", "show", "24C001"),
        ("product", "list"),
        ("product", "radar"),
        ("rma", "list"),
        ("recall", "list"),
        ("notice", "list"),
        ("counter", "find", "600000007"),
    ):
        found = run_cli(*args, "--lang", "en")
        assert found.exit_code == 0, (args, found.stderr)
    assert "Covered until 2 January 2029" in run_cli("asset", "show", "24C001", "--lang", "en").stdout


def test_counter_asks_a_few_questions_and_prints_the_slip(desk, ok, coffee):
    from postventa_tui.cli.counter_ask import Talk, serve
    from postventa_tui.core.returns import service as returns
    from postventa_tui.core.returns.model import Move

    ok("asset", "add", "--product", "CF-A1", "--customer", "600000007", "--serial", "24C-001")
    said, slips = [], []
    answers = iter(["600000007", "2", "Gotea", "rayada", "", "2026-11-26", "zzz", ""])
    assert serve(desk, Talk(lambda _text: next(answers), said.append, slips.append)) == 1
    assert (slips[0].state, slips[0].due_on) == ("received", "2026-11-26")
    assert said[:2] == ["1. Begoña Núñez", "2. Cafetera Aroma Uno · 24C-001 · Begoña Núñez"]
    for step in (Move("inspecting"), Move("ready", fault_code="pump")):
        returns.move(desk, slips[0].number, step)
    answers = iter([slips[0].slip, ""])
    assert serve(desk, Talk(lambda _text: next(answers), said.append, slips.append)) == 1
    assert said[-1] == "RMA-0001  returned"


def test_counter_without_a_verb_needs_a_terminal(run_cli):
    refused(run_cli("counter", "--json"), "usage", 2)
