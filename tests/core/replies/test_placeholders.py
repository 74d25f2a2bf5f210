"""Canned replies are filled by the token grammar."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from postventa_tui.core.replies import placeholders
from postventa_tui.core.replies.placeholders import Context, Rendered

VECTORS = Path(__file__).parents[2] / "vectors" / "domain" / "placeholders-open.json"
CASES = json.loads(VECTORS.read_text("utf-8"))["cases"]


def fill(template: str, values: dict | None = None, **more: object) -> Rendered:
    context = {"now": "2026-11-22T09:30:00+01:00", **more}
    return placeholders.render(template, Context(values or {}, **context))  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_vector(case: dict) -> None:
    given = case["context"]
    found = placeholders.render(
        case["template"],
        Context(given["context"], given["lang"], given["formality"], given["now"], given["answers"]),
    )
    expect = case["expect"]
    assert found == Rendered(
        expect["ok"],
        expect["text"],
        expect["cursor"],
        expect["unresolved"],
        expect["ask"],
        [error["at"] for error in expect["errors"]],
    )


@pytest.mark.parametrize(
    ("value", "es", "en"),
    [
        (7.0, "7", "7"),
        (2.675, "2,68", "2.68"),
        (-0.001, "0", "0"),
        (-2.5, "-2,5", "-2.5"),
        (1e22, "1" + "0" * 22, "1" + "0" * 22),
        ({"cents": -123450}, "-1.234,50 €", "-€1,234.50"),
        ({"cents": 5, "currency": "USD"}, "0,05 $", "$0.05"),
        ({"date": "2026-02-30"}, None, None),
        ({"other": 1}, None, None),
        ([None, "  ", {}], None, None),
        ([{"cents": 100}, True, 0], "1,00 €, sí, 0", "€1.00, yes, 0"),
        (float("nan"), None, None),
        ("a \t\r\n b  c\x00", "a b  c", "a b  c"),
    ],
)
def test_values_read_as_words(value: object, es: str | None, en: str | None) -> None:
    assert fill("{{x.y}}", {"x": {"y": value}}).text == es
    assert fill("{{x.y}}", {"x": {"y": value}}, lang="en").text == en


def test_every_bad_token_is_listed_with_its_place() -> None:
    assert fill("{{A}} {{ {{a}} {{t:x}} {{").errors == [0, 6, 15, 23]


def test_escapes_stand_for_braces() -> None:
    assert fill("\\\\{{a").text == "\\{{a"
    assert fill("\\{{a}} \\{{b}}").text == "{{a}} {{b}}"


def test_first_name_is_the_given_name() -> None:
    assert fill("{{customer.first_name}}", {"customer": {"given": "Marta"}}).text == "Marta"


@pytest.mark.parametrize(
    ("customer", "formality", "lang", "expect"),
    [
        ({"surname1": "Ruiz"}, "usted", "es", "Buenos días, Ruiz:"),
        ({"surname1": "Ruiz"}, "tu", "es", "Hola, Ruiz:"),
        ({"given": "Marta"}, "usted", "en", "Dear Marta,"),
        ({}, "tu", "en", "Hi,"),
    ],
)
def test_greeting_with_a_part_of_the_name(customer: dict, formality: str, lang: str, expect: str) -> None:
    assert fill("{{greeting}}", {"customer": customer}, formality=formality, lang=lang).text == expect


@pytest.mark.parametrize(
    ("hour", "expect"),
    [("05", "Good evening"), ("06", "Good morning"), ("12", "Good afternoon"), ("18", "Good evening")],
)
def test_english_hours(hour: str, expect: str) -> None:
    assert fill("{{greeting.hour}}", lang="en", now=f"2026-11-22T{hour}:00:00-05:00").text == expect


def test_answers_keep_their_lines_and_lose_controls() -> None:
    assert fill("{{?x}}", answers={"x": "a\tb\r\nc\x1b"}).text == "a\tb\nc"


def test_roots_and_questions_of_a_template() -> None:
    text = "{{greeting}} {{ticket.number}} {{rma.x|y}} {{?day|lunes}} {{?day}} {{t:a|b}}"
    assert placeholders.roots(text) == ["ticket", "rma"]
    assert placeholders.questions(text) == [("day", "lunes")]


def test_tokens_left_in_a_text_are_found() -> None:
    assert placeholders.leftovers("Hola {{customer.given}} y {{Mal}}, {uno} {{ dos") == [
        "{{customer.given}}",
        "{{Mal}}",
    ]
