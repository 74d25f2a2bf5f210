"""`postventa sla` on a real file: ledger, simulation, files, policies, corrections."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import fields
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket

VECTORS = Path(__file__).parents[1] / "vectors" / "sla"
SPLIT = '[["09:00", "14:00"], ["16:30", "20:00"]]'
CALENDAR = f"""format = "postventa-calendar/1"
name = "Madrid"
zone = "Europe/Madrid"
[weekly]
mon = {SPLIT}
tue = {SPLIT}
wed = {SPLIT}
thu = {SPLIT}
fri = {SPLIT}
[overrides]
2026-11-09 = []
"""
POLICY = """format = "postventa-policy/1"
name = "Tienda"
calendar = "Madrid"
[targets.high]
first_response = 7200
resolution = 28800
"""


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Madrid")).timestamp())


@pytest.fixture
def write(tmp_path):
    def make(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return make


@pytest.fixture
def ticket(desk, clock, run_cli, write):
    """The example of the design: Friday evening to Wednesday noon with a holiday and a pause."""
    clock.set(at("2026-11-06T09:00"))
    assert run_cli("sla", "calendar", "save", write("madrid.toml", CALENDAR)).exit_code == 0
    assert run_cli("sla", "policy", "save", write("tienda.toml", POLICY)).exit_code == 0
    person = customers.create(desk, {"given": "Rosa", "surname1": "Gil"}, {"email": "rosa@example.es"})
    clock.set(at("2026-11-06T19:00"))
    made = tickets.create(desk, NewTicket(person, "No enfría", priority="high"))
    clock.set(at("2026-11-10T11:00"))
    fields.set_status(desk, made.id, "pending")
    clock.set(at("2026-11-11T10:00"))
    fields.set_status(desk, made.id, "open")
    clock.set(at("2026-11-11T12:00"))
    return made


LEDGER = """\
PV-1001  resolution  policy «Tienda» v1, calendar «Madrid» (Europe/Madrid), priority high, target 8 h
  from              to                kind      time      sum      reason
  Fri 06 19:00:00   Fri 06 20:00:00   counted   1:00:00   1:00:00
  Fri 06 20:00:00   Tue 10 09:00:00   closed    85:00:00  1:00:00  hours, weekday, 2026-11-09 override
  Tue 10 09:00:00   Tue 10 11:00:00   counted   2:00:00   3:00:00
  Tue 10 11:00:00   Wed 11 10:00:00   paused    23:00:00  3:00:00  pending (ana, 11:00)
  Wed 11 10:00:00   Wed 11 12:00:00   counted   2:00:00   5:00:00  now
  running, remaining 3:00:00, due Wed 11 17:30:00
  if solved by Wed 11 17:30:00  met with 0 left      if solved Wed 11 18:00:00  missed by 0:30:00
  if set to pending now  paused with 3:00:00 left
