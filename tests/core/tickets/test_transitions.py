"""The status table holds cell by cell, and beyond the given vectors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from postventa_tui.core.tickets.transitions import DAY_S, WORK, Facts, Outcome, decide

VECTORS = Path(__file__).parents[2] / "vectors" / "domain" / "transitions-open.json"
CASES = json.loads(VECTORS.read_text("utf-8"))["cases"]
NAMES = set(Facts._fields)


def as_dict(outcome: Outcome) -> dict[str, object]:
    answer: dict[str, object] = {"to": outcome.to, "refused": outcome.refused}
    if outcome.reopened:
        answer["reopened"] = True
    if outcome.follow_up:
        answer["follow_up"] = True
    if outcome.survivor:
        answer["survivor"] = as_dict(outcome.survivor)
    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_vector(case: dict) -> None:
    facts = {name: value for name, value in case.items() if name in NAMES}
    params = case.get("params", {})
    facts["to"] = params.get("to") or params.get("then") or ""
    assert as_dict(decide(case["from"], case["event"], Facts(**facts))) == case["expect"]


@pytest.mark.parametrize("to", ["open", "pending", "on_hold"])
@pytest.mark.parametrize("event", ["set", "agent_reply"])
def test_leaving_solved_counts_as_a_reopen(event: str, to: str) -> None:
    assert decide("solved", event, Facts(to=to)) == Outcome(to, reopened=True)


@pytest.mark.parametrize("event", ["agent_reply", "set", "note", "mark_spam", "take"])
def test_solved_too_long_ago_answers_as_closed_before_the_tick(event: str) -> None:
    old = Facts(solved_age_s=7 * DAY_S + 1, to="open")
    assert decide("solved", event, old) == Outcome("solved", "closed_is_final")


def test_the_type_before_comes_ahead_of_every_other_check() -> None:
    wrong = Facts(survivor="closed", same=True, cycle=True, other_customer=True)
    assert decide("closed", "merge_into", wrong).refused == "closed_is_final"
    assert decide("open", "set", Facts(to="closed", role="agent")).refused == "solve_first"


def test_findings_on_a_merge_come_in_the_written_order() -> None:
    facts = Facts(survivor="spam", same=True, cycle=True, other_customer=True)
    found = []
    for fix in ({"same": False}, {"survivor": "open"}, {"cycle": False}, {"confirm": True}, {}):
        found.append(decide("open", "merge_into", facts).refused)
        facts = facts._replace(**fix)
    assert found == ["same_ticket", "bad_survivor", "cycle", "other_customer", None]


def test_a_reply_can_neither_close_nor_make_new() -> None:
    assert decide("open", "agent_reply", Facts(to="closed")).refused == "solve_first"
    assert decide("open", "agent_reply", Facts(to="new")).refused == "new_never_returns"


@pytest.mark.parametrize("kind", WORK)
def test_who_may_only_read_moves_nothing(kind: str) -> None:
    assert decide(kind, "set", Facts(to="solved", role="read_only")).refused == "not_allowed"
