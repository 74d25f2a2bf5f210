"""`import` and `export` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "vectors" / "formats" / "examples"


def test_import_answers_with_its_report_and_exit_code_one_for_bad_lines(run_cli):
    result = run_cli("import", str(EXAMPLES / "with-errors.jsonl"), "--json")
    expected = json.loads((EXAMPLES / "with-errors.expected.json").read_text(encoding="utf-8"))
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert list(report) == ["format", "read", "written", "updated", "skipped", "failed", "errors"]
    assert [{k: v for k, v in error.items() if k != "message"} for error in report["errors"]] == expected["errors"]
    assert all(error["message"] for error in report["errors"])


def test_import_for_people_names_the_lines_and_what_to_do(run_cli):
    result = run_cli("--lang", "en", "import", str(EXAMPLES / "with-errors.jsonl"))
    assert result.exit_code == 1
    assert "line 5: ticket malo:t2: The value of created_at cannot be read." in result.stdout
    assert "Nothing was written." in result.stdout
    kept = run_cli("--lang", "en", "import", str(EXAMPLES / "with-errors.jsonl"), "--keep-going")
    assert kept.exit_code == 1 and "1 written" in kept.stdout


def test_a_good_file_goes_in_and_comes_out_through_pipes(run_cli):
    data = (EXAMPLES / "shop.jsonl").read_bytes()
    assert run_cli("import", "-", input=data).exit_code == 0
    first = run_cli("export", "-")
    assert first.exit_code == 0
    again = run_cli("import", "-", "--json", input=first.stdout)
    report = json.loads(again.stdout)
    assert (again.exit_code, report["written"], report["failed"]) == (0, 0, 0)
    lines = first.stdout.splitlines()
    assert json.loads(lines[0])["kind"] == "meta"
    assert [json.loads(line)["kind"] for line in lines[1:3]] == ["agent", "agent"] or json.loads(lines[1])[
        "kind"
    ] == "agent"


def test_one_person_is_exported_with_what_is_hers(run_cli):
    run_cli("import", str(EXAMPLES / "shop.jsonl"))
    result = run_cli("export", "-", "--customer", "ana.belen@correo.example")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["ext"] for row in rows if row["kind"] == "customer"] == ["tienda:c1"]
    assert {row["kind"] for row in rows} >= {"ticket", "interaction", "asset", "order", "product", "consent", "repair"}


def test_a_dry_run_of_an_import_writes_nothing(run_cli):
    result = run_cli("--dry-run", "import", str(EXAMPLES / "minimal.jsonl"), "--json")
    assert json.loads(result.stdout)["written"] == 3
    assert json.loads(run_cli("import", str(EXAMPLES / "minimal.jsonl"), "--json").stdout)["written"] == 3


def test_a_missing_file_is_exit_three(run_cli):
    result = run_cli("import", "nothing-here.jsonl")
    assert (result.exit_code, result.stdout) == (3, "")