"""


def test_the_ledger_explains_every_second(ticket, run_cli):
    result = run_cli("sla", "show", "1001", "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith(LEDGER)
    assert "due Tue 10 10:00:00 passed" in result.stdout


def test_the_ledger_as_json_has_integers_and_sums_to_elapsed(ticket, run_cli):
    result = run_cli("sla", "show", "PV-1001", "--json", "--if", "2026-11-11T19:00")
    shown = json.loads(result.stdout)
    assert shown["ticket"] == "PV-1001"
    by_kind = {one["timer"]: one for one in shown["timers"]}
    assert list(by_kind) == ["first_response", "next_response", "resolution"]
    resolution = by_kind["resolution"]
    assert resolution["elapsed"] == 5 * 3600
    counted = [row["to"] - row["from"] for row in resolution["ledger"] if row["kind"] == "counted"]
    assert sum(counted) == resolution["elapsed"]
    assert resolution["ledger"][1]["reason"] == "hours, weekday, 2026-11-09 override"
    assert resolution["ledger"][3]["reason"] == "pending (ana, 11:00)"
    assert [(one["state"], one["remaining"]) for one in resolution["what_if"]] == [
        ("met", 0),
        ("missed", -1800),
        ("missed", -5400),
    ]
    assert by_kind["next_response"]["state"] == "none"
    assert by_kind["next_response"]["ledger"] == []


def test_the_past_is_shown_as_it_stood(ticket, run_cli):
    shown = json.loads(run_cli("sla", "show", "1001", "--json", "--at", "2026-11-10T12:00").stdout)
    resolution = shown["timers"][-1]
    assert (resolution["state"], resolution["elapsed"]) == ("paused", 3 * 3600)


def test_what_if_in_the_past_is_a_usage_error(ticket, run_cli):
    result = run_cli("sla", "show", "1001", "--if", "2026-11-11T11:00")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "if_in_the_past" in result.stderr


def test_a_ticket_without_policy_says_no_sla_never_met(ticket, run_cli):
    assert run_cli("sla", "policy", "apply", "1001", "none").exit_code == 0
    text = run_cli("sla", "show", "1001", "--lang", "en").stdout
    assert "resolution  no SLA" in text
    assert " met" not in text


def test_an_unknown_ticket_is_not_found(ticket, run_cli):
    assert run_cli("sla", "show", "PV-9").exit_code == 3


@pytest.mark.parametrize("name", ["vectors-open.json", "scenarios-open.json"])
def test_published_files_pass_through_the_command_line(name, run_cli):
    path = VECTORS / name
    for argument, given in ((str(path), None), ("-", path.read_text())):
        result = run_cli("sla", "simulate", argument, "--json", input=given)
        assert result.exit_code == 0, result.stderr
        assert json.loads(result.stdout)["summary"]["mismatched"] == 0
    text = run_cli("sla", "simulate", str(path))
    assert text.exit_code == 0
    assert "0 mismatched" in text.stdout


def test_simulate_needs_no_database(run_cli, monkeypatch, tmp_path, write):
    small = {
        "format": "postventa-sla-vectors/1",
        "calendars": {"c": {"zone": "UTC"}},
        "vectors": [{"id": "a", "calendar": "c", "op": "next_open", "start": 5}],
    }
    path = write("v.json", json.dumps(small))
    result = run_cli("sla", "simulate", path, "--json", "--db", str(tmp_path / "none" / "there.db"))
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "format": "postventa-sla-results/1",
        "results": [{"id": "a", "checks": [{"error": "never"}]}],
        "summary": {"compared": 0, "mismatched": 0},
    }
    assert not (tmp_path / "none").exists()


def test_a_mismatch_is_marked_and_ends_with_one(run_cli, write):
    document = json.loads((VECTORS / "scenarios-open.json").read_text())
    document["scenarios"] = document["scenarios"][:1]
    document["scenarios"][0]["checks"][0]["elapsed"] = 1
    path = write("s.json", json.dumps(document))
    result = run_cli("sla", "simulate", path)
    assert result.exit_code == 1
    assert "elapsed expected 1 got 1800" in result.stdout
    assert json.loads(run_cli("sla", "simulate", path, "--json").stdout)["summary"]["mismatched"] == 1


CREATED = {"at": 5, "type": "created"}
FINE = {"id": "x", "calendars": {"c": {"zone": "UTC"}}, "policies": [], "events": [CREATED], "checks": []}


@pytest.mark.parametrize(
    "change",
    [
        {"events": [{"at": 4, "type": "note"}, CREATED]},
        {"events": [CREATED, CREATED]},
        {"events": [CREATED, {"at": 6, "type": "dance"}]},
        {"events": [CREATED, {"at": 6, "type": "status", "status": "asleep"}]},
        {"events": [CREATED, {"at": 6, "type": "status"}]},
        {"events": [{"at": "2026-02-02T10:00", "type": "created"}]},
        {"events": [{"at": "2026-02-02T10:00:00.5Z", "type": "created"}]},
        {"events": [{"at": 5.0, "type": "created"}]},
        {"events": [{"at": 5.5, "type": "created"}]},
        {"events": [{"at": True, "type": "created"}]},
        {"events": [{"type": "created"}]},
        {"events": [CREATED, {"at": 6, "type": "merge", "into": "A"}]},
        {"events": [CREATED, {"at": 6, "type": "merge", "into": "B"}]},
        {"events": [CREATED, {"at": 6, "type": "merge"}]},
        {"events": [CREATED, {"at": 6, "type": "policy", "policy": "nowhere"}]},
        {"events": [CREATED, {"at": 6, "type": "calendar", "name": "d", "calendar": {"zone": "UTC"}}]},
        {"events": [CREATED, {"at": 6, "type": "calendar", "name": "c", "calendar": {"zone": "Mars/Base"}}]},
        {"events": [CREATED, {"at": 6, "type": "policy_edit", "policy": {"name": "p", "calendar": "d"}}]},
        {"policies": [{"name": "p", "calendar": "d", "targets": {}}]},
        {"policies": [{"name": "p", "calendar": "c", "targets": {"normal": {"resolution": 0}}}]},
        {"policies": [{"name": "p", "calendar": "c", "warn_percent": 0}]},
        {"calendars": {"c": {"zone": "UTC", "weekly": {"mon": [["10:00", "09:00"], ["11:00", "12:00"]]}}}},
        {"checks": [{"at": 6, "timer": "resolution", "ticket": "B"}]},
        {"checks": [{"at": 6, "timer": "answer"}]},
        {"checks": [{"at": "yesterday", "timer": "resolution"}]},
        {"zone": "Europe/Nowhere"},
        {"events": {}},
    ],
)
def test_a_bad_file_is_one_line_on_stderr_and_nothing_else(change, run_cli, write):
    document = {"format": "postventa-sla-scenarios/1", "scenarios": [{**FINE, **change}]}
    result = run_cli("sla", "simulate", write("bad.json", json.dumps(document)))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00", '{"format": "other/1"}', "[" * 200_000])
def test_what_is_no_such_file_at_all_is_refused_in_one_line(text, run_cli):
    result = run_cli("sla", "simulate", "-", "--json", input=text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(result.stderr)["error"]["code"] in ("file", "bad_file")


def test_check_names_file_line_and_reason(run_cli, write):
    good = run_cli("sla", "check", write("c.toml", CALENDAR))
    assert good.exit_code == 0
    bad = run_cli("sla", "check", write("b.toml", CALENDAR.replace("thu =", "jue =")))
    assert (bad.exit_code, bad.stdout) == (1, "")
    assert "b.toml, line 8: weekly.jue: unknown weekday" in bad.stderr


def test_policies_and_calendars_are_listed(ticket, run_cli):
    listed = json.loads(run_cli("sla", "policy", "list", "--json").stdout)
    assert [(one["name"], one["version"]) for one in listed["policies"]] == [("Tienda", 1)]
    assert run_cli("sla", "calendar", "list", "--quiet").stdout == "Madrid\n"
    text = run_cli("sla", "calendar", "list", "--lang", "en").stdout
    assert "  Mon  09:00-14:00, 16:30-20:00" in text
    assert "2026-11-09  closed" in text


def test_a_rehearsal_lists_what_would_differ(ticket, run_cli, write):
    slow = write("slow.toml", POLICY.replace("7200", "72000"))
    shown = json.loads(run_cli("sla", "rehearse", slow, "--days", "30", "--json").stdout)
    assert shown["tickets"] == 1
    assert shown["changes"] == [
        {"ticket": "PV-1001", "timer": "first_response", "cycle": 1, "was": "missed", "would_be": "running"}
    ]
    assert "PV-1001" in run_cli("sla", "rehearse", slow).stdout


def test_a_correction_is_shown_first_then_done_and_can_be_undone(ticket, desk, run_cli, write):
    closed = write("madrid.toml", CALENDAR + "2026-11-10 = []\n2026-11-11 = []\n")
    options = ("sla", "calendar", "save", closed, "--recompute-from", "2026-11-10", "--json")
    seen = json.loads(run_cli(*options, "--dry-run").stdout)
    assert (seen["done"], [one["timer"] for one in seen["withdrawn"]]) == (False, ["first_response"])
    done = json.loads(run_cli(*options, "--why", "Local holiday").stdout)
    assert done == {**seen, "done": True}
    shown = run_cli("sla", "show", "1001", "--lang", "en").stdout
    assert "hours of «Madrid» corrected from 2026-11-10 by ana" in shown
    assert "Local holiday" in shown
    assert run_cli("undo").exit_code == 0
    first = json.loads(run_cli("sla", "show", "1001", "--json").stdout)["timers"][0]
    assert first["state"] == "missed"


def test_holidays_of_a_province_fit_into_a_calendar_file(run_cli, write):
    result = run_cli("sla", "calendar", "holidays", "--province", "Pontevedra", "--year", "2026")
    assert "2026-07-25 = []" in result.stdout
    text = CALENDAR.split("[overrides]")[0] + result.stdout
    assert run_cli("sla", "check", write("galicia.toml", text)).exit_code == 0
    assert run_cli("sla", "calendar", "holidays", "--province", "Lisboa").exit_code == 3
