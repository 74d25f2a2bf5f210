"""The query parser against the project's cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from postventa_tui.kit import query

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "vectors/search/queries-open.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_query_is_read_as_the_vector_says(case: dict) -> None:
    parsed = query.parse(case["query"])
    assert parsed.ast == case["ast"]
    assert {(e.code, e.start, e.end) for e in parsed.errors} == {
        (e["code"], e["start"], e["end"]) for e in case["errors"]
    }
    assert {(h.code, h.start) for h in parsed.hints} == {(h["code"], h["start"]) for h in case["hints"]}
    for wanted, found in ((case["errors"], parsed.errors), (case["hints"], parsed.hints)):
        for one in wanted:
            ours = next(f for f in found if (f.code, f.start) == (one["code"], one["start"]))
            assert not one["suggest"] or set(one["suggest"]) & set(ours.suggest)


@pytest.mark.parametrize(
    ("text", "ast"),
    [
        ("-600 12 34 56", ["and", ["not", ["number", "600"]], ["number", "12"], ["number", "34"], ["number", "56"]]),
        ("-600123456", ["not", ["phone", "600123456"]]),
        ("600 12 34 56 2026-01-01", ["and", ["phone", "600123456"], ["phrase", "2026", "01", "01"]]),
        ("2026-01-01 5", ["and", ["phrase", "2026", "01", "01"], ["number", "5"]]),
        ("NOT NOT a", ["word", "a"]),
        ("NOT -a", ["word", "a"]),
        ("NOT(a)", ["not", ["word", "a"]]),
        ("a NOT", ["word", "a"]),
        ("-OR", ["not", ["word", "or"]]),
        ("a|b", ["or", ["word", "a"], ["word", "b"]]),
        ("(a b) c", ["and", ["word", "a"], ["word", "b"], ["word", "c"]]),
        ("(a OR b) OR c", ["or", ["word", "a"], ["word", "b"], ["word", "c"]]),
        ('"a', ["word", "a", "exact"]),
        ("<ana@x.example>,", ["email", "ana@x.example"]),
        ("@", ["all"]),
        ("ＰＶ-１０４２", ["ticket", 1042]),
        ("straße", ["word", "strasse"]),
        ("tag:vip tag:taller", ["and", ["field", "tag", "=", "vip"], ["field", "tag", "=", "taller"]]),
        ("created:=7d", ["field", "created", "=", "7d"]),
        ("created:7d..2d", ["field", "created", "range", "7d", "2d"]),
        ("created:hoy,ayer", ["field", "created", "in", ["today", "yesterday"]]),
        ("organización:acme", ["field", "organisation", "=", "acme"]),
        ("status:=open", ["field", "status", "=", "open"]),
        ("-(-(a))", ["word", "a"]),
        ("-() a", ["word", "a"]),
        ("tag:a|b", ["or", ["field", "tag", "=", "a"], ["word", "b"]]),
        ("priority:>=media", ["field", "priority", ">=", "normal"]),
    ],
)
def test_query_gives_the_tree(text: str, ast: list) -> None:
    parsed = query.parse(text)
    assert parsed.ast == ast
    assert parsed.ok


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("created:7", [("bad_date", 8, 9)]),
        ("created:7m", [("bad_duration", 8, 10)]),
        ("created:..", [("missing_value", 0, 10)]),
        ("created:*..*", [("missing_value", 0, 12)]),
        ("created:>", [("missing_value", 0, 9)]),
        ("tag:a,", [("missing_value", 6, 6)]),
        ("tag:,a", [("missing_value", 4, 4)]),
        ("status:opne,xx,open", [("bad_value", 7, 11), ("bad_value", 12, 14)]),
        ('customer:""', [("missing_value", 0, 11)]),
        ("after:7d", [("bad_date", 6, 8)]),
        ("newer_than:7", [("bad_duration", 11, 12)]),
        ("created:<999999999d", [("bad_duration", 9, 19)]),
        ("created:0000-00-00", [("bad_date", 8, 18)]),
        ("tag:>vip", [("bad_operator", 4, 5)]),
        ("created:2026-13..2026-02", [("bad_date", 8, 15)]),
    ],
)
def test_error_stands_at_its_place(text: str, errors: list) -> None:
    assert [(e.code, e.start, e.end) for e in query.parse(text).errors] == errors


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("OR OR a", [("dangling_or", 0), ("dangling_or", 3)]),
        ("a OR OR", [("dangling_or", 2)]),
        ("a OR AND b", [("dangling_or", 2)]),
        ("(a OR) b", [("dangling_or", 3)]),
        ("((a", [("unclosed_paren", 0), ("unclosed_paren", 1)]),
        ("a) b)", [("unbalanced_paren", 1), ("unbalanced_paren", 4)]),
        ("series:x", [("unknown_field", 0)]),
    ],
)
def test_hint_stands_at_its_place(text: str, hints: list) -> None:
    assert [(h.code, h.start) for h in query.parse(text).hints] == hints


def test_star_makes_the_last_word_a_prefix() -> None:
    assert query.parse("papel impres*").is_prefix
    assert not query.parse("impres* papel").is_prefix
    assert not query.parse("").is_prefix


def test_spelling_is_offered_in_the_language_typed() -> None:
    assert query.parse("estado:abirto").errors[0].suggest[0] == "abierto"
    assert query.parse("status:clsed").errors[0].suggest[0] == "closed"
    assert "teléfono" in query.parse("canal:telfono").errors[0].suggest


def test_a_name_with_a_wrong_sign_is_told_too() -> None:
    hints = query.parse("newer-than:7d").hints
    assert [(hint.code, hint.start, hint.suggest[0]) for hint in hints] == [("unknown_field", 0, "newer_than")]
