"""The verdict in words, in both languages, with its steps and what would change it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from postventa_tui.core.assets.explain import assumed, changes, sentence, steps, withdrawal_sentence
from postventa_tui.core.assets.facts import Facts, Fault, Repair, as_json, parse_facts
from postventa_tui.core.assets.rules import shipped_rules
from postventa_tui.core.assets.verdict import verdict

RULES = shipped_rules()
CASES = json.loads(
    (Path(__file__).parents[2] / "vectors" / "domain" / "guarantee-open.json").read_text(encoding="utf-8")
)["cases"]
PUMP = Repair(date(2025, 5, 10), date(2025, 5, 24), "pump", "repair", "statutory")


def said(facts, lang="es"):
    return sentence(verdict(facts, RULES), facts, RULES, lang)


def test_sentence_names_end_term_article_rule_days_and_turn_of_proof():
    facts = Facts(date(2026, 1, 10), goods="new", delivered_on=date(2024, 3, 10), repairs=(PUMP,))
    assert said(facts) == (
        "Cubierto hasta el 24/03/2027 (3 años, art. 120 TRLGDCU, regla es-2022; +14 días en taller)."
        " Desde el 25/03/2026 la prueba es del cliente."
    )


def test_english_sentence():
    facts = Facts(date(2027, 3, 11), goods="new", delivered_on=date(2024, 3, 10))
    assert (
        said(facts, "en")
        == "Not covered: the guarantee ended on 10 March 2027 (3 years, TRLGDCU art. 120, rule es-2022)."
    )


def test_missing_receipt_says_what_is_missing_and_from_which_date_it_would_be_covered():
    facts = Facts(date(2026, 11, 22), goods="new")
    assert said(facts) == "No se sabe: falta la fecha de entrega, de la factura o del albarán."
    first, second = changes(facts, RULES, "es")[:2]
    assert first.text.startswith("Si la factura o el albarán es del 22/11/2023 o posterior: Hoy es el último día")
    assert second.answer.verdict == "not_covered"


def test_same_fault_and_day_of_the_fault_are_named_as_changes_after_expiry():
    repair = Repair(date(2027, 2, 10), date(2027, 2, 20), "pump", "repair", "statutory")
    facts = Facts(date(2028, 2, 1), goods="new", delivered_on=date(2024, 3, 10), repairs=(repair,), fault=Fault("door"))
    texts = [one.text for one in changes(facts, RULES, "en")]
    assert any(
        text.startswith("If it is the fault that was repaired on 20 February 2027: Covered until") for text in texts
    )
    assert any(text.startswith("If the fault showed on 20 March 2027 or before: Covered") for text in texts)


def test_steps_end_with_the_answer():
    facts = Facts(date(2026, 1, 10), goods="new", delivered_on=date(2024, 3, 10), repairs=(PUMP,))
    lines = steps(verdict(facts, RULES), facts, RULES, "es")
    assert lines[-1] == "Resultado: " + said(facts)
    assert "Días en taller en garantía: 14." in lines


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_vector_can_be_said(case, lang):
    facts = parse_facts(case["facts"])
    answer = verdict(facts, RULES)
    texts = [sentence(answer, facts, RULES, lang), withdrawal_sentence(answer, lang), assumed(answer, lang)]
    texts += steps(answer, facts, RULES, lang) + [one.text for one in changes(facts, RULES, lang)]
    assert all("{" not in text and "None" not in text for text in texts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_facts_written_and_read_again_are_the_same(case):
    facts = parse_facts(case["facts"])
    assert parse_facts(as_json(facts)) == facts
