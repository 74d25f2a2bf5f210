"""Calendars and policies as TOML: file, line and reason of each fault."""

from __future__ import annotations

import pytest

from postventa_tui.core.sla.files import read_any, read_calendar, read_policy
from postventa_tui.core.sla.holidays import community_of, holidays_of
from postventa_tui.core.sla.policy import SlaPolicy
from postventa_tui.kit.errors import BadFile, NotFound
from postventa_tui.kit.messages import describe

CALENDAR = """format = "postventa-calendar/1"
name = "Tienda"
zone = "Europe/Madrid"
[weekly]                # keys and rules
mon = [["09:30", "13:30"], ["16:30", "20:00"]]
sat = [["10:00", "13:30"]]
[overrides]
2026-12-08 = []
2026-12-24 = [["09:30", "13:30"]]
[names]
2026-12-08 = "Inmaculada Concepción"
"""
POLICY = """format = "postventa-policy/1"
name = "Normal"
calendar = "Tienda"
pause_statuses = ["pending", "on_hold"]
warn_percent = 80
[conditions]
channel = ["email", "web"]
[targets.normal]
first_response = 3600
resolution = 28800
[targets.urgent]
first_response = 900
"""


def test_a_calendar_file_is_read():
    file = read_calendar(CALENDAR, "tienda.toml")
    assert file.name == "Tienda"
    assert file.names == {"2026-12-08": "Inmaculada Concepción"}
    assert file.model.weekly[0] == ((34_200, 48_600), (59_400, 72_000))


def test_a_policy_file_is_read():
    policy = read_any(POLICY, "normal.toml")
    assert isinstance(policy, SlaPolicy)
    assert policy.target("urgent", "first_response") == 900
    assert policy.target("low", "first_response") is None
    assert policy.conditions == (("channel", ("email", "web")),)
    assert (policy.pause_statuses, policy.warn_percent) == (frozenset({"pending", "on_hold"}), 80)


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ('"13:30"], ["16:30"', '"17:30"], ["16:30"', 5, "weekly.mon[1]: the intervals overlap"),
        ("sat = ", "sab = ", 6, "weekly.sab: unknown weekday"),
        ("Europe/Madrid", "Europe/Madriz", 3, "zone: unknown zone"),
        ("2026-12-24 =", "2026-12-32 =", 9, "overrides.2026-12-32: a date that does not exist"),
        ("[names]", "[nombres]", 10, "nombres: unknown key"),
        ('name = "Tienda"', "name = 3", 2, "name: missing"),
        ("calendar/1", "calendar/2", 1, "format: the format is not"),
        ('sat = [["10:00"', 'sat = [["10:00', 6, ""),
        ('2026-12-08 = "Inm', '2026-02-30 = "Inm', 11, "names.2026-02-30: a date"),
    ],
)
def test_a_fault_in_a_calendar_names_line_and_reason(before, after, line, reason):
    text = CALENDAR.replace(before, after, 1)
    with pytest.raises(BadFile) as caught:
        read_calendar(text, "tienda.toml")
    assert (caught.value.params["file"], caught.value.params["line"]) == ("tienda.toml", line)
    assert str(caught.value.params["reason"]).startswith(reason)
    assert "\n" not in describe(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ("first_response = 3600", "first_response = 0", 9, "targets.normal.first_response: a target is"),
        ("first_response = 3600", "first_response = 1.5", 9, "targets.normal.first_response: a target is"),
        ("resolution =", "solution =", 10, "targets.normal.solution: unknown timer"),
        ("[targets.urgent]", "[targets.hurry]", 11, "targets.hurry: unknown priority"),
        ("channel =", "via =", 7, "conditions.via: unknown condition"),
        ("= 80", "= 101", 5, "warn_percent: "),
        ('"on_hold"', '"onhold"', 4, "pause_statuses: unknown status"),
        ("warn_percent", "warn", 5, "warn: unknown key"),
        ('calendar = "Tienda"\n', "", None, "calendar: missing"),
    ],
)
def test_a_fault_in_a_policy_names_line_and_reason(before, after, line, reason):
    with pytest.raises(BadFile) as caught:
        read_policy(POLICY.replace(before, after, 1), "normal.toml")
    assert caught.value.params["line"] == line
    assert str(caught.value.params["reason"]).startswith(reason)


def test_another_format_is_refused():
    with pytest.raises(BadFile, match="bad_file"):
        read_any('format = "postventa-rule/1"\n', "x.toml")


def test_provinces_lead_to_the_holidays_of_their_community():
    assert community_of("pontevedra") == community_of("A Coruña") == "GA"
    assert community_of("GUIPUZCOA") == "PV"
    days = {one.day for one in holidays_of("Pontevedra", 2026)}
    assert {"2026-01-01", "2026-07-25", "2026-12-25"} <= days
    assert "2026-07-25" not in {one.day for one in holidays_of("Madrid", 2027)}
    with pytest.raises(NotFound, match="province_unknown"):
        community_of("Lisboa")
