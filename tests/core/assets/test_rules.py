"""Rules files: the shipped one is sound, a wrong one says line and reason, another country is data."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest

from postventa_tui.core.assets.facts import parse_facts
from postventa_tui.core.assets.rules import load_rules, read_rules, shipped_rules
from postventa_tui.core.assets.verdict import verdict
from postventa_tui.kit.errors import BadFile

TEXT = resources.files("postventa_tui.core.assets").joinpath("data", "guarantee-es.toml").read_text("utf-8")

PORTUGAL = """
format = "postventa-guarantee/1"
country = "PT"
[[rule]]
id = "pt-2022"
contract_from = 2022-01-01
claim_years_from_manifestation = 2
[rule.articles]
term = "DL 84/2021 art. 12"
presumption = "DL 84/2021 art. 13"
suspension = "DL 84/2021 art. 17"
same_defect = "DL 84/2021 art. 18"
claim = "DL 84/2021 art. 17"
delivery = "DL 84/2021 art. 12"
[rule.goods.new]
months = 36
presumption_months = 24
"""


def test_shipped_rules_choose_by_contract_date():
    rules = shipped_rules()
    assert rules.version_for(date(2021, 12, 31)).id == "es-2007"
    assert rules.version_for(date(2027, 1, 1)).id == "es-2022"
    assert rules.version_for(date(2003, 9, 10)) is None


def test_switched_on_rule_adds_its_months_once_after_a_repair():
    rules = read_rules(TEXT.replace("enabled = false", "enabled = true"), "x.toml")
    repairs = [
        {"handed_over": "2027-01-10", "returned": "2027-01-20", "under": "statutory"},
        {"handed_over": "2027-05-10", "returned": "2027-05-11", "under": "statutory"},
    ]
    given = {"as_of": "2027-06-01", "goods": "new", "delivered_on": "2026-08-01", "repairs": repairs}
    got = verdict(parse_facts(given), rules)
    assert (got.rule, got.ends_on) == ("es-2026-repair", date(2030, 8, 12))


def test_another_country_is_a_file():
    got = verdict(
        parse_facts({"as_of": "2025-01-01", "goods": "new", "delivered_on": "2022-02-01"}),
        read_rules(PORTUGAL, "pt"),
    )
    assert (got.rule, got.ends_on, got.articles[0]) == ("pt-2022", date(2025, 2, 1), "DL 84/2021 art. 12")


@pytest.mark.parametrize(
    ("old", "new", "line_of", "reason"),
    [
        ("same_defect_months = 12", "same_defekt_months = 12", "same_defekt_months", "unknown key same_defekt_months"),
        ("months = 36", 'months = "36"', 'months = "36"', "months must be a whole number from 0 to 1200"),
        ("contract_from = 2022-01-01", 'contract_from = "2022"', 'contract_from = "2022"', "contract_from must be a date such as 2022-01-01"),
        ("[rule.goods.digital]", "[rule.goods.boats]", "[rule.goods.boats]", "unknown key boats"),
        ('same_as = "es-2022"', 'same_as = "es-1999"', 'same_as = "es-1999"', "same_as names no rule above"),
        ("months = 3 ", "months = -3 ", "months = -3 ", "months must be a whole number from 0 to 1200"),
        ("days = 30", "days = true", "days = true", "days must be a whole number from 0 to 1200"),
        ("contract_until = 2021-12-31", "contract_until = 2001-12-31", "contract_until", "contract_until lies before contract_from"),
        ('country = "ES"', "country = ", "country = ", "Invalid value"),
    ],
)  # fmt: skip
def test_wrong_file_says_line_and_reason(old, new, line_of, reason):
    text = TEXT.replace(old, new) if old in TEXT else TEXT.replace(old.strip(), new.strip())
    assert text != TEXT
    with pytest.raises(BadFile) as refused:
        read_rules(text, "mine.toml")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line_of.strip() in line]
    assert refused.value.params["reason"] == reason
    assert refused.value.params["line"] in lines
    assert refused.value.params["file"] == "mine.toml"


def test_file_that_is_not_there_is_a_bad_file(tmp_path):
    with pytest.raises(BadFile):
        load_rules(tmp_path / "none.toml")
