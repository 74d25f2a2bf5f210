"""Every published vector and scenario, whole, each under its own id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from postventa_tui.core.sla.scenario import run_scenario
from postventa_tui.core.sla.simulate import simulate

VECTORS = Path(__file__).parents[2] / "vectors" / "sla"
ARITHMETIC = json.loads((VECTORS / "vectors-open.json").read_text())
SCENARIOS = json.loads((VECTORS / "scenarios-open.json").read_text())


@pytest.mark.parametrize("vector", ARITHMETIC["vectors"], ids=lambda vector: vector["id"])
def test_vector_gives_the_published_answer(vector):
    one = {**ARITHMETIC, "vectors": [vector]}
    result = simulate(one)
    assert result["summary"] == {"compared": 1, "mismatched": 0}, result["results"]


@pytest.mark.parametrize("scenario", SCENARIOS["scenarios"], ids=lambda scenario: scenario["id"])
def test_scenario_gives_the_published_answers(scenario):
    checks = run_scenario(scenario, scenario["id"])
    wrong = [(index, check.mismatches) for index, check in enumerate(checks) if check.mismatches]
    assert not wrong


def test_whole_files_give_one_result_an_entry_in_file_order():
    for document, key in ((ARITHMETIC, "vectors"), (SCENARIOS, "scenarios")):
        result = simulate(document)
        assert [one["id"] for one in result["results"]] == [one["id"] for one in document[key]]
        assert result["summary"]["mismatched"] == 0


def test_a_wrong_expectation_is_counted():
    vector = {**ARITHMETIC["vectors"][0], "expect": 1}
    result = simulate({**ARITHMETIC, "vectors": [vector, {**vector, "id": "free", "expect": None}]})
    assert result["summary"] == {"compared": 2, "mismatched": 2}
    del vector["expect"]
    assert simulate({**ARITHMETIC, "vectors": [vector]})["summary"] == {"compared": 0, "mismatched": 0}
