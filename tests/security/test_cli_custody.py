"""The commands of custody from outside: shapes, exit codes, one sentence for each fault."""

from __future__ import annotations

import json
import os
import sqlite3

import pytest

from postventa_tui.core.customers import service as customers


def test_check_says_ok_in_json_and_by_its_code(run_cli) -> None:
    found = run_cli("check", "--json")
    answer = json.loads(found.stdout)
    assert found.exit_code == 0
    assert answer["ok"] is True
    assert set(answer["checks"][0]) == {"name", "ok", "found", "ms"}


def test_check_ends_with_one_when_something_is_found(run_cli, shop_path) -> None:
    raw = sqlite3.connect(shop_path, isolation_level=None)
    raw.execute("INSERT INTO tags (name, created_at, updated_at) VALUES ('x', 1, 1)")
    raw.close()
    found = run_cli("check", "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["ok"] is False


def test_a_broken_index_is_repaired_when_somebody_agrees(run_cli, shop_path, desk) -> None:
    customers.create(desk, {"given": "Iria", "notes": "bomba"})
    desk.close()
    raw = sqlite3.connect(shop_path, isolation_level=None)
    raw.execute("DELETE FROM search_customer_data WHERE id > 10")
    raw.close()
    assert run_cli("check").exit_code == 1
    assert run_cli("check", "--repair").exit_code == 2
    found = run_cli("check", "--repair", "--confirm", "repair_search")
    assert found.exit_code == 0, found.stdout + found.stderr


def test_backup_verify_drill_and_restore(run_cli, shop_path, tmp_path) -> None:
    made = json.loads(run_cli("backup", "--to", str(tmp_path / "copies"), "--keep", "48h,30d,12m", "--json").stdout)
    assert run_cli("backup", "verify", made["path"]).exit_code == 0
    assert json.loads(run_cli("backup", "drill", "--json").stdout)["ok"] is True
    target = tmp_path / "drill.db"
    found = run_cli("backup", "restore", made["path"], "--to", str(target), "--json")
    assert found.exit_code == 0, found.stderr
    assert json.loads(found.stdout)["tickets"] == 0
    assert os.path.exists(target)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["backup"], 2),
        (["backup", "--to", "x", "--keep", "siempre"], 2),
        (["backup", "verify", "nada.db"], 1),
        (["sql", "DELETE FROM tickets"], 4),
        (["sql", "ATTACH '/etc/x' AS x"], 4),
        (["sql", "SELEC"], 2),
        (["report", "nada"], 3),
        (["settings", "get", "zona"], 2),
        (["settings", "set", "zone", "Europe/Vigo"], 2),
        (["settings", "get", "secret"], 4),
        (["survey", "answer", "1", "5"], 3),
        (["init"], 4),
    ],
)
def test_faults_end_with_their_code_and_one_line(run_cli, tmp_path, monkeypatch, words, code) -> None:
    monkeypatch.chdir(tmp_path)
    found = run_cli(*words)
    assert found.exit_code == code, found.stderr
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 1


def test_settings_are_set_and_read(run_cli) -> None:
    assert run_cli("settings", "set", "undo_seconds", "20").exit_code == 0
    assert run_cli("settings", "get", "undo_seconds").stdout == "20\n"
    assert run_cli("settings", "set", "undo_seconds", "61").exit_code == 2
    assert "secret" not in run_cli("settings", "list").stdout


def test_the_doctor_speaks_both_languages(run_cli) -> None:
    found = run_cli("doctor", "--json")
    answer = json.loads(found.stdout)
    assert {one["level"] for one in answer["findings"]} <= {"ok", "warning", "error"}


def test_a_line_for_the_keys_file(run_cli) -> None:
    found = run_cli("doctor", "ssh-line", "ana", input="ssh-ed25519 AAAAC3Nz ana@casa\n")
    assert found.exit_code == 0
    assert found.stdout.startswith("restrict,pty,command=")
