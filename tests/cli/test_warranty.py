"""`postventa warranty` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASES = json.loads(
    (Path(__file__).parents[1] / "vectors" / "domain" / "guarantee-open.json").read_text(encoding="utf-8")
)["cases"]


@pytest.fixture
def verdict(run_cli):
    def run(facts, *options):
        return run_cli("warranty", "verdict", "--facts", "-", "--json", *options, input=json.dumps(facts))

    return run


def test_every_vector_passes_through_the_command_line(verdict):
    wrong = []
    for case in CASES:
        found = verdict(case["facts"])
        got, expect = json.loads(found.stdout), dict(case["expect"])
        same = set(got["articles"]) == set(expect.pop("articles"))
        if found.exit_code or not same or any(got[key] != expect[key] for key in expect):
            wrong.append(case["id"])
    assert wrong == []


def test_facts_need_no_database(run_cli, tmp_path):
    file = tmp_path / "facts.json"
    file.write_text('{"as_of": "2026-11-22", "goods": "new"}', encoding="utf-8")
    found = run_cli("warranty", "verdict", "--facts", str(file), "--json", "--db", str(tmp_path / "none.db"))
    assert (found.exit_code, json.loads(found.stdout)["verdict"]) == (0, "unknown")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"as_of": "2026-02-30"}', "[" * 100000, "\xff"])
def test_malformed_facts_end_with_exit_2_and_say_so(run_cli, text):
    found = run_cli("warranty", "verdict", "--facts", "-", "--json", input=text)
    assert (found.exit_code, found.stdout) == (2, "")
    assert json.loads(found.stderr)["error"]["code"] == "bad_facts"


def test_what_if_changes_one_fact(verdict):
    base = {"as_of": "2026-11-22", "goods": "new"}
    got = json.loads(verdict(base, "--set", "invoice_on=2024-12-01", "--set", "fault.code=pump").stdout)
    assert (got["verdict"], got["ends_on"]) == ("covered", "2027-12-01")
    assert verdict(base, "--set", "invoice_on=soon").exit_code == 2


def test_text_in_spanish_with_steps_and_footer(run_cli):
    facts = json.dumps({"as_of": "2026-11-22", "goods": "new", "delivered_on": "2024-12-01", "sale_channel": "shop"})
    found = run_cli("warranty", "verdict", "--facts", "-", "--lang", "es", "--steps", input=facts)
    assert "Cubierto hasta el 01/12/2027 (3 años, art. 120 TRLGDCU, regla es-2022)." in found.stdout
    assert found.stdout.rstrip().endswith("no es asesoramiento jurídico.")


def test_one_source_must_be_named(run_cli):
    assert run_cli("warranty", "verdict").exit_code == 2
    assert run_cli("warranty", "verdict", "--facts", "-", "--asset", "1").exit_code == 2
    assert run_cli("warranty", "verdict", "--facts", "/nowhere/x.json").exit_code == 3


def test_rules_file_is_checked_with_line_and_reason(run_cli, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('format = "postventa-guarantee/1"\ncountry = "PT"\ncolour = "red"\n', encoding="utf-8")
    found = run_cli("warranty", "check", str(file))
    assert found.exit_code == 1
    assert "line 3: unknown key colour" in found.stderr
