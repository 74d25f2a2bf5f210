"""Reports by name and the audit."""

from __future__ import annotations

import json
import sqlite3

import pytest

from postventa_tui.core.custody.privacy import erase
from postventa_tui.core.customers import service as customers
from postventa_tui.core.reports import service as reports
from postventa_tui.kit.errors import NotAllowed, NotFound, Usage

DAY = 86_400


def test_the_audit_shows_erasures_roles_and_foreign_writes(desk, shop_path, clock) -> None:
    erase.person(desk, customers.create(desk, {"given": "Iria"}))
    with desk.transaction("agent.set") as db:
        db.run("INSERT INTO agents (login, name, created_at, updated_at) VALUES ('eva', 'Eva', 1, 1)")
        db.run("UPDATE agents SET role = 'lead' WHERE login = 'eva'")
    raw = sqlite3.connect(shop_path, isolation_level=None)
    raw.execute("INSERT INTO tags (name, created_at, updated_at) VALUES ('x', 1, 1)")
    raw.close()
    what = [line.what for line in reports.audit(desk, clock.now() - DAY)]
    assert {"customer.erase", "role", "agent.set"} <= set(what)
    assert "foreign_write" in [line.what for line in reports.audit(desk, 0)]


def test_the_audit_is_a_leads(desk, make_desk) -> None:
    desk.db.run("UPDATE agents SET role = 'agent'")
    with pytest.raises(NotAllowed):
        reports.audit(make_desk(), 0)


def test_a_span_or_a_day_says_how_far_back() -> None:
    assert reports.since("7d", 10 * DAY, "Europe/Madrid") == 3 * DAY
    with pytest.raises(Usage):
        reports.since("gestern", 0, "Europe/Madrid")


def test_a_period_holds_its_last_day_whole(desk) -> None:
    period = reports.period(desk, "2026-11-01", "2026-11-01")
    assert period.end - period.start == DAY
    summer = reports.period(desk, "2026-10-25", "2026-10-25")
    assert summer.end - summer.start == 25 * 3600
    with pytest.raises(Usage, match="bad_period"):
        reports.period(desk, "2026-11-02", "2026-11-01")


def test_an_unknown_report_names_those_there_are(desk) -> None:
    with pytest.raises(NotFound, match="report_unknown"):
        reports.run(desk, "ventas", reports.period(desk, "", ""))


@pytest.mark.parametrize("name", sorted(reports.REPORTS))
def test_every_report_prints_its_json(run_cli, name) -> None:
    found = run_cli("report", name, "--json")
    assert found.exit_code == 0, found.stderr
    answer = json.loads(found.stdout)
    assert answer["format"] == "postventa-report/1"
    for figure in answer["figures"].values():
        assert set(figure) >= {"value", "n", "excluded", "from", "to"}
