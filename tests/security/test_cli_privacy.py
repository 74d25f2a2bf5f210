"""Export, erase and hold from the command line."""

from __future__ import annotations

import json

from postventa_tui.core.customers import service as customers


def test_a_person_is_exported_held_and_erased(run_cli, desk, tmp_path) -> None:
    number = customers.create(desk, {"given": "Zuriñe", "surname1": "Quxabelarri"}, {"email": "z@privado.example"})
    desk.close()
    ref = f"C-{number}"
    found = run_cli("customer", "export", ref, "--to", str(tmp_path / "out"), "--json")
    assert found.exit_code == 0, found.stderr
    rows = json.loads((tmp_path / "out" / f"customer-{ref}" / "data.json").read_text("utf-8"))
    assert [row["kind"] for row in rows] == ["customer"]
    assert run_cli("customer", "hold", ref).exit_code == 0
    assert "legal_hold" in run_cli("customer", "erase", ref, "--confirm", "erase").stderr
    assert run_cli("customer", "hold", ref, "--off").exit_code == 0
    assert run_cli("customer", "erase", ref).exit_code == 2
    done = run_cli("customer", "erase", ref, "--confirm", "erase", "--json")
    assert done.exit_code == 0, done.stderr
    assert "Quxabelarri" not in run_cli("customer", "show", ref, "--json").stdout


def test_a_dry_run_of_an_erase_changes_nothing(run_cli, desk) -> None:
    number = customers.create(desk, {"given": "Zuriñe"})
    assert run_cli("customer", "erase", f"C-{number}", "--dry-run").exit_code == 0
    assert customers.get(desk, number).given == "Zuriñe"
